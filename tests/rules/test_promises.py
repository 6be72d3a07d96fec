"""What became of a promise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.practice import Calendar, House, PromisePolicy
from recouv.rules.commitments import received_for_commitments
from recouv.rules.promises import PromiseState, judged_promises
from recouv.rules.standing import standing
from recouv.rules.suspension import Commitments

from .journals import DAYS, HOUSE, dossier, journals, sound

if TYPE_CHECKING:
    from recouv.rules.promises import JudgedPromise

#: 2026-05-08 is a holiday, a Friday.
FRENCH = House(calendar=Calendar(holidays=frozenset({date(2026, 5, 8)})))
INVOICES = """
### 2026-03-01 invoice F-1 ^aaaaaaaa
- amount: 1000.00
- due: 2026-03-31

### 2026-03-01 invoice F-2 ^bbbbbbbb
- amount: 500.00
- due: 2026-03-31
"""


def promise(day: str, amount: str, by: str, about: str = "F-1", code: str = "pppppppp") -> str:
    named = f"- invoices: {about}\n" if about else ""
    return f"\n### {day} promise ^{code}\n- amount: {amount}\n- by: {by}\n{named}"


def paid(day: str, amount: str, number: str = "F-1") -> str:
    return f"\n### {day} payment\n- amount: {amount}\n- allocate:\n  - {number}: {amount}\n"


def judged(journal: str, on: str, house: House = HOUSE) -> list[JudgedPromise]:
    read = sound(INVOICES + journal)
    facts = standing(read.entries, date.fromisoformat(on))
    withdrawn = {fact.target for fact in facts if fact.kind == "withdraw"}
    promises = [fact for fact in facts if fact.kind == "promise"]
    return judged_promises(
        promises, received_for_commitments(facts), date.fromisoformat(on), house, withdrawn=withdrawn
    )


def states(journal: str, on: str, house: House = HOUSE) -> list[str]:
    return [str(one.state) for one in judged(journal, on, house)]


class TestStates:
    """Judged on bank dates, by what was allocated to the invoices since."""

    ONE = promise("2026-05-01", "400.00", "2026-05-07")

    @pytest.mark.parametrize(
        ("more", "on", "expected"),
        [
            ("", "2026-05-07", "open"),
            ("", "2026-05-08", "broken"),
            (paid("2026-05-07", "400.00"), "2026-05-08", "kept"),
            (paid("2026-05-01", "400.00"), "2026-05-08", "kept"),
            (paid("2026-05-08", "400.00"), "2026-05-08", "broken"),
            (paid("2026-05-07", "100.00"), "2026-05-07", "open"),
            (paid("2026-05-07", "100.00"), "2026-05-08", "partly-kept"),
            (paid("2026-05-07", "0.50"), "2026-05-08", "partly-kept"),
            (paid("2026-04-30", "400.00"), "2026-05-08", "broken"),
            (paid("2026-05-07", "400.00", "F-2"), "2026-05-08", "broken"),
            ("\n### 2026-05-03 withdraw ^pppppppp\n", "2026-05-08", "withdrawn"),
        ],
    )
    def test_state(self, more: str, on: str, expected: str) -> None:
        assert states(self.ONE + more, on) == [expected]

    def test_a_late_import_keeps_it(self) -> None:
        """Recorded a week later, the payment of the day before is of the day before."""
        before, after = states(self.ONE, "2026-05-20"), states(self.ONE + paid("2026-05-06", "400.00"), "2026-05-20")
        assert (before, after) == (["broken"], ["kept"])


class TestSettled:
    """Once its invoices owe nothing by its last day, it is kept, whatever settled them and whenever that was written."""

    ONE = promise("2026-05-01", "1000.00", "2026-05-07")
    BEFORE = "\n### 2026-04-30 payment ^mmmmmmmm\n- amount: 1000.00\n"
    LETTERED = "\n### 2026-05-20 allocate ^mmmmmmmm\n- allocate:\n  - F-1: 1000.00\n"

    def test_by_money_of_before_lettered_after(self) -> None:
        """The bank date counts, not the day on which somebody allocated it."""
        assert states(self.ONE + self.BEFORE, "2026-05-19") == ["broken"]
        assert states(self.ONE + self.BEFORE + self.LETTERED, "2026-05-20") == ["kept"]

    @pytest.mark.parametrize(("day", "expected"), [("2026-05-07", "kept"), ("2026-05-08", "broken")])
    def test_by_a_credit_note(self, day: str, expected: str) -> None:
        """In time, or too late."""
        credit = f"\n### {day} credit-note A-1\n- amount: 1000.00\n- invoice: F-1\n"
        assert states(self.ONE + credit, "2026-05-20") == [expected]

    def test_of_the_whole_account(self) -> None:
        """What was invoiced since is no part of the word given; what was invoiced before is."""
        whole = promise("2026-05-01", "1500.00", "2026-05-07", about="")
        both = paid("2026-04-20", "1000.00") + paid("2026-04-21", "500.00", "F-2")
        later = "\n### 2026-05-02 invoice F-3 ^cccccccc\n- amount: 10.00\n- due: 2026-06-30\n"
        assert states(whole + both + later, "2026-05-20") == ["kept"]
        assert states(whole + both.replace("500.00", "499.99") + later, "2026-05-20") == ["broken"]

    def test_money_given_back_is_none(self) -> None:
        """It waited to be allocated, and was refunded."""
        loose = "\n### 2026-05-06 payment ^mmmmmmmm\n- amount: 1000.00\n"
        refund = "\n### 2026-05-07 refund ^mmmmmmmm\n- amount: 1000.00\n"
        assert states(self.ONE + loose, "2026-05-08") == ["kept"]
        assert states(self.ONE + loose + refund, "2026-05-08") == ["broken"]


class TestGrace:
    """Days worked left to the money after the day promised."""

    ONE = promise("2026-05-01", "400.00", "2026-05-07")

    def test_ends_after_a_holiday_and_a_week_end(self) -> None:
        """Two days worked after Thursday 7 May, of which Friday is a holiday."""
        (found,) = judged(self.ONE, "2026-05-07", FRENCH)
        assert found.last_day == date(2026, 5, 12)
        assert [states(self.ONE, f"2026-05-{day:02}", FRENCH) for day in (12, 13)] == [["open"], ["broken"]]

    @pytest.mark.parametrize(("came", "expected"), [("399.00", "kept"), ("398.99", "partly-kept")])
    def test_tolerance(self, came: str, expected: str) -> None:
        """What lacks within it lacks for nobody."""
        assert states(self.ONE + paid("2026-05-06", came), "2026-05-30", FRENCH) == [expected]

    def test_a_promise_smaller_than_the_tolerance_is_not_kept_by_nothing(self) -> None:
        small = promise("2026-05-01", "0.50", "2026-05-07")
        house = House(promises=PromisePolicy(tolerance=Decimal(1)))
        assert states(small, "2026-05-30", house) == ["broken"]
        assert states(small + paid("2026-05-06", "0.50"), "2026-05-30", house) == ["kept"]


class TestReplaced:
    """What the client last said is what holds."""

    def test_by_a_later_one(self) -> None:
        """About the same invoice, while it was open: the first is not broken."""
        second = promise("2026-05-06", "400.00", "2026-05-20", code="qqqqqqqq")
        journal = promise("2026-05-01", "400.00", "2026-05-07") + second
        assert states(journal, "2026-05-10") == ["replaced", "open"]
        assert states(journal, "2026-05-21") == ["replaced", "broken"]

    def test_two_of_one_day_are_parts(self) -> None:
        """Half now, half later."""
        journal = promise("2026-05-01", "400.00", "2026-05-07") + promise(
            "2026-05-01", "600.00", "2026-05-20", code="qqqqqqqq"
        )
        assert states(journal, "2026-05-10") == ["broken", "open"]

    def test_once_broken_it_stays_so(self) -> None:
        """A new promise after the day takes nothing back: the level counts both."""
        journal = promise("2026-05-01", "400.00", "2026-05-07") + promise(
            "2026-05-10", "400.00", "2026-05-20", code="qqqqqqqq"
        )
        assert states(journal, "2026-05-12") == ["broken", "open"]

    def test_once_replaced_it_stays_so(self) -> None:
        """The third is about the second, and does not reach back to the first."""
        third = promise("2026-05-12", "400.00", "2026-05-30", code="rrrrrrrr")
        second = promise("2026-05-06", "400.00", "2026-05-20", code="qqqqqqqq")
        assert states(promise("2026-05-01", "400.00", "2026-05-07") + second + third, "2026-05-15") == [
            "replaced",
            "replaced",
            "open",
        ]

    def test_about_another_invoice(self) -> None:
        journal = promise("2026-05-01", "400.00", "2026-05-07") + promise(
            "2026-05-06", "400.00", "2026-05-20", about="F-2", code="qqqqqqqq"
        )
        assert states(journal, "2026-05-10") == ["broken", "open"]


class TestLevel:
    """The number of promises about an invoice that were not kept, wholly or in part."""

    def test_counts(self) -> None:
        journal = (
            promise("2026-04-01", "400.00", "2026-04-07")
            + promise("2026-04-10", "400.00", "2026-04-17", code="qqqqqqqq")
            + paid("2026-04-15", "100.00")
            + promise("2026-04-20", "100.00", "2026-04-27", about="F-2", code="rrrrrrrr")
        )
        read = sound(INVOICES + journal)
        on = date(2026, 5, 1)
        commitments = Commitments.of(standing(read.entries, on), on, HOUSE)
        assert [len(commitments.broken_promises(number)) for number in ("F-1", "F-2")] == [2, 1]


@given(journals(commitments=True), DAYS, st.integers(0, 5), st.integers(0, 60))
def test_a_longer_grace_breaks_no_more(blocks: list[str], on: date, grace: int, more: int) -> None:
    """On any journal: what is broken with more days of grace is not kept with fewer either."""
    facts = standing(dossier("\n".join(blocks)).entries, on)
    promises = [fact for fact in facts if fact.kind == "promise"]
    received = received_for_commitments(facts)

    def kept_or_open(days: int) -> list[bool]:
        house = House(calendar=Calendar(every_day=True), promises=PromisePolicy(grace=days))
        found = judged_promises(promises, received, on, house)
        return [one.state not in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT) for one in found]

    assert all(long or not short for short, long in zip(kept_or_open(grace), kept_or_open(grace + more), strict=True))
