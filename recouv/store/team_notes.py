"""What one clone remembers of its dealings with the others, kept beside the repository: losing it loses no fact."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from recouv.store.files import read_bytes, write_bytes


class TeamNotes(Struct, frozen=True, kw_only=True):
    """Of one clone."""

    asked: str = ""
    """When the remote last answered, UTC; empty when it never did."""
    seen: str = ""
    """The commit up to which the person has read what the others did."""


class KnownPairs(Struct, frozen=True, kw_only=True):
    """Entries that may be of one action done twice, as the merges up to a commit brought them together."""

    head: str = ""
    made_by: str = ""
    """The code and the settings by which they were found."""
    pairs: tuple[tuple[str, str, str], ...] = ()
    """Client and both IDs."""


class TeamFolder:
    """Both files, in a clone's scratch."""

    def __init__(self, scratch: Path) -> None:
        self.notes_path = scratch / "team.json"
        self._pairs_path = scratch / "crossings.json"

    def notes(self) -> TeamNotes:
        """Those kept; empty where there are none, or where they cannot be read."""
        try:
            return msgspec.json.decode(read_bytes(self.notes_path) or b"{}", type=TeamNotes)
        except msgspec.DecodeError:
            return TeamNotes()

    def keep_asked(self, moment: str) -> None:
        """The remote answered then."""
        write_bytes(self.notes_path, msgspec.json.encode(replace(self.notes(), asked=moment)))

    def keep_seen(self, commit: str) -> None:
        """The person has read up to that commit."""
        write_bytes(self.notes_path, msgspec.json.encode(replace(self.notes(), seen=commit)))

    def pairs(self) -> KnownPairs:
        """Those found before; empty where there are none, or where they cannot be read."""
        try:
            return msgspec.json.decode(read_bytes(self._pairs_path) or b"{}", type=KnownPairs)
        except msgspec.DecodeError:
            return KnownPairs()

    def keep_pairs(self, pairs: KnownPairs) -> None:
        """For the next time."""
        write_bytes(self._pairs_path, msgspec.json.encode(pairs))
