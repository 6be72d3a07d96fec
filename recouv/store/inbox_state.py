"""How far this clone has read a mailbox, kept beside the repository: what is taken in twice is recognised anyway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from recouv.store.files import read_bytes, write_bytes
from recouv.store.lock import writing


class Read(Struct, frozen=True, kw_only=True):
    """Of one mailbox."""

    last: int = 0
    """The number of the last message looked at."""
    validity: int = 0
    """Of the mailbox's numbers: another one begins anew."""


class InboxState:
    """The mailboxes of a clone, in the folder `inbox` of its scratch."""

    def __init__(self, scratch: Path) -> None:
        self._folder = scratch / "inbox"
        self._path = self._folder / "read.json"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Take messages in by one process at a time.

        Raises:
            WorkspaceError: another one does.
        """
        with writing(self._folder, patience_seconds=0.0):
            yield

    def of(self, mailbox: str) -> Read:
        """How far it was read; from the beginning where nobody knows."""
        return self._all().get(mailbox, Read())

    def keep(self, mailbox: str, read: Read) -> None:
        """Flush it to the disk."""
        write_bytes(self._path, msgspec.json.encode({**self._all(), mailbox: read}))

    def _all(self) -> dict[str, Read]:
        try:
            return msgspec.json.decode(read_bytes(self._path) or b"{}", type=dict[str, Read])
        except msgspec.DecodeError:
            return {}
