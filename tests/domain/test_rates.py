"""Half-years and rates as values."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.message import say
from recouv.domain.percent import Percent
from recouv.domain.rates import Semester
from recouv.store.typed_values import read_value, write_value
from recouv.wording.catalogue import catalogue

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


class TestSemester:
    """From 1 January to 30 June, from 1 July to 31 December."""

    @given(DAYS)
    def test_holds_its_days(self, day: date) -> None:
        """And no other: the day before its first and the day after its last are of its neighbours."""
        semester = Semester.of(day)
        assert semester.first <= day <= semester.last
        before, after = semester.first - timedelta(days=1), semester.last + timedelta(days=1)
        assert Semester.of(before) < semester < Semester.of(after)
        assert Semester.of(before).last == before
        assert Semester.of(after).first == after

    def test_is_named(self) -> None:
        """As files write it, and as sentences do."""
        assert str(Semester(2026, 2)) == "2026-S2"
        assert str(Semester(2027, 1).words) == "the first half of 2027"
        assert catalogue("fr").text(Semester(2027, 2).words) == "second semestre 2027"


class TestPercent:
    """At least two decimals, as many as there are."""

    @pytest.mark.parametrize(
        ("value", "plain", "french"),
        [
            ("12.4", "12.40", "12,40\u00a0%"),
            ("15", "15.00", "15,00\u00a0%"),
            ("0", "0.00", "0,00\u00a0%"),
            ("100", "100.00", "100,00\u00a0%"),
            ("12.125", "12.125", "12,125\u00a0%"),
        ],
    )
    def test_is_written(self, value: str, plain: str, french: str) -> None:
        """With a point for scripts, with a comma in French."""
        percent = Percent(Decimal(value))
        assert percent.plain == plain
        assert str(percent) == f"{plain}%"
        assert catalogue("fr").percent(percent) == french
        assert catalogue("fr").text(say("{rate}", rate=percent)) == french

    def test_a_plain_number_in_a_sentence(self) -> None:
        """Without the zeros that say nothing."""
        message = say("{points}", points=Decimal("12.50"))
        assert [catalogue(language).text(message) for language in ("en", "fr")] == ["12.5", "12,5"]
        assert catalogue("fr").text(say("{points}", points=Decimal("10"))) == "10"

    def test_is_kept_as_text(self) -> None:
        """And comes back as it was: problems are remembered with their figures."""
        percent = Percent(Decimal("8.25"))
        assert read_value(write_value(percent)) == percent
