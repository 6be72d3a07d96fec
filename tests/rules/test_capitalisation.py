"""When interest bears interest."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from recouv.rules.capitalisation import capitalisation_days
from recouv.rules.months import months_later

DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))


class TestAWholeYear:
    """Interest due for at least a whole year."""

    def test_asked_before_the_year_is_over(self) -> None:
        """The end of it, then year by year."""
        found = capitalisation_days(date(2024, 1, 1), date(2024, 2, 29), date(2027, 12, 31))
        assert found == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28)]

    def test_asked_later(self) -> None:
        """From that day on."""
        found = capitalisation_days(date(2026, 6, 15), date(2024, 1, 31), date(2026, 12, 31))
        assert found == [date(2026, 6, 15)]

    @given(DAYS, DAYS, DAYS)
    def test_never_less_than_a_year(self, asked: date, after: date, on: date) -> None:
        """Neither before the first, nor between two; never before it was asked for, nor after the statement."""
        found = capitalisation_days(asked, after, on)
        assert all(day >= asked and day <= on for day in found)
        assert all(day >= months_later(after, 12) for day in found)
        assert all(other - one >= timedelta(days=365) for one, other in pairwise(found))
