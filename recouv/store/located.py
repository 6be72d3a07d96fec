"""A value and the place in a file where the user typed it."""

from __future__ import annotations

from msgspec import Struct


class Located(Struct, frozen=True):
    """A value of a YAML file with its place."""

    value: str | list[Located] | dict[str, Located]
    line: int
    """From 1, in the file."""
    column: int
    """From 1."""

    @property
    def text(self) -> str:
        """The scalar's text; empty for a list or a mapping."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def rows(self) -> list[Located]:
        """The items of a list; empty for anything else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def keys(self) -> dict[str, Located]:
        """The keys of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}
