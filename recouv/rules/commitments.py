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

#: Days that an instalment of a plan may be late before the plan is broken, where the plan says nothing.
PLAN_GRACE_DAYS = 5
COMMITMENTS = frozenset({"promise", "plan"})


def concerns(fact: Entry, number: str) -> bool:
    """Whether the entry is about that invoice."""
    named = fact.invoices
    return not named or number in named


def grace_of(plan: Entry) -> int:
    """Days that an instalment of the plan may be late."""
    stated = plan.values.get("grace")
    return stated if isinstance(stated, int) else PLAN_GRACE_DAYS


class Received(Struct, frozen=True):
    """The money received for each promise and plan since it was made, by currency: all that their judgement needs."""

    since_made: Mapping[str, Mapping[str, Decimal]]
    """By `money_key` of the commitment."""

    def is_kept(self, promise: Entry) -> bool:
        """Whether all that was promised came."""
        return promise.amount is not None and self.covers(promise, [promise.amount])

    def is_broken(self, plan: Entry, on: date) -> bool:
        """Whether an instalment is later than the plan tolerates and did not come."""
        grace = grace_of(plan)
        late = [money for day, money in plan.schedule("instalments") if (on - day).days > grace]
        return not self.covers(plan, late)

    def covers(self, commitment: Entry, expected: Sequence[Money | None]) -> bool:
        """Whether all of `expected` came since the commitment, in each currency.

        `None` is all that is owed, which an open item shows unpaid.
        """
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for money in expected:
            if money is None:
                return False
            sums[money.currency] += money.amount
        return all(self.since(commitment, currency) >= amount for currency, amount in sums.items())

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
