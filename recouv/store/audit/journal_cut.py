"""The entries of a dossier as they are written, cut without being read: an auditor never refuses a file."""

from __future__ import annotations

import re

from recouv.domain.entry import Entry
from recouv.store.head import split_head
from recouv.store.journal import JOURNAL_TITLE, read_journal

_JOURNAL = re.compile(rf"^{JOURNAL_TITLE}[^\S\n]*$", re.MULTILINE)
_JOURNAL_LINE = f"\n{JOURNAL_TITLE}\n".encode()
_MARKER = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)
_TITLE = b"\n### "


def text_of(data: bytes) -> str | None:
    """The text of a dossier's bytes, line ends and byte order mark apart; `None` when they are no text."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def entries_in(text: str) -> list[str]:
    """The entries of a text, each with its lines and one line end, without blank lines behind."""
    title = _JOURNAL.search(text)
    if title is None:
        return []
    return [f"### {piece}".rstrip() + "\n" for piece in text[title.end() :].split("\n### ")[1:]]


def appended(before: bytes, after: bytes) -> list[str] | None:
    """The entries that stand behind all that was there; `None` when more differs than that.

    Nearly every commit is one, and what was there needs not be cut to know that it still is.
    """
    kept = before.rstrip(b"\n")
    if not after.startswith(kept) or _JOURNAL_LINE not in before or b"\r" in after:
        return None
    tail = after[len(kept) :]
    first = tail.find(_TITLE)
    if first < 0 or tail[:first].strip(b"\n"):
        return None
    try:
        text = tail.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in text or has_markers(text):
        return None
    return [f"### {piece}".rstrip() + "\n" for piece in text[first:].split("\n### ")[1:]]


def head_in(text: str) -> str:
    """The head of a text; empty when it has none."""
    bounds = split_head(text)
    return text[bounds[0] : bounds[1]] if bounds is not None else ""


def has_markers(text: str) -> bool:
    """Whether a merge left its conflict in it."""
    return _MARKER.search(text) is not None


def kind_in(entry: str) -> str:
    """The word of an entry's kind, as it is written."""
    words = entry.partition("\n")[0].split(maxsplit=3)
    return words[2] if len(words) > 2 else ""


def typed(entry: str) -> Entry | None:
    """An entry as it is read; `None` when its title cannot be."""
    read = read_journal(f"{JOURNAL_TITLE}\n\n{entry}", path="", currency="EUR").entries
    return read[0] if read else None


def line_ends(data: bytes) -> str:
    """How a file ends its lines and whether it has a byte order mark, in a few letters."""
    ends = "CRLF" if b"\r\n" in data else "CR" if b"\r" in data else "LF"
    return f"{ends} BOM" if data.startswith(b"\xef\xbb\xbf") else ends
