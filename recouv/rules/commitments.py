"""What a promise or a payment plan still expects: judged on bank dates, by what came on its invoices since it was made.

A commitment that names no invoice is about the whole account.  Money counts from the day of the commitment, by the
allocations that the journal states; a payment that the bank took back never came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.rules.account import money_key, shares

#: Days that an instalment of a plan may be late before the plan is broken, where the plan says nothing.
PLAN_GRACE_DAYS = 5


def concerns(fact: Entry, number: str) -> bool:
    """Whether the entry is about that invoice."""
    named = fact.invoices
    return not named or number in named


def grace_of(plan: Entry) -> int:
    """Days that an instalment of the plan may be late."""
    stated = plan.values.get("grace")
    return stated if isinstance(stated, int) else PLAN_GRACE_DAYS


class Received:
    """The money that `facts` say was received, by invoice: looked up once, asked for each commitment."""

    def __init__(self, facts: Sequence[Entry]) -> None:
        self._facts = facts

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
        paid = self._paid
        parts = (paid.get(number, ()) for number in dict.fromkeys(commitment.invoices or paid))
        return sum(
            (
                money.amount
                for part in parts
                for day, money in part
                if day >= commitment.date and money.currency == currency
            ),
            Decimal(0),
        )

    @cached_property
    def _paid(self) -> dict[str, list[tuple[date, Money]]]:
        """For each invoice, what payments settled of it, with the bank date of each; those sent back left out."""
        rejected = {fact.target for fact in self._facts if fact.kind == "rejected"}
        days: dict[str, date] = {}
        for fact in self._facts:
            if fact.kind == "payment" and fact.id not in rejected:
                key = money_key(fact)
                days[key] = max(days.get(key, fact.date), fact.date)
        paid: dict[str, list[tuple[date, Money]]] = defaultdict(list)
        for share in shares(self._facts):
            day = days.get(share.source)
            if day is not None:
                paid[share.number].append((day, share.money))
        return paid
