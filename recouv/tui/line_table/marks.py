"""Which rows are marked: those of some keys, whatever is shown, and those of a range that is being drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable


class Marks:
    """The keys of marked rows, and the row at which a range begins; it goes to the cursor."""

    def __init__(self) -> None:
        self.keys: set[Hashable] = set()
        self.range_start: int | None = None
        """Index of a row; none while no range is being drawn."""

    def __bool__(self) -> bool:
        return bool(self.keys) or self.has_range

    @property
    def has_range(self) -> bool:
        """Whether a range is being drawn."""
        return self.range_start is not None

    def range_to(self, cursor: int) -> range:
        """The rows of the range that is being drawn, the cursor's included."""
        if self.range_start is None:
            return range(0)
        return range(min(self.range_start, cursor), max(self.range_start, cursor) + 1)

    def toggle(self, key: Hashable) -> None:
        """Mark the row, or unmark it."""
        self.keys ^= {key}

    def put(self, keys: Iterable[Hashable]) -> None:
        """Mark the rows of `keys` and no other."""
        self.keys = set(keys)
        self.range_start = None

    def add(self, keys: Iterable[Hashable]) -> None:
        """Mark the rows of `keys` too; a range ends with it."""
        self.keys.update(keys)
        self.range_start = None

    def drop(self, keys: Iterable[Hashable]) -> None:
        """Unmark the rows of `keys`."""
        self.keys.difference_update(keys)

    def give_up(self) -> None:
        """Give up the range that was begun; or else every mark."""
        if not self.has_range:
            self.keys.clear()
        self.range_start = None
