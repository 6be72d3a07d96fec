"""The invoices that a verb is about: found in the dossier, with what is left of them, and written in an entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.usecases.money import account_now, known_invoice
from recouv.usecases.recording import require_readable
from recouv.usecases.session import Session


class Debt(Struct, frozen=True):
    """Invoices of one currency, and what is left of them together."""

    numbers: tuple[str, ...]
    left: Money


def sound_dossier(session: Session, client: str) -> Dossier:
    """The client's dossier, whose every line could be read.

    Raises:
        ProblemsError: some could not: what is left of its invoices is not known.
    """
    current = session.workspace.read(client)
    require_readable(current)
    return current.dossier


def known_invoices(dossier: Dossier, numbers: Iterable[str]) -> tuple[str, ...]:
    """The invoices that these numbers mean, each once.

    Raises:
        NothingFoundError: one of them is not in the dossier.
    """
    return tuple(dict.fromkeys(known_invoice(dossier, number) for number in numbers))


def currency_of(session: Session, client: str, numbers: Iterable[str] = ()) -> str:
    """What amounts are in when nobody says: the currency of the first invoice named, else the dossier's.

    Raises:
        NothingFoundError: an invoice named is not in the dossier.
    """
    dossier = session.workspace.read(client).dossier
    for number in known_invoices(dossier, numbers):
        named = (fact.amount for fact in dossier.entries if fact.kind == "invoice" and fact.object == number)
        for amount in named:
            if amount:
                return amount.currency
    return dossier.client.currency


def debt_of(session: Session, dossier: Dossier, numbers: Sequence[str], on: date, *, currency: str = "") -> Debt:
    """What is left on `on` of the invoices named, or of all open ones (of one currency, where it is given).

    Raises:
        NothingFoundError: an invoice named is not in the dossier, or nothing is open.
        UsageError: nothing is left of one that is named, or they are in several currencies.
    """
    account = account_now(session, dossier, on)
    left: dict[str, Money] = {}
    for item in account.items:
        if item.balance.amount > 0:
            left[item.number] = left[item.number] + item.balance if item.number in left else item.balance
    named = known_invoices(dossier, numbers)
    for number in named:
        if number not in left:
            raise UsageError(
                say("nothing is left of {number} on {day}", number=number, day=on),
                say("check the invoice with recouv show {client}", client=dossier.id),
            )
        if currency and left[number].currency != currency:
            raise UsageError(
                say(
                    "{number} is in {found}, not in {currency}",
                    number=number,
                    found=left[number].currency,
                    currency=currency,
                ),
                say("name invoices of one currency, or write the currency after the amount"),
            )
    chosen = named or tuple(number for number, money in left.items() if currency in ("", money.currency))
    if not chosen:
        wanted = currency or dossier.client.currency
        raise UsageError(
            say("{client} owes nothing in {currency} on {day}", client=dossier.id, currency=wanted, day=on),
            say("check the invoices with recouv show {client}", client=dossier.id),
        )
    currencies = list(dict.fromkeys(left[number].currency for number in chosen))
    if len(currencies) > 1:
        raise UsageError(
            say("these invoices are in several currencies: {currencies}", currencies=", ".join(currencies)),
            say("name those of one currency: --for NUMBER"),
        )
    total = Money(sum((left[number].amount for number in chosen), Decimal(0)), currencies[0])
    return Debt(chosen, total)


def require_not_before(day: date | None, on: date, what: str) -> None:
    """Refuse a day that is before that of the entry.

    Raises:
        UsageError: it is; `what` names the option.
    """
    if day is not None and day < on:
        raise UsageError(
            say("{option} is {day}, before {on}", option=what, day=day, on=on), say("give that day or a later one")
        )
