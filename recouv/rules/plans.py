"""What became of a payment plan: on track, late, broken or done; and how one is built.

A plan lists days and amounts and covers invoices, which keep their own due dates.  What came on those invoices since
the plan was made pays its instalments in their order (C. civ. art. 1342-10, oldest first).  It is broken when as many
instalments as the plan (or the house) says are later than its grace allows; the invoices then go on in their scenario,
and where the plan has an acceleration clause all that is left of it is due at once.  Ended by a `release`, it is
cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.money import Money, minor_digits, rounded_amount
from recouv.domain.practice import House
from recouv.rules.commitments import Received
from recouv.rules.months import months_later


class PlanState(StrEnum):
    """How a plan goes."""

    ON_TRACK = "on-track"
    LATE = "late"
    """An instalment is late, and still tolerated."""
    BROKEN = "broken"
    DONE = "done"
    """Every instalment came."""


class Instalment(Struct, frozen=True, kw_only=True):
    """One of a plan."""

    day: date
    amount: Money | None
    """`None` for all that is owed."""
    left: Money | None
    """What of it did not come yet; `None` where that is all that is owed."""

    @property
    def is_paid(self) -> bool:
        """Whether all of it came."""
        return self.left is not None and not self.left.amount


class JudgedPlan(Struct, frozen=True, kw_only=True):
    """A plan, and how it goes on a day."""

    plan: Entry
    state: PlanState
    instalments: tuple[Instalment, ...]
    """Earliest first."""
    missed: tuple[Instalment, ...]
    """Those later than the grace."""
    grace: int
    """Days that an instalment may be late."""

    @property
    def upcoming(self) -> Instalment | None:
        """The earliest that is not paid."""
        return next((one for one in self.instalments if not one.is_paid), None)

    @property
    def is_accelerated(self) -> bool:
        """Whether the plan, once broken, makes all that is left of it due at once."""
        return self.state is PlanState.BROKEN and self.plan.word("acceleration") == "yes"

    def until(self, on: date) -> date:
        """When its invoices are looked at again: the day of the next instalment, then the last of its grace."""
        waited = self.upcoming.day if self.upcoming else self.instalments[-1].day
        if on <= waited:
            return waited
        return date.fromordinal(min(waited.toordinal() + self.grace, date.max.toordinal()))


def judged_plan(plan: Entry, received: Received, on: date, house: House) -> JudgedPlan:
    """How the plan goes on `on`."""
    grace, misses = _number(plan, "grace", house.plans.grace), max(1, _number(plan, "misses", house.plans.misses))
    rows = tuple(_instalments(plan, received))
    missed = tuple(one for one in rows if not one.is_paid and (on - one.day).days > grace)
    if all(one.is_paid for one in rows):
        state = PlanState.DONE
    elif len(missed) >= misses:
        state = PlanState.BROKEN
    else:
        state = PlanState.LATE if any(one.day < on and not one.is_paid for one in rows) else PlanState.ON_TRACK
    return JudgedPlan(plan=plan, state=state, instalments=rows, missed=missed, grace=grace)


def _number(plan: Entry, key: str, default: int) -> int:
    stated = plan.values.get(key)
    return stated if isinstance(stated, int) else default


def _instalments(plan: Entry, received: Received) -> Iterator[Instalment]:
    came: dict[str, Decimal] = {}
    for day, money in sorted(plan.schedule("instalments"), key=lambda row: row[0]):
        if money is None:
            yield Instalment(day=day, amount=None, left=None)
            continue
        rest = came.setdefault(money.currency, received.since(plan, money.currency))
        settled = min(rest, money.amount)
        came[money.currency] = rest - settled
        yield Instalment(day=day, amount=money, left=Money(money.amount - settled, money.currency))


class Rhythm(StrEnum):
    """How often an instalment falls due."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


_MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}
_DAYS = {Rhythm.WEEKLY: 7, Rhythm.FORTNIGHTLY: 14}
#: No plan has more: C. civ. art. 1343-5 gives a judge two years, and weeks are the shortest rhythm.
MOST_INSTALMENTS = 120


def instalment_days(first: date, count: int, rhythm: Rhythm) -> list[date]:
    """The days of so many instalments; the 31st of a month is the last day of a shorter one.

    >>> [day.isoformat() for day in instalment_days(date(2026, 1, 31), 3, Rhythm.MONTHLY)]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    if rhythm in _DAYS:
        return [first + timedelta(days=_DAYS[rhythm] * rank) for rank in range(count)]
    return [months_later(first, _MONTHS[rhythm] * rank) for rank in range(count)]


def schedule_of_count(total: Money, count: int, first: date, rhythm: Rhythm) -> tuple[tuple[date, Money], ...]:
    """So many even instalments, the last of which takes the cents that do not divide."""
    part = rounded_amount(total.amount / count, minor_digits(total.currency))
    amounts = [part] * (count - 1)
    amounts.append(total.amount - sum(amounts, Decimal(0)))
    days = instalment_days(first, count, rhythm)
    return tuple((day, Money(amount, total.currency)) for day, amount in zip(days, amounts, strict=True))


def schedule_of_amount(total: Money, part: Money, first: date, rhythm: Rhythm) -> tuple[tuple[date, Money], ...]:
    """Instalments of that amount, the last one of what is left."""
    whole, rest = divmod(total.amount, part.amount)
    count = int(whole) + bool(rest)
    days = instalment_days(first, count, rhythm)
    amounts = [part.amount] * (count - 1)
    amounts.append(total.amount - sum(amounts, Decimal(0)))
    return tuple((day, Money(amount, total.currency)) for day, amount in zip(days, amounts, strict=True))
