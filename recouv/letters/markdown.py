r"""Blocks as Markdown: what a text says is read back as it is, in any reader of CommonMark, and nothing of it acts.

Every sign that means something is escaped: a name cannot become a link, a title, a picture or a page of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recouv.letters.blocks import Block, Heading, Listing, Paragraph, Quote, Runs, Table

#: What means something anywhere in a line.
_SIGNS = re.compile(r"[\\`*_{}\[\]<>|~&$^=#!]")
#: What makes a link of a bare address, for readers that look for them.
_ADDRESS = re.compile(r":(?=//)|(?<=[wW]{3})\.|(?<=mailto):", re.IGNORECASE)
#: What means something at the beginning of a line only.
_FIRST = re.compile(r"^([0-9]{1,9})([.)])(?=\s|$)|^([-+:])", re.MULTILINE)


def as_markdown(blocks: Sequence[Block]) -> str:
    """The blocks as a text, with an end of line after the last."""
    return "".join(f"{part}\n" for part in _parts(blocks))


def escaped(text: str) -> str:
    r"""A text that Markdown shows as it is, on as many lines.

    >>> escaped("<b>*Durand* & Fils</b>"), escaped("1. www.x.y")
    ('\\<b\\>\\*Durand\\* \\& Fils\\</b\\>', '1\\. www\\.x.y')
    """
    text = _ADDRESS.sub(lambda found: f"\\{found[0]}", _SIGNS.sub(lambda found: f"\\{found[0]}", text))
    return _FIRST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", text)


def _parts(blocks: Sequence[Block]) -> Iterator[str]:
    """Each block, and a blank line between two."""
    for rank, block in enumerate(blocks):
        if rank:
            yield ""
        yield _block(block)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _inline(block.runs)
        case Heading():
            return f"{'#' * min(block.level, 6)} {_on_one_line(block.runs)}"
        case Table():
            return "\n".join(_rows(block))
        case Listing():
            marks = (
                [f"{rank}." for rank in range(1, len(block.items) + 1)] if block.ordered else ["-"] * len(block.items)
            )
            return "\n".join(
                f"{mark} {_indented(item, len(mark) + 1)}" for mark, item in zip(marks, block.items, strict=True)
            )
        case Quote():
            return "\n".join(f"> {line}".rstrip() for line in "\n".join(_parts(block.blocks)).split("\n"))
        case _:
            return "---"


def _rows(table: Table) -> Iterator[str]:
    yield _row(table.head)
    yield "|" + "|".join("---:" if right else "---" for right in table.right) + "|"
    for row in table.rows:
        yield _row(row)


def _row(cells: Sequence[Runs]) -> str:
    return "| " + " | ".join(_on_one_line(cell) for cell in cells) + " |"


def _on_one_line(runs: Runs) -> str:
    return _inline(runs).replace("\\\n", " ")


def _indented(blocks: Sequence[Block], by: int) -> str:
    return "\n".join(_parts(blocks)).replace("\n", "\n" + " " * by)


def _inline(runs: Runs) -> str:
    """Signs of bold and italic stand inside the spaces around a stretch, or they would be shown."""
    text = ""
    for run in runs:
        shown = escaped(run.text)
        mark = "**" * run.bold + "_" * run.italic
        core = shown.strip()
        if mark and core:
            before, _, after = shown.partition(core)
            shown = f"{before}{mark}{core}{mark[::-1]}{after}"
        text += shown
    return "\\\n".join(line.strip() for line in text.split("\n") if line.strip())
