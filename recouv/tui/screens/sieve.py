"""What the rows of a list may be found by, worked out once for each row and not at each key typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from recouv.rules.row_filter import RowFacts, RowFilter

Row = TypeVar("Row")


class Sieve(Generic[Row]):
    """The facts of rows; a row read again is another object, and its facts are worked out again."""

    def __init__(self, facts: Callable[[Row], RowFacts]) -> None:
        self._facts = facts
        self._known: dict[int, tuple[Row, RowFacts]] = {}
        """By the row's identity: comparing ten thousand rows would cost more than it saves."""

    def facts(self, row: Row) -> RowFacts:
        """What `row` may be found by."""
        known = self._known.get(id(row))
        if known is None:
            known = row, self._facts(row)
            self._known[id(row)] = known
        return known[1]

    def kept(self, rows: Iterable[Row], wanted: RowFilter) -> list[Row]:
        """The rows that answer to the filter, in their order."""
        if wanted.is_empty:
            return list(rows)
        kept = list(rows)
        for test in wanted.tests():
            kept = [row for row in kept if test(self.facts(row))]
        return kept

    def renew(self, rows: Iterable[Row]) -> None:
        """Keep what is known of these rows only."""
        old = self._known
        self._known = {id(row): old[id(row)] for row in rows if id(row) in old}

    def prepare(self, rows: Iterable[Row]) -> None:
        """Work out the facts of all of them, outside the screen's own thread: the first key typed finds them ready."""
        for row in rows:
            found = self.facts(row)
            _ = found.sought, found.figures
