"""What this clone knows of messages about to leave, kept beside the repository: what was never begun did not leave.

An entry of the journal says that a message *may* have left.  A note here, flushed to the disk before the dialogue with
the server begins, says that it did begin; once the server has answered, the note holds the answer until the journal
does.  After a crash, an entry whose note was not begun is a message that certainly did not leave; with a note begun and
no answer in it, nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from recouv.store.files import UnreadableFileError, read_bytes, remove, write_bytes
from recouv.store.lock import writing


class Note(Struct, frozen=True, kw_only=True):
    """Of one message."""

    dossier: str
    entry: str
    message_id: str
    carrier: str = ""
    """What was to take it away."""
    begun: bool = False
    fate: str = ""
    """What became of it; empty while nobody has said."""
    words: str = ""
    """Those of whoever said so."""


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
        """Flush it to the disk.

        Raises:
            WorkspaceError: the disk refuses; what was kept before is kept.
        """
        write_bytes(self._path(note.entry), msgspec.json.encode(note))

    def forget(self, entry: str) -> None:
        """What became of the message is in the journal."""
        remove(self._path(entry))

    def all(self) -> list[Note]:
        """Those that are there, by entry."""
        notes = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                notes.append(msgspec.json.decode(read_bytes(path) or b"", type=Note))
            except (msgspec.DecodeError, UnreadableFileError):
                continue  # damaged: its message stays one of which nobody knows
        return notes

    def _path(self, entry: str) -> Path:
        return self._folder / f"{entry}.json"
