"""Striking out a mistake: by an entry, never by rewriting history.

A `cancel` is dated as the entry it strikes out: what never happened is then absent from the balance of every day,
past ones included.  `recorded` says when it was really written.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date
from enum import StrEnum

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Entry, Field
from recouv.domain.errors import NothingFoundError, UsageError, WorkspaceError
from recouv.domain.kinds import MESSAGES, REACHED
from recouv.domain.message import Message, say, say_many
from recouv.rules.account import shares
from recouv.rules.approvals import DECISIONS, author, is_proposal
from recouv.rules.forgetting import FORGET
from recouv.rules.standing import cancelled_ids, standing
from recouv.store.config import CONFIG_NAME
from recouv.store.git import CommitRecord
from recouv.store.workspace import DOSSIERS
from recouv.usecases.assigning import ASSIGN, take_back_assignment
from recouv.usecases.bank_data import known_until, take_in_settings, with_bank_until
from recouv.usecases.committing import Write, exclusive
from recouv.usecases.recording import Action, Done, entries_of, record, record_all
from recouv.usecases.session import Session
from recouv.wording.terms import description

#: How far back `undo` looks for an action to undo.
LOOKED_AT = 500
#: Fewer characters of a commit's id are no name.
_SHORTEST = 7
#: An import touches every dossier: whether all of its entries still count is not worth reading them all.
_FEW = 50


class Undone(Struct, frozen=True, kw_only=True):
    """What was undone, and the commit that did it."""

    done: Done
    was: CommitRecord


class PastState(StrEnum):
    """What is left of an action of the history."""

    DONE = "done"
    PARTLY = "partly undone"
    UNDONE = "undone"
    GITS = "git's to undo"
    """No entry of ours: a new dossier, an edited head, a commit of another program."""
    LARGE = "large"
    """Too many dossiers to look at them all."""


class Past(Struct, frozen=True, kw_only=True):
    """An action of the history."""

    record: CommitRecord
    state: PastState
    is_own: bool = True
    """Whether the person at work did it."""


def cancel_entry(
    session: Session,
    client: str,
    identifier: str,
    *,
    reason: str = "",
    on: date | None = None,
    note: str = "",
    dry_run: bool = False,
) -> Done:
    """Append a `cancel` of one entry, from the entry's own date unless `on` says from when.

    Raises:
        NothingFoundError: the dossier has no such entry.
        UsageError: it is already cancelled.
    """
    dossier = session.workspace.read(client).dossier
    wanted = identifier.removeprefix("^").lower()
    found = [entry for entry in dossier.entries if wanted and entry.id.startswith(wanted)]
    if len(found) != 1:
        what = say("there is no entry ^{id} in {client}", id=wanted, client=client)
        if found:
            what = say("several entries of {client} begin with ^{id}", id=wanted, client=client)
        raise NothingFoundError(what, say("recouv show {client} lists them with their IDs", client=client))
    if found[0].id in cancelled_ids(dossier.entries):
        raise UsageError(
            say("entry ^{id} is already cancelled", id=found[0].id),
            say("to make it count again, cancel its cancellation"),
        )
    _require_reversible(session, dossier, found[0])
    _require_not_gone(dossier, found[0])
    _require_unneeded(dossier, found[0])
    subject = say("cancel: {name}, {what}", name=dossier.client.name, what=description(found[0]))
    action = Action(
        dossier=client,
        name="cancel",
        drafts=(_cancel(found[0], reason, on=on, note=note),),
        subject=subject,
        note=note,
        invoices=_invoices(found),
    )
    return record(session, action, dry_run=dry_run)


def _require_unneeded(dossier: Dossier, entry: Entry, besides: Collection[str] = ()) -> None:
    """Refuse to strike out what later entries, other than those of `besides`, still rest on.

    Raises:
        UsageError: it names them, with their IDs.
    """
    facts = [
        fact
        for fact in standing(dossier.entries, date.max)
        if fact.id not in besides and fact.kind not in DECISIONS  # an approval goes with what it approves
    ]
    needing = [fact for fact in facts if fact.target == entry.id and fact.kind != "distinct"]
    named = "^" + entry.id
    if entry.kind == "invoice" and not _is_entered_again(entry, facts):
        named = entry.object
        needing += [share.entry for share in shares(facts) if share.number == entry.object]
        needing += [
            fact for fact in facts if fact.kind in ("promise", "plan", "dispute") and entry.object in fact.invoices
        ]
    if needing:
        entries = ", ".join(dict.fromkeys(f"{fact.kind} ^{fact.id}" for fact in needing))
        if entry.kind == "invoice":
            raise UsageError(
                say("{number} is named by {entries}", number=named, entries=entries),
                say("cancel these first, then the invoice"),
            )
        raise UsageError(
            say(
                "{name}: {what} is named by {entries}",
                name=dossier.client.name,
                what=description(entry),
                entries=entries,
            ),
            say("cancel these first"),
        )


def _is_entered_again(entry: Entry, facts: Sequence[Entry]) -> bool:
    """Whether the number of an invoice stands without this entry: what names it then rests on the other one."""
    return any(fact.kind == "invoice" and fact.object == entry.object and fact.id != entry.id for fact in facts)


def undo_last(session: Session, *, note: str = "", dry_run: bool = False) -> Undone:
    """Cancel every entry of the last action of the person at work that still counts.

    What colleagues did is theirs to undo, or to be named (`undo_action`): it is passed over, as are merges, which bring
    what was done elsewhere, undone actions and undos, and commits that git itself has reverted, so that undoing again
    walks further back.  What cannot be undone here is never passed over for something older: it is refused.

    Raises:
        NothingFoundError: there is nothing to undo.
        UsageError: the last action wrote no entries (a new dossier, an edited head), is not recouv's, or is no longer
            in the files: git undoes those.
        WorkspaceError: git does not know who is at work.
    """
    me = session.writer
    reverted: set[str] = set()
    last_of_others: CommitRecord | None = None
    for commit in session.workspace.git.history(limit=LOOKED_AT, path=DOSSIERS):
        if commit.reverts:
            reverted.add(commit.reverts)
            continue
        if commit.action == "undo" or commit.full_id in reverted or commit.is_merge:
            continue
        if commit.action in ("init", "demo"):
            break
        if _writer_of(session, commit) != me:
            last_of_others = last_of_others or commit
            continue
        if not commit.action:
            raise UsageError(
                say("the last commit on the dossiers is not recouv's: {subject}", subject=commit.subject),
                say("git revert {commit} takes it back", commit=commit.id),
            )
        if not commit.entries and commit.action != ASSIGN:
            raise UsageError(
                say("the last action is: {subject}", subject=commit.subject),
                say("it holds no entry to cancel; git revert {commit} takes it back", commit=commit.id),
            )
        undone = _undo_commit(session, commit, note=note, dry_run=dry_run)
        if undone is not None:
            return undone
    if last_of_others is not None:
        raise NothingFoundError(
            say(
                "you did nothing that can be undone; the last action is of {who}: {subject}",
                who=last_of_others.author,
                subject=last_of_others.subject,
            ),
            say("recouv undo {commit} undoes that one all the same", commit=last_of_others.id),
        )
    raise NothingFoundError(say("there is nothing to undo"))


def _writer_of(session: Session, commit: CommitRecord) -> str:
    """Who made the commit, as entries name people."""
    return session.workspace.config.writer(commit.author, commit.email)


def undo_action(session: Session, identifier: str, *, note: str = "", dry_run: bool = False) -> Undone:
    """Cancel the entries of one action of the history, whatever came after it; of an undo: redo what it took back.

    `identifier` is that of its commit, or how it begins, seven characters at least.  Whose it is does not matter: who
    names it means it.

    What later entries rest on is not taken from under them: a payment allocated since, an invoice promised since.

    Raises:
        NothingFoundError: no such action among the latest.
        UsageError: several begin so; it holds no entry, is undone already, or later entries rest on it, which the
            message names.
        ProblemsError: undone, the dossier would contradict itself.
    """
    wanted = identifier.strip().lower()
    if len(wanted) < _SHORTEST:
        raise UsageError(
            say("{commit} is not the beginning of a commit", commit=identifier), say("recouv history lists them")
        )
    reverted: set[str] = set()
    found: list[CommitRecord] = []
    for commit in session.workspace.git.history(limit=LOOKED_AT, path=DOSSIERS):
        if commit.full_id.startswith(wanted):
            found.append(commit)
        elif not found:
            reverted.add(commit.reverts)
    if not found:
        raise NothingFoundError(
            say("there is no action {commit} among the last {count}", commit=identifier, count=LOOKED_AT),
            say("recouv history lists them"),
        )
    if len(found) > 1:
        raise UsageError(say("several commits begin with {commit}", commit=identifier), say("give more of it"))
    (commit,) = found
    if not commit.action or not (commit.entries or commit.action == ASSIGN):
        raise UsageError(
            say("it holds no entry to cancel: {subject}", subject=commit.subject),
            None if commit.is_merge else say("git revert {commit} takes it back", commit=commit.id),
        )
    undone = None if commit.full_id in reverted else _undo_commit(session, commit, note=note, dry_run=dry_run)
    if undone is None:
        raise UsageError(say("it is undone already: {subject}", subject=commit.subject))
    return undone


def recent_actions(session: Session, *, limit: int = 200) -> list[Past]:
    """The latest commits on the dossiers, the newest first, and whether each still counts.

    Raises:
        WorkspaceError: the workspace's repository cannot be read.
    """
    struck: dict[str, set[str]] = {}
    reverted: set[str] = set()
    me = ""
    with suppress(WorkspaceError):  # the history is shown to whom git does not know too
        me = session.writer
    paths = session.workspace.dossier_paths()

    def struck_in(client: str) -> set[str]:
        if client not in struck:
            entries = session.workspace.read(client).dossier.entries if client in paths else ()
            struck[client] = cancelled_ids(entries)
        return struck[client]

    found = []
    for commit in session.workspace.git.history(limit=limit, path=DOSSIERS):
        reverted.add(commit.reverts)
        state = PastState.DONE
        if commit.action == ASSIGN:
            state = PastState.DONE
        elif not commit.action or not commit.entries:
            state = PastState.GITS
        elif len(commit.dossiers) > _FEW:
            state = PastState.LARGE
        else:
            identifiers = {name.rpartition("^")[2] for name in commit.entries}
            left = identifiers.difference(*(struck_in(client) for client in commit.dossiers))
            state = PastState.DONE if left == identifiers else PastState.PARTLY if left else PastState.UNDONE
        state = PastState.UNDONE if commit.full_id in reverted else state
        found.append(Past(record=commit, state=state, is_own=_writer_of(session, commit) == me))
    return found


def _require_reversible(session: Session, dossier: Dossier, entry: Entry) -> None:
    """Refuse to strike out what does not become untrue by it.

    Raises:
        UsageError: a person who was forgotten stays so; a decision is not for the one who asked for it.
    """
    if entry.kind == FORGET:
        raise UsageError(
            say("{name}: what was forgotten does not come back", name=dossier.client.name),
            say("the entry that says so stays, as the proof that it was done"),
        )
    if entry.kind in DECISIONS:
        asked = next((fact for fact in dossier.entries if fact.id == entry.target and is_proposal(fact)), None)
        me = session.writer.casefold()
        if asked is not None and author(asked) == me and author(entry) not in (me, ""):
            raise UsageError(
                say(
                    "{name}: {what} is a decision of {who} on what you proposed",
                    name=dossier.client.name,
                    what=description(entry),
                    who=author(entry),
                ),
                say(
                    "they take it back themselves; recouv cancel {client} ^{id} withdraws your proposal",
                    client=dossier.id,
                    id=asked.id,
                ),
            )


def _require_not_gone(dossier: Dossier, entry: Entry) -> None:
    """Refuse to strike out, without a look, a message that recouv handed over: the day would ask for it once more.

    The same goes for what says that it left.

    Raises:
        UsageError: it left, or may have.
    """
    about = entry
    if entry.kind == "sending" and entry.word("outcome") in REACHED:
        about = next((fact for fact in dossier.entries if fact.id == entry.target), entry)
    elif entry.kind == "sending":
        return
    if about.kind not in MESSAGES or not about.word("sha256"):
        return
    now = next((fact for fact in standing(dossier.entries, date.max) if fact.id == about.id), about)
    if about is not entry or now.word("outcome") in ("", "unconfirmed"):
        raise UsageError(
            say("{name}: {what} has left, or may have", name=dossier.client.name, what=description(about)),
            say(
                "say what became of it: recouv sending {client} failed ^{id}; it is then asked for again",
                client=dossier.id,
                id=about.id,
            ),
        )


def _undo_commit(session: Session, commit: CommitRecord, *, note: str, dry_run: bool) -> Undone | None:
    """Strike out what still counts of a commit, or give its clients back; `None` when nothing of it counts.

    Raises:
        UsageError: its entries are no longer in the dossiers, or others rest on them.
    """
    subject = _undo_subject(session, commit)
    if commit.action == ASSIGN:
        done = take_back_assignment(session, commit, subject, note=note, dry_run=dry_run)
        return Undone(done=done, was=commit)
    actions, found = _undo_actions(session, commit)
    if actions:
        beside = _bank_until_before(session, commit)
        if beside and not dry_run:
            with exclusive(session):
                take_in_settings(session)
        done = record_all(session, actions, "undo", subject, note=note, dry_run=dry_run, beside=beside)
        return Undone(done=done, was=commit)
    if not found:
        raise UsageError(
            say("the entries of the last action are no longer in the dossiers: {subject}", subject=commit.subject),
            say("look at git log: somebody took them out; cancel an entry by its ID with recouv cancel"),
        )
    return None


def _bank_until_before(session: Session, commit: CommitRecord) -> list[Write]:
    """recouv.yaml with the `bank_until` that the commit moved put back; nothing where it moved none, or it moved since.

    What an import brought in no longer counts: the bank's movements are not known up to its last day any more.
    """
    was, became = (
        known_until(text) if (text := _settings_at(session, revision)) else None
        for revision in (f"{commit.full_id}^", commit.full_id)
    )
    text = session.workspace.config_text()
    if was == became or known_until(text) != became:
        return []
    return [Write(path=CONFIG_NAME, before=text.encode(), after=with_bank_until(text, was).encode())]


def _settings_at(session: Session, revision: str) -> str:
    try:
        return session.workspace.git.run("cat-file", "blob", f"{revision}:{CONFIG_NAME}")
    except WorkspaceError:  # the first commit has no parent, and a file may have come later
        return ""


def _undo_subject(session: Session, commit: CommitRecord) -> Message:
    """`undo: payment…`; of an undo, `redo: payment…`."""
    if commit.action != "undo":
        return say("undo: {what}", what=commit.subject)
    words = session.history_words
    what = commit.subject.removeprefix(words.text(say("undo: {what}", what="")))
    redone = words.text(say("redo: {what}", what=""))
    if what.startswith(redone):
        return say("undo: {what}", what=what.removeprefix(redone))
    return say("redo: {what}", what=what)


def undo_summary(was: CommitRecord) -> Message:
    """What an undo took back, for the person who asked."""
    if not was.entries:
        return say("undone: {subject}", subject=was.subject)
    return say_many(
        "undone: {subject} ({count} entry)",
        "undone: {subject} ({count} entries)",
        len(was.entries),
        subject=was.subject,
    )


def _undo_actions(session: Session, commit: CommitRecord) -> tuple[list[Action], bool]:
    """The cancellations to write, and whether any entry of the commit is still in the dossiers."""
    identifiers = {name.rpartition("^")[2] for name in commit.entries}
    actions = []
    any_found = False
    for client in dict.fromkeys(commit.dossiers):  # a commit that a person wrote may name one twice
        try:
            dossier = session.workspace.read(client).dossier
        except NothingFoundError:
            continue
        struck = cancelled_ids(dossier.entries)
        found = entries_of(dossier.entries, identifiers)
        any_found = any_found or bool(found)
        counting = _without_struck_with([entry for entry in found if entry.id not in struck])
        for entry in counting:
            _require_reversible(session, dossier, entry)
            _require_not_gone(dossier, entry)
            _require_unneeded(dossier, entry, besides=identifiers)
        if counting:
            actions.append(
                Action(
                    dossier=client,
                    name="undo",
                    drafts=tuple(_cancel(entry, "undo") for entry in counting),
                    subject=say("undo"),
                    invoices=_invoices(counting),
                )
            )
    return actions, any_found


def _without_struck_with(entries: Sequence[Entry]) -> list[Entry]:
    """A cancellation and what it cancels may stand in one commit; only the outermost needs cancelling."""
    targets = {entry.target for entry in entries if entry.kind == "cancel"}
    return [entry for entry in entries if entry.id not in targets]


def _cancel(entry: Entry, reason: str, *, on: date | None = None, note: str = "") -> Draft:
    fields: tuple[Field, ...] = (("reason", reason),) if reason else ()
    return Draft(date=on or entry.date, kind="cancel", target=entry.id, fields=fields, text=note)


def _invoices(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            number for entry in entries for number in ((entry.object,) if entry.kind == "invoice" else entry.invoices)
        )
    )
