"""What a promise or a payment plan still expects: judged on bank dates, by what came on its invoices since it was made.

A commitment that names no invoice is about the whole account.  Money counts from the day of the commitment, by the
allocations that the journal states; a payment that the bank took back never came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.rules.account import money_key, shares

COMMITMENTS = frozenset({"promise", "plan"})


def concerns(fact: Entry, number: str) -> bool:
    """Whether the entry is about that invoice."""
    named = fact.invoices
    return not named or number in named


class Received(Struct, frozen=True):
    """The money received for each promise and plan since it was made, by currency: all that their judgement needs."""

    since_made: Mapping[str, Mapping[str, Decimal]]
    """By `money_key` of the commitment."""

    def since(self, commitment: Entry, currency: str) -> Decimal:
        """Money of that currency received since the commitment on the invoices it is about."""
        return self.since_made.get(money_key(commitment), {}).get(currency, Decimal(0))


def received_for_commitments(facts: Sequence[Entry]) -> Received:
    """What was received for each promise and plan among `facts`, the facts that count on a day."""
    commitments = [fact for fact in facts if fact.kind in COMMITMENTS]
    if not commitments:
        return Received({})
    paid = _paid(facts)
    since_made = {}
    for commitment in commitments:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for number in dict.fromkeys(commitment.invoices or paid):
            for day, money in paid.get(number, ()):
                if day >= commitment.date:
                    sums[money.currency] += money.amount
        since_made[money_key(commitment)] = dict(sums)
    return Received(since_made)


def _paid(facts: Sequence[Entry]) -> dict[str, list[tuple[date, Money]]]:
    """For each invoice, what payments settled of it, with the bank date of each; those sent back left out."""
    rejected = {fact.target for fact in facts if fact.kind == "rejected"}
    days: dict[str, date] = {}
    for fact in facts:
        if fact.kind == "payment" and fact.id not in rejected:
            key = money_key(fact)
            days[key] = max(days.get(key, fact.date), fact.date)
    paid: dict[str, list[tuple[date, Money]]] = defaultdict(list)
    for share in shares(facts):
        day = days.get(share.source)
        if day is not None:
            paid[share.number].append((day, share.money))
    return paid
