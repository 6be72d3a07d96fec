"""A dossier's text in the pieces that a merge compares: keys of the head, free text, entries.

Nothing is interpreted beyond where a piece begins and what it is called; the pieces join back to the same text, save
for blank lines between entries and the final line end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from recouv.store.head import split_head
from recouv.store.journal import JOURNAL_TITLE

_KEY = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:")
_ENTRY = re.compile(r"^### ", re.MULTILINE)
_ID = re.compile(r"\^([0-9a-z]{8})[ \t]*$")
_TITLE = re.compile(rf"^{JOURNAL_TITLE}[^\S\n]*$\n?", re.MULTILINE)
_RECORDED = re.compile(r"^-[ \t]+recorded:[ \t]*(\S+)", re.MULTILINE)
_SEAL = re.compile(r"^-[ \t]+recorded:.*\n?", re.MULTILINE)
_MARKER = re.compile(r"^(?:<{7}|>{7})", re.MULTILINE)
#: Name of what stands behind the last key of a head; sorts after every key.
TRAILER = "\uffff"
#: Sorts after every moment: what is not sealed was typed last.
_UNSEALED = "~"


class UncutError(ValueError):
    """The text is no dossier: it has no head, or holds what an earlier merge left."""


class Piece(Struct, frozen=True):
    """A part that a merge takes whole."""

    name: str
    """A key of the head; the ID of an entry; its text when it has none, or shares it."""
    text: str
    """With its line ends, without blank lines behind."""


class Pieces(Struct, frozen=True, kw_only=True):
    """A dossier, cut."""

    bom: bool = False
    newline: str = "\n"
    head: tuple[Piece, ...] = ()
    intro: str = ""
    """Between the head and the journal."""
    has_journal: bool = False
    before_entries: str = ""
    """Comments above the first entry."""
    entries: tuple[Piece, ...] = ()


def cut(text: str) -> Pieces:
    """The pieces of a dossier's text; nothing at all of an empty one.

    Raises:
        UncutError: it cannot be cut.
    """
    if not text.strip():
        return Pieces()
    newline = "\r\n" if "\r\n" in text else "\n"
    bom = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    bounds = split_head(text)
    if bounds is None or _MARKER.search(text):
        raise UncutError
    start, end = bounds
    body = text[text.index("\n", end) + 1 :] if "\n" in text[end:] else ""
    title = _TITLE.search(body)
    intro, journal = (body[: title.start()], body[title.end() :]) if title else (body, "")
    starts = [match.start() for match in _ENTRY.finditer(journal)]
    before = journal[: starts[0]] if starts else journal
    ends = [*starts[1:], len(journal)]
    slices = [journal[at:until] for at, until in zip(starts, ends[: len(starts)], strict=True)]
    return Pieces(
        bom=bom,
        newline=newline,
        head=_numbered(_keys(text[start:end])),
        intro=intro.strip("\n"),
        has_journal=title is not None,
        before_entries=before.strip("\n"),
        entries=_numbered((_name(piece), piece.rstrip("\n") + "\n") for piece in slices),
    )


def join(pieces: Pieces) -> str:
    """The text of the pieces, one blank line between two entries."""
    blocks = ["---\n" + "".join(piece.text for piece in pieces.head) + "---\n"]
    if pieces.intro:
        blocks.append(pieces.intro + "\n")
    if pieces.has_journal or pieces.entries:
        blocks.append(f"{JOURNAL_TITLE}\n")
    if pieces.before_entries:
        blocks.append(pieces.before_entries + "\n")
    blocks += [piece.text for piece in pieces.entries]
    text = "\n".join(blocks)
    return ("\ufeff" if pieces.bom else "") + text.replace("\n", pieces.newline)


def in_order(entries: Iterable[Piece]) -> tuple[Piece, ...]:
    """Entries in the one order that every merge gives: by the moment they were written, then by name."""
    return tuple(sorted(entries, key=lambda piece: (_moment(piece.text), piece.name, piece.text)))


def is_unsealed(entry: Piece) -> bool:
    """Whether somebody typed it and recouv has not given it an ID yet."""
    return _ID.search(entry.text.split("\n", 1)[0]) is None


def said(entry: str) -> str:
    """What an entry says, without its seal: its ID and when it was written."""
    title, _, rest = entry.partition("\n")
    return f"{_ID.sub('', title).rstrip()}\n{_SEAL.sub('', rest)}"


def _moment(entry: str) -> str:
    found = _RECORDED.search(entry)
    return found[1] if found else _UNSEALED


def _name(entry: str) -> str:
    """What tells the entry from the others: its ID; without one, all that it says."""
    title = entry.split("\n", 1)[0]
    found = _ID.search(title)
    return found[1] if found else entry.rstrip("\n")


def _keys(head: str) -> Iterable[tuple[str, str]]:
    """Key and lines of each; comments and blank lines go with the key below them, the last ones are apart."""
    found: list[tuple[str, str]] = []
    waiting = ""
    for line in head.splitlines(keepends=True):
        key = _KEY.match(line)
        if key:
            found.append((key[1], waiting + line))
            waiting = ""
        elif found and line.strip() and not line.startswith("#"):
            name, text = found[-1]
            found[-1] = name, text + waiting + line
            waiting = ""
        else:
            waiting += line
    if waiting:
        found.append((TRAILER, waiting))
    return found


def _numbered(named: Iterable[tuple[str, str]]) -> tuple[Piece, ...]:
    """Pieces of names that are there once; those of a name that is there twice are told apart by what they say."""
    rows = list(named)
    times = Counter(name for name, _ in rows)
    seen: Counter[str] = Counter()
    pieces = []
    for name, text in rows:
        own = name if times[name] == 1 else f"{name}\n{text}"
        seen[own] += 1
        pieces.append(Piece(own if seen[own] == 1 else f"{own}\n{seen[own]}", text))
    return tuple(pieces)
