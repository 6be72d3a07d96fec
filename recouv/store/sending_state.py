"""What this clone knows of messages about to leave, kept beside the repository: what was never begun did not leave.

An entry of the journal says that a message *may* have left.  A note here, flushed to the disk before the dialogue with
the server begins, says that it did begin.  After a crash, an entry without that note is a message that certainly did
not leave; with it, nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from recouv.store.files import read_bytes, remove, write_bytes
from recouv.store.lock import writing


class Note(Struct, frozen=True, kw_only=True):
    """Of one message."""

    dossier: str
    entry: str
    message_id: str
    begun: bool = False


class SendingNotes:
    """The notes of a clone, in the folder `sending` of its scratch."""

    def __init__(self, scratch: Path) -> None:
        self._folder = scratch / "sending"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Send from this clone in one process at a time.

        Raises:
            WorkspaceError: another one is sending.
        """
        with writing(self._folder, patience_seconds=0.0):
            yield

    def keep(self, note: Note) -> None:
        """Flush it to the disk."""
        write_bytes(self._path(note.entry), msgspec.json.encode(note))

    def forget(self, entry: str) -> None:
        """What became of the message is in the journal."""
        remove(self._path(entry))

    def all(self) -> list[Note]:
        """Those that are there, by entry."""
        notes = []
        for path in sorted(self._folder.glob("*.json")):
            data = read_bytes(path)
            try:
                notes.append(msgspec.json.decode(data or b"", type=Note))
            except msgspec.DecodeError:
                continue  # damaged: its message stays one of which nobody knows
        return notes

    def _path(self, entry: str) -> Path:
        return self._folder / f"{entry}.json"
