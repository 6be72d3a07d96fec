"""The rates that ship, and those of a workspace's own file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from recouv.domain.rates import KnownRate, Rates, Semester
from recouv.rules.legal_floor import legal_floor
from recouv.rules.reference_rates import FIRST_OF_RULE, UnknownRateError, ecb_rate, legal_rate
from recouv.store.rates_text import merged, read_rates, shipped_rates

SHIPPED = shipped_rates()
KNOWN = [Semester(year, half) for year in range(2013, 2027) for half in (1, 2)]


def read(text: str) -> Rates:
    rates, problems = read_rates(text)
    assert [f"{problem.place}: {problem.what}" for problem in problems] == []
    return rates


class TestShipped:
    """Every row of the file that comes with recouv."""

    @pytest.mark.parametrize("day", SHIPPED.ecb_changes, ids=str)
    def test_change_of_the_ecb(self, day: date) -> None:
        """A figure that the ECB has had, a source, the day it was read; in the order of time."""
        known = SHIPPED.ecb_changes[day]
        assert Decimal(0) <= known.percent <= Decimal("4.50")
        assert known.source
        assert known.read == date(2026, 11, 22)
        assert known.percent % Decimal("0.05") == 0

    def test_changes_are_in_order_and_each_changes_something(self) -> None:
        """A row twice, or out of place, would be a slip; changes are a month apart at most often."""
        days = list(SHIPPED.ecb_changes)
        assert days == sorted(days)
        for one, other in pairwise(days):
            assert SHIPPED.ecb_changes[one].percent != SHIPPED.ecb_changes[other].percent
            assert other - one >= timedelta(days=21)

    @pytest.mark.parametrize("semester", SHIPPED.legal, ids=str)
    def test_legal_rate(self, semester: Semester) -> None:
        """That of individuals is the higher since 2015; both have a source."""
        legal = SHIPPED.legal[semester]
        assert Decimal(0) < legal.others.percent < 10
        assert legal.others.source
        assert legal.others.read == date(2026, 11, 22)
        if semester.year < 2015:
            assert legal.individuals is None
        else:
            assert legal.individuals is not None
            assert legal.individuals.percent > legal.others.percent

    @pytest.mark.parametrize("semester", KNOWN, ids=str)
    def test_no_half_year_is_missing(self, semester: Semester) -> None:
        """From the first of the rule to that of today."""
        assert ecb_rate(SHIPPED, semester)
        assert legal_rate(SHIPPED, semester)

    @pytest.mark.parametrize(
        ("semester", "percent"),
        [
            # a change in July comes after the first of it
            (Semester(2011, 2), None),
            (Semester(2013, 1), "0.75"),
            (Semester(2022, 2), "0.00"),
            (Semester(2023, 2), "4.00"),
            (Semester(2024, 1), "4.50"),
            (Semester(2024, 2), "4.25"),
            (Semester(2025, 1), "3.15"),
            (Semester(2026, 1), "2.15"),
            (Semester(2026, 2), "2.40"),
        ],
        ids=str,
    )
    def test_the_ecb_rate_is_that_of_the_first_day(self, semester: Semester, percent: str | None) -> None:
        """Changes later in the half-year wait for the next one; before 2013 the rule was another."""
        if percent is None:
            with pytest.raises(UnknownRateError):
                ecb_rate(SHIPPED, semester)
        else:
            assert str(ecb_rate(SHIPPED, semester).percent) == percent

    @pytest.mark.parametrize(
        ("semester", "floor"),
        [
            (Semester(2024, 1), "15.21%"),
            (Semester(2024, 2), "14.76%"),
            (Semester(2025, 1), "11.13%"),
            (Semester(2025, 2), "8.28%"),
            (Semester(2026, 1), "7.86%"),
            (Semester(2026, 2), "8.25%"),
        ],
        ids=str,
    )
    def test_the_floor_is_the_one_published_apart(self, semester: Semester, floor: str) -> None:
        """Three times the legal rate, as others print it."""
        assert str(legal_floor(SHIPPED, semester)) == floor

    def test_nothing_is_guessed_beyond(self) -> None:
        """The first half of 2027 has no rate yet, nor has 2012."""
        for semester in (Semester(2027, 1), Semester(2027, 2), Semester(2040, 1)):
            with pytest.raises(UnknownRateError, match=f"{semester.year} is not known"):
                ecb_rate(SHIPPED, semester)
            with pytest.raises(UnknownRateError, match=f"{semester.year} is not known"):
                legal_rate(SHIPPED, semester)
        with pytest.raises(UnknownRateError, match="not computed before"):
            ecb_rate(SHIPPED, Semester(FIRST_OF_RULE.year - 1, 2))


class TestOwn:
    """`rates.yaml` of a workspace."""

    def test_a_newer_half_year(self) -> None:
        """Its rate, whatever is known of changes; and the legal one."""
        own = read(
            "ecb:\n  - period: 2027-S1\n    rate: 2.65\n    source: Banque de France\n    read: 2027-01-02\n"
            "legal:\n  - period: 2027-S1\n    rate: 2.80\n    individuals: 6.90\n    source: arrêté\n    checked: no\n"
        )
        both = merged(SHIPPED, own)
        assert ecb_rate(both, Semester(2027, 1)) == KnownRate(
            Decimal("2.65"), "Banque de France", date(2027, 1, 2), checked=True
        )
        assert legal_rate(both, Semester(2027, 1)) == KnownRate(Decimal("2.80"), "arrêté", checked=False)
        assert ecb_rate(both, Semester(2026, 2)) == ecb_rate(SHIPPED, Semester(2026, 2))

    def test_it_comes_before_what_ships(self) -> None:
        """A figure that ships wrong can be mended without waiting for the next version."""
        own = read("ecb:\n  - period: 2026-S2\n    rate: 2.45\n    source: x\n")
        assert str(ecb_rate(merged(SHIPPED, own), Semester(2026, 2)).percent) == "2.45"

    def test_changes_reach_as_far_as_is_said(self) -> None:
        """A change of December does not tell that nothing came until January."""
        change = "ecb:\n  - from: 2026-12-23\n    rate: 2.40\n    source: x\n"
        with pytest.raises(UnknownRateError):
            ecb_rate(merged(SHIPPED, read(change)), Semester(2027, 1))
        known = merged(SHIPPED, read(change + "ecb_until: 2027-01-31\n"))
        assert str(ecb_rate(known, Semester(2027, 1)).percent) == "2.40"

    def test_a_year_is_both_halves(self) -> None:
        """Legal rates were yearly until 2014."""
        own = read("legal:\n  - period: 2008\n    rate: 3.99\n    source: x\n")
        assert [str(legal_rate(own, Semester(2008, half)).percent) for half in (1, 2)] == ["3.99", "3.99"]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("ecb: 2.65\n", ["rates.yaml:1:6: ecb is not a list"]),
            ("foo: 1\n", ["rates.yaml:1:6: rates.yaml has no key foo"]),
            ("ecb:\n  - period: 2027-S1\n    rate: 2,65\n    source: x\n", ["rates.yaml:3:11: 2,65 is not a rate"]),
            ("ecb:\n  - period: 2027-S1\n    rate: 101\n    source: x\n", ["rates.yaml:3:11: 101 is not a rate"]),
            ("ecb:\n  - period: 2027-S1\n    rate: -1\n    source: x\n", ["rates.yaml:3:11: -1 is not a rate"]),
            ("ecb:\n  - period: 2027-S1\n    source: x\n", ["rates.yaml:2:5: … is not a rate"]),
            (
                "ecb:\n  - period: 2027-S1\n    rate: 2.65\n",
                ["rates.yaml:2:5: this rate does not say where it was read"],
            ),
            (
                "ecb:\n  - period: 2027-S3\n    rate: 2\n    source: x\n",
                ["rates.yaml:2:13: 2027-S3 is not a half-year"],
            ),
            ("ecb:\n  - period: 2027\n    rate: 2\n    source: x\n", ["rates.yaml:2:13: 2027 is not a half-year"]),
            ("ecb:\n  - from: 2027-13-01\n    rate: 2\n    source: x\n", ["rates.yaml:2:11: 2027-13-01 is not a day"]),
            ("ecb:\n  - rate: 2\n    source: x\n", ["rates.yaml:2:5: this rate has a period or a first day"]),
            (
                "ecb:\n  - from: 2027-01-01\n    period: 2027-S1\n    rate: 2\n    source: x\n",
                ["rates.yaml:2:5: this rate has a period or a first day"],
            ),
            ("legal:\n  - rate: 2\n    source: x\n", ["rates.yaml:2:5: this rate has no period"]),
            (
                "legal:\n  - period: 2027-S1\n    rate: 2\n    source: x\n    individual: 3\n",
                ["rates.yaml:5:17: legal has no key individual"],
            ),
            (
                "ecb:\n" + "  - period: 2027-S1\n    rate: 2\n    source: x\n" * 2,
                ["rates.yaml:5:13: 2027-S1 is there twice"],
            ),
            (
                "legal:\n  - period: 2014\n    rate: 2\n    source: x\n"
                "  - period: 2014-S2\n    rate: 2\n    source: x\n",
                ["rates.yaml:5:13: 2014-S2 is there twice"],
            ),
            ("ecb_until: soon\n", ["rates.yaml:1:12: soon is not a day"]),
            (
                "ecb:\n  - period: 2027-S1\n    rate: 2\n    source: x\n    checked: maybe\n",
                ["rates.yaml:5:14: maybe is not one of the words allowed here"],
            ),
        ],
    )
    def test_what_is_wrong_is_told_with_its_place(self, text: str, expected: list[str]) -> None:
        """With how to mend it."""
        _, problems = read_rates(text)
        assert [f"{problem.place}: {problem.what}" for problem in problems] == expected
        assert all(str(problem.mend) for problem in problems)

    def test_all_at_once_in_the_order_of_the_file(self) -> None:
        """One wrong row hides no other, and no good one."""
        rates, problems = read_rates(
            "zecb: 1\necb:\n  - period: 2027-S1\n    rate: x\n    source: y\n"
            "  - period: 2027-S2\n    rate: 2.00\n    source: y\n"
        )
        assert [problem.line for problem in problems] == [1, 4]
        assert list(rates.ecb_periods) == [Semester(2027, 2)]

    def test_an_empty_file_states_nothing(self) -> None:
        """Nor does one of comments."""
        for text in ("", "# nothing yet\n"):
            assert merged(SHIPPED, read(text)) == SHIPPED
