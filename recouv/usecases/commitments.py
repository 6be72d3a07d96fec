"""What suspends reminders, disputes and holds, and what ends each commitment, promises among them.

Every function gives the action that `recording.record` then writes: a window shows it before, or commits it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Entry, Field
from recouv.domain.errors import NothingFoundError, UsageError
from recouv.domain.message import Code, Message, say
from recouv.domain.money import Money, zero
from recouv.rules.open_commitments import ENDED_BY, open_commitments, why_over
from recouv.rules.standing import standing
from recouv.rules.suspension import live_commitments
from recouv.usecases.fields import numbers_field, present
from recouv.usecases.invoices_named import debt_of, known_invoices, require_not_before, sound_dossier
from recouv.usecases.money import account_now, known_invoice, written_money
from recouv.usecases.recording import Action, entry_action
from recouv.usecases.session import Session
from recouv.wording.terms import description

#: Candidates listed when several commitments are open.
_SHOWN = 10


class Dispute(Struct, frozen=True, kw_only=True):
    """An invoice that the client contests."""

    number: str
    on: date
    money: Money | None = None
    """The part contested; `None` for all that is left."""
    category: str = ""
    reason: str = ""
    owner: str = ""
    revisit: date | None = None
    note: str = ""


class Hold(Struct, frozen=True, kw_only=True):
    """No reminder for a time."""

    on: date
    until: date | None = None
    """`None` until it is released."""
    invoices: tuple[str, ...] = ()
    """Empty for the whole account."""
    reason: str = ""
    note: str = ""


class Ending(Struct, frozen=True, kw_only=True):
    """The end of a commitment."""

    kind: str
    """`withdraw`, `resolve`, `release` or `recall`."""
    on: date
    entry: str = ""
    """The ID of what ends, or how it begins; empty where only one such commitment is open."""
    outcome: str = ""
    """Of a dispute."""
    reason: str = ""
    note: str = ""


def dispute_action(session: Session, client: str, dispute: Dispute) -> Action:
    """The dispute, as `record` writes it.

    Raises:
        UsageError: nothing is left to contest, more is contested than is left, or another dispute covers it.
        NothingFoundError: the invoice is not in the dossier.
    """
    require_not_before(dispute.revisit, dispute.on, "--revisit")
    dossier = sound_dossier(session, client)
    number = known_invoice(dossier, dispute.number)
    _require_contestable(session, dossier, number, dispute)
    fields: list[Field] = present(
        ("amount", written_money(dispute.money, dossier.client.currency) if dispute.money else ""),
        ("category", dispute.category),
        ("reason", dispute.reason),
        ("owner", dispute.owner),
        ("revisit", dispute.revisit.isoformat() if dispute.revisit else ""),
    )
    subject = say("dispute: {name}, {number}", name=dossier.client.name, number=number)
    if dispute.money:
        subject = say(
            "dispute: {name}, {amount} of {number}", name=dossier.client.name, amount=dispute.money, number=number
        )
    draft = Draft(date=dispute.on, kind="dispute", object=number, fields=tuple(fields), text=dispute.note)
    return entry_action(dossier, draft, subject, invoices=(number,))


def hold_action(session: Session, client: str, hold: Hold) -> Action:
    """The hold, as `record` writes it.

    Raises:
        UsageError: it ends before it begins.
        NothingFoundError: an invoice named is not in the dossier.
    """
    require_not_before(hold.until, hold.on, "--until")
    dossier = sound_dossier(session, client)
    numbers = known_invoices(dossier, hold.invoices)
    fields: list[Field] = [
        *present(("until", hold.until.isoformat() if hold.until else ""), ("reason", hold.reason)),
        *([numbers_field(numbers)] if numbers else []),
    ]
    subject = say("hold: {name}", name=dossier.client.name)
    if hold.until:
        subject = say("hold: {name} until {day}", name=dossier.client.name, day=hold.until)
    draft = Draft(date=hold.on, kind="hold", fields=tuple(fields), text=hold.note)
    return entry_action(dossier, draft, subject, invoices=numbers)


def ending_action(session: Session, client: str, ending: Ending) -> Action:
    """What ends a promise, a dispute, a hold, a plan or a handover, as `record` writes it.

    Raises:
        NothingFoundError: none is open, or none has that ID.
        UsageError: several are open and none is named, or the one named is over.
    """
    dossier = sound_dossier(session, client)
    ended = _commitment_to_end(session, dossier, ending)
    fields = present(("outcome", ending.outcome), ("reason", ending.reason))
    name, what = dossier.client.name, description(ended)
    subject = say("{kind}: {name}, {what}", kind=Code(ending.kind), name=name, what=what)
    if ending.outcome:
        subject = say(
            "{kind}: {name}, {what}, {outcome}",
            kind=Code(ending.kind),
            name=name,
            what=what,
            outcome=Code(ending.outcome),
        )
    draft = Draft(date=ending.on, kind=ending.kind, target=ended.id, fields=tuple(fields), text=ending.note)
    return entry_action(dossier, draft, subject, invoices=ended.invoices)


def to_end(session: Session, client: str, kind: str, on: date) -> list[Entry]:
    """What an entry of that kind may end on `on`, oldest first: the choices of a form."""
    return endable(session, sound_dossier(session, client), kind, on)


def endable(session: Session, dossier: Dossier, kind: str, on: date) -> list[Entry]:
    """The same of a dossier already read."""
    return open_commitments(standing(dossier.entries, on), kind, on, session.house)


def commitment_words(fact: Entry) -> Message:
    """What tells a commitment from its like: its amount, the invoices it is about, whom it is with."""
    if fact.kind == "handover":
        return say("{kind} to {whom}", kind=Code(fact.kind), whom=fact.word("to"))
    return _in_words(fact)


def _commitment_to_end(session: Session, dossier: Dossier, ending: Ending) -> Entry:
    wanted = ending.entry.removeprefix("^").lower()
    facts = standing(dossier.entries, ending.on)
    candidates = open_commitments(facts, ending.kind, ending.on, session.house)
    found = [fact for fact in candidates if fact.id.startswith(wanted)]
    if len(found) == 1:
        if not found[0].id:
            raise UsageError(
                say("{what} was typed by hand and has no ID yet", what=description(found[0])),
                say("recouv gives it one when it next writes in this dossier: log a note first"),
            )
        return found[0]
    if found:
        raise UsageError(
            say("several are open in {client}", client=dossier.id), say("say which: {choices}", choices=_listed(found))
        )
    mend = say("open: {choices}", choices=_listed(candidates)) if candidates else None
    if wanted:
        _require_not_over(session, dossier, ending, wanted, mend)
        raise NothingFoundError(
            say("{client} has nothing under ^{id} that this ends", client=dossier.id, id=wanted),
            mend or say("recouv show {client} lists them with their IDs", client=dossier.id),
        )
    raise NothingFoundError(
        say("{client} has nothing open on {day} that this ends", client=dossier.id, day=ending.on),
        say("recouv show {client} lists what there was, with the IDs", client=dossier.id),
    )


def _require_not_over(session: Session, dossier: Dossier, ending: Ending, wanted: str, mend: Message | None) -> None:
    """Say why the one named cannot be ended, where it is there.

    Raises:
        UsageError: it is over, or begins later.
    """
    everything = standing(dossier.entries, date.max)
    named = [fact for fact in everything if fact.kind in ENDED_BY[ending.kind] and fact.id.startswith(wanted)]
    if len(named) != 1:
        return
    fact = named[0]
    if fact.date > ending.on:
        raise UsageError(
            say("^{id} is of {day}, after {on}", id=fact.id, day=fact.date, on=ending.on),
            say("give a later day: --on DATE"),
        )
    over = why_over(standing(dossier.entries, ending.on), ending.on, session.house)
    if fact.id in over:
        raise UsageError(
            say("{what} ^{id} is over: {why}", what=description(fact), id=fact.id, why=over[fact.id]),
            mend or say("recouv cancel {client} ^{id} strikes out what was a mistake", client=dossier.id, id=fact.id),
        )


def _listed(commitments: Sequence[Entry]) -> Message:
    """Each with its ID, on one line."""
    rows = [
        say("^{id} {what}, {day}", id=fact.id, what=_in_words(fact), day=fact.date) for fact in commitments[:_SHOWN]
    ]
    listed = reduce(lambda first, second: say("{first}; {second}", first=first, second=second), rows)
    return say("{first}; {second}", first=listed, second="…") if len(commitments) > _SHOWN else listed


def _in_words(fact: Entry) -> Message:
    """What tells it from its like: the invoices it is about."""
    kind = Code(fact.kind)
    if fact.amount and fact.invoices:
        return say("{kind} of {amount} on {numbers}", kind=kind, amount=fact.amount, numbers=", ".join(fact.invoices))
    if fact.invoices:
        return say("{kind} on {numbers}", kind=kind, numbers=", ".join(fact.invoices))
    return description(fact)


def _require_contestable(session: Session, dossier: Dossier, number: str, dispute: Dispute) -> None:
    """Refuse a dispute of what is paid, of more than is left, or of what is contested already.

    Raises:
        UsageError: it says which.
    """
    left = debt_of(session, dossier, [number], dispute.on).left
    if dispute.money and dispute.money.currency != left.currency:
        raise UsageError(
            say("{text} is not in {currency}", text=dispute.money, currency=left.currency),
            say("write it in the currency of {number}", number=number),
        )
    contested = zero(left.currency)
    for item in account_now(session, dossier, dispute.on).items:
        if item.number == number:
            contested += item.disputed
    free = left - contested
    others = [
        fact
        for fact in live_commitments(standing(dossier.entries, dispute.on))
        if fact.kind == "dispute" and number in fact.invoices
    ]
    if others and (dispute.money is None or free.amount <= 0):
        mend = say("resolve it first; open: {choices}", choices=_listed(others))
        if free.amount > 0:
            mend = say("{free} is not: --amount; open: {choices}", free=free, choices=_listed(others))
        raise UsageError(say("{amount} of {number} is disputed already", amount=contested, number=number), mend)
    if dispute.money and dispute.money > free:
        if others:
            raise UsageError(
                say("{amount} of {number} is disputed already", amount=contested, number=number),
                say("{free} is not: --amount; open: {choices}", free=free, choices=_listed(others)),
            )
        raise UsageError(
            say(
                "{amount} is disputed on {number}, of which {left} is left",
                amount=dispute.money,
                number=number,
                left=left,
            ),
            say("lower the amount, or leave it out to dispute the whole invoice"),
        )
