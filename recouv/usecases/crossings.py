"""What two people did twice: found wherever histories met, decided by a person, remembered in the journal.

Every clone finds the same pairs, for they come from the merges of the history, whoever made them, and not from what
one `sync` happened to see.  A pair is over once one of the two is struck out, or once an entry says that both are
right: the others learn of the decision as of any other entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec import Struct

from recouv.domain.entry import Draft, Entry
from recouv.domain.errors import NothingFoundError, RecouvError, UsageError
from recouv.domain.message import Message, say
from recouv.domain.practice import House
from recouv.rules.crossed_actions import Crossing, Keep, counting, crossings, decided
from recouv.store.dossier_text import read_dossier
from recouv.store.git_objects import Objects
from recouv.store.git_process import ask
from recouv.store.merge_commits import Meeting, meetings
from recouv.store.team_notes import KnownPairs, TeamNotes
from recouv.store.this_code import CODE
from recouv.store.workspace import DOSSIERS
from recouv.usecases.recording import Done, entry_action, record
from recouv.usecases.session import Session
from recouv.usecases.undoing import cancel_entry
from recouv.wording.terms import description


class Met(Struct, frozen=True, kw_only=True):
    """What two people may have done twice to one client."""

    client: str
    """Id."""
    name: str
    crossing: Crossing


def open_crossings(session: Session) -> list[Met]:
    """The pairs of which nobody has decided yet, the latest entry first; in each, the person's own entry first.

    Raises:
        WorkspaceError: the repository cannot be read.
    """
    session.workspace.git.require_repository()
    by_client: dict[str, list[tuple[str, str]]] = {}
    for client, first, second in _known_pairs(session):
        by_client.setdefault(client, []).append((first, second))
    me = _me(session)
    found = [met for client, pairs in by_client.items() for met in _still_open(session, client, pairs, me)]
    return sorted(found, key=_moment, reverse=True)


def crossings_of(session: Session, identifier: str) -> list[Met]:
    """Those of the open pairs that hold this entry, named by the first characters of its ID.

    Raises:
        NothingFoundError: there is none, or the characters are those of several entries.
    """
    wanted = identifier.removeprefix("^").lower()
    found = [met for met in open_crossings(session) if any(one.startswith(wanted) for one in met.crossing.ids)]
    named = {one for met in found for one in met.crossing.ids if one.startswith(wanted)}
    if not wanted or len(named) != 1:
        raise NothingFoundError(
            say("no pair to decide holds ^{id}", id=wanted)
            if not named
            else say("several entries to decide begin with ^{id}", id=wanted),
            say("recouv crossings lists them with their IDs"),
        )
    return found


def settle(session: Session, met: Met, keep: Keep, *, note: str = "", dry_run: bool = False) -> Done:
    """Strike out the entry that is one too many, or say that both are right; committed, as any action.

    Raises:
        UsageError: this pair cannot be decided so, or later entries rest on what would be struck out.
        ProblemsError: the dossier would contradict itself.
        WorkspaceError: git or the disk refuses.
    """
    crossing = met.crossing
    if keep not in crossing.ways:
        raise UsageError(*_why_not(met, keep))
    if keep is Keep.BOTH:
        dossier = session.workspace.read(met.client).dossier
        draft = Draft(
            date=max(crossing.ours.date, crossing.theirs.date),
            kind="distinct",
            target=crossing.ours.id,
            fields=(("other", f"^{crossing.theirs.id}"),),
            text=note,
        )
        subject = say(
            "both kept: {name}, {first} and {second}",
            name=met.name,
            first=description(crossing.ours),
            second=description(crossing.theirs),
        )
        return record(session, entry_action(dossier, draft, subject), dry_run=dry_run)
    struck, kept = crossing.theirs, crossing.ours
    if keep is Keep.SECOND:
        struck, kept = kept, struck
    reason = session.history_words.text(say("done twice, ^{id} is kept", id=kept.id))
    return cancel_entry(session, met.client, struck.id, reason=reason, note=note, dry_run=dry_run)


def _why_not(met: Met, keep: Keep) -> tuple[Message, Message]:
    crossing = met.crossing
    if keep is Keep.BOTH and crossing.too_much:
        what = say("{number} would be settled beyond what was owed", number=crossing.too_much)
        if crossing.ours.kind == crossing.theirs.kind == "payment":
            return what, say(
                "keep one of the two, then record the other again: recouv pay {client} {amount} --unallocated; it waits"
                " to be allocated or refunded",
                client=met.client,
                amount=str(crossing.theirs.amount.amount) if crossing.theirs.amount else "",
            )
        return what, say("keep one of the two")
    if keep is Keep.BOTH:
        return (
            say("{what}: one number cannot stand twice", what=met.crossing.what),
            say("keep one of the two; record the other under its own number"),
        )
    return (
        say("{name}: {what} has left, or may have", name=met.name, what=met.crossing.what),
        say("what a client received cannot be struck out: say that both stand"),
    )


def _still_open(session: Session, client: str, pairs: Sequence[tuple[str, str]], me: str) -> Iterator[Met]:
    try:
        dossier = session.workspace.read(client).dossier
    except RecouvError:  # the file is gone, or cannot be a dossier: `check` says so
        return
    known = {entry.id: entry for entry in dossier.entries if entry.id}
    facts = {entry.id: entry for entry in counting(dossier.entries) if entry.id}
    over = decided(dossier.entries)
    for pair in pairs:
        if frozenset(pair) in over or not all(identifier in facts for identifier in pair):
            continue
        first, second = sorted((facts[identifier] for identifier in pair), key=lambda entry: _rank(entry, me))
        for crossing in crossings([first], [second], session.house, known):
            yield Met(client=dossier.id, name=dossier.client.name, crossing=crossing)


def _rank(entry: Entry, me: str) -> tuple[bool, str, str]:
    """One's own first, then the one recorded first."""
    recorded = entry.recorded
    return (recorded is None or recorded.by != me, recorded.at if recorded else "~", entry.id)


def _moment(met: Met) -> tuple[str, str]:
    stamps = [one.recorded.at for one in (met.crossing.ours, met.crossing.theirs) if one.recorded]
    return max(stamps, default=""), met.client


def _me(session: Session) -> str:
    try:
        return session.writer
    except RecouvError:
        return ""


def _known_pairs(session: Session) -> tuple[tuple[str, str, str], ...]:
    """Those of all merges: of the earlier ones as they were kept, of the new ones as git has them."""
    root = session.workspace.root
    folder = TeamNotes(session.workspace.git.folder / "recouv")
    head = ask(root, ("rev-parse", "--verify", "--quiet", "HEAD")).stdout.strip()
    if not head:
        return ()
    made_by = f"{CODE} {session.house.contact.interval}"
    before = folder.pairs()
    if before.made_by != made_by or not _is_behind(session, before.head):
        before = KnownPairs()
    if before.head == head:
        return before.pairs
    revisions = f"{before.head}..{head}" if before.head else head
    found = list(dict.fromkeys((*before.pairs, *_pairs(session, meetings(root, revisions, DOSSIERS)))))
    folder.keep_pairs(KnownPairs(head=head, made_by=made_by, pairs=tuple(found)))
    return tuple(found)


def _is_behind(session: Session, commit: str) -> bool:
    return bool(commit) and not ask(session.workspace.root, ("merge-base", "--is-ancestor", commit, "HEAD")).returncode


def _pairs(session: Session, merges: Iterator[Meeting]) -> Iterator[tuple[str, str, str]]:
    house = session.house
    with Objects(session.workspace.root) as objects:
        for merge in merges:
            for path in merge.paths:
                if path.endswith(".md"):
                    yield from _pairs_in(objects, merge, path, house)


def _pairs_in(objects: Objects, merge: Meeting, path: str, house: House) -> Iterator[tuple[str, str, str]]:
    def read(commit: str) -> list[Entry]:
        return [entry for entry in read_dossier(objects.at(commit, path) or b"", path=path).dossier.entries if entry.id]

    merged = read(merge.commit)
    known = {entry.id: entry for entry in merged}
    facts = {entry.id: entry for entry in counting(merged) if entry.id}
    sides = [{entry.id for entry in read(parent)} for parent in merge.parents]
    client = path.rpartition("/")[2].removesuffix(".md")
    for left, right in combinations(sides, 2):
        ours = [facts[one] for one in left - right if one in facts]
        theirs = [facts[one] for one in right - left if one in facts]
        for crossing in crossings(ours, theirs, house, known):
            first, second = sorted(crossing.ids)
            yield client, first, second
