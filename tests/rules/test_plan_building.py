"""Building a plan: it sums to the debt, its days rise, and nothing is asked for nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recouv.domain.money import Money
from recouv.rules.plans import (
    MOST_INSTALMENTS,
    Rhythm,
    Rounding,
    Schedule,
    UnbuildablePlanError,
    instalment_days,
    schedule_of_amount,
    schedule_of_count,
    stated_schedule,
)

FIRST = date(2026, 12, 1)
moneys = st.builds(
    lambda minor, currency: Money(Decimal(minor).scaleb(-{"EUR": 2, "JPY": 0, "TND": 3}[currency]), currency),
    st.integers(1, 10**12),
    st.sampled_from(("EUR", "JPY", "TND")),
)
days = st.dates(date(2020, 1, 1), date(2100, 12, 31))
rhythms = st.sampled_from(Rhythm)


def amounts(schedule: Schedule) -> list[str]:
    """As they are written."""
    return [money.plain for _, money in schedule]


def require_a_plan_for(total: Money, schedule: Schedule) -> None:
    """What every plan is."""
    assert sum((money.amount for _, money in schedule), Decimal(0)) == total.amount
    assert {money.currency for _, money in schedule} == {total.currency}
    assert all(money.amount > 0 and money == money.rounded() for _, money in schedule)
    assert all(earlier < later for (earlier, _), (later, _) in pairwise(schedule))


class TestBuilt:
    """Whatever is asked, the plan sums to the debt, its days rise and each instalment is above zero, or there is none."""

    @given(
        total=moneys,
        count=st.integers(1, MOST_INSTALMENTS),
        first=days,
        rhythm=rhythms,
        rounding=st.sampled_from(Rounding),
    )
    def test_by_count(self, total: Money, count: int, first: date, rhythm: Rhythm, rounding: Rounding) -> None:
        """So many even instalments."""
        try:
            schedule = schedule_of_count(total, count, first, rhythm, rounding)
        except UnbuildablePlanError:
            unit = (
                Decimal(1)
                if rounding is Rounding.EURO
                else Decimal(1).scaleb(total.rounded().amount.as_tuple().exponent)
            )  # type: ignore[arg-type]  # a finite amount
            assert total.amount / count < unit
            return
        assert len(schedule) == count
        assert schedule[0][0] == first
        require_a_plan_for(total, schedule)

    @given(total=moneys, part=moneys, first=days, rhythm=rhythms)
    def test_by_amount(self, total: Money, part: Money, first: date, rhythm: Rhythm) -> None:
        """Instalments of so much: all are of that amount but the last, which is not above it."""
        assume(part.currency == total.currency)
        try:
            schedule = schedule_of_amount(total, part, first, rhythm)
        except UnbuildablePlanError:
            assert total.amount / part.amount > MOST_INSTALMENTS
            return
        require_a_plan_for(total, schedule)
        assert all(money == part for _, money in schedule[:-1])
        assert schedule[-1][1] <= part

    @given(total=moneys, rows=st.lists(st.tuples(days, moneys), min_size=1, max_size=5))
    def test_as_stated(self, total: Money, rows: list[tuple[date, Money]]) -> None:
        """Rows that are accepted are a plan for that debt."""
        try:
            schedule = stated_schedule(total, rows)
        except UnbuildablePlanError:
            return
        require_a_plan_for(total, schedule)

    @given(parts=st.dictionaries(days, st.integers(1, 10**9), min_size=1, max_size=12))
    def test_as_stated_exactly(self, parts: dict[date, int]) -> None:
        """Rows that sum to the debt are always accepted, in the order of their days."""
        rows = [(day, Money(Decimal(cents).scaleb(-2))) for day, cents in parts.items()]
        total = Money(sum((money.amount for _, money in rows), Decimal(0)))
        assert list(stated_schedule(total, rows)) == sorted(rows, key=lambda row: row[0])


class TestRounding:
    """The last instalment makes up for what does not divide."""

    def test_to_the_cent(self) -> None:
        """A third of a hundred."""
        assert amounts(schedule_of_count(Money(Decimal("100.00")), 3, FIRST, Rhythm.MONTHLY)) == [
            "33.33",
            "33.33",
            "33.34",
        ]

    def test_to_the_euro(self) -> None:
        """Whole units, and the cents at the end."""
        schedule = schedule_of_count(Money(Decimal("1400.05")), 3, FIRST, Rhythm.MONTHLY, Rounding.EURO)
        assert amounts(schedule) == ["467.00", "467.00", "466.05"]

    def test_rounded_up_too_often(self) -> None:
        """Five cents in four: two cents each would leave nothing for the last, and one is rounded down instead."""
        assert amounts(schedule_of_count(Money(Decimal("0.06")), 4, FIRST, Rhythm.MONTHLY)) == [
            "0.01",
            "0.01",
            "0.01",
            "0.03",
        ]

    def test_too_little_to_divide(self) -> None:
        """No instalment of nothing."""
        with pytest.raises(UnbuildablePlanError, match="does not divide into 3 instalments"):
            schedule_of_count(Money(Decimal("2.00")), 3, FIRST, Rhythm.MONTHLY, Rounding.EURO)


class TestByAmount:
    """The last instalment is of what is left."""

    def test_a_rest(self) -> None:
        """Smaller than the others, never larger."""
        schedule = schedule_of_amount(Money(Decimal("1400.00")), Money(Decimal(500)), FIRST, Rhythm.MONTHLY)
        assert amounts(schedule) == ["500.00", "500.00", "400.00"]

    def test_no_rest(self) -> None:
        """No instalment of nothing."""
        schedule = schedule_of_amount(Money(Decimal("1000.00")), Money(Decimal(500)), FIRST, Rhythm.MONTHLY)
        assert amounts(schedule) == ["500.00", "500.00"]

    def test_another_currency(self) -> None:
        """Currencies are never put together."""
        with pytest.raises(UnbuildablePlanError, match=r"500.00 USD is not in EUR"):
            schedule_of_amount(Money(Decimal(1000)), Money(Decimal(500), "USD"), FIRST, Rhythm.MONTHLY)


class TestDays:
    """Each rhythm, and the ends of months."""

    @pytest.mark.parametrize(
        ("rhythm", "second"),
        [
            (Rhythm.WEEKLY, date(2026, 12, 8)),
            (Rhythm.FORTNIGHTLY, date(2026, 12, 15)),
            (Rhythm.MONTHLY, date(2027, 1, 1)),
            (Rhythm.QUARTERLY, date(2027, 3, 1)),
        ],
    )
    def test_rhythm(self, rhythm: Rhythm, second: date) -> None:
        """The day of the second instalment."""
        assert instalment_days(FIRST, 2, rhythm) == [FIRST, second]

    def test_the_31st_comes_back(self) -> None:
        """A short month does not move those after it."""
        found = instalment_days(date(2028, 1, 31), 3, Rhythm.MONTHLY)
        assert found == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]

    def test_the_last_month_of_the_calendar(self) -> None:
        """It is a month like another; what comes after is refused."""
        assert instalment_days(date(9999, 12, 31), 1, Rhythm.MONTHLY) == [date(9999, 12, 31)]
        for rhythm in Rhythm:
            with pytest.raises(UnbuildablePlanError, match="beyond the calendar"):
                instalment_days(date(9999, 12, 31), 2, rhythm)

    @pytest.mark.parametrize("count", [0, -1, MOST_INSTALMENTS + 1])
    def test_too_many_or_none(self, count: int) -> None:
        """A plan has an end, and a beginning."""
        with pytest.raises(UnbuildablePlanError, match="cannot have"):
            instalment_days(FIRST, count, Rhythm.MONTHLY)


class TestStated:
    """Rows that are no plan are refused, with what is wrong."""

    @pytest.mark.parametrize(
        ("rows", "says"),
        [
            ([(FIRST, "90.00 EUR")], "sum to 90.00 EUR, and 100.00 EUR is left"),
            ([(FIRST, "110.00 EUR")], "sum to 110.00 EUR, and 100.00 EUR is left"),
            ([(FIRST, "100.00 USD")], "100.00 USD is not in EUR"),
            ([(FIRST, "50.00 EUR"), (FIRST, "50.00 EUR")], "two instalments are due on 2026-12-01"),
        ],
    )
    def test_refused(self, rows: list[tuple[date, str]], says: str) -> None:
        """One clear sentence."""
        typed = [(day, Money(Decimal(text.split()[0]), text.split()[1])) for day, text in rows]
        with pytest.raises(UnbuildablePlanError, match=says):
            stated_schedule(Money(Decimal("100.00")), typed)
