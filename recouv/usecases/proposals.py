"""What a form proposes before anything is typed: the day, the amount, the person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from recouv.domain.dossier import Contact
from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.rules.account import Credit
from recouv.rules.payment_terms import STATUTORY_TERMS, UnknownTermsError, parse_terms
from recouv.usecases.dossiers import DossierView
from recouv.usecases.session import Session

#: A promise made on the telephone is usually for within a week.
PROMISE_DAYS = 7
#: Outcomes of a call after which the step is still to do: nobody was spoken to.
NOTHING_CARRIED_OUT = frozenset({"no-answer", "wrong-number", "note"})
#: Outcomes that call for a reason.
WITH_REASON = frozenset({"disputed", "refused"})
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
