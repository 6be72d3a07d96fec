"""The only door from data to a screen or a terminal.

Names, references and mails come from shared files and may hold anything.  Textual and rich send control characters to
the terminal as they are: a client's name could set the window's title, write the clipboard, or show `F26-118` as
another number.  Nothing here alters a file: what is shown changes, what is kept does not.

Whatever cannot be seen becomes U+FFFD, so that two texts that look alike are alike.  The exceptions are parts of emoji:

- A zero-width joiner or a skin tone after an emoji, and a variation selector (U+FE0F, U+FE0E) after a symbol, are
  dropped.  Terminals disagree on the width of such sequences (one family is drawn over 2, 6 or 8 cells), so no column
  could be kept straight; without these, each symbol is drawn alone, at a width everyone agrees on.  Anywhere else,
  between letters for instance, they only hide something and become U+FFFD as the rest.
- Flags keep their two letters, which are one cell each or a flag of two cells.

So the width of a text is always the sum of the widths of its characters, as `rich.cells.cell_len` counts them.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import normalize

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "…"

#: Text made of these only is shown as it is: printable, visible, in NFC, no combining mark, no space but two; and each
#: takes one cell, so that no table of widths is needed to measure it.
_ORDINARY = " -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2190-\u21ff\u2500-\u25fc\u25ff"
# possessive: four times as fast as a search for the first character that is not of these
_is_ordinary = re.compile(f"[{_ORDINARY}]*+").fullmatch
_are_ordinary_lines = re.compile(f"[\n{_ORDINARY}]*+").fullmatch

_SYMBOL = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
)
#: Controls, directions, and every code point that Unicode says may be drawn as nothing (Default_Ignorable_Code_Point).
_HIDDEN = (
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"


@cache
def _care() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What shapes an emoji, what hides, and piles of marks: compiled for the first text that is not ordinary."""
    shapes_emoji = (
        f"(?<=[{_SYMBOL}])(?:[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?[\ufe0e\ufe0f]?)(?:\u200d(?=[{_SYMBOL}]))?"
        "|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    )
    # three marks over one letter serve a language; more of them climb over the lines above
    pile_of_marks = f"({_MARK}{{3}}){_MARK}+"
    return re.compile(shapes_emoji), re.compile(_HIDDEN), re.compile(pile_of_marks)


def is_ordinary(text: str) -> bool:
    """Whether `text` is one line that is shown as it is, each character in one cell."""
    return _is_ordinary(text) is not None


def plain(text: str, *, lines: bool = False) -> str:
    r"""`text` with nothing in it that acts on a terminal, hides or turns round; on one line unless `lines`.

    >>> plain("Dupont\x1b[31m\tSARL")
    'Dupont�[31m    SARL'
    """
    if _are_ordinary_lines(text) if lines else _is_ordinary(text):
        return text
    shapes_emoji, hidden, pile_of_marks = _care()
    text = text.replace("\r\n", "\n").replace("\t", "    ").replace("\u202f", "\u00a0")
    if not lines:
        text = text.replace("\n", " ")
    text = hidden.sub(REPLACEMENT, shapes_emoji.sub("", text))
    return pile_of_marks.sub(rf"\1{REPLACEMENT}", normalize("NFC", text))


def width(text: str) -> int:
    """Cells that a plain text takes.

    >>> width("Boulangerie"), width("日本")
    (11, 4)
    """
    if _is_ordinary(text):
        return len(text)
    from rich.cells import cell_len  # deferred: the table of widths is for texts beyond Latin only

    return cell_len(text)


def clip(text: str, cells: int, *, ellipsis: str = ELLIPSIS) -> str:
    """`text`, made plain, in at most `cells` cells; what is cut is replaced by `ellipsis`.

    >>> clip("Boulangerie", 8)
    'Boulang…'
    """
    text = plain(text)
    if width(text) <= cells:
        return text
    room = cells - width(ellipsis)
    if room < 0:
        return ""
    if _is_ordinary(text):
        return text[:room] + ellipsis
    end = 0
    for character in text:
        room -= width(character)
        if room < 0:
            break
        end += 1
    return text[:end] + ellipsis


def pad(text: str, cells: int, *, right: bool = False, ellipsis: str = ELLIPSIS) -> str:
    """`text`, made plain, in exactly `cells` cells; pushed to the right edge if `right`.

    >>> pad("4 961,85", 10, right=True)
    '  4 961,85'
    """
    text = clip(text, cells, ellipsis=ellipsis)
    gap = " " * (cells - width(text))
    return gap + text if right else text + gap
