"""Blocks as plain text: the first part of an e-mail, an SMS, a script to read while on the telephone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from recouv.letters.blocks import Block, Heading, Listing, Paragraph, Quote, Rule, Table, plain_runs

#: Characters of a line: what mail clients quote without folding.
WIDTH = 72


def as_text(blocks: Iterable[Block], width: int = WIDTH) -> str:
    """The blocks, one empty line between two, ending with a line end."""
    return "\n\n".join("\n".join(_lines(block, width)) for block in blocks) + "\n"


def _lines(block: Block, width: int) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from _folded(plain_runs(block.runs), width)
        case Heading():
            title = plain_runs(block.runs)
            yield title
            yield ("=" if block.level == 1 else "-") * min(width, len(title))
        case Table():
            yield from _table(block, width)
        case Listing():
            for rank, item in enumerate(block.items, start=1):
                yield from _item(item, f"{rank}. " if block.ordered else "- ", width)
        case Quote():
            for line in as_text(block.blocks, width - 2).splitlines():
                yield f"> {line}".rstrip()
        case Rule():
            yield "-" * width


def _item(blocks: Sequence[Block], mark: str, width: int) -> Iterator[str]:
    lines = [line for block in blocks for line in _lines(block, width - len(mark))]
    for at, line in enumerate(lines):
        yield (mark if at == 0 else " " * len(mark)) + line


def _folded(text: str, width: int) -> Iterator[str]:
    for line in text.split("\n"):
        # a no-break space keeps an amount whole: textwrap breaks at plain spaces only when told so
        yield from textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]


def _table(table: Table, width: int) -> Iterator[str]:
    head = [plain_runs(cell) for cell in table.head]
    rows = [[plain_runs(cell).replace("\n", " ") for cell in row] for row in table.rows]
    wide = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    if sum(wide) + 2 * (len(wide) - 1) > width:
        yield from _stacked(head, rows)
        return
    for row in [head, ["-" * cells for cells in wide], *rows]:
        cells = (
            text.rjust(size) if right else text.ljust(size)
            for text, size, right in zip(row, wide, table.right, strict=True)
        )
        yield "  ".join(cells).rstrip()


def _stacked(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table wider than a line: each row's cells one under the other."""
    for at, row in enumerate(rows):
        if at:
            yield ""
        for title, text in zip(head, row, strict=True):
            yield f"{title}: {text}"
