"""Two versions of a dossier made one, by meaning: the head key by key, free text as text, the journal entry by entry.

What one side changed is taken; what both changed in the same way is taken once; what they changed in two ways is a
conflict, shown between git's markers around that piece alone.  The journal comes out in one order, by the moment each
entry was written, so that the same entries always make the same bytes, whoever merges what first.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from recouv.store.dossier_pieces import (
    TRAILER,
    Piece,
    Pieces,
    UncutError,
    cut,
    in_order,
    is_unsealed,
    join,
    said,
)
from recouv.store.head import HEAD_KEYS

#: Of git's conflict markers.
MARKER_SIZE = 7
#: What `git merge-file` answers at the most for conflicts; more is an error.
_MOST_CONFLICTS = 127
_T = TypeVar("_T")


class MergeError(Exception):
    """git cannot merge a text line by line: one of the sides is none."""


class Labels(Struct, frozen=True, kw_only=True):
    """How the two sides are called in a conflict."""

    ours: str = "ours"
    theirs: str = "theirs"
    size: int = MARKER_SIZE


class Merged(Struct, frozen=True, kw_only=True):
    """Both sides as one text."""

    text: str
    conflicts: tuple[str, ...] = ()
    """What both changed, each in its own way: keys, IDs, `text` for the free text; nothing when the merge is clean."""


def merge_dossiers(base: str, ours: str, theirs: str, labels: Labels | None = None) -> Merged:
    """Both versions of a dossier that `base` became; what cannot be cut in pieces is merged line by line."""
    labels = labels or Labels()
    if ours == theirs or theirs == base:
        return Merged(text=ours)
    if ours == base:
        return Merged(text=theirs)
    try:
        three = cut(base), cut(ours), cut(theirs)
    except UncutError:
        return merge_lines(base, ours, theirs, labels)
    return _Merging(*three, labels).merged()


class _Merging:
    def __init__(self, base: Pieces, ours: Pieces, theirs: Pieces, labels: Labels) -> None:
        self.base, self.ours, self.theirs, self.labels = base, ours, theirs, labels
        self.conflicts: list[str] = []

    def merged(self) -> Merged:
        base, ours, theirs = self.base, self.ours, self.theirs
        pieces = Pieces(
            bom=_chosen(base.bom, ours.bom, theirs.bom),
            newline=_chosen(base.newline, ours.newline, theirs.newline),
            head=self._head(),
            intro=self._text(base.intro, ours.intro, theirs.intro),
            has_journal=ours.has_journal or theirs.has_journal,
            before_entries=self._text(base.before_entries, ours.before_entries, theirs.before_entries),
            entries=in_order(self._entries(base.entries, ours.entries, theirs.entries)),
        )
        return Merged(text=join(pieces), conflicts=tuple(self.conflicts))

    def _head(self) -> tuple[Piece, ...]:
        kept = {piece.name: piece for piece in self._pieces(self.base.head, self.ours.head, self.theirs.head)}
        order = _order(_names(self.base.head), _names(self.ours.head), _names(self.theirs.head))
        return tuple(kept[name] for name in order if name in kept)

    def _entries(self, base: Sequence[Piece], ours: Sequence[Piece], theirs: Sequence[Piece]) -> Iterable[Piece]:
        """The entries that are left; one typed by hand that both sides sealed, each under an ID of its own, once."""
        before = set(_names(base))
        new = [{said(piece.text): piece for piece in side if piece.name not in before} for side in (ours, theirs)]
        typed = {said(piece.text) for piece in base if is_unsealed(piece)}
        twice = {
            in_order((left, right))[1].name
            for words in typed & new[0].keys() & new[1].keys()
            if (left := new[0][words]).name != (right := new[1][words]).name
        }
        return (piece for piece in self._pieces(base, ours, theirs) if piece.name not in twice)

    def _pieces(self, base: Sequence[Piece], ours: Sequence[Piece], theirs: Sequence[Piece]) -> Iterable[Piece]:
        """The pieces that are left, each merged on its own."""
        before, left, right = _texts(base), _texts(ours), _texts(theirs)
        for name in dict.fromkeys((*before, *left, *right)):
            text = self._piece(name, before.get(name, ""), left.get(name, ""), right.get(name, ""))
            if text:
                yield Piece(name, text)

    def _piece(self, name: str, base: str, ours: str, theirs: str) -> str:
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        self.conflicts.append(name)
        return _marked(ours, theirs, self.labels)

    def _text(self, base: str, ours: str, theirs: str) -> str:
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        before, left, right = (f"{text}\n" if text else "" for text in (base, ours, theirs))
        merged = merge_lines(before, left, right, self.labels)
        if merged.conflicts:
            self.conflicts.append("text")
        return merged.text.strip("\n")


def merge_lines(base: str, ours: str, theirs: str, labels: Labels) -> Merged:
    """Any text, merged as git does it: it is there wherever a dossier is.

    Raises:
        MergeError: one of the sides is no text.
    """
    with tempfile.TemporaryDirectory(prefix="recouv-") as folder:
        paths = []
        for name, text in (("ours", ours), ("base", base), ("theirs", theirs)):
            path = Path(folder) / name
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
            paths.append(str(path))
        size = f"--marker-size={labels.size}"
        names = ("-L", labels.ours, "-L", "base", "-L", labels.theirs)
        done = subprocess.run(["git", "merge-file", "-p", size, *names, *paths], capture_output=True, check=False)
    if done.returncode > _MOST_CONFLICTS:
        raise MergeError(done.stderr.decode("utf-8", "replace").strip())
    return Merged(text=done.stdout.decode("utf-8", "surrogateescape"), conflicts=("text",) if done.returncode else ())


def _marked(ours: str, theirs: str, labels: Labels) -> str:
    """Both sides between git's markers; each ends its last line."""
    sides = [side if not side or side.endswith("\n") else f"{side}\n" for side in (ours, theirs)]
    size = labels.size
    return f"{'<' * size} {labels.ours}\n{sides[0]}{'=' * size}\n{sides[1]}{'>' * size} {labels.theirs}\n"


def _order(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Keys in the order of the side that moved them, or of neither where both did; the others behind, in that of the
    format: where a side put a new key says nothing that the other could not say otherwise.
    """
    if ours == theirs:
        return list(ours)
    common = set(base) & set(ours) & set(theirs)
    before, left, right = ([name for name in side if name in common] for side in (base, ours, theirs))
    order = right if left == before else left if right in (before, left) else before
    kept = [name for name in order if name != TRAILER]
    ranks = {name: rank for rank, name in enumerate(HEAD_KEYS)}
    others = {*base, *ours, *theirs} - set(kept)
    return kept + sorted(others, key=lambda name: (name == TRAILER, ranks.get(name, len(ranks)), name))


def _chosen(base: _T, ours: _T, theirs: _T) -> _T:
    """What one side changed, else what both have; that of ours is never taken against the other's change."""
    return theirs if ours == base else ours


def _names(pieces: Iterable[Piece]) -> list[str]:
    return [piece.name for piece in pieces]


def _texts(pieces: Iterable[Piece]) -> dict[str, str]:
    return {piece.name: piece.text for piece in pieces}
