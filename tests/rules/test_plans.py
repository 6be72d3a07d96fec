"""How a payment plan goes, and how one is built."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.money import Money
from recouv.domain.practice import Calendar, House, PlanPolicy
from recouv.rules.commitments import received_for_commitments
from recouv.rules.plans import JudgedPlan, Rhythm, judged_plan, schedule_of_amount, schedule_of_count
from recouv.rules.standing import standing

from .journals import sound

HOUSE = House(calendar=Calendar(every_day=True), plans=PlanPolicy(grace=5, misses=1))
STORY = """
### 2026-01-01 invoice F-1 ^aaaaaaaa
- amount: 900.00
- due: 2026-01-31

### 2026-02-05 plan ^pppppppp
- invoices: F-1
- instalments:
  - 2026-03-01: 300.00
  - 2026-04-01: 300.00
  - 2026-05-01: 300.00
"""


def paid(day: str, amount: str) -> str:
    return f"\n### {day} payment\n- amount: {amount}\n- allocate:\n  - F-1: {amount}\n"


def judged(more: str, on: str, keys: str = "", house: House = HOUSE) -> JudgedPlan:
    read = sound(STORY + keys + more)
    facts = standing(read.entries, date.fromisoformat(on))
    (plan,) = [fact for fact in facts if fact.kind == "plan"]
    return judged_plan(plan, received_for_commitments(facts), date.fromisoformat(on), house)


class TestStates:
    """What came pays the instalments in their order."""

    @pytest.mark.parametrize(
        ("more", "on", "expected"),
        [
            ("", "2026-03-01", "on-track"),
            ("", "2026-03-02", "late"),
            ("", "2026-03-06", "late"),
            ("", "2026-03-07", "broken"),
            (paid("2026-03-01", "299.99"), "2026-03-07", "broken"),
            (paid("2026-03-01", "300.00"), "2026-03-20", "on-track"),
            (paid("2026-03-01", "600.00"), "2026-04-20", "on-track"),
            (paid("2026-03-10", "300.00"), "2026-03-10", "on-track"),
            (paid("2026-02-20", "900.00"), "2026-02-20", "done"),
            (paid("2026-02-04", "900.00"), "2026-03-07", "broken"),
        ],
    )
    def test_state(self, more: str, on: str, expected: str) -> None:
        assert str(judged(more, on).state) == expected

    def test_misses(self) -> None:
        """As many instalments as the plan, or else the house, says."""
        assert str(judged("", "2026-03-20", "- misses: 2\n").state) == "late"
        assert str(judged("", "2026-04-07", "- misses: 2\n").state) == "broken"
        twice = House(plans=PlanPolicy(grace=5, misses=2))
        assert str(judged("", "2026-03-20", house=twice).state) == "late"

    def test_acceleration(self) -> None:
        """Only once broken."""
        assert not judged("", "2026-03-02", "- acceleration: yes\n").is_accelerated
        assert judged("", "2026-03-07", "- acceleration: yes\n").is_accelerated
        assert not judged("", "2026-03-07", "- acceleration: no\n").is_accelerated

    def test_what_is_left_of_each(self) -> None:
        found = judged(paid("2026-03-01", "350.00"), "2026-03-20")
        assert [str(one.left) for one in found.instalments] == ["0.00 EUR", "250.00 EUR", "300.00 EUR"]
        assert found.upcoming == found.instalments[1]


MONEY = st.integers(1, 10_000_000).map(lambda cents: Money(Decimal(cents).scaleb(-2), "EUR"))
FIRST = st.dates(date(2020, 1, 1), date(2040, 12, 31))
RHYTHM = st.sampled_from(list(Rhythm))


class TestBuilt:
    """By a number of instalments or by their amount."""

    def test_the_last_takes_the_cents(self) -> None:
        rows = schedule_of_count(Money(Decimal("100.00"), "EUR"), 3, date(2026, 1, 31), Rhythm.MONTHLY)
        assert [(str(day), money.plain) for day, money in rows] == [
            ("2026-01-31", "33.33"),
            ("2026-02-28", "33.33"),
            ("2026-03-31", "33.34"),
        ]

    def test_of_an_amount(self) -> None:
        total, part = Money(Decimal("100.00"), "EUR"), Money(Decimal("40.00"), "EUR")
        rows = schedule_of_amount(total, part, date(2026, 12, 31), Rhythm.WEEKLY)
        assert [(str(day), money.plain) for day, money in rows] == [
            ("2026-12-31", "40.00"),
            ("2027-01-07", "40.00"),
            ("2027-01-14", "20.00"),
        ]

    @given(MONEY, st.integers(1, 36), FIRST, RHYTHM)
    def test_sums_to_the_debt(self, total: Money, count: int, first: date, rhythm: Rhythm) -> None:
        rows = schedule_of_count(total, count, first, rhythm)
        assert sum((money.amount for _, money in rows), Decimal(0)) == total.amount
        assert len(rows) == count
        assert rows[0][0] == first
        assert all(one < other for (one, _), (other, _) in pairwise(rows))

    @given(MONEY, MONEY, FIRST, RHYTHM)
    def test_each_is_of_that_amount_but_the_last(self, total: Money, part: Money, first: date, rhythm: Rhythm) -> None:
        if total.amount / part.amount > 60:
            return
        rows = schedule_of_amount(total, part, first, rhythm)
        assert sum((money.amount for _, money in rows), Decimal(0)) == total.amount
        assert all(money == part for _, money in rows[:-1])
        assert 0 < rows[-1][1].amount <= part.amount
