"""What is seen of a line of styled texts: its frozen columns, and the others from where they are scrolled to."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from recouv.tui.line_table.layout import GUTTER_CELLS
from recouv.tui.line_table.looks import NO_STYLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recouv.tui.line_table.layout import Layout

#: Text of one style within a line.
Piece: TypeAlias = tuple[str, Style]


def segments_of(pieces: Iterable[Piece]) -> list[Segment]:
    """The pieces, those side by side of one style joined."""
    runs = groupby(pieces, key=itemgetter(1))
    return [Segment("".join(text for text, _ in run), style) for style, run in runs]


def selected(segments: Sequence[Segment], span: tuple[int, int], style: Style) -> list[Segment]:
    """The same segments, with `style` over the characters of `span`, -1 for the end of the line; never the gutter."""
    start = max(span[0], GUTTER_CELLS)
    end = span[1] if span[1] >= 0 else sum(len(segment.text) for segment in segments)
    return list(_painted(segments, start, max(start, end), style))  # a selection may end within the gutter


def visible(segments: Sequence[Segment], layout: Layout, *, line: int, scrolled: int, width: int) -> Strip:
    """What `width` cells show of the whole line, when what is not frozen is scrolled by so many cells.

    The offsets tell Textual which characters of `line` the mouse is over.
    """
    whole, frozen = Strip(segments), layout.frozen_cells
    held = whole.crop(0, min(frozen, width)).apply_offsets(0, line)
    moved = whole.crop(frozen + scrolled, width + scrolled)
    skipped = len(whole.crop(0, frozen + scrolled).text)
    return Strip.join([held, moved.apply_offsets(skipped, line)]).extend_cell_length(width, segments[0].style)


def _painted(segments: Iterable[Segment], start: int, end: int, style: Style) -> Iterator[Segment]:
    """The same segments, with `style` over the characters from `start` to `end`."""
    at = 0
    for text, own, _ in segments:
        first, last = (min(max(edge - at, 0), len(text)) for edge in (start, end))
        over = (own or NO_STYLE) + style
        for part, look in ((text[:first], own), (text[first:last], over), (text[last:], own)):
            if part:
                yield Segment(part, look)
        at += len(text)
