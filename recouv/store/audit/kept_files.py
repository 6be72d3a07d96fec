"""What left, documents and closings: kept as they were when an entry gave their fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from recouv.domain.message import say
from recouv.domain.past_commit import PastCommit, PathChange
from recouv.rules.audit.observation import Flaw, Observation
from recouv.store.audit.closings import judge_closing
from recouv.store.audit.memory import Document, Memory
from recouv.store.git_objects import Objects

SENT = "sent/"
CLOSINGS = "closings/"


class KeptFiles:
    """Judges what commits with one parent did to files other than dossiers, once their dossiers were judged."""

    def __init__(self, root: Path, objects: Objects, memory: Memory) -> None:
        self._root = root
        self._objects = objects
        self._memory = memory

    def observed(
        self, commit: PastCommit, changes: Sequence[PathChange], released: Collection[str] = ()
    ) -> Iterator[Observation]:
        """What is to be said of it; `released` are the pieces of somebody whom it forgets, and may take out."""
        for change in changes:
            if change.is_gone and change.path in released:
                what = say("{path} was removed with the person whom it is about", path=change.path)
                yield Observation(flaw=Flaw.FORGOTTEN, what=what, path=change.path)
                self._memory.document_gone(change.path)
            elif change.path.startswith(SENT):
                yield from self._message(change)
            elif change.path.startswith(CLOSINGS):
                yield from self._closing(commit, change)
            else:
                known = self._memory.document(change.path)
                if known is not None:
                    yield from self._document(change, known)
        for path, name in self._named_now(commit, changes):
            yield from self._fingerprint(path, name)

    def _named_now(self, commit: PastCommit, changes: Sequence[PathChange]) -> Iterator[tuple[str, str]]:
        """Documents that an entry of this commit names, and which an earlier commit brought: path and content."""
        new = {change.path for change in changes}
        for path in self._memory.named_last():
            if path not in new:
                yield path, self._objects.name_at(commit.id, path)

    def _message(self, change: PathChange) -> Iterator[Observation]:
        path = change.path
        known = self._memory.document(path)
        entry = known.entry if known else ""
        if change.is_gone:
            what = say("the message {path} was removed", path=path)
            yield Observation(flaw=Flaw.MESSAGE_REMOVED, what=what, path=path, entry=entry)
            self._memory.document_gone(path)
        elif not change.is_file:
            what = say("the message {path} is no file any more: a link, or another repository", path=path)
            yield Observation(flaw=Flaw.MESSAGE_CHANGED, what=what, path=path, entry=entry)
        elif not change.is_new:
            what = say("the message {path} is not what left: it was changed", path=path)
            yield Observation(flaw=Flaw.MESSAGE_CHANGED, what=what, path=path, entry=entry)
        elif known is None:
            what = say("no entry names the message {path}", path=path)
            yield Observation(flaw=Flaw.MESSAGE_UNNAMED, what=what, path=path)
        else:
            yield from self._fingerprint(path, change.after)

    def _document(self, change: PathChange, known: Document) -> Iterator[Observation]:
        if change.is_gone:
            what = say("the document {path}, of the entry ^{id}, was removed", path=change.path, id=known.entry)
            yield Observation(flaw=Flaw.DOCUMENT_CHANGED, what=what, path=change.path, entry=known.entry)
        elif not change.is_file or _sha256(self._objects.content(change.after)) != known.sha256:
            what = say(
                "the document {path} is not the one that the entry ^{id} names", path=change.path, id=known.entry
            )
            yield Observation(flaw=Flaw.DOCUMENT_CHANGED, what=what, path=change.path, entry=known.entry)

    def _fingerprint(self, path: str, name: str) -> Iterator[Observation]:
        """Whether a document just named, or just there, is the one that its entry means."""
        known = self._memory.document(path)
        if known is None or (not name and not path.startswith(SENT)):
            return  # heavy documents may stand elsewhere; what left stands here
        flaw = Flaw.MESSAGE_HASH if path.startswith(SENT) else Flaw.DOCUMENT_HASH
        if not name:
            what = say("the entry ^{id} names {path}, which is not there", id=known.entry, path=path)
            yield Observation(flaw=flaw, what=what, path=path, entry=known.entry)
        elif _sha256(self._objects.content(name)) != known.sha256:
            what = say("{path} has not the fingerprint that the entry ^{id} gives", path=path, id=known.entry)
            yield Observation(flaw=flaw, what=what, path=path, entry=known.entry)

    def _closing(self, commit: PastCommit, change: PathChange) -> Iterator[Observation]:
        path = change.path
        if change.is_new and change.is_file:
            self._memory.add_closing(path, commit.id)
            yield from judge_closing(self._root, self._objects, commit, path)
            return
        what = say("the closing {path} was changed", path=path)
        if change.is_gone:
            what = say("the closing {path} was removed", path=path)
        yield Observation(flaw=Flaw.CLOSING_CHANGED, what=what, path=path)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
