"""Approving what a colleague proposed, or turning it down; what waits, client by client, and what it would change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import reduce

from msgspec import Struct
from msgspec.json import decode, encode
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Entry, Recorded
from recouv.domain.errors import NothingFoundError, UsageError
from recouv.domain.message import Message, say, say_many
from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.rules.agenda import client_agenda
from recouv.rules.approval_tasks import proposal_numbers, proposed_words
from recouv.rules.approvals import Proposal, ProposalState, amount_of
from recouv.rules.movement import movements, outstanding_by_kind
from recouv.rules.situation import situation_of
from recouv.rules.standing import proposals_on
from recouv.store.recall import Derived, recall
from recouv.store.this_code import CODE
from recouv.usecases.approvers import others, require_may_approve
from recouv.usecases.fields import present
from recouv.usecases.invoices_named import sound_dossier
from recouv.usecases.recording import Action, entry_action
from recouv.usecases.session import Session
from recouv.usecases.situations import situation_in, situations_on

#: Proposals listed when several wait.
_SHOWN = 10


class Decision(Struct, frozen=True, kw_only=True):
    """What somebody says of a proposal."""

    on: date
    entry: str = ""
    """The ID of the proposal, or how it begins; empty where only one waits."""
    rejects: bool = False
    reason: str = ""
    note: str = ""


class Waiting(Struct, frozen=True, kw_only=True):
    """A proposal, and who may decide on it."""

    client: str
    name: str
    entry: str
    """Its ID."""
    kind: str
    day: date
    amount: str = ""
    """A plain decimal; empty where nothing is at stake in money."""
    currency: str = ""
    invoices: tuple[str, ...] = ()
    by: str = ""
    at: str = ""
    """The moment it was recorded."""
    reason: str = ""
    about: str = ""
    """Whom a file is handed to, what a review decides."""
    approvers: tuple[str, ...] = ()

    @property
    def money(self) -> Money | None:
        """What is at stake."""
        return Money(Decimal(self.amount), self.currency) if self.currency else None


class Waitings(Struct, frozen=True):
    """What waits in a workspace."""

    rows: tuple[Waiting, ...]
    """Oldest first."""
    unreadable: tuple[str, ...]


def waiting_approvals(session: Session, on: date, client: str = "") -> Waitings:
    """The proposals that wait on `on`, of one client when its id is given."""
    of = situations_on(session, on)
    question = Derived(key=f"waiting {CODE} {of.key}", of=of, derive=lambda: _answer)
    found = recall(session.workspace, question)
    rows = [row for value in found.values for row in decode(value, type=list[Waiting])]
    told = [replace(row, approvers=others(session, row.by)) for row in rows if not client or row.client == client]
    return Waitings(tuple(sorted(told, key=lambda row: (row.day, row.at, row.client))), found.unreadable)


def decision_action(session: Session, client: str, decision: Decision) -> Action:
    """The approval or the rejection, as `record` writes it.

    Raises:
        NothingFoundError: nothing waits, or nothing under that ID.
        UsageError: several wait and none is named; it was decided, or is one's own; the day is before the proposal's.
        WorkspaceError: git does not know who is at work.
    """
    dossier = sound_dossier(session, client)
    proposal = _proposal(dossier, decision)
    who = proposal.recorded.by if proposal.recorded else ""
    if not who:
        raise UsageError(
            say("{what} was typed by hand and nobody committed it yet", what=proposed_words(proposal)),
            say("recouv says whose it is when it next writes in this dossier: its author logs a note first"),
        )
    if decision.on < proposal.date:
        raise UsageError(
            say("^{id} is of {day}, after {on}", id=proposal.id, day=proposal.date, on=decision.on),
            say("give a later day: --on DATE"),
        )
    if decision.rejects:
        if not decision.reason.strip():
            raise UsageError(say("a rejection has a reason"), say("say why: --reject REASON"))
        if session.writer.casefold() != who.casefold():
            require_may_approve(session, who)
    else:
        require_may_approve(session, who)
    kind = "reject" if decision.rejects else "approve"
    about = {"name": dossier.client.name, "what": proposed_words(proposal), "who": who}
    subject = say("approve: {name}, {what} proposed by {who}", **about)
    if decision.rejects:
        subject = say("reject: {name}, {what} proposed by {who}", **about)
    fields = tuple(present(("reason", decision.reason)))
    draft = Draft(date=decision.on, kind=kind, target=proposal.id, fields=fields, text=decision.note)
    return entry_action(dossier, draft, subject, invoices=proposal_numbers(proposal))


def waiting_in(dossier: Dossier, on: date) -> list[Entry]:
    """The proposals of one client that wait, oldest first: the choices of a form."""
    return sorted(
        (one.entry for one in proposals_on(dossier.entries, on) if one.state is ProposalState.WAITING),
        key=Entry.sort_key,
    )


def effects(session: Session, dossier: Dossier, proposal: Entry, on: date) -> list[Message]:
    """What will count once that proposal is approved on `on`: the outstanding, the limit, what the day asks for."""
    seal = Recorded("9999-12-31T23:59:59Z", "\N{NULL}")  # somebody who is nobody
    approval = Entry(on, "approve", id="\N{NULL}", target=proposal.id, values={"recorded": seal})
    entries = (*dossier.entries, approval)
    said = [
        say(
            "outstanding: {before} → {after}",
            before=Money(one.before, one.currency),
            after=Money(one.after, one.currency),
        )
        for one in movements(outstanding_by_kind(dossier.entries, on), outstanding_by_kind(entries, on))
        if one.difference
    ]
    terms = session.workspace.config.terms
    ends = [situation_of(one, on, default_terms=terms) for one in (dossier, replace(dossier, entries=entries))]
    if ends[0].limit != ends[1].limit:
        before, after = (end.limit or say("none") for end in ends)
        said.append(say("credit limit: {before} → {after}", before=before, after=after))
    asked = [
        [row for row in client_agenda(end, session.practice, on) if isinstance(row, Task) and row.action != "approve"]
        for end in ends
    ]
    said += _tasks_moved(*asked)
    return said or [say("nothing else moves today")]


def _tasks_moved(before: list[Task], after: list[Task]) -> list[Message]:
    """What the day asks for no more, and what it asks for instead."""
    keys = [{(task.action, task.step, task.entry_id, task.invoices) for task in tasks} for tasks in (before, after)]
    gone, come = len(keys[0] - keys[1]), len(keys[1] - keys[0])
    said = []
    if gone:
        said.append(
            say_many("{count} task of today is asked no more", "{count} tasks of today are asked no more", gone)
        )
    if come:
        said.append(say_many("{count} task more today", "{count} tasks more today", come))
    return said


def _proposal(dossier: Dossier, decision: Decision) -> Entry:
    wanted = decision.entry.removeprefix("^").lower()
    known = proposals_on(dossier.entries, date.max)
    waiting = sorted((one.entry for one in known if one.state is ProposalState.WAITING), key=Entry.sort_key)
    found = [entry for entry in waiting if entry.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    mend = say("waiting: {choices}", choices=_listed(found or waiting)) if waiting else None
    if found:
        raise UsageError(say("several proposals wait in {client}", client=dossier.id), mend)
    if wanted:
        decided = [one for one in known if one.entry.id.startswith(wanted) and one.decision is not None]
        if len(decided) == 1:
            raise _decided(decided[0])
        raise NothingFoundError(
            say("{client} has no proposal under ^{id}", client=dossier.id, id=wanted),
            mend or say("recouv approve lists what waits"),
        )
    raise NothingFoundError(
        say("nothing waits for an approval in {client}", client=dossier.id), say("recouv approve lists what waits")
    )


def _decided(one: Proposal) -> UsageError:
    decision = one.decision
    assert decision is not None  # asked for those that are decided
    by = decision.recorded.by if decision.recorded else "?"
    about = {"id": one.entry.id, "day": decision.date, "who": by, "decision": decision.id}
    if one.state is ProposalState.APPROVED:
        what = say("^{id} was approved on {day} by {who}: ^{decision}", **about)
    else:
        what = say("^{id} was rejected on {day} by {who}: ^{decision}", **about)
    return UsageError(what, say("to decide anew, cancel ^{decision} first", decision=decision.id))


def _listed(proposals: list[Entry]) -> Message:
    rows = [
        say("^{id} {what}, {day}", id=entry.id, what=proposed_words(entry), day=entry.date)
        for entry in proposals[:_SHOWN]
    ]
    listed = reduce(lambda first, second: say("{first}; {second}", first=first, second=second), rows)
    return say("{first}; {second}", first=listed, second="…") if len(proposals) > _SHOWN else listed


def _answer(answer: str) -> str:
    situation = situation_in(answer)
    return encode([_waiting(situation.id, situation.client.name, entry) for entry in situation.proposals]).decode()


def _waiting(client: str, name: str, entry: Entry) -> Waiting:
    money = amount_of(entry)
    return Waiting(
        client=client,
        name=name,
        entry=entry.id,
        kind=entry.kind,
        day=entry.date,
        amount=money.plain if money else "",
        currency=money.currency if money else "",
        invoices=proposal_numbers(entry),
        by=entry.recorded.by if entry.recorded else "",
        at=entry.recorded.at if entry.recorded else "",
        reason=entry.word("reason") or entry.text.partition("\n")[0],
        about=entry.word("to") or (entry.object if entry.kind in ("review", "credit-note") else ""),
    )
