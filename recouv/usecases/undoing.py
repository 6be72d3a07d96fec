"""Striking out a mistake: by an entry, never by rewriting history.

A `cancel` is dated as the entry it strikes out: what never happened is then absent from the balance of every day,
past ones included.  `recorded` says when it was really written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Entry, Field
from recouv.domain.errors import NothingFoundError, UsageError
from recouv.domain.message import Message, say, say_many
from recouv.rules.account import shares
from recouv.rules.standing import cancelled_ids, standing
from recouv.store.git import CommitRecord
from recouv.store.workspace import DOSSIERS
from recouv.usecases.recording import Action, Done, entries_of, record, record_all
from recouv.usecases.session import Session
from recouv.wording.terms import term

#: How far back `undo` looks for an action to undo.
LOOKED_AT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was undone, and the commit that did it."""

    done: Done
    was: CommitRecord


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


def _require_unneeded(dossier: Dossier, entry: Entry) -> None:
    """Refuse to strike out an invoice that money or a commitment still names.

    Raises:
        UsageError: it names them, with their IDs.
    """
    if entry.kind != "invoice":
        return
    facts = standing(dossier.entries, date.max)
    needing = [share.entry for share in shares(facts) if share.number == entry.object]
    needing += [fact for fact in facts if fact.kind in ("promise", "plan", "dispute") and entry.object in fact.invoices]
    if needing:
        named = dict.fromkeys(f"{fact.kind} ^{fact.id}" for fact in needing)
        raise UsageError(
            say("{number} is named by {entries}", number=entry.object, entries=", ".join(named)),
            say("cancel these first, then the invoice"),
        )


def undo_last(session: Session, *, note: str = "", dry_run: bool = False) -> Undone:
    """Cancel every entry of the last action that still counts.

    Undone actions and undos are passed over, and commits that git itself has reverted, so that undoing again walks
    further back.  What cannot be undone here is never passed over for something older: it is refused.

    Raises:
        NothingFoundError: there is nothing to undo.
        UsageError: the last action wrote no entries (a new dossier, an edited head), is not recouv's, or is no longer
            in the files: git undoes those.
    """
    reverted: set[str] = set()
    for commit in session.workspace.git.history(limit=LOOKED_AT, path=DOSSIERS):
        if commit.reverts:
            reverted.add(commit.reverts)
            continue
        if commit.action == "undo" or commit.full_id in reverted:
            continue
        if commit.action in ("init", "demo"):
            break
        if not commit.action:
            raise UsageError(
                say("the last commit on the dossiers is not recouv's: {subject}", subject=commit.subject),
                say("git revert {commit} takes it back", commit=commit.id),
            )
        if not commit.entries:
            raise UsageError(
                say("the last action is: {subject}", subject=commit.subject),
                say("it holds no entry to cancel; git revert {commit} takes it back", commit=commit.id),
            )
        actions, found = _undo_actions(session, commit)
        if actions:
            subject = say("undo: {what}", what=commit.subject)
            done = record_all(session, actions, "undo", subject, note=note, dry_run=dry_run)
            return Undone(done=done, was=commit)
        if not found:
            raise UsageError(
                say("the entries of the last action are no longer in the dossiers: {subject}", subject=commit.subject),
                say("look at git log: somebody took them out; cancel an entry by its ID with recouv cancel"),
            )
    raise NothingFoundError(say("there is nothing to undo"))


def description(entry: Entry) -> Message:
    """An entry in a few words."""
    kind = term(entry.kind)
    if entry.amount and entry.object:
        return say("{kind} {object} of {amount}", kind=kind, object=entry.object, amount=entry.amount)
    if entry.amount:
        return say("{kind} of {amount}", kind=kind, amount=entry.amount)
    if entry.object:
        return say("{kind} {object}", kind=kind, object=entry.object)
    return say("{kind} of {day}", kind=kind, day=entry.date)


def undo_summary(was: CommitRecord) -> Message:
    """What an undo took back, for the person who asked."""
    return say_many(
        "undone: {subject} ({count} entry)",
        "undone: {subject} ({count} entries)",
        len(was.entries),
        subject=was.subject,
    )


def _undo_actions(session: Session, commit: CommitRecord) -> tuple[list[Action], bool]:
    """The cancellations to write, and whether any entry of the commit is still in the dossiers."""
    identifiers = {name.rpartition("^")[2] for name in commit.entries}
    paths = session.workspace.dossier_paths()
    actions = []
    any_found = False
    for client in commit.dossiers:
        if client not in paths:
            continue
        dossier = session.workspace.read(client).dossier
        struck = cancelled_ids(dossier.entries)
        found = entries_of(dossier.entries, identifiers)
        any_found = any_found or bool(found)
        standing = _without_struck_with([entry for entry in found if entry.id not in struck])
        if standing:
            actions.append(
                Action(
                    dossier=client,
                    name="undo",
                    drafts=tuple(_cancel(entry, "undo") for entry in standing),
                    subject=say("undo"),
                    invoices=_invoices(standing),
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
