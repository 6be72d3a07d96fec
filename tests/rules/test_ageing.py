"""The aged balance."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.rules.ageing import AgedRow, aged_rows, bucket_names, empty_row, sum_rows

from .journals import DAYS, account, dossier, journals, sound

DUE = date(2026, 3, 31)


def row(journal: str, on: str | date, bounds: tuple[int, ...] = (30, 60, 90)) -> AgedRow:
    (only,) = aged_rows(account(sound(journal), on), bounds)
    return only


def columns(of: AgedRow) -> list[str]:
    return [f"{amount:.2f}" for amount in (*of.buckets, of.unallocated, of.total)]


class TestColumns:
    """`not due | 1-30 | 31-60 | 61-90 | 91+ | unallocated | total`, by days past the due date."""

    INVOICE = f"### 2026-03-01 invoice F-1\n- amount: 100.00\n- due: {DUE}\n"

    @pytest.mark.parametrize(
        ("days", "column"),
        [(-40, 0), (-1, 0), (0, 0), (1, 1), (29, 1), (30, 1), (31, 2), (59, 2), (60, 2), (61, 3), (90, 3), (91, 4)],
    )
    def test_edges(self, days: int, column: int) -> None:
        """Due today is not due; the thirtieth day is in 1-30 and the thirty-first in 31-60: no day falls between."""
        on = max(DUE + timedelta(days=days), date(2026, 3, 1))
        expected = ["0.00"] * 5
        expected[column] = "100.00"
        assert columns(row(self.INVOICE, on))[:5] == expected

    def test_not_due_is_not_late(self) -> None:
        """An invoice due in forty days is not forty days late (Invoice Ninja: age = abs(days))."""
        of = row(self.INVOICE, "2026-03-01")
        assert (of.not_due, of.overdue, of.oldest_due, of.days_late) == (100, 0, None, 0)

    def test_names(self) -> None:
        """The columns are named by their bounds, whatever these are."""
        assert bucket_names() == ("not_due", "1-30", "31-60", "61-90", "91+")
        assert bucket_names((15, 45)) == ("not_due", "1-15", "16-45", "46+")
        assert bucket_names((7,)) == ("not_due", "1-7", "8+")

    @given(st.lists(st.integers(1, 400), min_size=1, max_size=5, unique=True).map(sorted), st.integers(-50, 500))
    def test_every_day_has_its_column(self, bounds: list[int], days: int) -> None:
        """Whatever the bounds, each number of days late falls in the one column whose name holds it."""
        read = sound("### 2026-03-01 invoice F-1\n- amount: 1.00\n- due: 2026-05-01\n")
        (of,) = aged_rows(account(read, date(2026, 5, 1) + timedelta(days=days)), bounds)
        (name,) = [name for name, amount in zip(bucket_names(bounds), of.buckets, strict=True) if amount]
        if days <= 0:
            assert name == "not_due"
        else:
            first, _, last = name.removesuffix("+").partition("-")
            assert int(first) <= days <= int(last or days)

    def test_instalments_age_one_by_one(self) -> None:
        """One invoice stands in several columns when its instalments do."""
        journal = """
### 2026-01-01 invoice F-1
- amount: 100.00
- due:
  - 2026-01-31: 20.00
  - 2026-03-31: 30.00
  - 2026-05-31: 50.00

### 2026-02-01 payment
- amount: 25.00
- allocate:
  - F-1: 25.00
"""
        assert columns(row(journal, "2026-04-15")) == ["50.00", "25.00", "0.00", "0.00", "0.00", "0.00", "75.00"]

    def test_oldest(self) -> None:
        """The row tells the oldest due date of what is still owed, and how late that is."""
        journal = "\n".join(
            f"### 2026-01-0{day} invoice F-{day}\n- amount: 10.00\n- due: 2026-02-0{day}\n" for day in (1, 2, 3)
        )
        journal += "\n### 2026-02-01 payment\n- amount: 10.00\n- allocate:\n  - F-1: 10.00\n"
        of = row(journal, "2026-02-12")
        assert (of.oldest_due, of.days_late) == (date(2026, 2, 2), 10)


class TestUnallocated:
    """Money that settles nothing stands in its own negative column, never in an age bucket."""

    def test_old_credit_hides_no_old_debt(self) -> None:
        """A credit note kept for later lowers the total and no age."""
        journal = TestColumns.INVOICE + "\n### 2026-03-05 credit-note A-1\n- amount: 70.00\n"
        assert columns(row(journal, "2026-08-01")) == ["0.00", "0.00", "0.00", "0.00", "100.00", "-70.00", "30.00"]

    def test_allocated_credit_reduces_its_invoice(self) -> None:
        """Once allocated, it lowers the invoice in its own column."""
        journal = TestColumns.INVOICE + "\n### 2026-03-05 credit-note A-1\n- amount: 70.00\n- invoice: F-1\n"
        assert columns(row(journal, "2026-08-01")) == ["0.00", "0.00", "0.00", "0.00", "30.00", "0.00", "30.00"]

    def test_more_received_than_owed(self) -> None:
        """A client may have a negative total: recouv owes them."""
        of = row("### 2026-03-05 payment\n- amount: 70.00\n", "2026-08-01")
        assert (columns(of)[-2:], of.is_empty) == (["-70.00", "-70.00"], False)


class TestDisputed:
    """Disputed sums stay in the balance and are shown as "of which"."""

    def test_stays(self) -> None:
        """The total is that of the invoice."""
        of = row(TestColumns.INVOICE + "\n### 2026-03-05 dispute F-1\n- amount: 40.00\n", "2026-05-15")
        assert (columns(of), of.disputed) == (["0.00", "0.00", "100.00", "0.00", "0.00", "0.00", "100.00"], 40)


class TestTotals:
    """The total is the sum of the columns, per currency, always."""

    @given(journals(commitments=True), DAYS, st.sampled_from([(30, 60, 90), (15,), (1, 2, 3, 4)]))
    def test_row(self, blocks: list[str], on: date, bounds: tuple[int, ...]) -> None:
        """Whatever the journal and the bounds, the columns sum to the outstanding and what is overdue to its items."""
        of = account(dossier("\n".join(blocks)), on)
        rows = {aged.currency: aged for aged in aged_rows(of, bounds)}
        assert list(rows) == of.currencies()
        for currency, aged in rows.items():
            assert sum(aged.buckets, Decimal(0)) + aged.unallocated == aged.total == of.outstanding(currency).amount
            late = [item for item in of.items if item.due < on and item.balance.currency == currency]
            assert aged.overdue == sum((item.balance.amount for item in late), Decimal(0))
            assert aged.unallocated == -of.unallocated(currency).amount
            assert aged.oldest_due == min((item.due for item in late if item.balance), default=None)

    @given(st.lists(journals(), max_size=4), DAYS)
    def test_sum_of_rows(self, clients: list[list[str]], on: date) -> None:
        """The totals of the book are the sums of its rows, column by column; no currency is added to another."""
        rows = [aged for blocks in clients for aged in aged_rows(account(dossier("\n".join(blocks)), on))]
        totals = sum_rows(rows)
        assert list(totals) == sorted({aged.currency for aged in rows})
        for currency, total in totals.items():
            mine = [aged for aged in rows if aged.currency == currency]
            for column in range(5):
                assert total.buckets[column] == sum((aged.buckets[column] for aged in mine), Decimal(0))
            assert total.total == sum((aged.total for aged in mine), Decimal(0))
            assert total.disputed == sum((aged.disputed for aged in mine), Decimal(0))
            assert total.days_late == max(aged.days_late for aged in mine)

    def test_two_currencies_are_two_rows(self) -> None:
        """A client with euros and dollars has two rows, in alphabetical order."""
        journal = "### 2026-03-01 invoice F-1\n- amount: 5.00 USD\n\n### 2026-03-01 invoice F-2\n- amount: 7.00\n"
        rows = aged_rows(account(sound(journal), DUE))
        assert [(aged.currency, aged.total) for aged in rows] == [("EUR", 7), ("USD", 5)]
        assert str(rows[0].money(rows[0].total)) == "7.00 EUR"

    def test_nothing(self) -> None:
        """A client who never owed has an empty row."""
        assert aged_rows(account(sound("### 2026-03-01 note\n> Hello."), DUE)) == []
        assert (empty_row("EUR").is_empty, empty_row("EUR").total) == (True, 0)
