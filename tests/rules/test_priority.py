"""How urgent a task is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recouv.domain.money import Money
from recouv.domain.practice import Points
from recouv.rules.priority import own_task_scores, reminder_scores, said, total

HOUSE = Points()


def points(level: int = 0, days: int = 0, amount: str = "0", broken: int = 0, house: Points = HOUSE) -> int:
    claim = Money(Decimal(amount), "EUR")
    return total(reminder_scores(house, level=level, days_late=days, claim=claim, broken_promises=broken))


class TestSum:
    """A sum of points that anybody can add up again."""

    @pytest.mark.parametrize(("level", "expected"), [(0, 0), (1, 10), (5, 50)])
    def test_level(self, level: int, expected: int) -> None:
        """Ten points a level."""
        assert points(level=level) == expected

    @pytest.mark.parametrize(("days", "expected"), [(-5, 0), (0, 0), (2, 0), (3, 1), (119, 39), (120, 40), (4000, 40)])
    def test_age(self, days: int, expected: int) -> None:
        """One point for every three days, forty at most."""
        assert points(days=days) == expected

    @pytest.mark.parametrize(
        ("amount", "expected"),
        [("-1", 0), ("199.99", 0), ("200.00", 1), ("7999.99", 39), ("8000", 40), ("9999999999999.99", 40)],
    )
    def test_amount(self, amount: str, expected: int) -> None:
        """One point for every 200 whole, forty at most."""
        assert points(amount=amount) == expected

    def test_broken_promise(self) -> None:
        """Twenty points, be one broken or three."""
        assert (points(broken=0), points(broken=1), points(broken=3)) == (0, 20, 20)

    @pytest.mark.parametrize(("days", "expected"), [(0, 60), (1, 61), (40, 100), (400, 100)])
    def test_own_task(self, days: int, expected: int) -> None:
        """Sixty points, and one for each day it waits, forty at most."""
        assert total(own_task_scores(HOUSE, days_waiting=days)) == expected

    def test_is_the_house_s(self) -> None:
        """Every number of it."""
        house = Points(
            level=1, days_for_a_point=1, most_for_age=7, money_for_a_point=1, most_for_amount=9, broken_promise=2
        )
        assert points(level=3, days=100, amount="1000", broken=1, house=house) == 3 + 7 + 9 + 2


class TestSaid:
    """Each part of the sum is printed, and those that add nothing are not."""

    def test_parts(self) -> None:
        claim = Money(Decimal("1000.00"), "EUR")
        scores = reminder_scores(HOUSE, level=3, days_late=31, claim=claim, broken_promises=1)
        assert [str(message) for message in said(scores)] == [
            "+30: level 3",
            "+10: 31 days late",
            "+5: 1000.00 EUR claimed",
            "+20: 1 promise not kept",
        ]
        assert total(scores) == 65

    def test_nothing_to_say(self) -> None:
        claim = Money(Decimal(0), "EUR")
        assert said(reminder_scores(HOUSE, level=0, days_late=0, claim=claim, broken_promises=0)) == ()


class TestOrder:
    """A formal notice does not wait behind a first reminder."""

    def test_level_before_age_and_amount_alike(self) -> None:
        """Of two debts of one age and amount, the one further on comes first."""
        assert points(level=5, days=60, amount="500") > points(level=1, days=60, amount="500")
