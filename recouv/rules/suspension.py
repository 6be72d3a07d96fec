"""When an invoice must not be chased: insolvency, handover, hold, plan, promise, dispute.

The first reason that applies is given, heaviest first.  A promise or a plan is judged on bank dates: on what was
received and allocated to its invoices since it was made.

Source: C. com. art. L622-7 and L622-21 (no claim is chased after the opening judgment); the others are the usage of
the field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.rules.account import OpenItem, money_key, shares

#: Days that an instalment of a plan may be late before the plan is broken, where the plan says nothing.
PLAN_GRACE_DAYS = 5


@dataclass(frozen=True, slots=True)
class Suspension:
    """Why an item waits."""

    reason: Message
    until: date | None
    """Last day of it; `None` when a person must end it."""


def suspension(item: OpenItem, facts: Sequence[Entry], on: date) -> Suspension | None:
    """Why `item` must not be chased on `on`; `None` when it may be."""
    ended = {fact.target for fact in facts if fact.kind in ("withdraw", "resolve", "release", "recall")}
    running = sorted((fact for fact in facts if not (fact.id and fact.id in ended)), key=Entry.sort_key)
    for judge in (_insolvency, _handover, _hold, _plan, _promise):
        found = judge(item, running, facts, on)
        if found is not None:
            return found
    if item.disputed and item.disputed == item.balance:
        return _dispute(item, running, on)
    return None


def broken_promises(number: str, facts: Sequence[Entry], on: date) -> list[Entry]:
    """Promises on that invoice whose day is past and whose money did not come, oldest first."""
    withdrawn = {fact.target for fact in facts if fact.kind == "withdraw"}
    return [
        fact
        for fact in sorted(facts, key=Entry.sort_key)
        if fact.kind == "promise"
        and fact.id not in withdrawn
        and _concerns(fact, number)
        and (fact.day("by") or on) < on
        and not _is_kept(fact, facts)
    ]


def _concerns(fact: Entry, number: str) -> bool:
    return not fact.invoices or number in fact.invoices


def _insolvency(_item: OpenItem, running: Sequence[Entry], _facts: Sequence[Entry], _on: date) -> Suspension | None:
    for fact in running:
        if fact.kind == "insolvency":
            return Suspension(say("insolvency proceedings opened on {day}", day=fact.date), None)
    return None


def _handover(item: OpenItem, running: Sequence[Entry], _facts: Sequence[Entry], _on: date) -> Suspension | None:
    for fact in running:
        if fact.kind == "handover" and _concerns(fact, item.number):
            return Suspension(say("handed over to {whom} on {day}", whom=fact.word("to"), day=fact.date), None)
    return None


def _hold(item: OpenItem, running: Sequence[Entry], _facts: Sequence[Entry], on: date) -> Suspension | None:
    holds = [fact for fact in running if fact.kind == "hold" and _concerns(fact, item.number)]
    live = [hold for hold in holds if (hold.day("until") or date.max) >= on]
    if not live:
        return None
    last = max(live, key=lambda hold: hold.day("until") or date.max)
    reason = last.word("reason")
    message = say("on hold: {reason}", reason=reason) if reason else say("on hold since {day}", day=last.date)
    return Suspension(message, last.day("until"))


def _plan(item: OpenItem, running: Sequence[Entry], facts: Sequence[Entry], on: date) -> Suspension | None:
    for fact in running:
        if fact.kind != "plan" or not _concerns(fact, item.number):
            continue
        rows = fact.schedule("instalments")
        stated = fact.values.get("grace")
        grace = stated if isinstance(stated, int) else PLAN_GRACE_DAYS
        late = [money for day, money in rows if (on - day).days > grace]
        if not _has_received(fact, late, facts):
            continue
        upcoming = [day for day, _ in rows if day >= on]
        if not upcoming and _has_received(fact, [money for _, money in rows], facts):
            continue  # the plan has run its course: what it did not cover is chased again
        last = max(day for day, _ in rows).toordinal() + grace
        until = min(upcoming) if upcoming else date.fromordinal(min(last, date.max.toordinal()))
        return Suspension(say("payment plan of {day}", day=fact.date), until)
    return None


def _promise(item: OpenItem, running: Sequence[Entry], facts: Sequence[Entry], on: date) -> Suspension | None:
    live = [
        (by, fact)
        for fact in running
        if fact.kind == "promise"
        and _concerns(fact, item.number)
        and (by := fact.day("by"))
        and by >= on
        and not _is_kept(fact, facts)
    ]
    if not live:
        return None
    by, last = max(live, key=lambda row: row[0])
    return Suspension(say("promise of {amount} by {day}", amount=last.amount, day=by), by)


def _dispute(item: OpenItem, running: Sequence[Entry], on: date) -> Suspension | None:
    for fact in running:
        if fact.kind == "dispute" and item.number in fact.invoices:
            category = fact.word("category") or fact.word("reason")
            reason = (
                say("disputed: {category}", category=category)
                if category
                else say("disputed since {day}", day=fact.date)
            )
            revisit = fact.day("revisit")
            return Suspension(reason, revisit if revisit and revisit >= on else None)
    return None


def _is_kept(promise: Entry, facts: Sequence[Entry]) -> bool:
    return promise.amount is not None and _has_received(promise, [promise.amount], facts)


def _has_received(commitment: Entry, expected: Sequence[Money | None], facts: Sequence[Entry]) -> bool:
    """Whether all of `expected` came, in each currency; `None` is all that is owed, which an open item shows unpaid."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for money in expected:
        if money is None:
            return False
        sums[money.currency] += money.amount
    return all(_received(commitment, facts, currency) >= amount for currency, amount in sums.items())


def _received(commitment: Entry, facts: Sequence[Entry], currency: str) -> Decimal:
    """Money of that currency received since the commitment on the invoices it is about."""
    rejected = {fact.target for fact in facts if fact.kind == "rejected"}
    since = {
        money_key(fact)
        for fact in facts
        if fact.kind == "payment" and fact.date >= commitment.date and fact.id not in rejected
    }
    return sum(
        (
            share.money.amount
            for share in shares(facts)
            if share.source in since and share.money.currency == currency and _concerns(commitment, share.number)
        ),
        Decimal(0),
    )


def claimed(item: OpenItem) -> Money:
    """What may be asked for on an item: its balance less the part in dispute."""
    return item.balance - item.disputed
