"""Which amounts a letter names, and which of them its writer made up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.money import Money
from recouv.rules.amounts_told import amounts_added, amounts_told
from recouv.wording.catalogue import catalogue

AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999.99"), places=2)


@given(AMOUNTS, st.sampled_from(["en", "fr"]), st.sampled_from(["EUR", "USD", "GBP", "CHF"]))
def test_every_amount_that_recouv_writes_is_read(amount: Decimal, language: str, currency: str) -> None:
    """In both languages, in the middle of a sentence."""
    written = catalogue(language).money(Money(amount, currency))
    assert [found for _, found in amounts_told(f"pay {written}, please.")] == [amount]


@pytest.mark.parametrize(
    "text",
    [
        "before 12/12/2026",
        "2026-11-20",
        "12,40 % a year",
        "10.15%",
        "F2026-031",
        "call 05 36 49 01 27",
        "in 15 days",
        "FA-4051",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    """Days, rates, numbers of invoices and of telephones."""
    assert list(amounts_told(text)) == []


@pytest.mark.parametrize(
    ("text", "amount"), [("1200 €", "1200"), ("€1,200", "1200"), ("1 200 euros", "1200"), ("40 EUR", "40")]
)
def test_whole_amounts(text: str, amount: str) -> None:
    """Beside a currency no decimals are needed."""
    assert [found for _, found in amounts_told(text)] == [Decimal(amount)]


def test_the_same_amount_written_otherwise_is_not_added() -> None:
    """`1200` beside `1 200,00`."""
    assert amounts_added("1 200,00 €", "1200 €, 1,200.00, 1200.00") == ()


def test_each_added_amount_once() -> None:
    """As it is written first."""
    assert amounts_added("1 200,00 €", "500,00 € now, 500,00 € later, 700 €") == ("500,00", "700")
