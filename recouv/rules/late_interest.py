"""Interest on a sum as it moves, day by day, exactly.

    interest = sum over the slices of: balance x rate a year x days / days of the year

The first day that counts is the one after the due date, the last one is the day on which the money is received: a
payment lowers the balance from the day after.  Spans are given by their first and last day, both included.

- What bears interest is tax included, and only what is late: of an invoice in instalments, those past their day.
  Money settles the earliest instalment first.
- Amounts are exact fractions; interest is rounded once, halves up, on the day of the statement.  Where it becomes a
  sum of its own earlier (a payment counted on it, its capitalisation) it is rounded on that day too.
- The year has 365 days, or in leap years 366 (`act/act`): no text says which for L441-10, so every statement does.

Source: C. com. art. L441-10 II (penalties run from the day after the due date); C. com. art. L441-9 (paid when the
money is at the creditor's disposal); C. commande publique art. R2192-32 (payment day included), R2192-33 (tax
included); C. civ. art. 1342-10 (oldest first), 1343-1 (interest first), 1343-2 (capitalisation).  Read 2026-11-22.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.message import Message
from recouv.domain.money import Money, minor_digits
from recouv.domain.penalties import DayCount, Imputation
from recouv.domain.percent import Percent
from recouv.rules.reference_rates import UnknownRateError

_DAY = timedelta(days=1)


class AppliedRate(Struct, frozen=True):
    """The rate of a day, and until when it is the same."""

    percent: Percent
    source: Message
    last: date


RateOf = Callable[[date, date], AppliedRate]
"""The rate of a day for what bears interest since the day after the first date; raises where it is not known."""


class Part(Struct, frozen=True):
    """A sum with one due date: an invoice, or one of its instalments."""

    amount: Decimal
    due: date
    bears_after: date | None
    """Interest runs from the day after; `None` while it does not."""


class Settlement(Struct, frozen=True, order=True):
    """What lowers the sum."""

    day: date
    """`date.min` for what counts from the origin."""
    amount: Decimal
    is_payment: bool = True
    """Whether it may be counted on interest: a credit note and a write-off are not."""


class Slice(Struct, frozen=True, kw_only=True):
    """Days in a row with one balance and one rate."""

    first: date
    last: date
    """Included."""
    balance: Money
    rate: Percent
    source: Message
    exact: Fraction
    """Its interest, unrounded."""

    @property
    def days(self) -> int:
        """How many days they are."""
        return (self.last - self.first).days + 1

    @property
    def amount(self) -> Money:
        """Its interest to the smallest coin: their sum may differ from the rounded sum."""
        return rounded(self.exact, self.balance.currency)


class Accrued(Struct, frozen=True, kw_only=True):
    """The interest of a sum up to a day."""

    slices: tuple[Slice, ...]
    interest: Money
    """What is due of it, rounded."""
    interest_paid: Money
    """What payments settled of it."""
    principal: Money
    """What is left of the sum, past its due date or not."""
    late_principal: Money
    """What is left of what is past its due date."""
    per_day: Fraction | None
    """Unrounded, of the day after; `None` where its rate is not known."""

    @property
    def exact(self) -> Fraction:
        """The interest of all the slices, unrounded."""
        return sum((one.exact for one in self.slices), Fraction(0))


def rounded(exact: Fraction, currency: str) -> Money:
    """To the smallest coin of `currency`, halves up.

    >>> rounded(Fraction(1005, 1000), "EUR").amount
    Decimal('1.01')
    """
    digits = minor_digits(currency)
    return Money(Decimal(floor(exact * 10**digits + Fraction(1, 2))).scaleb(-digits), currency)


def accrued(
    parts: Iterable[Part],
    settlements: Iterable[Settlement],
    on: date,
    rate_of: RateOf,
    *,
    currency: str,
    until: date = date.max,
    day_count: DayCount = DayCount.ACT_365,
    imputation: Imputation = Imputation.PRINCIPAL,
    capitalised: Sequence[date] = (),
) -> Accrued:
    """The interest of the parts up to `on`, included.

    Args:
        parts: Their order has no meaning.
        settlements: Up to `on`; neither has theirs.  What they leave over the parts is dropped.
        on: The day of the statement.
        rate_of: The rate of each day; asked only of days on which something bears interest.
        currency: That of every amount.
        until: The last day that bears interest, where it stops before `on`.
        day_count: What a day is of a year.
        imputation: What payments are counted on first.
        capitalised: Days at whose end the interest due begins to bear interest.

    Raises:
        UnknownRateError: `rate_of` does not know the rate of a day that counts.
    """
    run = _Run(parts, settlements, rate_of, currency=currency, day_count=day_count, imputation=imputation)
    run.go_to(min(on, until), frozenset(capitalised))
    return run.result(on, stopped=until < on)


class _Run:
    """A sum on its way through the calendar."""

    def __init__(
        self,
        parts: Iterable[Part],
        settlements: Iterable[Settlement],
        rate_of: RateOf,
        *,
        currency: str,
        day_count: DayCount,
        imputation: Imputation,
    ) -> None:
        self.parts = sorted(parts, key=lambda part: (part.due, part.amount))
        self.left = [part.amount for part in self.parts]
        self.waiting = sorted(settlements)
        self.rate_of = rate_of
        self.currency = currency
        self.day_count = day_count
        self.interest_first = imputation is Imputation.INTEREST_FIRST
        self.slices: list[Slice] = []
        self.interest = Fraction(0)
        self.capital = Decimal(0)
        """Interest that bears interest."""
        self.paid = Decimal(0)

    def go_to(self, until: date, capitalised: Collection[date]) -> None:
        """Count every day up to `until`, included."""
        starts = [part.bears_after for part in self.parts if part.bears_after is not None]
        # the day already counted; interest begins after it
        counted = min([*starts, until])
        self._settle(counted)
        while counted < until:
            bearing = self._bearing(counted + _DAY)
            ends = [until, *(rate.last for _, rate in bearing)]
            ends += [day for day in (*starts, *capitalised) if day > counted]
            ends += [one.day for one in self.waiting[:1]]
            if self.day_count is DayCount.ACT_ACT:
                ends.append(date(counted.year if counted < date(counted.year, 12, 31) else counted.year + 1, 12, 31))
            end = min(ends)
            self._accrue(bearing, counted + _DAY, end)
            counted = end
            self._settle(counted)
            if counted in capitalised:
                self._capitalise()

    def result(self, on: date, *, stopped: bool) -> Accrued:
        """What it has come to, with everything that came since the last day that bore interest."""
        self._settle(date.max)
        late = sum((left for part, left in zip(self.parts, self.left, strict=True) if part.due < on), Decimal(0))
        return Accrued(
            slices=tuple(self.slices),
            interest=rounded(self.interest, self.currency) + Money(self.capital, self.currency),
            interest_paid=Money(self.paid, self.currency),
            principal=Money(sum(self.left, Decimal(0)), self.currency),
            late_principal=Money(late, self.currency),
            per_day=Fraction(0) if stopped else self._per_day(on),
        )

    def _bearing(self, day: date) -> list[tuple[Decimal, AppliedRate]]:
        """The balances that bear interest on `day`, one for each rate."""
        found: list[tuple[Decimal, AppliedRate]] = []
        capital = self.capital
        for part, left in zip(self.parts, self.left, strict=True):
            if part.bears_after is None or part.bears_after >= day or not left + capital:
                continue
            rate = self.rate_of(part.bears_after, day)
            rank = next((rank for rank, (_, other) in enumerate(found) if other == rate), len(found))
            balance = left + capital + (found[rank][0] if rank < len(found) else 0)
            found[rank : rank + 1] = [(balance, rate)]
            capital = Decimal(0)
        return found

    def _accrue(self, bearing: Iterable[tuple[Decimal, AppliedRate]], first: date, last: date) -> None:
        for balance, rate in bearing:
            of_year = self._year_length(first)
            exact = Fraction(balance) * Fraction(rate.percent.value) * ((last - first).days + 1) / (100 * of_year)
            self.interest += exact
            self._add(
                Slice(
                    first=first,
                    last=last,
                    balance=Money(balance, self.currency),
                    rate=rate.percent,
                    source=rate.source,
                    exact=exact,
                )
            )

    def _add(self, new: Slice) -> None:
        """One more slice, or the last one of its kind grown longer: a day on which nothing changes parts nothing."""
        for rank in range(len(self.slices) - 1, max(-1, len(self.slices) - 1 - len(self.parts)), -1):
            old = self.slices[rank]
            alike = (old.balance, old.rate, old.source) == (new.balance, new.rate, new.source)
            same_year = self._year_length(old.first) == self._year_length(new.first)
            if alike and same_year and old.last + _DAY == new.first:
                self.slices[rank] = replace(old, last=new.last, exact=old.exact + new.exact)
                return
        self.slices.append(new)

    def _year_length(self, day: date) -> int:
        return 366 if self.day_count is DayCount.ACT_ACT and isleap(day.year) else 365

    def _settle(self, day: date) -> None:
        """Count what came by the end of `day`."""
        while self.waiting and self.waiting[0].day <= day:
            one = self.waiting.pop(0)
            amount = one.amount
            if self.interest_first and one.is_payment:
                amount = self._on_interest(amount)
            for rank, left in enumerate(self.left):
                taken = min(left, amount)
                self.left[rank] = left - taken
                amount -= taken

    def _on_interest(self, amount: Decimal) -> Decimal:
        """What is left of a payment once the interest due is settled."""
        on_capital = min(self.capital, amount)
        due = rounded(self.interest, self.currency).amount
        on_interest = min(due, amount - on_capital)
        if on_capital or on_interest:
            self.capital -= on_capital
            self.interest = Fraction(due - on_interest)
            self.paid += on_capital + on_interest
        return amount - on_capital - on_interest

    def _capitalise(self) -> None:
        self.capital += rounded(self.interest, self.currency).amount
        self.interest = Fraction(0)

    def _per_day(self, on: date) -> Fraction | None:
        """The interest of the day after; `None` where its rate is not known."""
        if on == date.max:
            return None
        try:
            bearing = self._bearing(on + _DAY)
        except UnknownRateError:
            return None
        of_year = 100 * self._year_length(on + _DAY)
        return sum(
            (Fraction(balance) * Fraction(rate.percent.value) / of_year for balance, rate in bearing), Fraction(0)
        )
