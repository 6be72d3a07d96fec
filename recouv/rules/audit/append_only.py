r"""What became of the entries of a dossier: facts are added, never changed nor taken out.

An entry is known by the ID in its title, and compared by its lines.  Sealing (an ID and a `recorded` line given to what
somebody typed) is no change; spaces and comments are a change of style, told apart.  The order in the file and blank
lines mean nothing.

>>> changes = compare(["### 2026-11-05 note ^aaaaaaaa\n> one\n"], ["### 2026-11-05 note ^aaaaaaaa\n> two\n"])
>>> [lines_of(*pair) for pair in changes.changed]
[('-> one', '+> two')]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from recouv.domain.kinds import KINDS, Names

_IDS = re.compile(r"\^([0-9A-Za-z]{8})(?=[ \t]|$)")
_OWN = re.compile(r"[ \t]\^([0-9A-Za-z]{8})[ \t]*$")
_RECORDED = re.compile(r"^-[ \t]+recorded:.*\n?", re.MULTILINE)
_SPACES = re.compile(r"[ \t]+")

Pair = tuple[str, str]


class Changes(Struct, frozen=True, kw_only=True):
    """What differs between two versions of a journal; each entry is its text."""

    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[Pair, ...] = ()
    """The same entry, which says something else."""
    sealed: tuple[Pair, ...] = ()
    """What somebody typed, and the same with its ID and its moment."""
    restyled: tuple[Pair, ...] = ()
    """The same facts, laid out otherwise."""


def own_id(entry: str) -> str:
    """The ID that an entry bears, as it is written; empty when somebody typed it and nothing sealed it.

    One ID alone after a kind that concerns another entry is the entry meant.
    """
    title = entry.partition("\n")[0]
    own = _OWN.search(title)
    if own is None:
        return ""
    words = title.split()
    kind = KINDS.get(words[2]) if len(words) > 2 else None
    if kind is not None and kind.names is Names.ENTRY and kind.names_required and len(_IDS.findall(title)) == 1:
        by_key = re.search(r"^-[ \t]+entry:[ \t]*\^", entry, re.MULTILINE)
        return own[1] if by_key else ""
    return own[1]


def compare(before: Sequence[str], after: Sequence[str]) -> Changes:
    r"""What became of the entries of `before` in `after`."""
    left = _without(before, after)
    right = _without(after, before)
    changed: list[Pair] = []
    sealed: list[Pair] = []
    restyled: list[Pair] = []
    gone: list[str] = []
    by_id = {identifier: entry for entry in right if (identifier := own_id(entry))}
    for entry in left:
        identifier = own_id(entry)
        other = by_id.get(identifier) if identifier else None
        if other is None or other not in right:
            other = next((one for one in right if is_sealing(entry, one)), None)
        if other is None:
            gone.append(entry)
            continue
        right.remove(other)
        pair = (entry, other)
        if is_sealing(entry, other):
            sealed.append(pair)
        else:
            (restyled if _plain(entry) == _plain(other) else changed).append(pair)
    return Changes(
        added=tuple(right),
        gone=tuple(gone),
        changed=tuple(changed),
        sealed=tuple(sealed),
        restyled=tuple(restyled),
    )


def is_sealing(before: str, after: str) -> bool:
    """Whether `after` is what somebody typed as `before`, with the ID and the moment that it lacked, no more."""
    if own_id(before) and _RECORDED.search(before):
        return False
    title, _, rest = before.partition("\n")
    new_title, _, new_rest = after.partition("\n")
    if not own_id(before):
        new_title = _OWN.sub("", new_title)
    if not _RECORDED.search(before):
        new_rest = _RECORDED.sub("", new_rest, count=1)
    return title.rstrip() == new_title.rstrip() and rest.rstrip() == new_rest.rstrip() and before != after


def lines_of(before: str, after: str) -> tuple[str, ...]:
    """The lines that went (`-`) and came (`+`), in their order; others are left out."""
    from difflib import SequenceMatcher  # deferred: an honest history changes no line

    old, new = before.splitlines(), after.splitlines()
    lines: list[str] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            lines += [f"-{line}" for line in old[start:end]]
            lines += [f"+{line}" for line in new[new_start:new_end]]
    return tuple(lines)


def _without(entries: Iterable[str], others: Iterable[str]) -> list[str]:
    """Those that are not among the others, as many times as they are there more often."""
    known = Counter(others)
    return list(_left(entries, known))


def _left(entries: Iterable[str], known: Counter[str]) -> Iterator[str]:
    for entry in entries:
        if known[entry] > 0:
            known[entry] -= 1
        else:
            yield entry


def _plain(entry: str) -> list[str]:
    """What an entry says, without blank lines, comments and spaces too many; prose is taken as it is."""
    lines = []
    for line in entry.splitlines():
        stripped = line.strip()
        if stripped and not (stripped.startswith("<!--") and stripped.endswith("-->")):
            lines.append(stripped if stripped.startswith(">") else _SPACES.sub(" ", stripped))
    return lines
