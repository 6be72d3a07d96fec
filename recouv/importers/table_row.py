"""A line of a table, wherever the table comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Row(NamedTuple):
    """One line of a table: its number in the file and its cells."""

    line: int
    """Where it begins, from 1: a quoted cell may run over several lines."""
    cells: list[str]
    text: str
    """As the file has it, control characters and all; for a spreadsheet, its cells with `;` between them."""

    @property
    def is_blank(self) -> bool:
        """Whether it has nothing but separators and spaces."""
        return not any(cell and not cell.isspace() for cell in self.cells)


class Source(Protocol):
    """What rows can be read from, as many times as asked."""

    def rows(self) -> Iterator[Row]:
        """Every line from the first, the header and blank lines included."""
        ...
