"""Interest on a sum as it moves, against a day-by-day count."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.domain.penalties import DayCount, Imputation
from recouv.domain.percent import Percent
from recouv.domain.rates import Semester
from recouv.rules.late_interest import Accrued, AppliedRate, Part, RateOf, Settlement, accrued, rounded
from recouv.rules.reference_rates import UnknownRateError

DAY = timedelta(days=1)
FIRST, LAST = date(2023, 1, 1), date(2028, 12, 31)
DAYS = st.dates(FIRST, LAST)
AMOUNTS = st.integers(1, 5_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
RATES = st.lists(st.integers(0, 2000), min_size=12, max_size=12)
EUR = "EUR"


def by_semester(hundredths: list[int]) -> RateOf:
    """A rate for each half-year from 2023 on, zero among them."""

    def rate_of(_: date, day: date) -> AppliedRate:
        semester = Semester.of(day)
        rank = (semester.year - FIRST.year) * 2 + semester.half - 1
        if not 0 <= rank < len(hundredths):
            raise UnknownRateError(say("no rate"), say("none"))
        return AppliedRate(Percent(Decimal(hundredths[rank]).scaleb(-2)), say(str(semester)), semester.last)

    return rate_of


def flat(percent: str) -> RateOf:
    return lambda _after, _day: AppliedRate(Percent(Decimal(percent)), say("agreed rate"), date.max)


def naive(parts: list[Part], settlements: list[Settlement], on: date, rate_of: RateOf, day_count: DayCount) -> Fraction:
    """Day after day: what is late and not paid before that day, at the rate of that day."""
    total = Fraction(0)
    starts = [part.bears_after for part in parts if part.bears_after]
    day = min(starts, default=on) + DAY
    while day <= on:
        paid = sum((one.amount for one in settlements if one.day < day), Decimal(0))
        for part in sorted(parts, key=lambda one: (one.due, one.amount)):
            taken = min(paid, part.amount)
            paid -= taken
            left = part.amount - taken
            if left and part.bears_after and part.bears_after < day:
                year = 366 if day_count is DayCount.ACT_ACT and isleap(day.year) else 365
                rate = rate_of(part.bears_after, day).percent.value
                total += Fraction(left) * Fraction(rate) / 100 / year
        day += DAY
    return total


@st.composite
def sums(draw: st.DrawFn) -> tuple[list[Part], list[Settlement], date, RateOf]:
    """One to three parts, payments, credit notes from the origin, a day of statement."""
    parts = [
        Part(amount, due, due)
        for amount, due in draw(st.lists(st.tuples(AMOUNTS, st.dates(FIRST, date(2027, 6, 1))), min_size=1, max_size=3))
    ]
    on = draw(st.dates(min(part.due for part in parts), LAST))
    settlements = [
        Settlement(day, amount, is_payment=day != date.min)
        for day, amount in draw(
            st.lists(st.tuples(st.one_of(st.just(date.min), st.dates(FIRST, on)), AMOUNTS), max_size=5)
        )
    ]
    return parts, settlements, on, by_semester(draw(RATES))


ANY_COUNT = st.sampled_from(list(DayCount))


def of_one(
    amount: str, due: str, on: str, *payments: tuple[str, str], rate: RateOf | None = None, **options: object
) -> Accrued:
    day = date.fromisoformat(due)
    return accrued(
        [Part(Decimal(amount), day, day)],
        [Settlement(date.fromisoformat(when), Decimal(paid)) for when, paid in payments],
        date.fromisoformat(on),
        rate or by_semester([1250, 1400, 1450, 1425, 1315, 1215, 1215, 1240, 1265, 1265, 1265, 1265]),
        currency=EUR,
        **options,  # type: ignore[arg-type]
    )


class TestTheFormula:
    """Balance x rate x days / days of the year."""

    @given(sums(), ANY_COUNT)
    @settings(deadline=None)
    def test_it_is_the_count_day_by_day(
        self, case: tuple[list[Part], list[Settlement], date, RateOf], day_count: DayCount
    ) -> None:
        """Whatever the payments, the instalments, the rates and the leap years."""
        parts, settlements, on, rate_of = case
        found = accrued(parts, settlements, on, rate_of, currency=EUR, day_count=day_count)
        assert found.exact == naive(parts, settlements, on, rate_of, day_count)
        assert found.interest == rounded(found.exact, EUR)

    def test_first_and_last_day(self) -> None:
        """The due date does not count, the day of payment does: one day late is one day."""
        assert of_one("36500", "2026-05-16", "2026-05-16", rate=flat("10")).interest.plain == "0.00"
        assert of_one("36500", "2026-05-16", "2026-05-17", rate=flat("10")).interest.plain == "10.00"
        paid = of_one("36500", "2026-05-16", "2026-09-01", ("2026-05-17", "36500"), rate=flat("10"))
        assert paid.interest.plain == "10.00"
        assert [(one.first, one.last) for one in paid.slices] == [(date(2026, 5, 17), date(2026, 5, 17))]

    def test_the_day_after_a_half_year_has_the_rate_of_the_new_one(self) -> None:
        """Due on 30 June, a day late on 1 July: 12.40 and not 12.15."""
        assert of_one("10000", "2026-06-30", "2026-07-01").interest.plain == "3.40"

    def test_two_half_years_two_slices(self) -> None:
        """Re-anchored on 1 July; the slices are rounded for reading, the sum is rounded once."""
        found = of_one("10000", "2026-06-20", "2026-07-10")
        assert [(one.days, one.rate, one.amount.plain) for one in found.slices] == [
            (10, Percent(Decimal("12.15")), "33.29"),
            (10, Percent(Decimal("12.40")), "33.97"),
        ]
        assert found.interest.plain == "67.26"

    def test_the_year_of_a_leap_day(self) -> None:
        """Over 365, or over 366 in a leap year alone."""
        year = {"rate": flat("10"), "day_count": DayCount.ACT_ACT}
        assert of_one("36600", "2023-12-31", "2024-12-31", **year).interest.plain == "3660.00"
        assert of_one("36500", "2024-12-31", "2025-12-31", **year).interest.plain == "3650.00"
        across = of_one("1000", "2023-12-21", "2024-01-10", **year)
        assert [one.days for one in across.slices] == [10, 10]
        assert of_one("36500", "2023-12-31", "2024-12-31", rate=flat("10")).interest.plain == "3660.00"

    def test_a_half_year_at_nothing(self) -> None:
        """A rate of zero is a slice like another, and owes nothing."""
        found = of_one("1000", "2023-05-31", "2023-08-31", rate=by_semester([0, 1000]))
        assert [one.amount.plain for one in found.slices] == ["0.00", "16.99"]
        assert [one.days for one in found.slices] == [30, 62]


class TestSlices:
    """The days of a sum, cut where something changes."""

    @given(st.data(), ANY_COUNT)
    @settings(deadline=None)
    def test_they_partition_the_span(self, data: st.DataObject, day_count: DayCount) -> None:
        """No gap and no overlap, from the day after the due date to the statement, as long as something is left."""
        amount, due = data.draw(AMOUNTS), data.draw(st.dates(FIRST, date(2027, 6, 1)))
        on = data.draw(st.dates(due + DAY, LAST))
        paid = data.draw(st.lists(st.tuples(st.dates(FIRST, on), AMOUNTS), max_size=4))
        settlements = [Settlement(day, money) for day, money in paid]
        found = accrued(
            [Part(amount, due, due)], settlements, on, by_semester(data.draw(RATES)), currency=EUR, day_count=day_count
        ).slices
        gone = [day for day, _ in sorted(paid) if sum(money for when, money in paid if when <= day) >= amount]
        last = min([on, *gone])
        if last <= due:
            assert found == ()
            return
        assert found[0].first == due + DAY
        assert found[-1].last == last
        assert all(one.last + DAY == other.first for one, other in pairwise(found))
        assert all(one.first <= one.last for one in found)
        assert sum(one.days for one in found) == (last - due).days

    @given(sums(), ANY_COUNT)
    @settings(deadline=None)
    def test_their_sum_is_the_whole(
        self, case: tuple[list[Part], list[Settlement], date, RateOf], day_count: DayCount
    ) -> None:
        """Before any rounding; and nothing is ever below zero."""
        parts, settlements, on, rate_of = case
        found = accrued(parts, settlements, on, rate_of, currency=EUR, day_count=day_count)
        assert sum((one.exact for one in found.slices), Fraction(0)) == found.exact
        assert all(one.exact >= 0 and one.balance.amount > 0 and one.days > 0 for one in found.slices)
        assert found.interest.amount >= 0
        assert found.principal.amount >= found.late_principal.amount >= 0
        assert found.per_day is None or found.per_day >= 0

    @given(sums(), st.data())
    @settings(deadline=None)
    def test_a_period_cut_in_two_is_the_same(
        self, case: tuple[list[Part], list[Settlement], date, RateOf], data: st.DataObject
    ) -> None:
        """What is owed on a day, and what is owed from the day after on, make what is owed in the end."""
        parts, settlements, on, rate_of = case
        cut = data.draw(st.dates(min(part.due for part in parts), on))
        before = accrued(parts, settlements, cut, rate_of, currency=EUR)
        later = [Part(part.amount, part.due, max(part.due, cut)) for part in parts]
        after = accrued(later, settlements, on, rate_of, currency=EUR)
        assert before.exact + after.exact == accrued(parts, settlements, on, rate_of, currency=EUR).exact

    @given(sums(), st.randoms(use_true_random=False), ANY_COUNT)
    @settings(deadline=None)
    def test_the_order_of_entries_has_no_meaning(
        self, case: tuple[list[Part], list[Settlement], date, RateOf], random: object, day_count: DayCount
    ) -> None:
        """Neither that of payments nor that of instalments."""
        parts, settlements, on, rate_of = case
        found = accrued(parts, settlements, on, rate_of, currency=EUR, day_count=day_count)
        random.shuffle(parts)  # type: ignore[attr-defined]
        random.shuffle(settlements)  # type: ignore[attr-defined]
        assert accrued(parts, settlements, on, rate_of, currency=EUR, day_count=day_count) == found

    def test_no_rate_is_asked_of_days_that_bear_nothing(self) -> None:
        """Paid before a half-year that nobody knows: no error; still owed then: its name."""
        rate = by_semester([1250, 1400])
        assert of_one("1000", "2023-10-31", "2025-01-01", ("2023-12-31", "1000"), rate=rate).interest.plain == "23.40"
        with pytest.raises(UnknownRateError):
            of_one("1000", "2023-10-31", "2024-01-01", rate=rate)

    def test_the_day_after_at_a_rate_that_is_not_known(self) -> None:
        """The sum is right, and what a further day costs is said to be unknown."""
        found = of_one("1000", "2023-10-31", "2023-12-31", rate=by_semester([1250, 1400]))
        assert (found.interest.plain, found.per_day) == ("23.40", None)


class TestPayments:
    """What a payment is counted on."""

    def test_a_payment_splits_the_span(self) -> None:
        """The balance is the old one up to the day of payment, included."""
        found = of_one("10000", "2026-05-10", "2026-09-03", ("2026-06-20", "4000"))
        assert [(one.first.isoformat(), one.last.isoformat(), one.balance.plain) for one in found.slices] == [
            ("2026-05-11", "2026-06-20", "10000.00"),
            ("2026-06-21", "2026-06-30", "6000.00"),
            ("2026-07-01", "2026-09-03", "6000.00"),
        ]
        assert (found.interest.plain, found.principal.plain) == ("288.95", "6000.00")

    def test_interest_first(self) -> None:
        """What is due of interest is rounded and settled that day, the rest goes to the principal."""
        found = of_one(
            "10000", "2026-05-10", "2026-09-03", ("2026-06-20", "4000"), imputation=Imputation.INTEREST_FIRST
        )
        assert (found.interest_paid.plain, found.principal.plain, found.interest.plain) == (
            "136.48",
            "6136.48",
            "155.93",
        )

    @given(sums())
    @settings(deadline=None)
    def test_interest_first_loses_nothing(self, case: tuple[list[Part], list[Settlement], date, RateOf]) -> None:
        """What was paid is on interest or on principal, to the cent; and no less interest is owed than principal first."""
        parts, settlements, on, rate_of = case
        first = accrued(parts, settlements, on, rate_of, currency=EUR, imputation=Imputation.INTEREST_FIRST)
        usual = accrued(parts, settlements, on, rate_of, currency=EUR)
        paid = sum((one.amount for one in settlements), Decimal(0))
        settled = sum((part.amount for part in parts), Decimal(0)) - first.principal.amount
        if first.principal:
            assert paid == settled + first.interest_paid.amount
        assert paid >= settled + first.interest_paid.amount
        coins = Decimal("0.01") * len(settlements)  # each payment may round the interest of its day down
        assert (first.interest + first.interest_paid).amount >= usual.interest.amount - coins

    def test_a_credit_note_from_the_origin_is_a_smaller_invoice(self) -> None:
        """Whenever it was written."""
        due, on = date(2026, 7, 15), date(2026, 9, 30)
        whole = [Part(Decimal(3000), due, due)]
        credited = [Settlement(date.min, Decimal(500), is_payment=False)]
        found = accrued(whole, credited, on, flat("12.40"), currency=EUR)
        assert found == accrued([Part(Decimal(2500), due, due)], [], on, flat("12.40"), currency=EUR)
        assert found.interest.plain == "65.40"

    @given(AMOUNTS, AMOUNTS, st.lists(st.tuples(DAYS, AMOUNTS), max_size=4), RATES)
    @settings(deadline=None)
    def test_so_it_is_for_any_sum(
        self, invoice: Decimal, credit: Decimal, paid: list[tuple[date, Decimal]], rates: list[int]
    ) -> None:
        """Whatever was paid beside it, in either imputation."""
        due, on = date(2024, 2, 29), LAST
        payments = [Settlement(day, amount) for day, amount in paid]
        noted = [*payments, Settlement(date.min, credit, is_payment=False)]
        for imputation in Imputation:
            options = {"currency": EUR, "imputation": imputation}
            with_note = accrued([Part(invoice + credit, due, due)], noted, on, by_semester(rates), **options)
            smaller = accrued([Part(invoice, due, due)], payments, on, by_semester(rates), **options)
            assert with_note == smaller

    def test_money_settles_the_earliest_instalment_first(self) -> None:
        """And only what is past its day bears interest."""
        dues = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
        parts = [Part(Decimal(100), day, day) for day in dues]
        found = accrued(
            parts, [Settlement(date(2026, 2, 10), Decimal(150))], date(2026, 4, 30), flat("36.5"), currency=EUR
        )
        assert [(one.first.isoformat(), one.last.isoformat(), one.balance.plain) for one in found.slices] == [
            ("2026-02-01", "2026-02-10", "100.00"),
            ("2026-03-01", "2026-03-31", "50.00"),
            ("2026-04-01", "2026-04-30", "150.00"),
        ]

    def test_instalments_at_rates_of_their_own(self) -> None:
        """Two balances over the same days, each at the rate of the half-year in which it began."""
        early, late = date(2026, 5, 31), date(2026, 7, 31)

        def frozen(after: date, _: date) -> AppliedRate:
            return AppliedRate(Percent(Decimal(10 if after == early else 20)), say(str(after)), date.max)

        parts = [Part(Decimal(365), day, day) for day in (early, late)]
        found = accrued(parts, [], date(2026, 8, 10), frozen, currency=EUR)
        assert [(one.days, one.rate.value, one.amount.plain) for one in found.slices] == [
            (71, 10, "7.10"),
            (10, 20, "2.00"),
        ]


class TestEnds:
    """What stops interest, and what makes it bear interest."""

    def test_it_stops_on_a_day(self) -> None:
        """Nothing more a day, and what came since lowers the principal all the same."""
        found = of_one(
            "1000", "2026-01-31", "2026-06-30", ("2026-05-01", "400"), rate=flat("36.5"), until=date(2026, 3, 2)
        )
        assert (found.interest.plain, found.per_day, found.principal.plain) == ("30.00", 0, "600.00")

    def test_capitalised(self) -> None:
        """From the day after on, the interest of the year bears interest at the same rate."""
        found = of_one("1000", "2024-12-31", "2026-12-31", rate=flat("10"), capitalised=[date(2025, 12, 31)])
        assert [one.balance.plain for one in found.slices] == ["1000.00", "1100.00"]
        assert found.interest.plain == "210.00"

    def test_a_payment_on_interest_settles_what_was_capitalised_first(self) -> None:
        """It bears interest, and is the older."""
        found = of_one(
            *("1000", "2024-12-31", "2026-12-31", ("2026-01-01", "100.30")),
            rate=flat("10"),
            capitalised=[date(2025, 12, 31)],
            imputation=Imputation.INTEREST_FIRST,
        )
        assert [one.balance.plain for one in found.slices] == ["1000.00", "1100.00", "1000.00"]
        assert (found.interest_paid.plain, found.principal.plain) == ("100.30", "1000.00")

    def test_coins(self) -> None:
        """To the smallest coin of the currency, halves up."""
        assert rounded(Fraction(5, 1000), EUR) == Money(Decimal("0.01"), EUR)
        assert rounded(Fraction(4999, 1000000), EUR) == Money(Decimal("0.00"), EUR)
        assert rounded(Fraction(1, 2), "JPY") == Money(Decimal(1), "JPY")
