"""How urgent a task is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recouv.rules.priority import UNALLOCATED_MONEY, own_task_points, reminder_points


def points(level: int = 0, days: int = 0, amount: str = "0", broken: int = 0) -> int:
    return reminder_points(level=level, days_late=days, amount=Decimal(amount), broken_promises=broken)


class TestSum:
    """A sum of points that anybody can add up again."""

    @pytest.mark.parametrize(("level", "expected"), [(0, 0), (1, 10), (5, 50)])
    def test_level(self, level: int, expected: int) -> None:
        """Ten points a level."""
        assert points(level=level) == expected

    @pytest.mark.parametrize(("days", "expected"), [(0, 0), (2, 0), (3, 1), (119, 39), (120, 40), (4000, 40)])
    def test_age(self, days: int, expected: int) -> None:
        """One point for every three days, forty at most."""
        assert points(days=days) == expected

    @pytest.mark.parametrize(
        ("amount", "expected"), [("199.99", 0), ("200.00", 1), ("7999.99", 39), ("8000", 40), ("9999999999999.99", 40)]
    )
    def test_amount(self, amount: str, expected: int) -> None:
        """One point for every 200 whole, forty at most."""
        assert points(amount=amount) == expected

    def test_broken_promise(self) -> None:
        """Twenty points, be one broken or three."""
        assert (points(broken=0), points(broken=1), points(broken=3)) == (0, 20, 20)

    def test_adds_up(self) -> None:
        """The parts are added."""
        assert points(level=3, days=30, amount="1000", broken=1) == 30 + 10 + 5 + 20

    @pytest.mark.parametrize(("days", "expected"), [(0, 60), (1, 61), (40, 100), (400, 100)])
    def test_own_task(self, days: int, expected: int) -> None:
        """Sixty points, and one for each day it waits, forty at most."""
        assert own_task_points(days_waiting=days) == expected

    def test_unallocated_money(self) -> None:
        """Fifty points."""
        assert UNALLOCATED_MONEY == 50


class TestOrder:
    """A formal notice does not wait behind a first reminder."""

    def test_level_before_age_and_amount_alike(self) -> None:
        """Of two debts of one age and amount, the one further on comes first."""
        assert points(level=5, days=60, amount="500") > points(level=1, days=60, amount="500")
