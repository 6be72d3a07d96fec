"""Exact amounts, each in one currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.money import (
    CurrencyMismatchError,
    InvalidAmountError,
    Money,
    amount_of_coins,
    minor_digits,
    parse_money,
    plain_amount,
    plain_coins,
    zero,
)

CURRENCIES = ("EUR", "USD", "JPY", "TND", "CLF", "XPF")


@st.composite
def moneys(draw: st.DrawFn) -> Money:
    currency = draw(st.sampled_from(CURRENCIES))
    coins = draw(st.integers(-(10**14), 10**14))
    return Money(Decimal(coins).scaleb(-minor_digits(currency)), currency)


class TestWritten:
    """An amount is digits, a point, at most the currency's decimals, and a currency when it is not the dossier's."""

    @pytest.mark.parametrize(
        ("text", "amount", "currency"),
        [
            ("1400.00", "1400", "EUR"),
            ("1400", "1400", "EUR"),
            ("0.5", "0.50", "EUR"),
            ("007.10", "7.1", "EUR"),
            ("-12.30", "-12.3", "EUR"),
            (" 1400.00 ", "1400", "EUR"),
            ("1000.00 USD", "1000", "USD"),
            ("1000.00   USD", "1000", "USD"),
            ("1500 JPY", "1500", "JPY"),
            ("1.234 TND", "1.234", "TND"),
            ("1.2345 CLF", "1.2345", "CLF"),
            ("999999999999999.99", "999999999999999.99", "EUR"),
        ],
    )
    def test_is_read(self, text: str, amount: str, currency: str) -> None:
        """What the format promises is read, to the last decimal."""
        assert parse_money(text, "EUR") == Money(Decimal(amount), currency)

    @pytest.mark.parametrize(
        "text",
        [
            *("", " ", ".5", "5.", "+5", "1e3", "1_000", "0x10", "NaN", "Infinity", "-", "--5", "- 5", "1.2.3"),
            *("1 400.00", "1,400.00", "1400,00", "1\u202f400.00", "1\u00a0400.00", "1'400.00"),
            *("14.001", "1.5 JPY", "1.2345 TND", "1.000"),
            *("10 usd", "10 US", "10 USDX", "10 USD EUR", "USD 10", "10USD", "10 €", "€10", "10\tUSD", "10 ÉUR"),
            "1000000000000000",
            *("١٢٣", "１２.００", "1.٥٠", "²"),
        ],
    )
    def test_is_refused(self, text: str) -> None:
        """Anything else is refused, never guessed at: no comma, no space, no sign but minus, no digit but 0 to 9."""
        with pytest.raises(InvalidAmountError):
            parse_money(text, "EUR")

    def test_takes_the_currency_of_the_dossier(self) -> None:
        """An amount without a currency is in the dossier's, and so are its decimals."""
        assert parse_money("1500", "JPY") == Money(Decimal(1500), "JPY")
        with pytest.raises(InvalidAmountError):
            parse_money("1500.00", "JPY")

    @given(moneys())
    def test_comes_back(self, money: Money) -> None:
        """What is written is read back, the same amount of the same currency."""
        assert parse_money(str(money), "CHF") == money
        assert parse_money(money.plain, money.currency) == money

    @given(st.text(max_size=12))
    def test_never_crashes(self, text: str) -> None:
        """Any text is an amount that comes back or a refusal."""
        try:
            money = parse_money(text, "EUR")
        except InvalidAmountError:
            return
        assert parse_money(str(money), "EUR") == money

    def test_has_all_its_decimals(self) -> None:
        """Written out, an amount has as many decimals as its currency."""
        written = [Money(Decimal(12), currency).plain for currency in ("EUR", "JPY", "TND", "CLF")]
        assert written == ["12.00", "12", "12.000", "12.0000"]

    def test_is_never_minus_nothing(self) -> None:
        """Nothing is written without a sign."""
        assert Money(Decimal("-0.004")).plain == "0.00"
        assert (-zero("EUR")).plain == "0.00"

    def test_is_written_as_it_is_rounded(self) -> None:
        """There is one rounding: what is shown is what is claimed."""
        assert Money(Decimal("0.125")).plain == Money(Decimal("0.125")).rounded().plain == "0.13"


class TestCurrencies:
    """Currencies are never added together."""

    @pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
    def test_do_not_mix(self, operation: str) -> None:
        """Two currencies are neither added, subtracted nor compared, even when one amount is nothing."""
        for amount in ("5", "0"):
            with pytest.raises(CurrencyMismatchError, match="EUR and USD"):
                getattr(Money(Decimal(amount)), operation)(Money(Decimal(amount), "USD"))

    def test_are_part_of_the_amount(self) -> None:
        """Five euros are not five dollars, and nothing in euros is not nothing in dollars."""
        assert Money(Decimal(5)) != Money(Decimal(5), "USD")
        assert zero("EUR") != zero("USD")

    @given(moneys(), st.integers(-(10**9), 10**9))
    def test_add_exactly(self, money: Money, coins: int) -> None:
        """What is added and taken away again leaves the same amount, to the last coin."""
        other = Money(Decimal(coins).scaleb(-minor_digits(money.currency)), money.currency)
        assert money + other - other == money
        assert money + -money == zero(money.currency)

    def test_zeros_after_the_point_mean_nothing(self) -> None:
        """5.0 and 5.00 are one amount, in sets too."""
        assert {Money(Decimal("5.0")), Money(Decimal("5.00")), Money(Decimal(5))} == {Money(Decimal(5))}


class TestMinorDigits:
    """Each currency has the decimals that ISO 4217 gives it."""

    @pytest.mark.parametrize(
        ("currency", "digits"),
        [("EUR", 2), ("USD", 2), ("CHF", 2), ("JPY", 0), ("XOF", 0), ("XPF", 0), ("TND", 3), ("KWD", 3), ("CLF", 4)],
    )
    def test_of_a_currency(self, currency: str, digits: int) -> None:
        """Two, save those that have none, three or four."""
        assert minor_digits(currency) == digits


class TestRounding:
    """Amounts are rounded to the smallest coin, halves away from zero."""

    @pytest.mark.parametrize(
        ("amount", "currency", "rounded"),
        [
            ("1.004999", "EUR", "1.00"),
            ("1.005", "EUR", "1.01"),
            ("1.015", "EUR", "1.02"),
            ("2.675", "EUR", "2.68"),
            ("-1.005", "EUR", "-1.01"),
            ("0.5", "JPY", "1"),
            ("1.5", "JPY", "2"),
            ("2.5", "JPY", "3"),
            ("-2.5", "JPY", "-3"),
            ("1.0005", "TND", "1.001"),
        ],
    )
    def test_halves_go_away_from_zero(self, amount: str, currency: str, rounded: str) -> None:
        """Neither to the even neighbour nor towards zero."""
        assert Money(Decimal(amount), currency).rounded().plain == rounded

    @given(moneys())
    def test_leaves_coins_alone(self, money: Money) -> None:
        """An amount in whole coins is what it was."""
        assert money.rounded() == money


class TestTruth:
    """An amount is true when it is something."""

    def test_nothing_is_false(self) -> None:
        """0.00 is nothing; a debt of the other side is something."""
        assert not Money(Decimal("0.00"))
        assert Money(Decimal("-0.01"))


class TestPlainAmounts:
    """For scripts: a point, all the decimals of the currency, halves away from zero, no sign before nothing."""

    @given(
        st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
        st.sampled_from(CURRENCIES),
    )
    def test_however_it_is_written(self, amount: Decimal, currency: str) -> None:
        """With two decimals already, with none, with too many, or as a power of ten."""
        rounded = amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_UP)
        assert plain_amount(amount, currency) == f"{rounded:zf}"

    @pytest.mark.parametrize("nothing", ["0", "0.00", "-0.00", "-0", "0E+3", "-0.001"])
    def test_nothing(self, nothing: str) -> None:
        """Has no sign."""
        assert plain_amount(Decimal(nothing), "EUR") == "0.00"

    @given(st.integers(-(10**15), 10**15), st.sampled_from(CURRENCIES))
    def test_counted_in_coins(self, coins: int, currency: str) -> None:
        """A whole number of the smallest coin is written as the amount it stands for."""
        money = Money(amount_of_coins(coins, currency), currency)
        assert (plain_coins((coins,), currency), money.minor) == ([money.plain], coins)
