"""The outstanding on several days at once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.rules.account import account_on
from recouv.rules.outstanding import month_ends, outstanding_on

from .journals import DAYS, journals, sound
from .journals import dossier as written

DECEMBER = date(2026, 12, 31)


def over(journal: str, *days: str) -> dict[str, tuple[Decimal, ...]]:
    """The outstanding of a sound journal on those days."""
    return outstanding_on(sound(journal).entries, [date.fromisoformat(day) for day in days])


class TestMonthEnds:
    """The days of the curve."""

    def test_thirteen(self) -> None:
        """Twelve month ends, then the day itself, in the middle of a month or at its end."""
        assert len(month_ends(date(2026, 11, 20))) == 13
        assert month_ends(date(2026, 11, 20))[:2] == (date(2025, 11, 30), date(2025, 12, 31))
        assert month_ends(date(2026, 11, 30))[-2:] == (date(2026, 10, 31), date(2026, 11, 30))

    def test_leap_year(self) -> None:
        """February has 29 days."""
        assert date(2028, 2, 29) in month_ends(date(2028, 3, 1))

    def test_the_beginning_of_time(self) -> None:
        """There is no month before the first."""
        assert month_ends(date(1, 1, 15)) == (date(1, 1, 15),)


class TestMoves:
    """Each fact moves the sum from its own day."""

    INVOICE = "### 2026-01-10 invoice F1 ^aaaaaaaa\n- amount: 100.00\n- due: 2026-02-10\n"

    def test_an_allocation_moves_nothing(self) -> None:
        """The payment does, on its bank date."""
        journal = (
            self.INVOICE
            + "\n### 2026-02-01 payment ^bbbbbbbb\n- amount: 30.00\n"
            + "\n### 2026-03-01 allocate ^bbbbbbbb ^cccccccc\n- allocate:\n  - F1: 30.00\n"
        )
        expected = (Decimal(0), Decimal(100), Decimal(70), Decimal(70))
        assert over(journal, "2026-01-09", "2026-01-31", "2026-02-28", "2026-03-31") == {"EUR": expected}

    def test_a_rejected_payment_is_owed_again(self) -> None:
        """From the day of the rejection."""
        journal = (
            self.INVOICE
            + "\n### 2026-02-01 payment ^bbbbbbbb\n- amount: 100.00\n"
            + "\n### 2026-02-09 rejected ^bbbbbbbb ^cccccccc\n"
        )
        assert over(journal, "2026-02-08", "2026-02-09") == {"EUR": (Decimal(0), Decimal(100))}

    def test_currencies_are_apart(self) -> None:
        """Each has its curve."""
        journal = self.INVOICE + "\n### 2026-02-01 invoice F2 ^bbbbbbbb\n- amount: 5.00 USD\n- due: 2026-02-10\n"
        assert over(journal, "2026-01-31", "2026-02-28") == {
            "EUR": (Decimal(100), Decimal(100)),
            "USD": (Decimal(0), Decimal(5)),
        }

    def test_what_is_struck_out_later_counted_until_then(self) -> None:
        """A cancellation typed by hand under its own date."""
        journal = self.INVOICE + "\n### 2026-04-01 cancel ^aaaaaaaa ^bbbbbbbb\n"
        assert over(journal, "2026-03-31", "2026-04-01") == {"EUR": (Decimal(100), Decimal(0))}

    def test_nothing_yet(self) -> None:
        """No currency, no curve; no day, no curve."""
        assert over(self.INVOICE, "2026-01-09") == {}
        assert outstanding_on(sound(self.INVOICE).entries, ()) == {}


class TestAnyJournal:
    """Whatever the journal, cancellations of anything included."""

    @given(journals(commitments=True), st.lists(DAYS, min_size=1, max_size=13, unique=True))
    def test_it_is_the_total_of_each_account(self, blocks: list[str], days: list[date]) -> None:
        """On every day, in every currency, to the cent."""
        read = written("\n".join(blocks))
        days.sort()
        curves = outstanding_on(read.entries, days)
        for rank, day in enumerate(days):
            account = account_on(read.client, read.entries, day)
            totals = {currency: account.outstanding(currency).amount for currency in account.currencies()}
            assert {currency: values[rank] for currency, values in curves.items() if values[rank]} == {
                currency: total for currency, total in totals.items() if total
            }

    @given(journals(), DAYS)
    def test_the_last_day_knows_every_currency_of_the_account(self, blocks: list[str], on: date) -> None:
        """Those at nil too, so that a curve which came down to nothing is still drawn."""
        read = written("\n".join(blocks))
        assert set(account_on(read.client, read.entries, on).currencies()) <= set(
            outstanding_on(read.entries, month_ends(on))
        )

    @pytest.mark.parametrize("gap", [0, 1])
    def test_cancelled_on_its_day_it_never_counted(self, gap: int) -> None:
        """A cancellation dated as what it strikes out leaves the past as if it had never been."""
        day = DECEMBER - timedelta(days=gap)
        journal = f"### {day} invoice F1 ^aaaaaaaa\n- amount: 9.00\n- due: 2027-01-31\n\n### {day} cancel ^aaaaaaaa ^bbbbbbbb\n"
        assert outstanding_on(sound(journal).entries, (DECEMBER,)) == {}
