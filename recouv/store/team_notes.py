"""What one clone remembers of its dealings with the others, kept beside the repository: losing it loses no fact."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from recouv.domain.errors import WorkspaceError
from recouv.store.files import read_bytes, write_bytes


class KnownPairs(Struct, frozen=True, kw_only=True):
    """Entries that may be of one action done twice, as the merges up to a commit brought them together."""

    head: str = ""
    made_by: str = ""
    """The code and the settings by which they were found."""
    pairs: tuple[tuple[str, str, str], ...] = ()
    """Client and both IDs."""


class TeamNotes:
    """One file for each thing, in a clone's scratch: two who write at once do not undo each other."""

    def __init__(self, scratch: Path) -> None:
        self.asked_path = scratch / "team-asked"
        self._seen_path = scratch / "team-seen"
        self._pairs_path = scratch / "crossings.json"

    def asked(self) -> str:
        """When the remote last answered, UTC; empty when it never did."""
        return _text(self.asked_path)

    def keep_asked(self, moment: str) -> None:
        """The remote answered then."""
        _keep(self.asked_path, moment.encode())

    def seen(self) -> str:
        """The commit up to which the person has read what the others did; empty when nobody ever read."""
        return _text(self._seen_path)

    def keep_seen(self, commit: str) -> None:
        """The person has read up to that commit."""
        _keep(self._seen_path, commit.encode())

    def pairs(self) -> KnownPairs:
        """Those found before; empty where there are none, or where they cannot be read."""
        try:
            return msgspec.json.decode(read_bytes(self._pairs_path) or b"{}", type=KnownPairs)
        except msgspec.DecodeError:
            return KnownPairs()

    def keep_pairs(self, pairs: KnownPairs) -> None:
        """For the next time."""
        _keep(self._pairs_path, msgspec.json.encode(pairs))


def _keep(path: Path, data: bytes) -> None:
    with suppress(WorkspaceError):  # a full disk, a folder closed to us: what was done is done, and is found out again
        write_bytes(path, data)


def _text(path: Path) -> str:
    return (read_bytes(path) or b"").decode("ascii", "replace").strip()
