"""Amounts and dates are those of the CLDR, which Babel knows; the two choices of ours are the ones `formats` states."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.money import Money, minor_digits
from recouv.wording.formats import (
    LANGUAGES,
    amount_text,
    coin_texts,
    date_text,
    money_text,
    short_date_text,
    weekday_text,
)

NBSP, NARROW = "\u00a0", "\u202f"
LOCALES = {"fr": "fr", "en": "en_GB"}
#: In the minor digits that each has: 2, 0, 3.
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "JPY", "XPF", "TND")

languages = st.sampled_from(LANGUAGES)
currencies = st.sampled_from(CURRENCIES)
coins = st.integers(min_value=-(10**15), max_value=10**15)
days = st.dates(min_value=date(1000, 1, 1))


def money_of(coins: int, currency: str) -> Money:
    """So many of the smallest coin."""
    return Money(Decimal(coins).scaleb(-minor_digits(currency)), currency)


def with_plain_spaces(text: str) -> str:
    """Between thousands, a no-break space where CLDR has a narrow one."""
    return text.replace(NARROW, NBSP)


@given(languages, currencies, coins)
def test_figures_are_those_of_the_cldr(language: str, currency: str, coins: int) -> None:
    money = money_of(coins, currency)
    pattern = f"#,##0.{'0' * minor_digits(currency)}".removesuffix(".")
    assert amount_text(money, language) == with_plain_spaces(
        format_decimal(money.amount, pattern, locale=LOCALES[language])
    )


@given(languages, currencies, coins)
def test_coins_are_written_as_the_amount_they_stand_for(language: str, currency: str, coins: int) -> None:
    money = money_of(coins, currency)
    assert coin_texts((coins,), minor_digits(currency), language) == [amount_text(money, language)]


@given(languages, coins)
def test_euros_are_those_of_the_cldr(language: str, coins: int) -> None:
    money = money_of(coins, "EUR")
    assert money_text(money, language) == with_plain_spaces(
        format_currency(money.amount, "EUR", locale=LOCALES[language])
    )


@given(st.sampled_from(CURRENCIES[1:]), coins)
def test_other_currencies_are_named_by_their_code(currency: str, coins: int) -> None:
    money = money_of(coins, currency)
    assert money_text(money, "fr") == f"{amount_text(money, 'fr')}{NBSP}{currency}"
    assert money_text(money, "en") == f"{currency}{NBSP}{amount_text(money, 'en')}"


@pytest.mark.parametrize(
    ("amount", "currency", "french", "english"),
    [
        ("0.00", "EUR", "0,00\u00a0€", "€0.00"),
        ("-1234.50", "EUR", "-1\u00a0234,50\u00a0€", "-€1,234.50"),
        ("1234567.80", "EUR", "1\u00a0234\u00a0567,80\u00a0€", "€1,234,567.80"),
        ("1234.50", "USD", "1\u00a0234,50\u00a0USD", "USD\u00a01,234.50"),
        ("-1500", "JPY", "-1\u00a0500\u00a0JPY", "JPY\u00a0-1,500"),
        ("12.345", "TND", "12,345\u00a0TND", "TND\u00a012.345"),
    ],
)
def test_amounts_as_people_see_them(amount: str, currency: str, french: str, english: str) -> None:
    money = Money(Decimal(amount), currency)
    assert (money_text(money, "fr"), money_text(money, "en")) == (french, english)


@pytest.mark.parametrize("currency", CURRENCIES)
def test_currencies_have_the_decimals_of_the_cldr(currency: str) -> None:
    assert minor_digits(currency) == get_currency_precision(currency)


@given(days)
def test_dates_are_those_of_the_cldr(day: date) -> None:
    assert date_text(day, "fr") == format_date(day, "short", locale="fr")
    assert date_text(day, "en") == format_date(day, "medium", locale="en_GB")


@given(days)
def test_short_dates_are_those_of_the_cldr_in_eight_or_nine_cells(day: date) -> None:
    english = format_date(day, "d MMM yy", locale="en_GB").replace("Sept", "Sep")
    assert short_date_text(day, "fr") == format_date(day, "dd/MM/yy", locale="fr")
    assert short_date_text(day, "en") == english.rjust(9)
    assert len(short_date_text(day, "fr")) == 8


@given(languages, days)
def test_weekdays_are_those_of_the_cldr(language: str, day: date) -> None:
    assert weekday_text(day, language) == format_date(day, "EEE", locale=LOCALES[language])


def test_no_narrow_space_reaches_a_terminal() -> None:
    texts = [
        money_text(Money(Decimal(-1234567), currency), language) for currency in CURRENCIES for language in LANGUAGES
    ]
    assert NARROW not in "".join(texts)
