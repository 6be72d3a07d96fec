"""One action on several clients at once, planned first: what would be written where, and what would be left out.

A bulk action is *one commit*, whatever it touches.  It was one gesture of one person: reviewed as one page (the body
of the message lists the clients, the trailers every dossier and entry), all of it or nothing is written, and one undo
takes back the whole.  `history` of any of its clients finds it by the trailers.

Planning never stops at the first client that cannot be done: it is left out with its reason, the others stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.errors import RecouvError, UsageError
from recouv.domain.kinds import TALK
from recouv.domain.message import Message, say, say_many
from recouv.domain.money import Money
from recouv.rules.claims import sum_claims
from recouv.usecases.assigning import ASSIGN, assign_clients, assign_subject, require_in_team
from recouv.usecases.commitments import Hold, hold_action
from recouv.usecases.money import NewPayment, payment_action, propose_allocation
from recouv.usecases.recording import Action, Done, joined, record, record_all
from recouv.usecases.session import Session
from recouv.usecases.snoozing import snooze_action
from recouv.usecases.talk import Talk, done_action, talk_action, task_action
from recouv.usecases.targets import Target
from recouv.wording.terms import term

#: What the agenda proposes that a person does alone, and that is only logged afterwards.
_SENT = TALK - {"call", "meeting", "note"}
#: Clients named in the body of the commit; beyond, their number says enough, and the trailers name them all.
_NAMED_IN_BODY = 40


class LeftOut(Struct, frozen=True):
    """A row for which the action cannot be done, and why."""

    target: Target
    why: Message


class Plan(Struct, frozen=True, kw_only=True):
    """A bulk action before it is written."""

    name: str
    """For the trailer: a kind of entry, or `batch` for several."""
    subject: Message
    actions: tuple[Action, ...] = ()
    """One a dossier."""
    done: tuple[Target, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    note: str = ""
    assigned_to: str = ""
    """Who follows the clients from now on, where that is the action: no entry is written."""

    @property
    def totals(self) -> list[Money]:
        """What the rows to be done come to, currency by currency."""
        return sum_claims(target.money for target in self.done)


def plan_talk(session: Session, targets: Sequence[Target], talk: Talk) -> Plan:
    """The same letter, e-mail, call or note logged for each; for a row of the agenda, on its own invoices.

    A note is about the client: it is written once, however many of the client's rows are marked.
    """

    def act(target: Target) -> Action:
        asked = target.task.action if target.task else ""
        kind = asked if (talk.kind, asked) == ("letter", "registered-letter") else talk.kind
        numbers = target.task.invoices if target.task and talk.counts and asked == kind else ()
        return talk_action(session, target.client, replace(talk, kind=kind, invoices=numbers))

    def act_once(target: Target) -> Action:
        return talk_action(session, target.client, talk)

    subject = _subject(session, term(talk.kind), talk.note, sums=talk.kind != "note")
    if talk.kind == "note" or not talk.counts:
        return _planned_once(session, targets, talk.kind, act_once, subject, talk.note)
    return _planned(session, targets, talk.kind, act, subject, talk.note)


def plan_task(session: Session, targets: Sequence[Target], day: date, what: str, *, at: str = "") -> Plan:
    """The same reminder set for each client, once."""

    def act(target: Target) -> Action:
        return task_action(session, target.client, day, what, at=at)

    def subject(done: Sequence[Target]) -> Message:
        count = len(_clients(done))
        return say_many(
            "task: {count} client, {what} on {day}", "task: {count} clients, {what} on {day}", count, what=what, day=day
        )

    return _planned_once(session, targets, "task", act, subject, "")


def plan_hold(session: Session, targets: Sequence[Target], hold: Hold) -> Plan:
    """No reminder to any of these clients for a time: the whole account of each, once."""

    def act(target: Target) -> Action:
        return hold_action(session, target.client, hold)

    return _planned_once(
        session, targets, "hold", act, _subject(session, term("hold"), hold.note, sums=True), hold.note
    )


def plan_snooze(session: Session, targets: Sequence[Target], until: date, *, reason: str = "", note: str = "") -> Plan:
    """Each client put off to the same day, once."""

    def act(target: Target) -> Action:
        return snooze_action(session, target.client, until, reason=reason, note=note)

    def subject(done: Sequence[Target]) -> Message:
        count = len(_clients(done))
        return say_many("snooze: {count} client, until {day}", "snooze: {count} clients, until {day}", count, day=until)

    return _planned_once(session, targets, "hold", act, subject, note)


def plan_assignment(session: Session, targets: Sequence[Target], who: str) -> Plan:
    """The clients given to somebody, those who are theirs already left out.

    Raises:
        NothingFoundError: the team has nobody of that name.
    """
    require_in_team(session, who)
    left_out: dict[str, Message] = {}
    for client in _clients(targets):
        try:
            changes = bool(assign_clients(session, [client], who, dry_run=True).diff)
        except RecouvError as refusal:
            left_out[client] = refusal.what
        else:
            if not changes:
                left_out[client] = say("{who} follows them already", who=who)
    first = {target.client: target for target in reversed(targets)}
    done = tuple(target for target in targets if target.client not in left_out)
    return Plan(
        name=ASSIGN,
        subject=assign_subject(_clients(done), who),
        done=done,
        left_out=tuple(LeftOut(first[client], why) for client, why in left_out.items()),
        assigned_to=who,
    )


def plan_payments(
    session: Session,
    targets: Sequence[Target],
    received: date,
    *,
    method: str = "",
    reference: str = "",
    note: str = "",
) -> Plan:
    """What each row claims, received in full and allocated as a payment of that amount would be proposed."""

    def act(target: Target) -> Action:
        if target.money is None or target.money.amount <= 0:
            raise UsageError(say("nothing is claimed"))
        shares = propose_allocation(session, target.client, target.money, label=reference)
        payment = NewPayment(
            money=target.money,
            received=received,
            method=method,
            reference=reference,
            shares=tuple((share.number, share.money) for share in shares),
            note=note,
        )
        return payment_action(session, target.client, payment)

    return _planned(
        session, _one_an_account(targets), "payment", act, _subject(session, term("payment"), "", sums=True), note
    )


def plan_proposed(session: Session, targets: Sequence[Target], on: date, *, note: str = "") -> Plan:
    """What the agenda proposes for each row, where it is something to log: sent, or one's own task done.

    A call is left out: somebody has to speak, and to say how it ended.
    """

    def act(target: Target) -> Action:
        task = target.task
        if task is not None and task.action == "task":
            return done_action(session, target.client, task.entry_id, on=on, note=note)
        if task is not None and task.action in _SENT:
            return talk_action(session, target.client, Talk(kind=task.action, on=on, invoices=task.invoices, note=note))
        if task is None:
            raise UsageError(say("the agenda proposes nothing"))
        raise UsageError(say("{action}: to be done one at a time", action=term(task.action)))

    kinds = {target.task.action for target in targets if target.task and target.task.action in _SENT | {"task"}}
    only = next(iter(kinds)) if len(kinds) == 1 else ""
    name = {"": "batch", "task": "done"}.get(only, only)
    label = term(name) if only else say("as proposed")
    return _planned(session, targets, name, act, _subject(session, label, note, sums=True), note)


def commit_plan(session: Session, plan: Plan, *, dry_run: bool = False) -> Done:
    """Write the plan: all of it, in one commit, or nothing.

    Raises:
        UsageError: there is nothing to do.
        ProblemsError: a dossier changed since and would now contradict itself.
        WorkspaceError: git or the disk refuses; every dossier is as it was.
    """
    if not plan.done:
        raise UsageError(say("there is nothing to do for the marked rows"))
    if plan.assigned_to:
        return assign_clients(session, _clients(plan.done), plan.assigned_to, dry_run=dry_run)
    names = list(dict.fromkeys(target.name for target in plan.done))
    lines = [f"- {name}" for name in names[:_NAMED_IN_BODY]]
    if len(names) > _NAMED_IN_BODY:
        lines.append("- …")
    body = "\n".join([*([plan.note.strip(), ""] if plan.note.strip() else []), *lines])
    return record_all(session, plan.actions, plan.name, plan.subject, note=body, dry_run=dry_run)


def _planned(
    session: Session,
    targets: Sequence[Target],
    name: str,
    act: Callable[[Target], Action],
    subject: Callable[[Sequence[Target]], Message],
    note: str,
) -> Plan:
    """Each row tried by itself; the actions of one dossier joined, because a file is written once a commit."""
    actions: dict[str, Action] = {}
    done: list[Target] = []
    left_out: list[LeftOut] = []
    for target in targets:
        try:
            action = act(target)
            known = actions.get(target.client)
            both = joined(known, action) if known else action
            record(session, both, dry_run=True)
        except RecouvError as refusal:
            left_out.append(LeftOut(target, refusal.what))
        else:
            actions[target.client] = both
            done.append(target)
    return Plan(
        name=name,
        subject=subject(done),
        actions=tuple(actions.values()),
        done=tuple(done),
        left_out=tuple(left_out),
        note=note,
    )


def _planned_once(
    session: Session,
    targets: Sequence[Target],
    name: str,
    act: Callable[[Target], Action],
    subject: Callable[[Sequence[Target]], Message],
    note: str,
) -> Plan:
    """The action done once a client, for all of its rows together."""
    first = {target.client: target for target in reversed(targets)}
    plan = _planned(session, [first[client] for client in _clients(targets)], name, act, subject, note)
    done = {target.client for target in plan.done}
    kept = tuple(target for target in targets if target.client in done)
    return replace(plan, done=kept, subject=subject(kept))


def _clients(targets: Iterable[Target]) -> list[str]:
    return list(dict.fromkeys(target.client for target in targets))


def _subject(
    session: Session, label: Message, note: str, *, sums: bool = False
) -> Callable[[Sequence[Target]], Message]:
    """How the history tells it: `e-mail: 5 clients, €1,200.00`, or the first words of the note."""
    words = session.history_words
    first_line = next(iter(note.strip().splitlines()), "")[:60]

    def subject(done: Sequence[Target]) -> Message:
        about = first_line
        if sums or not about:
            about = ", ".join(words.money(money) for money in sum_claims(target.money for target in done)) or first_line
        count = len(_clients(done))
        if not about:
            return say_many("{label}: {count} client", "{label}: {count} clients", count, label=label)
        return say_many(
            "{label}: {count} client, {about}", "{label}: {count} clients, {about}", count, label=label, about=about
        )

    return subject


def _one_an_account(targets: Iterable[Target]) -> list[Target]:
    """One row for each client and currency, with the sum of its rows; those that claim nothing as they are."""
    found: dict[object, Target] = {}
    for target in targets:
        if target.task is not None and target.task.action == "allocate":
            target = replace(target, money=None)  # money already here is not received again
        key = (target.client, target.money.currency if target.money else None)
        known = found.get(key)
        if known is not None and known.money is not None and target.money is not None:
            found[key] = replace(known, money=known.money + target.money)
        else:
            found.setdefault(key, target)
    claiming = {target.client for target in found.values() if target.money}
    return [target for target in found.values() if target.money or target.client not in claiming]
