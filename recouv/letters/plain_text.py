"""Blocks as plain text: the first part of an e-mail, an SMS, a script to read while on the telephone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import combining, east_asian_width

from recouv.letters.blocks import Block, Heading, Listing, Paragraph, Quote, Rule, Table, plain_runs

#: Characters of a line: what mail clients quote without folding.
WIDTH = 72
#: Characters of a column of words that can still be read.
_NARROWEST = 14


def as_text(blocks: Iterable[Block], width: int = WIDTH, colon: str = ": ") -> str:
    """The blocks, one empty line between two, ending with a line end.

    `colon` is what the language writes between a label and its value, where a table is too wide for the line.
    """
    return "\n\n".join("\n".join(_lines(block, width, colon)) for block in blocks) + "\n"


def cells(text: str) -> int:
    """Columns that a text takes where letters are all of one width, and those of East Asia of two.

    >>> cells("reçu"), cells("日本")
    (4, 4)
    """
    if text.isascii():
        return len(text)
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def _lines(block: Block, width: int, colon: str) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from _folded(plain_runs(block.runs), width)
        case Heading():
            title = plain_runs(block.runs)
            yield title
            yield ("=" if block.level == 1 else "-") * min(width, len(title))
        case Table():
            yield from _table(block, width, colon)
        case Listing():
            for rank, item in enumerate(block.items, start=1):
                yield from _item(item, f"{rank}. " if block.ordered else "- ", width, colon)
        case Quote():
            for line in as_text(block.blocks, width - 2, colon).splitlines():
                yield f"> {line}".rstrip()
        case Rule():
            yield "-" * width


def _item(blocks: Sequence[Block], mark: str, width: int, colon: str) -> Iterator[str]:
    lines = [line for block in blocks for line in _lines(block, width - len(mark), colon)]
    for at, line in enumerate(lines):
        yield (mark if at == 0 else " " * len(mark)) + line


def _folded(text: str, width: int) -> Iterator[str]:
    for line in text.split("\n"):
        # a no-break space keeps an amount whole: textwrap breaks at plain spaces only when told so
        yield from textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]


def _table(table: Table, width: int, colon: str) -> Iterator[str]:
    head = [plain_runs(cell) for cell in table.head]
    rows = [[plain_runs(cell).replace("\n", " ") for cell in row] for row in table.rows]
    wide = [max(cells(row[column]) for row in [head, *rows]) for column in range(len(head))]
    excess = sum(wide) + 2 * (len(wide) - 1) - width
    if excess > 0:
        # the widest column of words is folded, as long as enough is left of it to be read
        words = [column for column, right in enumerate(table.right) if not right]
        widest = max(words, key=lambda column: wide[column], default=None)
        if widest is None or wide[widest] - excess < _NARROWEST:
            yield from _stacked(head, rows, width, colon)
            return
        wide[widest] -= excess
    for row in [head, ["-" * size for size in wide], *rows]:
        yield from _row(row, wide, table.right)


def _row(row: Sequence[str], wide: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """Its lines: a cell of words wider than its column goes on under itself, figures stay on the first line."""
    folded = [list(_folded(text, size)) if cells(text) > size else [text] for text, size in zip(row, wide, strict=True)]
    for at in range(max(map(len, folded))):
        padded = []
        for lines, size, to_the_right in zip(folded, wide, right, strict=True):
            text = lines[at] if at < len(lines) else ""
            gap = " " * max(0, size - cells(text))
            padded.append(gap + text if to_the_right else text + gap)
        yield "  ".join(padded).rstrip()


def _stacked(head: Sequence[str], rows: Iterable[Sequence[str]], width: int, colon: str) -> Iterator[str]:
    """A table wider than a line: each row's cells one under the other."""
    for at, row in enumerate(rows):
        if at:
            yield ""
        for title, text in zip(head, row, strict=True):
            if text:
                yield from _folded(f"{title}{colon}{text}" if title else text, width)
