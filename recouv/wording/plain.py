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
from unicodedata import normalize

from rich.cells import cell_len, get_character_cell_size

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "…"

#: Text made of these only is shown as it is: printable, visible, already in NFC.  No combining mark, no space but two.
_ORDINARY = " -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2190-\u21ff\u2500-\u25ff"
_NEEDS_CARE = re.compile(f"[^{_ORDINARY}]")
_NEEDS_CARE_IN_LINES = re.compile(f"[^\n{_ORDINARY}]")

_SYMBOL = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
)
_SHAPES_EMOJI = re.compile(
    f"(?<=[{_SYMBOL}])(?:[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?[\ufe0e\ufe0f]?)(?:\u200d(?=[{_SYMBOL}]))?"
    "|(?<=[0-9#*])\ufe0f(?=\u20e3)"
)
#: Controls, directions, and every code point that Unicode says may be drawn as nothing (Default_Ignorable_Code_Point).
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
#: Three marks over one letter serve a language; more of them climb over the lines above.
_PILE_OF_MARKS = re.compile(f"({_MARK}{{3}}){_MARK}+")


def plain(text: str, *, lines: bool = False) -> str:
    r"""`text` with nothing in it that acts on a terminal, hides or turns round; on one line unless `lines`.

    >>> plain("Dupont\x1b[31m\tSARL")
    'Dupont�[31m    SARL'
    """
    if (_NEEDS_CARE_IN_LINES if lines else _NEEDS_CARE).search(text) is None:
        return text
    text = text.replace("\r\n", "\n").replace("\t", "    ").replace("\u202f", "\u00a0")
    if not lines:
        text = text.replace("\n", " ")
    text = _HIDDEN.sub(REPLACEMENT, _SHAPES_EMOJI.sub("", text))
    return _PILE_OF_MARKS.sub(rf"\1{REPLACEMENT}", normalize("NFC", text))


def clip(text: str, cells: int, *, ellipsis: str = ELLIPSIS) -> str:
    """`text`, made plain, in at most `cells` cells; what is cut is replaced by `ellipsis`.

    >>> clip("Boulangerie", 8)
    'Boulang…'
    """
    text = plain(text)
    if cell_len(text) <= cells:
        return text
    room = cells - cell_len(ellipsis)
    if room < 0:
        return ""
    end = 0
    for character in text:
        room -= get_character_cell_size(character)
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
    gap = " " * (cells - cell_len(text))
    return gap + text if right else text + gap
