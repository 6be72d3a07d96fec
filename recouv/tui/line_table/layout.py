"""Where the columns of a table stand in its lines, in cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recouv.tui.line_table.looks import Look

GUTTER_CELLS = 3
HEADER_LINES = 1


class Column(Struct, frozen=True):
    """A column of a table."""

    key: str
    title: str
    width: int
    """In cells, without the space that parts it from the next."""
    right: bool = False
    """Whether texts stand at its right edge: amounts, days."""
    flexible: bool = False
    """Whether it takes what room is left, `width` at least."""
    style: Look = None
    from_width: int = 0
    """Shown only in a table of that many cells or more; its cells are supplied all the same."""


class Place(Struct, frozen=True):
    """Where a shown column stands in the whole line."""

    index: int
    """Of the column among all, shown or not."""
    column: Column
    start: int
    width: int

    @property
    def end(self) -> int:
        """The cell after its last."""
        return self.start + self.width


class Layout(Struct, frozen=True):
    """The shown columns side by side."""

    places: tuple[Place, ...]
    frozen_cells: int
    """What stays when the rest scrolls: the gutter and the frozen columns."""

    @property
    def cells(self) -> int:
        """The width of the whole line."""
        return self.places[-1].end if self.places else GUTTER_CELLS

    def place_at(self, x: int, *, scrolled: int) -> Place | None:
        """The column seen at `x` when the rest is scrolled by so many cells; none in the gutter and between two."""
        cell = x if x < self.frozen_cells else x + scrolled
        return next((place for place in self.places if place.start <= cell < place.end), None)

    def scrolled_on(self, scrolled: int, *, by: int) -> int:
        """How far to scroll for the next column, or with `by` below zero the one before, beside the frozen ones."""
        edges = [place.start - self.frozen_cells for place in self.places if place.start >= self.frozen_cells]
        if by > 0:
            return min((edge for edge in edges if edge > scrolled), default=scrolled)
        return max((edge for edge in edges if edge < scrolled), default=scrolled)


def shown_columns(columns: Sequence[Column], width: int) -> list[tuple[int, Column]]:
    """The columns that a table of `width` cells shows, each with its rank among all."""
    return [(index, column) for index, column in enumerate(columns) if column.from_width <= width]


def lay_out(shown: Sequence[tuple[int, Column]], *, width: int, frozen: int) -> Layout:
    """Columns side by side in `width` cells, wider when they need more; the first `frozen` stay while others scroll."""
    spare = max(0, width - GUTTER_CELLS - sum(column.width + 1 for _, column in shown) + 1)
    flexible = sum(column.flexible for _, column in shown)
    places: list[Place] = []
    start = GUTTER_CELLS
    for index, column in shown:
        extra = spare // flexible if column.flexible else 0
        spare -= extra
        flexible -= column.flexible
        places.append(Place(index, column, start, column.width + extra))
        start = places[-1].end + 1
    return Layout(tuple(places), _frozen_cells(places[:frozen], width))


def _frozen_cells(frozen: Sequence[Place], width: int) -> int:
    """What the frozen columns take; were it to leave less than a third of the table, the others would never be seen."""
    cells = frozen[-1].end + 1 if frozen else GUTTER_CELLS
    return cells if cells * 3 <= width * 2 else GUTTER_CELLS
