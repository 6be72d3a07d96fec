"""Blocks as the HTML part of an e-mail: styles on each element, because mail clients drop style sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from recouv.letters.blocks import Block, Heading, Listing, Paragraph, Quote, Rule, Runs, Table

_FONT = "font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;color:#1f2328"
_CELL = "padding:6px 10px;border-bottom:1px solid #d8dee4;vertical-align:top"
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title>
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
    return _PAGE.format(language=escape(language), title=escape(title), font=_FONT, body=body)


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
    yield f'<table style="border-collapse:collapse;width:100%;{_FONT};font-size:14px">'
    yield _row(table, table.head, "th", "border-bottom:2px solid #1f2328;font-weight:bold;")
    for row in table.rows:
        yield _row(table, row, "td", "")
    yield "</table>"
    yield "</div>"


def _row(table: Table, cells: Iterable[Runs], tag: str, style: str) -> str:
    written = (
        f'<{tag} style="{_CELL};{style}text-align:{"right" if right else "left"}'
        f'{";white-space:nowrap" if right else ""}">{_inline(runs)}</{tag}>'
        for runs, right in zip(cells, table.right, strict=True)
    )
    return f"<tr>{''.join(written)}</tr>"


def _inline(runs: Runs) -> str:
    pieces = []
    for run in runs:
        text = escape(run.text).replace("\n", "<br>\n")
        if run.italic:
            text = f"<em>{text}</em>"
        pieces.append(f"<strong>{text}</strong>" if run.bold else text)
    return "".join(pieces)
