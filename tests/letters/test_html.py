"""Blocks as a page of HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from recouv.letters.blocks import read_blocks
from recouv.letters.html import as_html

BODY = """Hello **you** & *me*,

| N | € |
|---|---:|
| a | 1 |

1. one
    - two

> quote

## Title

---
"""


class Seen(HTMLParser):
    """Elements opened and closed, and their text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "hr", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(page: str) -> Seen:
    """The page as a browser reads it."""
    parser = Seen()
    parser.feed(page)
    parser.close()
    return parser


def test_every_element_is_closed() -> None:
    """In the order in which they were opened."""
    parser = seen(as_html(read_blocks(BODY), title="T", language="fr"))
    assert parser.open == []
    assert {"strong", "em", "table", "th", "td", "ol", "ul", "li", "blockquote", "h2", "hr"} <= set(parser.tags)
    assert "Hello you & me," in parser.text


def test_nothing_is_loaded_from_anywhere() -> None:
    """No address, no picture, no script."""
    page = as_html(read_blocks(BODY), title="T", language="fr")
    assert not re.search(r"https?:|src=|href=|<script|url\(", page)


def test_title_and_language_are_escaped() -> None:
    """A subject makes no element."""
    page = as_html((), title="<b>&", language='"><x')
    assert "<title>&lt;b&gt;&amp;</title>" in page
    assert "<x" not in page


def test_on_a_telephone_each_cell_follows_its_label() -> None:
    """The label is an attribute, in which no text acts; the colon is the language's."""
    table = 'A "x" <b>'.join(("| ", " | Reste dû |\n|---|---:|\n| F-1 | 12,00 € |\n"))
    page = as_html(read_blocks(table), title="t", language="fr")
    assert '<td data-label="A &quot;x&quot; &lt;b&gt;" ' in page
    assert '<td data-label="Reste dû" ' in page
    assert 'content:attr(data-label) "\u00a0: "' in page
