"""When the money of an account is expected, each euro once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from recouv.rules.expected_receipts import Expected, expected_receipts, week_ends
from recouv.rules.standing import standing

from .journals import DAYS, HOUSE, account, journals, sound
from .journals import dossier as written

FRIDAY = date(2026, 11, 20)
OVERDUE = "### 2026-09-01 invoice F1 ^aaaaaaaa\n- amount: 1000.00\n- due: 2026-10-31\n\n"
COMING = "### 2026-11-01 invoice F2 ^bbbbbbbb\n- amount: 300.00\n- due: 2026-12-04\n\n"


def expected(journal: str, on: date = FRIDAY) -> Expected:
    """Of a sound journal in euros."""
    read = sound(journal)
    (found,) = expected_receipts(account(read, on), standing(read.entries, on), week_ends(on), HOUSE)
    return found


def dated(parts: tuple[Decimal, ...]) -> dict[int, int]:
    """Rank of the week → euros, where there are any."""
    return {rank: int(part) for rank, part in enumerate(parts) if part}


class TestWeeks:
    """From Monday to Sunday, the first from the day itself."""

    def test_sundays(self) -> None:
        """A Sunday is the end of its own week; eight of them."""
        assert week_ends(FRIDAY)[:2] == (date(2026, 11, 22), date(2026, 11, 29))
        assert week_ends(date(2026, 11, 22))[0] == date(2026, 11, 22)
        assert week_ends(date(2026, 11, 23))[0] == date(2026, 11, 29)
        assert len(week_ends(FRIDAY)) == 8

    def test_the_end_of_time(self) -> None:
        """There is no week after the last."""
        assert set(week_ends(date.max)) == {date.max}

    @pytest.mark.parametrize(
        ("due", "week"), [("2026-11-20", 0), ("2026-11-22", 0), ("2026-11-23", 1), ("2027-01-10", 7), ("2027-01-11", 8)]
    )
    def test_a_due_date_is_in_its_week(self, due: str, week: int) -> None:
        """Bounds included; beyond the last week it is for later."""
        journal = f"### 2026-09-01 invoice F1 ^aaaaaaaa\n- amount: 100.00\n- due: {due}\n"
        assert dated(expected(journal).due) == {week: 100}


class TestNoCommitment:
    """Due dates alone."""

    def test_overdue_has_no_date(self) -> None:
        """Nobody said when it comes."""
        found = expected(OVERDUE + COMING)
        assert (found.undated, dated(found.due), dated(found.promised)) == (Decimal(1000), {2: 300}, {})

    def test_each_instalment_of_an_invoice_has_its_week(self) -> None:
        """Those that are late have none."""
        rows = "  - 2026-10-01: 100.00\n  - 2026-11-27: 200.00\n"
        found = expected(f"### 2026-09-01 invoice F1 ^aaaaaaaa\n- amount: 300.00\n- due:\n{rows}")
        assert (found.undated, dated(found.due)) == (Decimal(100), {1: 200})

    def test_unallocated_money_is_apart(self) -> None:
        """Below zero, as in the aged balance."""
        found = expected(OVERDUE + "### 2026-11-02 payment ^cccccccc\n- amount: 50.00\n")
        assert (found.undated, found.unallocated, found.total) == (Decimal(1000), Decimal(-50), Decimal(950))

    def test_a_contested_part_is_apart(self) -> None:
        """The rest keeps its date, or its lack of one."""
        found = expected(OVERDUE + "### 2026-11-02 dispute F1 ^cccccccc\n- amount: 400.00\n- category: price\n")
        assert (found.undated, found.contested) == (Decimal(600), Decimal(400))

    @pytest.mark.parametrize(
        ("fact", "stopped"), [("insolvency liquidation", 1300), ("handover", 1000)], ids=["insolvency", "handover"]
    )
    def test_proceedings_have_no_date(self, fact: str, stopped: int) -> None:
        """An insolvency takes the whole account, due or not; a handover the invoices it names."""
        keys = "- to: Maître Roux\n- invoices: F1\n" if fact == "handover" else ""
        found = expected(OVERDUE + COMING + f"### 2026-11-02 {fact} ^cccccccc\n{keys}")
        assert found.proceedings == stopped

    def test_a_file_taken_back_is_overdue_again(self) -> None:
        """A recall ends its handover."""
        handover = "### 2026-11-02 handover ^cccccccc\n- to: Maître Roux\n\n### 2026-11-10 recall ^cccccccc ^dddddddd\n"
        assert expected(OVERDUE + handover).undated == 1000


class TestPromise:
    """A promise replaces the due date of what it covers."""

    def test_it_gives_a_week_to_what_was_overdue(self) -> None:
        """What it leaves uncovered has none."""
        found = expected(OVERDUE + "### 2026-11-18 promise ^cccccccc\n- amount: 600.00\n- by: 2026-11-27\n")
        assert (dated(found.promised), found.undated) == ({1: 600}, Decimal(400))

    def test_it_replaces_a_due_date_to_come(self) -> None:
        """The invoice is counted once, on the day promised."""
        promise = "### 2026-11-18 promise ^cccccccc\n- amount: 300.00\n- by: 2026-12-11\n- invoices: F2\n"
        found = expected(COMING + promise)
        assert (dated(found.promised), dated(found.due)) == ({3: 300}, {})

    def test_what_came_since_is_no_longer_expected(self) -> None:
        """Of 600 promised, 250 came."""
        found = expected(
            OVERDUE
            + "### 2026-11-10 promise ^cccccccc\n- amount: 600.00\n- by: 2026-11-27\n\n"
            + "### 2026-11-15 payment ^dddddddd\n- amount: 250.00\n- allocate:\n  - F1: 250.00\n"
        )
        assert (dated(found.promised), found.undated) == ({1: 350}, Decimal(400))

    def test_more_than_is_owed_is_not_expected(self) -> None:
        """A promise of 5 000 on a debt of 1 000 brings 1 000."""
        found = expected(OVERDUE + "### 2026-11-18 promise ^cccccccc\n- amount: 5000.00\n- by: 2026-11-27\n")
        assert (dated(found.promised), found.total) == ({1: 1000}, Decimal(1000))

    def test_the_latest_replaces_the_one_before(self) -> None:
        """Said again for another day, the same money is expected once, on that day."""
        found = expected(
            OVERDUE
            + "### 2026-11-10 promise ^cccccccc\n- amount: 1000.00\n- by: 2026-11-25\n\n"
            + "### 2026-11-18 promise ^dddddddd\n- amount: 1000.00\n- by: 2026-12-02\n"
        )
        assert dated(found.promised) == {2: 1000}

    def test_two_halves_are_both_expected(self) -> None:
        """Each on its day."""
        found = expected(
            OVERDUE
            + "### 2026-11-18 promise ^cccccccc\n- amount: 500.00\n- by: 2026-11-25\n\n"
            + "### 2026-11-18 promise ^dddddddd\n- amount: 500.00\n- by: 2026-12-02\n"
        )
        assert dated(found.promised) == {1: 500, 2: 500}

    @pytest.mark.parametrize("end", ["", "### 2026-11-19 withdraw ^cccccccc ^dddddddd\n"], ids=["broken", "withdrawn"])
    def test_one_that_no_longer_runs_gives_no_date(self, end: str) -> None:
        """Its day is past, or it was taken back."""
        by = "2026-12-02" if end else "2026-11-19"
        found = expected(OVERDUE + f"### 2026-11-10 promise ^cccccccc\n- amount: 1000.00\n- by: {by}\n\n{end}")
        assert (dated(found.promised), found.undated) == ({}, Decimal(1000))


class TestPlan:
    """Each instalment on its day."""

    PLAN = "### 2026-11-02 plan ^cccccccc\n- invoices: F1\n- instalments:\n"

    def test_instalments(self) -> None:
        """Those paid are no longer expected, the earliest first."""
        rows = "  - 2026-11-10: 400.00\n  - 2026-12-10: 400.00\n  - 2027-03-10: 200.00\n\n"
        paid = "### 2026-11-09 payment ^dddddddd\n- amount: 500.00\n- allocate:\n  - F1: 500.00\n"
        assert dated(expected(OVERDUE + self.PLAN + rows + paid).promised) == {3: 300, 8: 200}

    def test_a_late_one_still_tolerated_is_expected_this_week(self) -> None:
        """Its own week is past."""
        rows = "  - 2026-11-17: 400.00\n  - 2026-12-10: 600.00\n"
        assert dated(expected(OVERDUE + self.PLAN + rows).promised) == {0: 400, 3: 600}

    def test_a_broken_one_gives_no_date(self) -> None:
        """What it covered is overdue."""
        rows = "  - 2026-11-10: 400.00\n  - 2026-12-10: 600.00\n"
        found = expected(OVERDUE + self.PLAN + rows)
        assert (dated(found.promised), found.undated) == ({}, Decimal(1000))

    def test_a_single_date_is_for_all_that_is_owed(self) -> None:
        """Without an amount."""
        plan = "### 2026-11-02 plan ^cccccccc\n- invoices: F1\n- instalments: 2026-12-10\n"
        assert dated(expected(OVERDUE + plan).promised) == {3: 1000}


class TestAnyJournal:
    """Whatever the journal, commitments of every kind included."""

    @given(journals(commitments=True), DAYS)
    def test_the_parts_sum_to_the_outstanding(self, blocks: list[str], on: date) -> None:
        """In each currency, to the cent; the contested part is that of the items."""
        read = written("\n".join(blocks))
        of = account(read, on)
        found = expected_receipts(of, standing(read.entries, on), week_ends(on), HOUSE)
        assert [part.currency for part in found] == of.currencies()
        for part in found:
            assert part.total == of.outstanding(part.currency).amount
            assert part.contested == sum(
                item.disputed.amount for item in of.items if item.balance.currency == part.currency
            )

    @given(journals(commitments=True), DAYS)
    def test_commitments_move_money_and_make_none(self, blocks: list[str], on: date) -> None:
        """Without promises and plans, what is neither contested nor in proceedings has the same sum."""
        read = written("\n".join(blocks))
        of, facts = account(read, on), standing(read.entries, on)
        bare = [fact for fact in facts if fact.kind not in ("promise", "plan")]
        for with_them, without in zip(
            expected_receipts(of, facts, week_ends(on), HOUSE),
            expected_receipts(of, bare, week_ends(on), HOUSE),
            strict=True,
        ):
            assert not any(without.promised)
            assert sum(with_them.weeks) + with_them.undated == sum(without.due) + without.undated
            assert all(part >= 0 for part in with_them.promised)

    @given(journals(commitments=True), DAYS)
    def test_parts_are_summed_one_by_one(self, blocks: list[str], on: date) -> None:
        """Twice a client is twice each of its parts."""
        read = written("\n".join(blocks))
        for part in expected_receipts(account(read, on), standing(read.entries, on), week_ends(on), HOUSE):
            twice = part + part
            assert twice.weeks == tuple(2 * amount for amount in part.weeks)
            assert twice.total == 2 * part.total
