"""A promise to pay: checked in one place, whether it is recorded alone or with the call in which it was made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Field
from recouv.domain.errors import UsageError
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.rules.late_promises import LostMeanwhile, lost_before
from recouv.rules.standing import standing
from recouv.usecases.fields import numbers_field, present
from recouv.usecases.invoices_named import Debt, debt_of, sound_dossier
from recouv.usecases.money import account_now, written_money
from recouv.usecases.recording import Action, entry_action
from recouv.usecases.session import Session


class Promise(Struct, frozen=True, kw_only=True):
    """So much, by such a day."""

    money: Money
    by: date
    on: date
    invoices: tuple[str, ...] = ()
    """Empty for the whole account."""
    person: str = ""
    note: str = ""


def promise_action(session: Session, client: str, promise: Promise) -> Action:
    """The promise, as `record` writes it.

    Raises:
        UsageError: `promise_draft` refuses it.
        NothingFoundError: an invoice named is not in the dossier.
    """
    dossier = sound_dossier(session, client)
    draft, numbers = promise_draft(session, dossier, promise)
    subject = say("promise: {name}, {amount} by {day}", name=dossier.client.name, amount=promise.money, day=promise.by)
    return entry_action(dossier, draft, subject, invoices=numbers)


def promise_draft(session: Session, dossier: Dossier, promise: Promise) -> tuple[Draft, tuple[str, ...]]:
    """The entry of a promise, and the invoices that it names.

    Raises:
        UsageError: it is for a day before it is made, more than is left of its invoices, about nothing owed, in another
            currency, or for a day on which one of its invoices can no longer be claimed in court.
        NothingFoundError: an invoice named is not in the dossier.
    """
    if promise.by < promise.on:
        raise UsageError(
            say("a promise made on {day} cannot be for {by}", day=promise.on, by=promise.by), say("give a later date")
        )
    debt = debt_of(session, dossier, promise.invoices, promise.on, currency=promise.money.currency)
    if promise.invoices and promise.money > debt.left:
        raise UsageError(
            say(
                "{amount} is promised for {numbers}, of which {left} is left",
                amount=promise.money,
                numbers=", ".join(debt.numbers),
                left=debt.left,
            ),
            say("lower the amount, or name the other invoices it is for"),
        )
    numbers = debt.numbers if promise.invoices else ()
    _require_in_time(session, dossier, promise, numbers)
    fields: list[Field] = [
        ("amount", written_money(promise.money, dossier.client.currency)),
        ("by", promise.by.isoformat()),
        *([numbers_field(numbers)] if numbers else []),
        *present(("with", promise.person)),
    ]
    return Draft(date=promise.on, kind="promise", fields=tuple(fields), text=promise.note), numbers


def too_late(lost: LostMeanwhile, by: date, place: str, client: str) -> tuple[Message, Message]:
    """What is wrong with a promise that outlasts an invoice, the place of that invoice in it, and how to mend it."""
    return (
        say(
            "promised for {by}, and {number} ({place}) can be claimed in court until {day} only",
            by=by,
            number=lost.number,
            place=place,
            day=lost.last_day,
        ),
        say(
            "agree on an earlier day; or record what the client signed, which starts limitation again:"
            " recouv acknowledgment {client} --for {number}",
            client=client,
            number=lost.number,
        ),
    )


def place_of_invoice(dossier: Dossier, number: str) -> str:
    """Where the invoice stands: `dossiers/durand.md:31`."""
    lines = [entry.line for entry in dossier.entries if entry.kind == "invoice" and entry.object == number]
    return f"{dossier.path}:{lines[-1]}" if lines else dossier.path


def _require_in_time(session: Session, dossier: Dossier, promise: Promise, numbers: Sequence[str]) -> None:
    """Refuse to wait for a promise longer than an invoice may be claimed; what was acknowledged since counts.

    Raises:
        UsageError: it names the invoice, its place and its last day.
    """
    now = max(promise.on, session.today)
    facts, account = standing(dossier.entries, now), account_now(session, dossier, now)
    lost = lost_before(promise.by, promise.on, numbers, account, facts, dossier.client, session.house)
    if lost is not None:
        raise UsageError(*too_late(lost, promise.by, place_of_invoice(dossier, lost.number), dossier.id))


def fits(debt: Debt, money: Money) -> bool:
    """Whether the money can have been promised for these invoices alone."""
    return money.currency == debt.left.currency and money <= debt.left
