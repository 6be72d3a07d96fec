"""What a commit did to dossiers: entries added, changed, taken out, moved; files renamed, removed, made links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.kinds import APPROVABLE
from recouv.domain.message import Message, say, say_many
from recouv.domain.past_commit import PastCommit, PathChange
from recouv.domain.practice import Approvals
from recouv.rules.approvals import DECISIONS
from recouv.rules.audit.append_only import Changes, compare, lines_of, own_id
from recouv.rules.audit.claims import claims
from recouv.rules.audit.moments import entry_moments
from recouv.rules.audit.observation import Flaw, Observation
from recouv.rules.audit.second_person import judged_alone, judged_approval, people_of
from recouv.rules.forgetting import FORGET, is_forgetting, keeps_its_document
from recouv.store.audit.journal_cut import appended, entries_in, has_markers, head_in, line_ends, text_of, typed
from recouv.store.audit.memory import Memory, client_of, digest
from recouv.store.forgetting_text import is_forgotten_head
from recouv.store.git_objects import Objects

_FOLDER = "dossiers/"
_NONE = Approvals()
#: Actions that write heads.
_EDITING = ("edit", "import")


def is_dossier(path: str) -> bool:
    """Whether a dossier stands at that path."""
    return path.startswith(_FOLDER) and path.endswith(".md")


class _Moved(Struct, frozen=True):
    """A dossier before and after a commit; a path is empty where there was none, or is none any more."""

    was: str
    path: str
    before: str
    """git's name of the content; empty for none."""
    after: str

    @property
    def client(self) -> str:
        """Its id."""
        return client_of(self.path or self.was)


class _Gathered:
    """What a commit did in all its dossiers, for its trailers to be compared with."""

    def __init__(self) -> None:
        self.touched: dict[str, None] = {}
        self.added: dict[str, None] = {}
        self.sealed: set[str] = set()


class DossierChanges:
    """Judges what commits with one parent did to dossiers."""

    def __init__(self, objects: Objects, memory: Memory) -> None:
        self._objects = objects
        self._memory = memory
        self._approvals = _NONE
        self.released: set[str] = set()
        """Pieces that the commit judged last may take out with the person it forgets."""

    def observed(
        self, commit: PastCommit, changes: Sequence[PathChange], writer: str, approvals: Approvals = _NONE
    ) -> Iterator[Observation]:
        """What is to be said of it; `writer` is how entries name its author, `approvals` are those of its settings."""
        self._approvals = approvals
        self.released = set()
        mine = [change for change in changes if is_dossier(change.path)]
        found = _Gathered()
        moved: list[_Moved] = []
        yield from self._paired(mine, moved)
        for one in moved:
            found.touched[one.client] = None
            yield from self._dossier(commit, one, writer, found)
        yield from claims(commit, touched=found.touched, added=found.added, sealed=found.sealed)

    def _paired(self, changes: Sequence[PathChange], moved: list[_Moved]) -> Iterator[Observation]:
        """Each dossier before and after, those that changed place under one."""
        gone = {client_of(change.path): change for change in changes if change.is_gone}
        for change in changes:
            if change.is_gone:
                continue
            if not change.is_file:
                what = say("{path} is no file any more: a link, or another repository", path=change.path)
                yield Observation(flaw=Flaw.NOT_A_FILE, what=what, path=change.path)
                moved.append(_Moved(change.path, change.path, "" if change.is_new else change.before, ""))
                continue
            before, was = ("", "") if change.is_new else (change.before, change.path)
            if change.is_new:
                yield from self._twins(change.path)
                origin = gone.pop(client_of(change.path), None)
                if origin is not None:
                    what = say("{before} now stands at {path}", before=origin.path, path=change.path)
                    yield Observation(flaw=Flaw.DOSSIER_MOVED, what=what, path=change.path)
                elif (origin := self._renamed(change, gone)) is not None:
                    self._memory.client_renamed(client_of(origin.path), client_of(change.path))
                if origin is not None:
                    before, was = origin.before, origin.path
            elif change.before_mode[:3] != "100":  # what was a link has become a file
                before = ""
            moved.append(_Moved(was, change.path, before, change.after))
        moved += (
            _Moved(change.path, "", change.before if change.before_mode[:3] == "100" else "", "")
            for change in gone.values()
        )

    def _renamed(self, change: PathChange, gone: dict[str, PathChange]) -> PathChange | None:
        """The dossier that went in the same commit and whose entries are in this one."""
        here: set[str] | None = None
        for client, origin in list(gone.items()):
            if origin.before == change.after:
                return gone.pop(client)
            if origin.before_mode[:3] != "100":
                continue
            if here is None:
                here = {own_id(entry) for entry in self._entries(change.after)} - {""}
            there = {own_id(entry) for entry in self._entries(origin.before)} - {""}
            if there and there & here:
                return gone.pop(client)
        return None

    def _twins(self, path: str) -> Iterator[Observation]:
        twin = self._memory.twin_of(client_of(path))
        if twin:
            what = say(
                "only capitals tell {path} from the dossier {twin}: many disks take them for one", path=path, twin=twin
            )
            yield Observation(flaw=Flaw.CASE_TWIN, what=what, path=path)

    def _dossier(self, commit: PastCommit, one: _Moved, writer: str, found: _Gathered) -> Iterator[Observation]:
        before = self._objects.content(one.before) if one.before else b""
        after = self._objects.content(one.after) if one.after else b""
        if commit.action == FORGET and one.was and one.path:
            changes = _forgetting(text_of(before) or "", text_of(after) or "")
            if changes is not None:
                yield from self._forgotten(commit, one, changes, text_of(before) or "", writer, found)
                return
        if one.was and one.path and client_of(one.was) != client_of(one.path):
            what = say(
                "the dossier {before} was renamed {path}: its history is lost to those who look for it",
                before=one.was,
                path=one.path,
            )
            yield Observation(flaw=Flaw.DOSSIER_RENAMED, what=what, path=one.path)
        tail = appended(before, after) if before and after else None
        if tail is not None and not any(f"^{own_id(entry)}".encode() in before for entry in tail if own_id(entry)):
            yield from self._added(commit, one, tail, writer, found)
            return
        old, new = text_of(before), text_of(after)
        if one.after and new is None:
            what = say("{path} is no text any more: nothing of it can be read", path=one.path)
            yield Observation(flaw=Flaw.NOT_TEXT, what=what, path=one.path)
        if new is not None and has_markers(new) and not (old is not None and has_markers(old)):
            what = say("{path} holds a conflict that a merge left", path=one.path)
            yield Observation(flaw=Flaw.CONFLICT_LEFT, what=what, path=one.path)
        if before and after and line_ends(before) != line_ends(after):
            what = say(
                "{path}: every line ends otherwise than before ({before}, {after})",
                path=one.path,
                before=line_ends(before),
                after=line_ends(after),
            )
            yield Observation(flaw=Flaw.LINE_ENDS, what=what, path=one.path)
        yield from _head_changed(commit, one, old, new)
        earlier, later = entries_in(old or ""), entries_in(new or "")
        changes = compare(earlier, later)
        if one.was and not one.path:
            yield from self._removed(commit, one, changes)
            return
        yield from self._touched(commit, one, changes)
        yield from self._sealed(commit, one, changes, writer, found)
        yield from self._added(commit, one, changes.added, writer, found)
        yield from self._twice(one, later, changes.added)

    def _forgotten(
        self, commit: PastCommit, one: _Moved, changes: Changes, before: str, writer: str, found: _Gathered
    ) -> Iterator[Observation]:
        """A commit that took a person's words out, and nothing else."""
        pairs = (*changes.changed, *changes.restyled)
        what = say_many(
            "{path}: {author} forgot personal data, in the head and {count} entry; the amounts are as they were",
            "{path}: {author} forgot personal data, in the head and {count} entries; the amounts are as they were",
            len(pairs),
            path=one.path,
            author=commit.author,
        )
        identifier = next((own_id(entry) for entry in changes.added), "")
        yield Observation(flaw=Flaw.FORGOTTEN, what=what, path=one.path, entry=identifier)
        for _, after in pairs:
            self._know(own_id(after), one.client, after)
        for entry in filter(None, map(typed, entries_in(before))):
            if entry.word("document") and not keeps_its_document(entry.kind):
                self.released.add(entry.word("document"))
        yield from self._added(commit, one, changes.added, writer, found)

    def _removed(self, commit: PastCommit, one: _Moved, changes: Changes) -> Iterator[Observation]:
        what = say_many(
            "the dossier {path} was removed, with its {count} entry",
            "the dossier {path} was removed, with its {count} entries",
            len(changes.gone),
            path=one.was,
        )
        yield Observation(flaw=Flaw.DOSSIER_REMOVED, what=_by_git(what, commit), path=one.was)
        for entry in changes.gone:
            self._memory.entry_gone(own_id(entry))

    def _touched(self, commit: PastCommit, one: _Moved, changes: Changes) -> Iterator[Observation]:
        by_hand = commit.action == "edit"
        for before, after in changes.changed:
            identifier = own_id(before) or own_id(after)
            what = say("{path}: the entry {title} was changed", path=one.path, title=_title(before))
            yield Observation(
                flaw=Flaw.HAND_CHANGED if by_hand else Flaw.ENTRY_CHANGED,
                what=_by_git(what, commit),
                path=one.path,
                entry=identifier,
                lines=lines_of(before, after),
            )
            self._know(identifier, one.client, after)
        for entry in changes.gone:
            identifier = own_id(entry)
            what = say("{path}: the entry {title} was taken out", path=one.path or one.was, title=_title(entry))
            yield Observation(
                flaw=Flaw.HAND_REMOVED if by_hand else Flaw.ENTRY_REMOVED,
                what=_by_git(what, commit),
                path=one.path or one.was,
                entry=identifier,
                lines=tuple(f"-{line}" for line in entry.splitlines()),
            )
            self._memory.entry_gone(identifier)
        for before, after in changes.restyled:
            what = say("{path}: the entry {title} was laid out otherwise", path=one.path, title=_title(before))
            yield Observation(
                flaw=Flaw.RESTYLED, what=what, path=one.path, entry=own_id(before), lines=lines_of(before, after)
            )
            self._know(own_id(after), one.client, after)

    def _sealed(
        self, commit: PastCommit, one: _Moved, changes: Changes, writer: str, found: _Gathered
    ) -> Iterator[Observation]:
        """What is wrong with the IDs and the moments given to what somebody had typed."""
        for before, after in changes.sealed:
            identifier = own_id(after)
            found.sealed.add(identifier)
            if own_id(before):
                self._know(identifier, one.client, after)
            else:
                yield from self._identified(identifier, after, one)
            entry = typed(after)
            if entry is not None:
                for seen in (*entry_moments(entry, commit, writer), *self._second_person(entry, commit, writer)):
                    yield Observation(flaw=seen.flaw, what=seen.what, path=one.path, entry=seen.entry)

    def _added(
        self, commit: PastCommit, one: _Moved, entries: Iterable[str], writer: str, found: _Gathered
    ) -> Iterator[Observation]:
        is_demo = commit.action == "demo" and not commit.parents
        for text in entries:
            identifier = own_id(text)
            if not identifier:
                what = say("{path}: an entry without its ID: {title}", path=one.path, title=_title(text))
                yield Observation(flaw=Flaw.UNSEALED, what=what, path=one.path)
            else:
                found.added[identifier] = None
                yield from self._identified(identifier, text, one)
            entry = typed(text)
            if entry is None:
                continue
            if not is_demo:
                for seen in (*entry_moments(entry, commit, writer), *self._second_person(entry, commit, writer)):
                    yield Observation(flaw=seen.flaw, what=seen.what, path=one.path, entry=seen.entry)
            self._take_document(entry)
            period = self._memory.closed_on(entry.date)
            if period:
                what = say(
                    "{path}: the entry {title} came after the closing of {period}",
                    path=one.path,
                    title=_title(text),
                    period=period,
                )
                yield Observation(flaw=Flaw.CLOSED_PERIOD, what=what, path=one.path, entry=identifier)

    def _identified(self, identifier: str, text: str, one: _Moved) -> Iterator[Observation]:
        """What is wrong with the ID of a new entry: it was another's, or was seen before."""
        if identifier != identifier.lower():
            what = say("{path}: the ID ^{id} has capitals: it is none, or twins another", path=one.path, id=identifier)
            yield Observation(flaw=Flaw.CASE_TWIN, what=what, path=one.path, entry=identifier)
        known = self._memory.entry(identifier)
        if known is None:
            self._memory.add_entry(identifier, one.client, text)
            return
        if known.client != one.client:
            what = say(
                "{path}: the entry ^{id} also stands in the dossier {client}",
                path=one.path,
                id=identifier,
                client=known.client,
            )
            if known.is_gone:
                what = say(
                    "{path}: the entry ^{id} was moved here from the dossier {client}",
                    path=one.path,
                    id=identifier,
                    client=known.client,
                )
            yield Observation(flaw=Flaw.ENTRY_MOVED, what=what, path=one.path, entry=identifier)
        elif known.digest != digest(text):
            what = say("{path}: the ID ^{id} comes back with other words", path=one.path, id=identifier)
            lines = tuple(f"+{line}" for line in text.splitlines())
            yield Observation(flaw=Flaw.ID_REUSED, what=what, path=one.path, entry=identifier, lines=lines)
        elif known.is_gone:
            what = say("{path}: the entry ^{id}, which had been taken out, is back", path=one.path, id=identifier)
            yield Observation(flaw=Flaw.ENTRY_RETURNED, what=what, path=one.path, entry=identifier)
        self._memory.add_entry(identifier, one.client, text)

    def _twice(self, one: _Moved, later: Sequence[str], added: Iterable[str]) -> Iterator[Observation]:
        """Entries that stand in the file twice, word for word."""
        for text in dict.fromkeys(added):
            if own_id(text) and later.count(text) > 1:
                what = say("{path}: the entry {title} stands there twice", path=one.path, title=_title(text))
                yield Observation(flaw=Flaw.ID_REUSED, what=what, path=one.path, entry=own_id(text))

    def _second_person(self, entry: Entry, commit: PastCommit, writer: str) -> Iterator[Observation]:
        """What is wrong with who approves what; who brought what may be approved is remembered."""
        people = people_of(commit, writer)
        if entry.kind in APPROVABLE and entry.id:
            self._memory.add_author(entry.id, people)
            yield from judged_alone(entry, self._approvals)
        elif entry.kind in DECISIONS:
            yield from judged_approval(entry, people, self._memory.author(entry.target))

    def _take_document(self, entry: Entry) -> None:
        path, sha256 = entry.word("document"), entry.word("sha256")
        if path and sha256:
            self._memory.add_document(path, sha256.lower(), entry.id)

    def _know(self, identifier: str, client: str, text: str) -> None:
        if identifier:
            self._memory.add_entry(identifier, client, text)

    def _entries(self, name: str) -> list[str]:
        return entries_in(text_of(self._objects.content(name)) or "")


def _head_changed(commit: PastCommit, one: _Moved, old: str | None, new: str | None) -> Iterator[Observation]:
    """A head that differs, save where the commit says that it edits it."""
    if not old or not new or commit.action in _EDITING:
        return
    before, after = head_in(old), head_in(new)
    if before != after:
        what = say("{path}: the head was changed", path=one.path)
        yield Observation(flaw=Flaw.HEAD_CHANGED, what=what, path=one.path, lines=lines_of(before, after))


def _forgetting(before: str, after: str) -> Changes | None:
    """What became of the entries, where nothing but personal words went and an entry says so; else `None`."""
    changes = compare(entries_in(before), entries_in(after))
    kinds = [entry.kind for entry in map(typed, changes.added) if entry is not None]
    honest = (
        kinds == [FORGET] * max(1, len(changes.added))
        and not changes.gone
        and not changes.sealed
        and all(is_forgetting(*pair) for pair in (*changes.changed, *changes.restyled))
        and is_forgotten_head(before, after)
    )
    return changes if honest else None


def _by_git(what: Message, commit: PastCommit) -> Message:
    """The same, where `git revert` did it."""
    if not commit.reverts:
        return what
    return say("{what}, by git revert of {commit}", what=what, commit=commit.reverts[:10])


def _title(entry: str) -> str:
    return entry.partition("\n")[0].removeprefix("### ")
