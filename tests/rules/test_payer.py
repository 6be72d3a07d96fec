"""How a client pays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recouv.domain.condition import Grade
from recouv.rules.payer import LAST, Paid, PayerRecord, delay_on, grade_of, payer_record
from recouv.rules.situation import situation_of
from recouv.rules.standing import standing

from .journals import DAYS, account, dossier, journals, sound

BOUNDS = (0, 10, 30, 60)


def settled(number: str, due: str, on: str, amount: str = "100.00", kind: str = "payment") -> str:
    entry = f"### {on} payment\n" if kind == "payment" else f"### {on} {kind} A-{number}\n"
    return (
        f"\n### 2026-01-01 invoice {number}\n- amount: {amount}\n- due: {due}\n"
        f"\n{entry}- amount: {amount}\n- allocate:\n  - {number}: {amount}\n"
    )


def record(journal: str, on: str = "2026-12-31") -> PayerRecord:
    read = sound(journal)
    of = account(read, on)
    return payer_record(standing(read.entries, of.on), of.items)


def graded(paid: PayerRecord, broken: int) -> Grade:
    return grade_of(paid, paid.average_delay, broken, BOUNDS)


class TestDelay:
    """Weighted by amount, early days below zero, over the last twelve invoices that money settled."""

    def test_weighted(self) -> None:
        """Ten days late on 300, twenty early on 100: (10 x 300 - 20 x 100) / 400."""
        found = record(
            settled("F-1", "2026-02-01", "2026-02-11", "300.00") + settled("F-2", "2026-03-01", "2026-02-09")
        )
        assert found.average_delay == 3

    def test_nothing_paid_is_nothing_known(self) -> None:
        found = record("### 2026-01-01 invoice F-1\n- amount: 100.00\n- due: 2026-02-01\n")
        assert (found.average_delay, found.paid, found.since) == (None, (), date(2026, 1, 1))

    def test_a_credit_note_says_nothing_of_the_payer(self) -> None:
        assert record(settled("F-1", "2026-02-01", "2026-09-01", kind="credit-note")).paid == ()

    def test_half_paid_is_not_paid(self) -> None:
        journal = settled("F-1", "2026-02-01", "2026-02-11").replace(
            "invoice F-1\n- amount: 100.00", "invoice F-1\n- amount: 200.00"
        )
        assert record(journal).paid == ()

    def test_old_habits_are_forgotten(self) -> None:
        """The thirteenth from the end is not looked at."""
        old = settled("F-0", "2026-01-02", "2026-06-30")
        recent = "".join(settled(f"F-{rank}", "2026-07-01", f"2026-07-{rank + 1:02}") for rank in range(1, LAST + 1))
        assert [one.days_late for one in record(old + recent).paid] == list(range(1, LAST + 1))


class TestStillOpen:
    """An invoice not paid yet counts once it is later than the client's average: as if paid today."""

    PAID = settled("F-1", "2026-02-01", "2026-02-11") + settled("F-2", "2026-03-01", "2026-03-11")
    OPEN = "\n### 2026-03-02 invoice F-3\n- amount: 200.00\n- due: 2026-04-01\n"

    def on(self, day: str, journal: str) -> int | None:
        return delay_on(record(journal, day), account(sound(journal), day).open_items, date.fromisoformat(day))

    @pytest.mark.parametrize(
        ("day", "expected"), [("2026-04-01", 10), ("2026-04-11", 10), ("2026-04-13", 11), ("2026-07-10", 55)]
    )
    def test_counts_once_it_is_later(self, day: str, expected: int) -> None:
        """(10 x 100 + 10 x 100 + 100 x 200) / 400 after a hundred days; sooner it tells nothing good."""
        assert self.on(day, self.PAID + self.OPEN) == expected

    def test_what_is_contested_does_not(self) -> None:
        """Of 200, 100 are in dispute."""
        disputed = "\n### 2026-04-02 dispute F-3\n- amount: 100.00\n"
        assert self.on("2026-07-10", self.PAID + self.OPEN + disputed) == 40
        assert self.on("2026-07-10", self.PAID + self.OPEN + disputed.replace("- amount: 100.00\n", "")) == 10

    def test_who_never_paid_is_not_known(self) -> None:
        assert self.on("2026-07-10", self.OPEN) is None

    @given(journals(), DAYS, st.integers(0, 60))
    @settings(deadline=None)
    def test_waiting_never_makes_it_better(self, blocks: list[str], on: date, days: int) -> None:
        """Of one situation, a later day never has a smaller average."""
        situation = situation_of(dossier("\n".join(blocks)), on)
        day = on + timedelta(days=days)
        sooner, later = (delay_on(situation.payer, situation.items, one) for one in (on, day))
        assert (sooner is None) == (later is None)
        assert sooner is None or sooner <= later


class TestGrade:
    """By the average delay, one worse for each promise not kept."""

    @pytest.mark.parametrize(
        ("days", "broken", "expected"),
        [
            (-5, 0, "A"),
            (0, 0, "A"),
            (1, 0, "B"),
            (10, 0, "B"),
            (30, 0, "C"),
            (60, 0, "D"),
            (61, 0, "E"),
            (0, 1, "B"),
            (30, 9, "E"),
        ],
    )
    def test_grade(self, days: int, broken: int, expected: str) -> None:
        assert graded(PayerRecord((Paid(days, 100), Paid(days, 100))), broken) == expected

    def test_one_invoice_tells_nothing(self) -> None:
        assert graded(PayerRecord((Paid(0, 100),)), 0) is Grade.UNKNOWN

    def test_a_broken_promise_tells_something(self) -> None:
        assert graded(PayerRecord(), 1) is Grade.D


@pytest.mark.parametrize(
    ("since", "on", "years"),
    [("2020-11-22", "2026-11-21", 5), ("2020-11-22", "2026-11-22", 6), ("2020-02-29", "2026-02-28", 5)],
)
def test_whole_years_as_a_client(since: str, on: str, years: int) -> None:
    assert PayerRecord(since=date.fromisoformat(since)).years(date.fromisoformat(on)) == years
