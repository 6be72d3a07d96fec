"""What a merge holds, beside what its parents held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from recouv.domain.message import say
from recouv.domain.past_commit import PastCommit
from recouv.rules.audit.append_only import own_id
from recouv.rules.audit.merged import merged_entries, merged_head
from recouv.rules.audit.observation import Flaw, Observation
from recouv.store.audit.dossier_changes import is_dossier
from recouv.store.audit.journal_cut import entries_in, has_markers, text_of
from recouv.store.audit.kept_files import CLOSINGS, SENT
from recouv.store.audit.memory import Memory, client_of
from recouv.store.audit.walk import Merges
from recouv.store.dossier_pieces import UncutError, cut
from recouv.store.git_objects import TRUTHFUL, Objects
from recouv.store.git_process import ask


class _Sides(Struct):
    """git's names of one file in a merge and in each of its parents; empty where there is none."""

    path: str
    mine: str
    parents: list[str | None]
    """`None` for a parent in which it is as in the merge."""


class MergeChanges:
    """Judges merges."""

    def __init__(self, root: Path, objects: Objects, merges: Merges, memory: Memory) -> None:
        self._root = root
        self._objects = objects
        self._merges = merges
        self._memory = memory

    def observed(self, merge: PastCommit) -> Iterator[Observation]:
        """What is to be said of it."""
        for sides in self._sides(merge, _client):
            yield from self._dossier(merge, sides)
        for sides in self._sides(merge, _kept):
            yield from self._kept_file(sides)

    def _sides(self, merge: PastCommit, name: Callable[[str], str]) -> list[_Sides]:
        """The files that differ from a parent's, by what `name` calls them; an empty name leaves one out."""
        found: dict[str, _Sides] = {}
        count = len(merge.parents)
        for rank, parent in enumerate(merge.parents):
            for change in self._merges.changes(merge.id, parent):
                key = name(change.path)
                if not key:
                    continue
                sides = found.setdefault(key, _Sides(change.path, "", [None] * count))
                if not change.is_gone:
                    sides.path, sides.mine = change.path, change.after if change.is_file else ""
                if not change.is_new:
                    sides.parents[rank] = change.before
                elif sides.parents[rank] is None:
                    sides.parents[rank] = ""
        return list(found.values())

    def _dossier(self, merge: PastCommit, sides: _Sides) -> Iterator[Observation]:
        names = [sides.mine if name is None else name for name in sides.parents]
        texts = [self._text(name) for name in names if name]
        if not sides.mine:
            lost = [entry for text in texts for entry in entries_in(text)]
            if not all(self._is_out(entry) for entry in lost):
                what = say("the merge loses the dossier {path}", path=sides.path)
                yield Observation(flaw=Flaw.MERGE_LOST, what=what, path=sides.path)
            return
        text = self._text(sides.mine)
        if has_markers(text):
            what = say("{path} holds a conflict that a merge left", path=sides.path)
            yield Observation(flaw=Flaw.CONFLICT_LEFT, what=what, path=sides.path)
        mine, parents = entries_in(text), [entries_in(one) for one in texts]
        out = {identifier for parent in parents for entry in parent if self._is_out(entry, identifier := own_id(entry))}
        seen = list(merged_entries(mine, parents, taken_out=out, typed=()))
        if any(one.flaw is Flaw.MERGE_LOST for one in seen):
            seen = list(merged_entries(mine, parents, taken_out=out, typed=self._typed_before(merge, sides.path)))
        for one in (*seen, *_heads(text, texts)):
            yield Observation(flaw=one.flaw, what=one.what, path=sides.path, entry=one.entry, lines=one.lines)
            if one.flaw in (Flaw.MERGE_ADDED, Flaw.MERGE_CHANGED) and one.entry:
                words = next(entry for entry in mine if own_id(entry) == one.entry)
                self._memory.add_entry(one.entry, client_of(sides.path), words)
            elif one.flaw is Flaw.MERGE_LOST and one.entry:
                self._memory.entry_gone(one.entry)

    def _kept_file(self, sides: _Sides) -> Iterator[Observation]:
        """A message that left, or a closing: as a parent has it, and there if a parent has it."""
        names = [sides.mine if name is None else name for name in sides.parents]
        if sides.mine and sides.mine not in names:
            what = say("the merge has {path} as neither side had it", path=sides.path)
            yield Observation(flaw=Flaw.MERGE_FILE, what=what, path=sides.path)
        elif not sides.mine:
            known = self._memory.document(sides.path)
            if known is None or not known.is_gone:
                what = say("the merge loses {path}", path=sides.path)
                yield Observation(flaw=Flaw.MERGE_FILE, what=what, path=sides.path)

    def _is_out(self, entry: str, identifier: str = "") -> bool:
        known = self._memory.entry(identifier or own_id(entry))
        return known is not None and known.is_gone

    def _typed_before(self, merge: PastCommit, path: str) -> list[str]:
        """The entries without a seal of what the parents last had in common."""
        base = ask(self._root, (*TRUTHFUL, "merge-base", "--octopus", *merge.parents)).stdout.strip()
        data = self._objects.at(base, path) if base else None
        entries = entries_in(text_of(data or b"") or "")
        return [entry for entry in entries if not own_id(entry) or "\n- recorded:" not in entry]

    def _text(self, name: str) -> str:
        return text_of(self._objects.content(name)) or ""


def _heads(mine: str, parents: Sequence[str]) -> Iterator[Observation]:
    if not parents:
        return
    try:
        head, *others = [{piece.name: piece.text for piece in cut(text).head} for text in (mine, *parents)]
    except UncutError:
        return
    yield from merged_head(head, others)


def _client(path: str) -> str:
    return client_of(path) if is_dossier(path) else ""


def _kept(path: str) -> str:
    return path if path.startswith((SENT, CLOSINGS)) else ""
