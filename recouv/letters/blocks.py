"""A letter's Markdown as blocks: what text, HTML and pages are made from, each in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class Run(Struct, frozen=True, omit_defaults=True):
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


Runs = tuple[Run, ...]


class Paragraph(Struct, frozen=True, tag="paragraph"):
    """A paragraph; its line breaks are in the text of its runs."""

    runs: Runs


class Heading(Struct, frozen=True, tag="heading"):
    """A title inside the letter."""

    runs: Runs
    level: int
    """From 1."""


class Table(Struct, frozen=True, tag="table"):
    """A table with a head."""

    right: tuple[bool, ...]
    """For each column, whether it is pushed to the right: figures are."""
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


class Listing(Struct, frozen=True, tag="list"):
    """A list."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False


class Quote(Struct, frozen=True, tag="quote"):
    """Words of a law, or of somebody else."""

    blocks: tuple[Block, ...]


class Rule(Struct, frozen=True, tag="rule"):
    """A line across the page."""


Block = Paragraph | Heading | Table | Listing | Quote | Rule


@lru_cache(maxsize=16)  # the same letter is set as text, as HTML and on pages
def read_blocks(markdown: str) -> tuple[Block, ...]:
    """The blocks of a text; raw HTML, links, images and code are shown as they are typed."""
    tokens = _parser().parse(markdown)
    return tuple(_blocks(_Walk(tokens)))


def plain_runs(runs: Runs) -> str:
    """Their text without style."""
    return "".join(run.text for run in runs)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # deferred: for those who write letters

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    # what a letter has no use for would act where text is meant to be read
    return parser.disable(
        ["link", "image", "autolink", "html_inline", "html_block", "code", "fence", "backticks", "reference"]
    )


class _Walk:
    """Tokens read one after the other."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def next(self) -> Token | None:
        """The token, passed; `None` at the end."""
        if self._at == len(self._tokens):
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def until(self, end: str) -> Iterator[Token]:
        """The tokens up to one of that type, which is passed."""
        while (token := self.next()) is not None and token.type != end:
            yield token


def _blocks(walk: _Walk, end: str = "") -> Iterator[Block]:
    while (token := walk.next()) is not None and token.type != end:
        match token.type:
            case "paragraph_open":
                yield Paragraph(_inline(walk, "paragraph_close"))
            case "heading_open":
                yield Heading(_inline(walk, "heading_close"), int(token.tag[1]))
            case "bullet_list_open":
                yield Listing(tuple(_items(walk, "bullet_list_close")))
            case "ordered_list_open":
                yield Listing(tuple(_items(walk, "ordered_list_close")), ordered=True)
            case "blockquote_open":
                yield Quote(tuple(_blocks(walk, "blockquote_close")))
            case "table_open":
                yield _table(walk)
            case "hr":
                yield Rule()


def _items(walk: _Walk, end: str) -> Iterator[tuple[Block, ...]]:
    for token in walk.until(end):
        if token.type == "list_item_open":
            yield tuple(_blocks(walk, "list_item_close"))


def _table(walk: _Walk) -> Table:
    rows: list[list[Runs]] = []
    right: list[bool] = []
    for token in walk.until("table_close"):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            if len(rows) == 1:
                right.append("right" in str(token.attrGet("style") or ""))
            rows[-1].append(_inline(walk, token.type.replace("open", "close")))
    return Table(right=tuple(right), head=tuple(rows[0]), rows=tuple(tuple(row) for row in rows[1:]))


def _inline(walk: _Walk, end: str) -> Runs:
    return tuple(run for token in walk.until(end) for run in _runs(token.children or ()))


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    """Neighbours of one style joined: escapes cut a text in pieces."""
    bold = italic = 0
    text = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close" | "em_open" | "em_close":
                if text:
                    yield Run(text, bold > 0, italic > 0)
                    text = ""
                step = token.nesting
                bold, italic = (bold + step, italic) if token.tag == "strong" else (bold, italic + step)
            case "softbreak" | "hardbreak":
                text += "\n"
            case _:
                text += token.content
    if text:
        yield Run(text, bold > 0, italic > 0)
