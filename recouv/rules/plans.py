"""What became of a payment plan: on track, late, broken or done; and how one is built.

A plan lists days and amounts and covers invoices, which keep their own due dates.  What came on those invoices since
the plan was made pays its instalments in their order (C. civ. art. 1342-10, oldest first); once they owe nothing it is
done, whatever settled them.  It is broken when as many
instalments as the plan (or the house) says are later than its grace allows; the invoices then go on in their scenario,
and where the plan has an acceleration clause all that is left of it is due at once.  Ended by a `release`, it is
cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
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
    """Every instalment came, or its invoices owe nothing any more."""


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
    misses: int = 1
    """How many instalments, that late, break it."""

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
    if all(one.is_paid for one in rows) or received.settled_on(plan) is not None:
        state = PlanState.DONE
    elif len(missed) >= misses:
        state = PlanState.BROKEN
    else:
        state = PlanState.LATE if any(one.day < on and not one.is_paid for one in rows) else PlanState.ON_TRACK
    return JudgedPlan(plan=plan, state=state, instalments=rows, missed=missed, grace=grace, misses=misses)


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


class Rounding(StrEnum):
    """To what even instalments are rounded."""

    CENT = "cent"
    """The currency's smallest coin."""
    EURO = "euro"
    """Whole units of the currency, whichever it is."""


class UnbuildablePlanError(ValueError):
    """No plan can be made of what is asked; the messages say why, and what to ask instead."""

    def __init__(self, what: Message, mend: Message) -> None:
        super().__init__(str(what))
        self.what = what
        self.mend = mend


Schedule = tuple[tuple[date, Money], ...]
_MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}
_DAYS = {Rhythm.WEEKLY: 7, Rhythm.FORTNIGHTLY: 14}
#: No plan has more: C. civ. art. 1343-5 gives a judge two years, and weeks are the shortest rhythm.
MOST_INSTALMENTS = 120


def instalment_days(first: date, count: int, rhythm: Rhythm) -> list[date]:
    """The days of so many instalments; the 31st of a month is the last day of a shorter one.

    >>> [day.isoformat() for day in instalment_days(date(2026, 1, 31), 3, Rhythm.MONTHLY)]
    ['2026-01-31', '2026-02-28', '2026-03-31']

    Raises:
        UnbuildablePlanError: there are too many, or they go beyond the calendar.
    """
    if not 1 <= count <= MOST_INSTALMENTS:
        raise UnbuildablePlanError(
            say("a plan cannot have {count} instalments", count=count),
            say("from 1 to {most}", most=MOST_INSTALMENTS),
        )
    if rhythm in _DAYS:
        last = first.toordinal() + _DAYS[rhythm] * (count - 1)
        fits = last <= date.max.toordinal()
    else:
        last = first.year * 12 + first.month + _MONTHS[rhythm] * (count - 1)
        fits = last <= date.max.year * 12 + 12
    if not fits:
        raise UnbuildablePlanError(say("the instalments go beyond the calendar"), say("give an earlier first day"))
    if rhythm in _DAYS:
        return [first + timedelta(days=_DAYS[rhythm] * rank) for rank in range(count)]
    return [months_later(first, _MONTHS[rhythm] * rank) for rank in range(count)]


def schedule_of_count(
    total: Money, count: int, first: date, rhythm: Rhythm, rounding: Rounding = Rounding.CENT
) -> Schedule:
    """So many even instalments, the last of which takes what does not divide: it sums to `total`, always.

    Raises:
        UnbuildablePlanError: there is not so much to divide, or no such days.
    """
    days = instalment_days(first, count, rhythm)
    digits = 0 if rounding is Rounding.EURO else minor_digits(total.currency)
    part = rounded_amount(total.amount / count, digits)
    if part * (count - 1) >= total.amount:  # rounded up so many times, nothing would be left for the last
        part = (total.amount / count).quantize(Decimal(1).scaleb(-digits), ROUND_DOWN)
    if part <= 0:
        raise UnbuildablePlanError(
            say("{total} does not divide into {count} instalments", total=total, count=count),
            say("ask for fewer of them, or round to the cent"),
        )
    return _dated(days, part, total)


def schedule_of_amount(total: Money, part: Money, first: date, rhythm: Rhythm) -> Schedule:
    """Instalments of that amount, the last one of what is left: they sum to `total`, always.

    Raises:
        UnbuildablePlanError: the amount is in another currency, or makes too many of them.
    """
    if part.currency != total.currency:
        raise UnbuildablePlanError(
            say("{text} is not in {currency}", text=part, currency=total.currency),
            say("write them all in {currency}", currency=total.currency),
        )
    whole, rest = divmod(total.amount, part.amount)  # no `-(-a // b)`: the division of decimals is towards zero
    count = int(whole) + bool(rest)
    return _dated(instalment_days(first, count, rhythm), part.amount, total)


def stated_schedule(total: Money, rows: Sequence[tuple[date, Money]]) -> Schedule:
    """The rows that a person states, earliest first, when they are a plan for `total`.

    Raises:
        UnbuildablePlanError: they are in another currency, two are on one day, or they do not sum to `total`.
    """
    foreign = next((money for _, money in rows if money.currency != total.currency), None)
    if foreign is not None:
        raise UnbuildablePlanError(
            say("{text} is not in {currency}", text=foreign, currency=total.currency),
            say("write them all in {currency}", currency=total.currency),
        )
    if len(rows) > MOST_INSTALMENTS:
        raise UnbuildablePlanError(
            say("a plan cannot have {count} instalments", count=len(rows)),
            say("from 1 to {most}", most=MOST_INSTALMENTS),
        )
    days = [day for day, _ in rows]
    twice = next((day for day in days if days.count(day) > 1), None)
    if twice is not None:
        raise UnbuildablePlanError(
            say("two instalments are due on {day}", day=twice), say("add them up, or give one of them another day")
        )
    stated = Money(sum((money.amount for _, money in rows), Decimal(0)), total.currency)
    if stated != total:
        gap = total - stated
        raise UnbuildablePlanError(
            say("the instalments sum to {stated}, and {total} is left to pay", stated=stated, total=total),
            say("{amount} is missing", amount=gap) if gap.amount > 0 else say("{amount} is too much", amount=-gap),
        )
    return tuple(sorted(rows, key=lambda row: row[0]))


def _dated(days: Sequence[date], part: Decimal, total: Money) -> Schedule:
    """That part on each day, and what is left on the last."""
    amounts = [part] * (len(days) - 1)
    amounts.append(total.amount - sum(amounts, Decimal(0)))
    return tuple((day, Money(amount, total.currency)) for day, amount in zip(days, amounts, strict=True))
