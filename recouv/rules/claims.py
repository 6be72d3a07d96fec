"""What a row asks the client for.

Money that waits to be allocated, that is promised or in dispute is not claimed, nor that of a decision to approve: a
task about it claims nothing, and a row of the balance claims what is overdue less what was received.  Currencies are
summed apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.rules.ageing import AgedRow

_NOT_CLAIMED = frozenset({"allocate", "check-promise", "dispute", "hold", "note", "approve"})


def claim_of_task(task: Task) -> Money | None:
    """What the task asks for; `None` when nothing."""
    return task.amount if claims(task.action) else None


def claims(action: str) -> bool:
    """Whether a task of that action asks the client for its amount."""
    return action not in _NOT_CLAIMED


def claim_of_row(row: AgedRow) -> Money | None:
    """What is overdue less what waits to be allocated, else all that is owed; `None` when nothing is."""
    late = row.overdue + row.unallocated
    if late > 0:
        return row.money(late)
    return row.money(row.total) if row.total > 0 else None


def sum_claims(claims: Iterable[Money | None]) -> list[Money]:
    """One sum for each currency, in alphabetical order."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for claim in claims:
        if claim:
            sums[claim.currency] += claim.amount
    return [Money(sums[currency], currency) for currency in sorted(sums)]
