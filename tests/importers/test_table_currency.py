"""Currencies in a table."""

from __future__ import annotations

import pytest

from recouv.domain.money import MINOR_DIGITS
from recouv.importers.table_currency import CURRENCIES, SIGNS, currency_code, meant_currency, split_currency


def test_known_to_money() -> None:
    """Every currency whose decimals are not two is known here, and every sign stands for known ones."""
    assert MINOR_DIGITS.keys() <= CURRENCIES
    assert {code for codes in SIGNS.values() for code in codes} <= CURRENCIES


@pytest.mark.parametrize(
    ("text", "code"),
    [("eur", "EUR"), (" EUR ", "EUR"), ("€", "EUR"), ("Euros", "EUR"), ("$", "USD"), ("EU", ""), ("", ""), ("XTS", "")],
)
def test_code(text: str, code: str) -> None:
    """What a column says, as an ISO code."""
    assert currency_code(text) == code


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("1 234,56 USD", ("1 234,56", "USD")),
        ("12.00 euros", ("12.00", "EUR")),
        ("($12.00)", ("(12.00)", "$")),
        ("-12 €", ("-12", "€")),
        ("12", ("12", "")),
        ("12 pieces", ("12 pieces", "")),
        ("EUR 5 €", ("EUR 5 €", "")),
        ("1e9", ("1e9", "")),
    ],
)
def test_split(text: str, split: tuple[str, str]) -> None:
    """One known word or sign beside the figures; anything else is left for the reader of amounts to refuse."""
    assert split_currency(text) == split


@pytest.mark.parametrize(
    ("beside", "told", "default", "meant"),
    [
        ("", "", "EUR", "EUR"),
        ("", "USD", "EUR", "USD"),
        ("USD", "", "EUR", "USD"),
        ("$", "", "EUR", "USD"),
        ("$", "", "CAD", "CAD"),
        ("$", "AUD", "EUR", "AUD"),
        ("$", "EUR", "EUR", ""),
        ("USD", "EUR", "EUR", ""),
    ],
)
def test_meant(beside: str, told: str, default: str, meant: str) -> None:
    """The column's word, the cell's, then the default; none when column and cell disagree."""
    assert meant_currency(beside, told, default) == meant
