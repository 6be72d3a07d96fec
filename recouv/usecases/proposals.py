"""What a form proposes before anything is typed: the day, the amount, the person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from recouv.domain.dossier import Contact
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.rules.account import Credit
from recouv.rules.months import months_later
from recouv.rules.payment_terms import STATUTORY_TERMS, UnknownTermsError, parse_terms
from recouv.usecases.dossiers import DossierView
from recouv.usecases.session import Session
from recouv.wording.typed import TypedError

#: A promise made on the telephone is usually for within a week.
PROMISE_DAYS = 7
#: Outcomes of a call after which the step is still to do: nobody was spoken to.
NOTHING_CARRIED_OUT = frozenset({"no-answer", "wrong-number", "note"})
#: Somebody is put off by so many days where nobody says until when.
SNOOZE_DAYS = 7
#: A plan has so many instalments where nobody says how many.
PLAN_COUNT = 3
#: Outcomes that call for a reason in words.
WITH_REASON = frozenset({"disputed", "refused"})
#: Outcomes of a call in which nobody could say why the payment is late.
NOBODY_ASKED = frozenset({"message-left", "no-answer", "wrong-number", "note"})
#: The whole account, where invoices are asked for.
WHOLE_ACCOUNT = "*"
#: Outcomes after which somebody may want to be reminded.
REMINDED_AFTER = frozenset({"call-back", "message-left", "no-answer"})
_SATURDAY = 5


def promise_day(on: date) -> date:
    """A week after `on`, on a day when banks work."""
    return working_day(on + timedelta(days=PROMISE_DAYS))


def call_back_day(on: date) -> date:
    """The next day when somebody answers the telephone."""
    return working_day(on + timedelta(days=1))


def working_day(day: date) -> date:
    """`day`, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= _SATURDAY else 0)


def snooze_day(on: date) -> date:
    """A week after `on`, on a day when somebody is at work."""
    return working_day(on + timedelta(days=SNOOZE_DAYS))


def first_instalment_day(on: date) -> date:
    """The first of the next month."""
    return months_later(on.replace(day=1), 1)


def open_numbers(view: DossierView) -> tuple[str, ...]:
    """The invoices of which something is left, earliest due first."""
    return tuple(dict.fromkeys(row.item.number for row in view.items if row.item.balance.amount > 0))


def numbers_meant(view: DossierView, text: str) -> tuple[str, ...]:
    """The open invoices that these words mean, parted by commas; none for `*`, which is the whole account.

    A number is meant by its own words, case and spaces apart, or by any part of it that no other open invoice has.

    Raises:
        TypedError: no open invoice answers, or several do.
    """
    if text.strip() == WHOLE_ACCOUNT:
        return ()
    known = open_numbers(view)
    meant = [_number_meant(known, part) for part in text.replace(";", ",").split(",") if part.strip()]
    return tuple(dict.fromkeys(meant))


def _number_meant(known: tuple[str, ...], part: str) -> str:
    wanted = _squeezed(part)
    found = [number for number in known if _squeezed(number) == wanted]
    found = found or [number for number in known if wanted in _squeezed(number)]
    if len(found) == 1:
        return found[0]
    if found:
        raise TypedError(say("{typed}: which of {candidates}?", typed=part.strip(), candidates=", ".join(found[:4])))
    listed = ", ".join(known[:4]) or "—"
    raise TypedError(say("no open invoice is {typed}; open: {candidates}", typed=part.strip(), candidates=listed))


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def left_of(view: DossierView, numbers: Iterable[str]) -> Money | None:
    """What is left of these invoices together; `None` when nothing is, or when they are in several currencies."""
    wanted = set(numbers)
    left = [row.item.balance for row in view.items if row.item.number in wanted and row.item.balance.amount > 0]
    if len({money.currency for money in left}) != 1:
        return None
    total = left[0]
    for money in left[1:]:
        total += money
    return total


def uncontested_of(view: DossierView, number: str) -> Money | None:
    """What is left of an invoice that no dispute is about yet; `None` when nothing is."""
    free = [row.item.balance - row.item.disputed for row in view.items if row.item.number == number]
    total = sum((money.amount for money in free), Decimal(0))
    return Money(total, free[0].currency) if total > 0 else None


def claim_of(view: DossierView, task: Task | None = None) -> Money | None:
    """What the client is asked for: the task's amount, else what is overdue, else all that is owed."""
    if task and task.amount and task.action != "allocate":
        return task.amount
    home = view.dossier.client.currency
    rows = sorted(view.aged, key=lambda row: row.currency != home)
    overdue = next(
        (row.money(row.overdue + row.unallocated) for row in rows if row.overdue + row.unallocated > 0), None
    )
    return overdue or next((row.money(row.total) for row in rows if row.total > 0), None)


def credit_to_allocate(view: DossierView) -> Credit | None:
    """The oldest money received of which something settles nothing yet."""
    return next((credit for credit in view.account.credits if credit.unallocated.amount > 0), None)


def left_after(money: Money, parts: Iterable[Money]) -> Money:
    """What is left of `money` once these parts are taken."""
    for part in parts:
        money -= part
    return money


def person_to_ask(view: DossierView) -> Contact | None:
    """Who answered last, else the first contact."""
    contacts = view.dossier.client.contacts
    named = next(
        (entry.word("with") for entry in view.timeline if entry.word("with") and entry.id not in view.cancelled), ""
    )
    return next((contact for contact in contacts if named and contact.name == named), contacts[0] if contacts else None)


def due_proposed(session: Session, view: DossierView, issued: date) -> date:
    """When an invoice of that day falls due by the client's terms, else the creditor's, else the law's."""
    for terms in (view.dossier.client.terms, session.workspace.config.terms):
        if terms:
            try:
                return parse_terms(terms).due(issued)
            except UnknownTermsError:
                continue
    return STATUTORY_TERMS.due(issued)
