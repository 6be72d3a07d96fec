"""Blocks as the HTML part of an e-mail: styles on each element, because mail clients drop style sheets.

One sheet all the same, for telephones: a table wider than the screen is read row by row, each cell after its label.  A
client that drops it has the table scroll.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from recouv.letters.blocks import Block, Heading, Listing, Paragraph, Quote, Rule, Runs, Table, plain_runs

_FONT = "font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;color:#1f2328"
_CELL = "padding:6px 7px;border-bottom:1px solid #d8dee4;vertical-align:top"
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title>
<style>
@media (max-width:520px) {{
table.rows, table.rows tr, table.rows td {{ display:block; width:auto !important }}
table.rows tr.head {{ display:none }}
table.rows tr {{ padding:8px 0; border-bottom:1px solid #d8dee4 }}
table.rows td {{ border:0 !important; padding:0 !important; text-align:left !important }}
table.rows td[data-label]:before {{ content:attr(data-label) "{colon}"; color:#57606a }}
}}
</style>
</head>
<body style="margin:0;background:#ffffff">
<div style="max-width:640px;margin:0 auto;padding:24px 16px;{font}">
{body}
</div>
</body>
</html>
"""


def as_html(blocks: Iterable[Block], *, title: str, language: str) -> str:
    """A whole page that fits a telephone and a desk; it loads nothing from anywhere."""
    body = "\n".join(piece for block in blocks for piece in _element(block))
    colon = "\u00a0: " if language == "fr" else ": "
    return _PAGE.format(language=escape(language), title=escape(title), colon=colon, font=_FONT, body=body)


def _element(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield f'<p style="margin:0 0 16px">{_inline(block.runs)}</p>'
        case Heading():
            size = 20 if block.level == 1 else 17
            tag = f"h{min(block.level, 6)}"
            yield f'<{tag} style="margin:24px 0 8px;font-size:{size}px">{_inline(block.runs)}</{tag}>'
        case Table():
            yield from _table(block)
        case Listing():
            tag = "ol" if block.ordered else "ul"
            yield f'<{tag} style="margin:0 0 16px;padding-left:24px">'
            for item in block.items:
                yield f'<li style="margin:0 0 4px">{_item(item)}</li>'
            yield f"</{tag}>"
        case Quote():
            yield '<blockquote style="margin:0 0 16px;padding:0 0 0 12px;border-left:3px solid #d8dee4;color:#57606a">'
            for inner in block.blocks:
                yield from _element(inner)
            yield "</blockquote>"
        case Rule():
            yield '<hr style="border:0;border-top:1px solid #d8dee4;margin:16px 0">'


def _item(blocks: Iterable[Block]) -> str:
    """A paragraph at the head of an item stands without space around it."""
    pieces = []
    for block in blocks:
        if isinstance(block, Paragraph):
            pieces.append(_inline(block.runs))
        else:
            pieces += _element(block)
    return "\n".join(pieces)


def _table(table: Table) -> Iterator[str]:
    yield '<div style="overflow-x:auto;margin:0 0 16px">'
    yield f'<table class="rows" style="border-collapse:collapse;width:100%;{_FONT};font-size:14px">'
    style = f"{_CELL};border-bottom:2px solid #1f2328;font-weight:bold"
    head = (f'<th style="{style};{_aligned(right)}">{_inline(runs)}</th>' for runs, right in _cells(table, table.head))
    yield f'<tr class="head">{"".join(head)}</tr>'
    labels = [plain_runs(runs) for runs in table.head]
    for row in table.rows:
        cells = (
            f'<td{_labelled(label)} style="{_CELL};{_aligned(right)}">{_inline(runs)}</td>'
            for label, (runs, right) in zip(labels, _cells(table, row), strict=True)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</table>"
    yield "</div>"


def _cells(table: Table, row: Iterable[Runs]) -> Iterator[tuple[Runs, bool]]:
    """Each cell, and whether it stands on the right."""
    return zip(row, table.right, strict=True)


def _labelled(label: str) -> str:
    return f' data-label="{escape(label)}"' if label else ""


def _aligned(right: bool) -> str:  # noqa: FBT001 one of two sides
    return "text-align:right;white-space:nowrap" if right else "text-align:left"


def _inline(runs: Runs) -> str:
    pieces = []
    for run in runs:
        text = escape(run.text).replace("\n", "<br>\n")
        if run.italic:
            text = f"<em>{text}</em>"
        pieces.append(f"<strong>{text}</strong>" if run.bold else text)
    return "".join(pieces)
