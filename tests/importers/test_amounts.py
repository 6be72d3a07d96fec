"""Amounts and days as files write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.importers.amounts import AmbiguousAmountError, DayOrder, read_amount, read_day


class TestAmounts:
    """French and English numbers, as found."""

    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("12", "12"),
            ("12,5", "12.5"),
            ("12.50", "12.5"),
            ("1 234,50", "1234.5"),
            ("1\u00a0234,50", "1234.5"),
            ("1\u202f234\u202f567,89", "1234567.89"),
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("1.234.567", "1234567"),
            ("1'234'567.80", "1234567.8"),
            ("0000000069,60", "69.6"),
            ("000000000000000123,45", "123.45"),
            ("-12,00", "-12"),
            ("−12,00", "-12"),
            ("12,00-", "-12"),
            ("+ 12,00", "12"),
            ("(12,00)", "-12"),
            ("-0,00", "0"),
            (",5", "0.5"),
            ("12,", "12"),
            ("12,3400", "12.34"),
            ("1234,5 €", "1234.5"),
            ("EUR 12", "12"),
        ],
    )
    def test_read(self, text: str, amount: str) -> None:
        """Each shape gives its amount, exactly."""
        assert read_amount(text) == Decimal(amount)

    @pytest.mark.parametrize(
        "text",
        [
            *("", " ", "-", ",", "NaN", "Infinity", "1e5", "1E400", "12a", "0x10", "--1", "-1-", "(-1)", "(1"),
            *("1,23,456", "1.2.3", "12,345,67", "0,123", "12,345678", "1234567890123456", "٣", "²", "12 USD"),
        ],
    )
    def test_refused(self, text: str) -> None:
        """What is no amount, or no amount in euros and cents, is refused."""
        with pytest.raises(ValueError):
            read_amount(text)

    def test_decimals_of_other_currencies(self) -> None:
        """Dinars have three decimals."""
        assert read_amount("0,123", decimals=3) == Decimal("0.123")

    @given(st.decimals(min_value=-(10**15) + 1, max_value=10**15 - 1, places=2))
    def test_every_amount(self, amount: Decimal) -> None:
        """Any amount written the French way is read again."""
        text = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",")
        assert read_amount(text) == amount

    @given(st.text())
    def test_any_text(self, text: str) -> None:
        """Any text gives an amount or a ValueError."""
        try:
            amount = read_amount(text)
        except ValueError:
            return
        assert amount.is_finite()


class TestAmbiguous:
    """One mark before three digits is not guessed."""

    @pytest.mark.parametrize("text", ["1,234", "1.234", "-12.345"])
    def test_refused(self, text: str) -> None:
        """Nothing says whether it is one or a thousand."""
        with pytest.raises(AmbiguousAmountError):
            read_amount(text)

    def test_told(self) -> None:
        """Told the decimal mark, the other one parts thousands."""
        assert read_amount("1,234", decimal_mark=".") == read_amount("1.234", decimal_mark=",") == 1234

    def test_told_and_three_decimals(self) -> None:
        """Told that the mark is decimal, three decimals are too many."""
        with pytest.raises(ValueError):
            read_amount("1,234", decimal_mark=",")

    def test_told_otherwise(self) -> None:
        """A mark before two digits is decimal whatever was told."""
        assert read_amount("12.50", decimal_mark=",") == Decimal("12.5")


class TestDays:
    """Days in the orders that files use; nothing invalid becomes a day."""

    @pytest.mark.parametrize(
        ("text", "order"),
        [
            ("20260304", "dmy"),
            ("2026-03-04", "mdy"),
            ("2026-03-04T10:00:00", "dmy"),
            ("2026/03/04", "dmy"),
            ("04/03/2026", "dmy"),
            ("4.3.2026", "dmy"),
            (" 03-04-2026 ", "mdy"),
            ("04/03/2026 00:00", "dmy"),
        ],
    )
    def test_read(self, text: str, order: DayOrder) -> None:
        """Each shape gives 4 March 2026."""
        assert read_day(text, order) == date(2026, 3, 4)

    @pytest.mark.parametrize(
        "text",
        ["", "00000000", "20260230", "30/02/2026", "31/04/2026", "{current_date}", "04/03/26", "2026", "٠٤/٠٣/٢٠٢٦"],
    )
    def test_refused(self, text: str) -> None:
        """What is no day of the calendar is refused."""
        with pytest.raises(ValueError):
            read_day(text, "dmy")

    def test_order_is_obeyed(self) -> None:
        """A month above twelve is an error of the order, not a hint."""
        with pytest.raises(ValueError):
            read_day("13/04/2026", "mdy")

    def test_year_first_only(self) -> None:
        """Told that the year comes first, another order is refused."""
        with pytest.raises(ValueError):
            read_day("04/03/2026", "ymd")
