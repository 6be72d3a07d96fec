"""Why clients said they pay late, how much was overdue behind each reason, and what was paid since.

A reason is heard in a call, a meeting or an answer, or noted; a call that reached nobody told nothing.  Behind it stand
the invoices that the entry names, or all of the client's where it names none: what was late of them on that day, as the
account of that day has it.  Paid since is an invoice of which nothing is left and some of which a payment of that day
or later settled, so that a credit note or a write-off alone counts for none.

In a sum an invoice counts once for each reason, as it stood when that reason was first heard; an invoice for which two
reasons were heard counts under both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.delay_reasons import reason_of
from recouv.domain.dossier import Client
from recouv.domain.entry import Entry
from recouv.domain.kinds import NOT_DELIVERED
from recouv.rules.account import account_on, money_key, shares
from recouv.rules.standing import standing

#: Where a reason is asked for and heard.
HEARD = frozenset({"call", "meeting", "reply"})


class Behind(Struct, frozen=True, array_like=True):
    """An invoice behind a reason."""

    number: str
    currency: str
    overdue: Decimal
    """What was late of it on the day."""
    left: Decimal
    """What is left of it now."""
    is_paid: bool
    """Whether it has been paid since."""


class Given(Struct, frozen=True, array_like=True):
    """What a client said on a day."""

    on: date
    kind: str
    reason: str
    """A code of `DELAY_REASONS`, `OWN_WORDS`, or empty where none was given."""
    behind: tuple[Behind, ...]
    """The invoices it is about that were late, in the order of their due dates."""


class ReasonSum(Struct, frozen=True, kw_only=True):
    """One reason in one currency."""

    reason: str
    currency: str
    heard: int
    """How often."""
    clients: int
    invoices: int
    """How many were late, each once."""
    overdue: Decimal
    """What was late of them when the reason was first heard."""
    paid: int
    """How many of them were paid since."""
    left: Decimal
    """What is left of them now."""


def given_reasons(client: Client, entries: Sequence[Entry], on: date, *, default_terms: str = "") -> list[Given]:
    """What the client said up to `on`, a reason or none, oldest first."""
    facts = standing(entries, on)
    heard = [(fact, reason_of(fact)) for fact in facts if fact.word("outcome") not in NOT_DELIVERED]
    heard = [(fact, why) for fact, why in heard if fact.kind in HEARD or (fact.kind == "note" and why)]
    with_reason = any(reason for _, reason in heard)
    paid = _last_paid(facts) if with_reason else {}
    now = _left(client, entries, on, default_terms) if with_reason else {}
    late: dict[date, dict[str, tuple[str, Decimal]]] = {}
    found = []
    for fact, reason in sorted(heard, key=lambda row: row[0].sort_key()):
        if reason and fact.date not in late:
            late[fact.date] = _late(client, entries, fact.date, default_terms)
        behind = tuple(
            Behind(number, currency, amount, left, not left and paid.get(number, date.min) >= fact.date)
            for number, (currency, amount) in (late[fact.date].items() if reason else ())
            if not fact.invoices or number in fact.invoices
            for left in (now.get(number, Decimal(0)),)
        )
        found.append(Given(fact.date, fact.kind, reason, behind))
    return found


def sum_reasons(given: Iterable[tuple[str, str, Given]]) -> list[ReasonSum]:
    """Each reason and currency, the greatest overdue first; what came without a reason is left out.

    Args:
        given: The client, the currency to count it in where nothing was late, and what was said, oldest first.
    """
    heard: dict[tuple[str, str], int] = defaultdict(int)
    clients: dict[tuple[str, str], set[str]] = defaultdict(set)
    first: dict[tuple[str, str], dict[tuple[str, str], Behind]] = defaultdict(dict)
    for client, home, one in given:
        if not one.reason:
            continue
        for currency in dict.fromkeys(row.currency for row in one.behind) or (home,):
            heard[one.reason, currency] += 1
            clients[one.reason, currency].add(client)
        for row in one.behind:
            first[one.reason, row.currency].setdefault((client, row.number), row)
    found = [
        ReasonSum(
            reason=reason,
            currency=currency,
            heard=count,
            clients=len(clients[reason, currency]),
            invoices=len(rows),
            overdue=sum((row.overdue for row in rows), Decimal(0)),
            paid=sum(row.is_paid for row in rows),
            left=sum((row.left for row in rows), Decimal(0)),
        )
        for (reason, currency), count in heard.items()
        for rows in (first[reason, currency].values(),)
    ]
    return sorted(found, key=lambda one: (one.currency, -one.overdue, -one.heard, one.reason))


def _late(client: Client, entries: Sequence[Entry], on: date, default_terms: str) -> dict[str, tuple[str, Decimal]]:
    """Invoice → its currency, and what was late of it at the end of `on`."""
    found: dict[str, tuple[str, Decimal]] = {}
    for item in account_on(client, entries, on, default_terms=default_terms).overdue():
        _, before = found.get(item.number, ("", Decimal(0)))
        found[item.number] = (item.balance.currency, before + item.balance.amount)
    return found


def _left(client: Client, entries: Sequence[Entry], on: date, default_terms: str) -> Mapping[str, Decimal]:
    left: dict[str, Decimal] = defaultdict(Decimal)
    for item in account_on(client, entries, on, default_terms=default_terms).items:
        left[item.number] += item.balance.amount
    return left


def _last_paid(facts: Sequence[Entry]) -> Mapping[str, date]:
    """Invoice → the bank date of the last payment that settles some of it; those sent back left out."""
    rejected = {fact.target for fact in facts if fact.kind == "rejected"}
    days = {money_key(fact): fact.date for fact in facts if fact.kind == "payment" and fact.id not in rejected}
    paid: dict[str, date] = {}
    for share in shares(facts):
        day = days.get(share.source)
        if day is not None:
            paid[share.number] = max(day, paid.get(share.number, day))
    return paid
