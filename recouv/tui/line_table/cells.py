"""What the screen shows of a cell.  Here, and nowhere else in the table, data becomes text for the screen."""

from __future__ import annotations

from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from rich.cells import cell_len
from rich.text import Text

from recouv.tui.line_table.layout import GUTTER_CELLS
from recouv.wording.plain import ELLIPSIS, clip, pad, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recouv.tui.line_table.layout import Column, Layout, Place
    from recouv.tui.line_table.looks import Look

#: A cell's text, or a rich `Text` where parts of it have styles of their own (never `Text.from_markup` on data).
Cell: TypeAlias = str | Text


class Signs(Struct, frozen=True, kw_only=True):
    """The marks that a table adds to the texts."""

    ellipsis: str
    ascending: str
    descending: str


UNICODE = Signs(ellipsis=ELLIPSIS, ascending="▲", descending="▼")
ASCII = Signs(ellipsis="~", ascending="^", descending="v")


def fit(cell: Cell, place: Place, signs: Signs) -> list[tuple[str, Look]]:
    """`cell` in exactly the cells of its place: texts, each of one look."""
    if isinstance(cell, str):
        return [(pad(cell, place.width, right=place.column.right, ellipsis=signs.ellipsis), None)]
    parts = [(plain(text), look) for text, look in _parts(cell)]
    spare = place.width - sum(cell_len(text) for text, _ in parts)
    if spare < 0:
        return _cut(parts, place.width, signs)
    gap: tuple[str, Look] = (" " * spare, None)
    return [gap, *parts] if place.column.right else [*parts, gap]


def line_text(cells: Sequence[Cell], layout: Layout, signs: Signs, *, gutter: str = " " * GUTTER_CELLS) -> str:
    """A whole line: the gutter, and the cells in their places."""
    texts = ("".join(text for text, _ in fit(cells[place.index], place, signs)) for place in layout.places)
    return gutter + " ".join(texts)


def title_text(column: Column, sort: tuple[str, bool] | None, signs: Signs) -> str:
    """The column's title, with the sign of the order where `sort` names its key, and whether from the greatest down."""
    if sort is None or sort[0] != column.key:
        return column.title
    sign = signs.descending if sort[1] else signs.ascending
    return clip(column.title, column.width - 1, ellipsis=signs.ellipsis) + sign


def cut_text(cell: Cell, place: Place) -> str:
    """The whole of `cell` where its place cannot show it; nothing where it can."""
    full = plain(str(cell))
    return full if cell_len(full) > place.width else ""


def empty_lines(text: str, width: int) -> list[str]:
    """The lines, `width` cells at most, of what is said where there are no rows."""
    room = max(1, width - GUTTER_CELLS)
    lines = [line for said in plain(text, lines=True).split("\n") for line in wrap(said, room) or [""]]
    return [" " * GUTTER_CELLS + clip(line, room) for line in lines]


def _parts(cell: Text) -> Iterator[tuple[str, Look]]:
    """The texts of `cell`, each in one style: the innermost that covers it, or else the cell's own."""
    edges = {0, len(cell), *(edge for span in cell.spans for edge in (span.start, span.end))}
    for start, end in pairwise(sorted(edge for edge in edges if 0 <= edge <= len(cell))):
        over = [span.style for span in cell.spans if span.start <= start and end <= span.end]
        yield cell.plain[start:end], over[-1] if over else cell.style


def _cut(parts: Sequence[tuple[str, Look]], room: int, signs: Signs) -> list[tuple[str, Look]]:
    """The parts that `room` cells can hold; the ellipsis stands in the last, for its rest or for those after."""
    kept: list[tuple[str, Look]] = []
    for text, look in parts:
        cells = cell_len(text)
        if cells >= room:
            cut = clip(text + signs.ellipsis, room, ellipsis=signs.ellipsis)
            return [*kept, (pad(cut, room), look)]
        kept.append((text, look))
        room -= cells
    return kept
