"""How long disputes last, how they end, and what is still contested."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.rules.dispute_times import (
    DisputeTime,
    average_days,
    dispute_times,
    median_days,
    sum_disputes,
    usual_days,
)

from .journals import FAR, account, dossier, journals, sound

STORY = """
### 2026-01-05 invoice F-1 ^aaaaaaa1
- amount: 1000.00
- due: 2026-02-05

### 2026-02-10 dispute F-1 ^d1aaaaaa
- amount: 400.00
- category: price
- owner: marc
- revisit: 2026-03-01
"""
RESOLVED = "\n### 2026-02-18 resolve ^d1aaaaaa ^r1aaaaaa\n- outcome: {}\n"
ON = date(2026, 4, 1)


def the_one(journal: str, on: date = ON) -> DisputeTime:
    """The one dispute of the journal."""
    read = sound(journal)
    (found,) = dispute_times(read.client, read.entries, on)
    return found


class TestOpen:
    """From its day until today."""

    def test_what_is_contested(self) -> None:
        """The part stated, who is to settle it and when to look again."""
        found = the_one(STORY)
        assert (found.ended, found.outcome, found.days(ON)) == (None, "", 50)
        assert (found.contested, found.currency, found.category) == (Decimal(400), "EUR", "price")
        assert (found.owner, found.revisit) == ("marc", date(2026, 3, 1))

    def test_never_more_than_is_left(self) -> None:
        """Of an invoice paid in part since."""
        paid = "\n### 2026-03-01 payment ^p1aaaaaa\n- amount: 900.00\n- allocate:\n  - F-1: 900.00\n"
        assert the_one(STORY + paid).contested == Decimal(100)

    def test_the_whole_invoice(self) -> None:
        """Where no part is stated."""
        assert the_one(STORY.replace("- amount: 400.00\n", "")).contested == Decimal(1000)

    def test_a_later_end_is_not_known_yet(self) -> None:
        """On a past day."""
        assert the_one(STORY + RESOLVED.format("upheld"), date(2026, 2, 17)).ended is None


class TestEnded:
    """On the day of its end."""

    @pytest.mark.parametrize("outcome", ["credit-note", "upheld", "withdrawn"])
    def test_resolved(self, outcome: str) -> None:
        """With its outcome; nothing is contested any more."""
        found = the_one(STORY + RESOLVED.format(outcome))
        assert (found.ended, found.outcome, found.days(ON), found.contested) == (date(2026, 2, 18), outcome, 8, 0)

    def test_without_an_outcome(self) -> None:
        """It has ended all the same."""
        found = the_one(STORY + "\n### 2026-02-10 resolve ^d1aaaaaa ^r1aaaaaa\n")
        assert (found.days(ON), found.outcome) == (0, "")

    def test_with_its_invoice(self) -> None:
        """On the day of the last entry that settled it, when nobody resolved it."""
        paid = "\n### {} payment ^{}\n- amount: 500.00\n- allocate:\n  - F-1: 500.00\n"
        settled = STORY + paid.format("2026-03-02", "p1aaaaaa") + paid.format("2026-02-20", "p2aaaaaa")
        found = the_one(settled)
        assert (found.ended, found.outcome) == (date(2026, 3, 2), "settled")
        bounced = settled + "\n### 2026-03-05 rejected ^p1aaaaaa ^x1aaaaaa\n"
        assert (the_one(bounced).ended, the_one(bounced).contested) == (None, Decimal(400))

    def test_struck_out(self) -> None:
        """A mistake is no dispute."""
        read = sound(STORY + "\n### 2026-02-11 cancel ^d1aaaaaa ^c1aaaaaa\n")
        assert dispute_times(read.client, read.entries, ON) == []


def one(category: str, opened: int, ended: int | None, outcome: str = "", contested: str = "0") -> DisputeTime:
    """A dispute of March."""
    last = date(2026, 3, ended) if ended else None
    return DisputeTime(
        f"d{opened}", ("F-1",), category, date(2026, 3, opened), last, outcome, "EUR", Decimal(contested), "", None
    )


class TestSum:
    """By category and currency."""

    def test_a_category(self) -> None:
        """Open ones, and the times and outcomes of the others."""
        rows = [
            one("price", 1, 3, "credit-note"),
            one("price", 1, 9, "upheld"),
            one("price", 1, 21, "credit-note"),
            one("price", 5, 6, ""),
            one("price", 10, None, contested="30.50"),
            one("price", 12, None, contested="10"),
        ]
        (found,) = sum_disputes(rows, date(2026, 3, 31))
        assert (found.open, found.contested, found.oldest) == (2, Decimal("40.50"), 21)
        assert (found.ended, found.average, found.median) == (4, Decimal("7.8"), Decimal("5.0"))
        assert found.outcomes == (2, 1, 0, 0, 1)

    def test_most_contested_first(self) -> None:
        """Then those that were most frequent; nothing is said of times that are not known."""
        rows = [one("quality", 1, 2), one("quality", 1, 3), one("price", 1, 2), one("order", 1, None, contested="1")]
        found = sum_disputes(rows, date(2026, 3, 31))
        assert [row.category for row in found] == ["order", "quality", "price"]
        assert (found[0].average, found[0].median, found[1].oldest) == (None, None, None)

    def test_the_usual_time(self) -> None:
        """Of the category alone, over those which ended."""
        rows = [one("price", 1, 9), one("price", 1, 11), one("price", 2, None), one("quality", 1, 31)]
        assert (usual_days(rows, "price"), usual_days(rows, "order")) == (Decimal("9.0"), None)


@given(st.lists(st.integers(0, 4000), min_size=1))
def test_average_and_median_lie_between_the_ends(days: list[int]) -> None:
    """Whatever the days."""
    average, median = average_days(days), median_days(sorted(days))
    assert average is not None
    assert median is not None
    assert min(days) <= average <= max(days)
    assert min(days) <= median <= max(days)


def test_nothing_has_no_average() -> None:
    """Nor a median."""
    assert (average_days([]), median_days([])) == (None, None)


@given(journals(commitments=True))
def test_in_any_journal(blocks: list[str]) -> None:
    """What is contested is never more than the account has in dispute, and nothing of what has ended."""
    read = dossier("\n".join(blocks))
    disputed = sum((item.disputed.amount for item in account(read, FAR).items), Decimal(0))
    for found in dispute_times(read.client, read.entries, FAR):
        assert 0 <= found.contested <= disputed
        assert found.ended is None or not found.contested
        assert found.days(FAR) >= 0
