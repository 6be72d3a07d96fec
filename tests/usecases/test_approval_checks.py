"""What is said of an entry that counts although nobody else agreed to it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recouv.domain.entry import Entry, Recorded
from recouv.domain.money import Money
from recouv.domain.practice import Approvals
from recouv.usecases.approval_checks import counts_alone
from tests.conftest import TODAY

ABOVE_500 = Approvals(kinds={"write-off": Money(Decimal(500))})


@pytest.mark.parametrize(
    ("money", "told"),
    [
        (Money(Decimal(620)), "counts, above 500.00 EUR, and nobody else approved it"),
        (
            Money(Decimal(25), "USD"),
            "counts, and nobody else approved it: it needs an approval, since it cannot be compared with 500.00 EUR",
        ),
    ],
)
def test_the_amount_of_the_house(money: Money, told: str) -> None:
    """It is only said to be exceeded by what can exceed it."""
    values = {"amount": money, "recorded": Recorded("2026-11-20T10:00:00Z", "marc")}
    entry = Entry(TODAY, "write-off", values=values)
    assert str(counts_alone(entry, ABOVE_500)).endswith(f"by marc {told}")
