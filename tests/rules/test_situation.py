"""A situation says of a client all that the agenda needs, on every day for which it holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from recouv.domain.practice import Practice
from recouv.rules.agenda import client_agenda
from recouv.rules.situation import situation_of

from .journals import DAYS, HOUSE, account, dossier, journals, scenario, sound

if TYPE_CHECKING:
    from recouv.rules.situation import Situation

PRACTICE = Practice(scenarios={"standard": scenario()}, house=HOUSE)
PAID = """
### 2026-01-05 invoice F-1
- amount: 100.00
- due: 2026-02-05

### 2026-02-10 email
- invoices: F-1
- step: reminder-1

### 2026-02-20 payment
- amount: 100.00
- allocate:
  - F-1: 100.00
"""


def situation(journal: str, on: str) -> Situation:
    """Where the client of that journal stands."""
    return situation_of(sound(journal), date.fromisoformat(on))


class TestWhatIsOver:
    """Is left out."""

    def test_a_paid_invoice_and_its_steps(self) -> None:
        before, after = situation(PAID, "2026-02-15"), situation(PAID, "2026-02-20")
        assert [item.number for item in before.items] == ["F-1"]
        assert list(before.progress.done) == [("F-1", "reminder-1")]
        assert (after.items, dict(after.progress.done), after.credits) == ((), {}, ())

    def test_a_task_done_and_a_promise_withdrawn(self) -> None:
        told = """
### 2026-01-05 task Ring Léa ^aaaaaaaa
- due: 2026-01-09

### 2026-01-06 promise ^bbbbbbbb
- amount: 10.00
- by: 2026-01-20

### 2026-01-08 done ^aaaaaaaa

### 2026-01-10 withdraw ^bbbbbbbb
"""
        assert [
            entry.kind for entry in (*situation(told, "2026-01-07").tasks, *situation(told, "2026-01-07").live)
        ] == [
            "task",
            "promise",
        ]
        assert [
            entry.kind for entry in (*situation(told, "2026-01-09").tasks, *situation(told, "2026-01-09").live)
        ] == ["promise"]
        assert (situation(told, "2026-01-10").tasks, situation(told, "2026-01-10").live) == ((), ())


class TestDays:
    """From the last dated entry to the day before the next."""

    def test_between_two_entries(self) -> None:
        of = situation(PAID, "2026-02-15")
        assert [str(day) for day in (of.since, of.until)] == ["2026-02-10", "2026-02-20"]
        assert [of.holds(date(2026, 2, day)) for day in (9, 10, 19, 20)] == [False, True, True, False]

    def test_outside_the_journal(self) -> None:
        assert situation(PAID, "2025-01-01").holds(date.min)
        assert situation(PAID, "2026-03-01").holds(date(2999, 1, 1))

    @given(journals(commitments=True), DAYS, st.integers(0, 40))
    @settings(max_examples=300)
    def test_is_the_same_on_all_of_them(self, blocks: list[str], on: date, later: int) -> None:
        read = dossier("\n".join(blocks))
        day = on + timedelta(days=later)
        of = situation_of(read, on)
        assert of.holds(on)
        if of.holds(day):
            assert of == situation_of(read, day)


@given(journals(commitments=True), DAYS)
@settings(max_examples=300)
def test_its_account_is_what_the_journal_leaves_open(blocks: list[str], on: date) -> None:
    read = dossier("\n".join(blocks))
    whole, of = account(read, on), situation_of(read, on)
    assert of.account(on).open_items == whole.open_items
    assert list(of.currencies) == whole.currencies()
    for currency in whole.currencies():
        assert of.account(on).outstanding(currency) == whole.outstanding(currency)
        assert of.account(on).unallocated(currency) == whole.unallocated(currency)


@given(journals(commitments=True), DAYS, st.integers(0, 40))
@settings(max_examples=300)
def test_an_agenda_made_from_an_earlier_day_is_the_same(blocks: list[str], on: date, later: int) -> None:
    read = dossier("\n".join(blocks))
    day = on + timedelta(days=later)
    of = situation_of(read, on)
    if of.holds(day):
        assert client_agenda(of, PRACTICE, day) == client_agenda(situation_of(read, day), PRACTICE, day)
