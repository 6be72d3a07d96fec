"""What a promise or a payment plan still expects: judged on bank dates, by what came on its invoices since it was made.

A commitment that names no invoice is about the whole account.  Money counts from the day of the commitment, by the
allocations that the journal states; a payment that the bank took back never came.  Money that settles nothing yet
counts for every commitment made before it came: nobody is told that a word was not kept while the money waits to be
allocated.

Once its invoices owe nothing, whatever settled them, nothing more is expected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.rules.account import applied_shares, invoices_by_number, money_key

COMMITMENTS = frozenset({"promise", "plan"})
Receipts = Sequence[tuple[date, Decimal]]
"""Bank days and what came on each, earliest first."""


def concerns(fact: Entry, number: str) -> bool:
    """Whether the entry is about that invoice."""
    named = fact.invoices
    return not named or number in named


class Received(Struct, frozen=True):
    """The money received for each promise and plan since it was made, by currency: all that their judgement needs."""

    since_made: Mapping[str, Mapping[str, Receipts]]
    """By `money_key` of the commitment, then by currency."""
    settled: Mapping[str, date]
    """By `money_key` of the commitment, the day from which its invoices owe nothing; absent while they do."""

    def receipts(self, commitment: Entry, currency: str) -> Receipts:
        """What came in that currency since the commitment on the invoices it is about."""
        return self.since_made.get(money_key(commitment), {}).get(currency, ())

    def since(self, commitment: Entry, currency: str) -> Decimal:
        """Its sum."""
        return sum((amount for _, amount in self.receipts(commitment, currency)), Decimal(0))

    def settled_on(self, commitment: Entry) -> date | None:
        """The day from which the invoices it is about owe nothing; `None` while they do."""
        return self.settled.get(money_key(commitment))


def received_for_commitments(facts: Sequence[Entry]) -> Received:
    """What was received for each promise and plan among `facts`, the facts that count on a day."""
    commitments = [fact for fact in facts if fact.kind in COMMITMENTS]
    if not commitments:
        return Received({}, {})
    invoices = invoices_by_number(facts)
    paid, loose = _paid(facts)
    settled = _settled(facts, invoices)
    since_made, settled_on = {}, {}
    for commitment in commitments:
        sums: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        rows = [row for number in dict.fromkeys(commitment.invoices or paid) for row in paid.get(number, ())]
        for day, money in (*rows, *loose):
            if day >= commitment.date:
                sums[money.currency][day] += money.amount
        key = money_key(commitment)
        since_made[key] = {currency: tuple(sorted(by_day.items())) for currency, by_day in sums.items()}
        days = [settled.get(number) for number in _about(commitment, invoices)]
        if days and None not in days:
            settled_on[key] = max(day for day in days if day)
    return Received(since_made, settled_on)


def _about(commitment: Entry, invoices: Mapping[str, Entry]) -> Sequence[str]:
    """The invoices it names; else those issued by then, in its currency where it has one."""
    if commitment.invoices:
        return commitment.invoices
    currency = commitment.amount.currency if commitment.amount else ""
    return [
        number
        for number, one in invoices.items()
        if one.date <= commitment.date and one.amount and currency in ("", one.amount.currency)
    ]


def _paid(facts: Sequence[Entry]) -> tuple[dict[str, list[tuple[date, Money]]], list[tuple[date, Money]]]:
    """What payments settled of each invoice, and what they leave to allocate, by bank date; none that was sent back."""
    rejected = {fact.target for fact in facts if fact.kind == "rejected"}
    days: dict[str, date] = {}
    left: dict[str, Money] = {}
    for fact in facts:
        if fact.kind == "payment" and fact.amount and fact.id not in rejected:
            key = money_key(fact)
            days[key] = max(days.get(key, fact.date), fact.date)
            left[key] = fact.amount
    paid: dict[str, list[tuple[date, Money]]] = defaultdict(list)
    for share in applied_shares(facts):
        if share.source in days:
            paid[share.number].append((days[share.source], share.money))
            left[share.source] -= share.money
    for fact in facts:
        money = left.get(fact.target) if fact.kind == "refund" else None
        if money is not None and fact.amount and fact.amount.currency == money.currency:
            left[fact.target] = money - fact.amount
    return paid, [(days[key], money) for key, money in left.items() if money.amount > 0]


def _settled(facts: Sequence[Entry], invoices: Mapping[str, Entry]) -> dict[str, date]:
    """For each invoice of which nothing is left, the day from which that is so: payments count on their bank date."""
    on_bank = {money_key(fact): fact.date for fact in facts if fact.kind in ("payment", "credit-note")}
    settling: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for share in applied_shares(facts):
        settling[share.number].append((on_bank.get(share.source, share.entry.date), share.money.amount))
    found = {}
    for number, rows in settling.items():
        amount = invoices[number].amount
        day = _reached(rows, amount.amount) if amount else None
        if day is not None:
            found[number] = day
    return found


def _reached(rows: Iterable[tuple[date, Decimal]], amount: Decimal) -> date | None:
    """The day on which the rows together come to `amount`."""
    total = Decimal(0)
    for day, part in sorted(rows):
        total += part
        if total >= amount:
            return day
    return None
