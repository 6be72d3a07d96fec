"""Marked rows, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from recouv.domain.money import Money
from recouv.domain.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A marked row: whom it is about and what it shows."""

    client: str
    name: str
    money: Money | None = None
    """What the row claims; `None` when nothing."""
    task: Task | None = None
    """The agenda's own row; `None` in the balance."""


def totals_of(targets: Iterable[Target]) -> list[Money]:
    """What these rows come to, currency by currency, in alphabetical order."""
    sums: dict[str, Decimal] = {}
    for money in (target.money for target in targets):
        if money:
            sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount
    return [Money(sums[currency], currency) for currency in sorted(sums)]


def claim_of_row(overdue: Decimal, unallocated: Decimal, total: Decimal, currency: str) -> Money | None:
    """What a row of the balance asks for: what is overdue less what waits to be allocated, else all that is owed."""
    late = overdue + unallocated
    if late > 0:
        return Money(late, currency)
    return Money(total, currency) if total > 0 else None
