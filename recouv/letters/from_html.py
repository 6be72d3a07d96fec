"""The text of an e-mail that is HTML only: read once from one end to the other, whatever it holds."""

from __future__ import annotations

import html
import re

#: Characters that are read.
_MOST = 300_000
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_NAME = re.compile(r"</?([a-z0-9]{1,12})")
_HIDDEN = frozenset({"script", "style", "head", "title", "template"})
_LINES = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol", "hr", "blockquote"})


def text_of_html(page: str) -> str:
    """Its words, a line for each block; what it quotes begins with `>`."""
    page = page[:_MOST]
    small = page.translate(_LOWER)  # of the same length, which `lower` is not
    said: list[str] = []
    quoted, at = 0, 0
    while at < len(page):
        opening = page.find("<", at)
        said.append(html.unescape(" ".join(page[at : opening if opening >= 0 else len(page)].split("\n"))))
        if opening < 0:
            break
        end = "-->" if small.startswith("<!--", opening) else ">"
        closing = small.find(end, opening)
        if closing < 0:
            break
        name = found[1] if (found := _NAME.match(small, opening)) else ""
        is_end = small.startswith("</", opening)
        at = closing + len(end)
        if name in _HIDDEN and not is_end:
            at = small.find(f"</{name}", closing)
            if at < 0:
                break
        if name == "blockquote":
            quoted = max(0, quoted + (-1 if is_end else 1))
        if name in _LINES:
            said.append("\n> " if quoted else "\n")
    return "\n".join(" ".join(line.split()) for line in "".join(said).split("\n"))
