"""Blocks made of data: what comes from files is shown as it is, whatever it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recouv.letters.blocks import Block, Heading, Listing, Paragraph, Quote, Run, Runs, Table
from recouv.wording.plain import plain

#: A place that a hand fills.
BLANK = "…" * 26


def runs(text: str, *, bold: bool = False, italic: bool = False) -> Runs:
    """A text in one style; its ends of line are kept."""
    return (Run(plain(text, lines=True), bold, italic),)


def paragraph(text: str, *, bold: bool = False, italic: bool = False) -> Block:
    """A paragraph."""
    return Paragraph(runs(text, bold=bold, italic=italic))


def emphasised(text: str, part: str) -> Block:
    """A paragraph with its first `part` like that in bold."""
    before, found, after = text.partition(part)
    return Paragraph(runs(before) + runs(found, bold=True) + runs(after))


def heading(text: str, level: int = 1) -> Block:
    """A title."""
    return Heading(runs(text), level)


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = (), total: bool = False
) -> Block:
    """A table; the columns of `right` are pushed there, and its last row is a `total` in bold."""
    cells = [tuple(row) for row in rows]
    return Table(
        right=tuple(column in right for column in range(len(head))),
        head=tuple(runs(cell) for cell in head),
        rows=tuple(
            tuple(runs(cell, bold=total and rank == len(cells)) for cell in row) for rank, row in enumerate(cells, 1)
        ),
    )


def bullets(texts: Iterable[str]) -> Block:
    """A list."""
    return Listing(tuple((paragraph(text),) for text in texts))


def quoted(text: str) -> Block:
    """Somebody's words, paragraph by paragraph."""
    parts = "\n".join(line.rstrip() for line in plain(text, lines=True).split("\n")).split("\n\n")
    return Quote(tuple(paragraph(part.strip("\n")) for part in parts if part.strip()))


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def on_one_line(text: str) -> str:
    """A text of several lines, as an address, with commas."""
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())
