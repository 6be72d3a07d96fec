"""Promises and plans written by hand that the verbs would have refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Entry
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.domain.practice import House
from recouv.domain.problem import Problem, Severity
from recouv.rules.account import account_on
from recouv.rules.late_promises import late_promises
from recouv.rules.standing import standing
from recouv.usecases.promising import place_of_invoice, too_late

_SETTLING = frozenset({"payment", "credit-note", "allocate", "write-off", "rejected"})


def promises_too_late(dossier: Dossier, house: House, terms: str, today: date) -> Iterator[Problem]:
    """Promises for a day, after `today`, on which one of their open invoices can no longer be claimed in court.

    One whose day is past makes nobody wait any more.
    """
    facts = standing(dossier.entries, date.max)
    if not any(fact.kind == "promise" and (fact.day("by") or today) > today for fact in facts):
        return
    account = account_on(dossier.client, dossier.entries, date.max, default_terms=terms)
    for fact, lost in late_promises(facts, account, dossier.client, house):
        by = fact.day("by") or fact.date
        if by > today:
            what, mend = too_late(lost, by, place_of_invoice(dossier, lost.number), dossier.id)
            yield Problem(dossier.path, fact.lines.get("by", fact.line), 1, what, mend, Severity.WARNING)


def plans_beside_the_debt(dossier: Dossier, terms: str) -> Iterator[Problem]:
    """Plans not yet paid whose instalments do not sum to what was left of their invoices on the day they were made.

    Money of that very day may have come before the plan or after it: either sum is good.
    """
    facts = standing(dossier.entries, date.max)
    released = {fact.target for fact in facts if fact.kind == "release"}
    plans = [fact for fact in facts if fact.kind == "plan" and fact.invoices and not (fact.id and fact.id in released)]
    for plan in plans:
        earlier = [fact for fact in facts if fact.date < plan.date or fact.kind not in _SETTLING]
        after, before = _left(dossier, facts, plan, plan.date, terms), _left(dossier, earlier, plan, plan.date, terms)
        now = _left(dossier, facts, plan, date.max, terms)
        stated = _stated(plan)
        if stated is None or after is None or before is None or not now or stated in (after, before):
            continue
        what = say("the instalments sum to {stated}, and {total} is left to pay", stated=stated, total=after)
        mend = say("correct the rows, or cancel it and write another: recouv plan {client}", client=dossier.id)
        line = plan.lines.get("instalments", plan.line)
        yield Problem(dossier.path, line, 1, what, mend, Severity.WARNING)


def _stated(plan: Entry) -> Money | None:
    """The sum of its instalments; `None` where they are in several currencies, which the reader reports."""
    parts = [part for _, part in plan.schedule("instalments") if part is not None]
    if not parts or len({part.currency for part in parts}) > 1:
        return None
    return Money(sum((part.amount for part in parts), Decimal(0)), parts[0].currency)


def _left(dossier: Dossier, facts: Sequence[Entry], plan: Entry, on: date, terms: str) -> Money | None:
    """What is left of its invoices on `on`; `None` where one is not there yet, or they are in several currencies."""
    account = account_on(dossier.client, facts, on, default_terms=terms)
    balances = [money for number in plan.invoices if (money := account.invoice_balance(number)) is not None]
    if len(balances) < len(plan.invoices) or len({money.currency for money in balances}) > 1:
        return None
    return Money(sum((money.amount for money in balances), Decimal(0)), balances[0].currency)
