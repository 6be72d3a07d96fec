"""Which invoices a payment most likely settles."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.money import Money
from recouv.rules.allocation import named_in, propose

from .journals import DAYS, account, dossier, journals, sound

BOOK = """
### 2026-01-01 invoice F-1
- amount: 100.00
- due: 2026-01-31

### 2026-01-05 invoice F-2
- amount: 60.00
- due: 2026-02-28

### 2026-01-06 invoice F-3
- amount: 40.00
- due: 2026-02-28

### 2026-01-07 invoice F-4
- amount: 300.00
- due: 2026-12-31

### 2026-01-07 invoice D-5
- amount: 100.00 USD
- due: 2026-01-31
"""


def shares(amount: str, journal: str = BOOK, currency: str = "EUR", **words: object) -> list[str]:
    found = propose(account(sound(journal), "2026-06-01"), Money(Decimal(amount), currency), **words)
    return [f"{share.number} {share.money.plain} {share.basis}" for share in found]


class TestDebtorsChoice:
    """The invoices that the payer names come before everything else (C. civ. art. 1342-10 al. 1)."""

    def test_named_outright(self) -> None:
        """They are taken in the order in which they are given, be they not due; what exceeds them settles nothing."""
        assert shares("350.00", named=["F-4", "F-3"]) == ["F-4 300.00 named", "F-3 40.00 named"]
        assert shares("310.00", named=["F-4", "F-3"]) == ["F-4 300.00 named", "F-3 10.00 named"]

    def test_named_twice(self) -> None:
        """An invoice named twice is settled once."""
        assert shares("350.00", named=["F-1", "F-1"]) == ["F-1 100.00 named"]

    def test_named_in_the_label(self) -> None:
        """The label counts when nothing is given outright, in its own order."""
        assert shares("100.00", label="VIR SEPA f-3 ET F-2 MERCI") == ["F-3 40.00 named", "F-2 60.00 named"]

    def test_given_outright_wins(self) -> None:
        """What is given outright wins over the label."""
        assert shares("40.00", label="F-2", named=["F-3"]) == ["F-3 40.00 named"]

    def test_of_another_currency(self) -> None:
        """An invoice in dollars is not settled by euros, though named."""
        assert shares("100.00", label="D-5") == ["F-1 100.00 exact amount"]
        assert shares("100.00", currency="USD") == ["D-5 100.00 exact amount"]


class TestExactAmount:
    """Then the one invoice, or the only set of a single due date, of exactly that amount."""

    def test_one_invoice(self) -> None:
        """An amount that only one invoice has settles that one, though an older is owed."""
        assert shares("60.00") == ["F-2 60.00 exact amount"]

    def test_balance_counts(self) -> None:
        """What is left of an invoice is compared, not what it was."""
        journal = BOOK + "\n### 2026-02-01 payment\n- amount: 25.00\n- allocate:\n  - F-4: 25.00\n"
        assert shares("275.00", journal) == ["F-4 275.00 exact amount"]

    def test_set_of_a_due_date(self) -> None:
        """Two invoices of one due date that sum to the amount are settled together."""
        journal = BOOK.replace("amount: 100.00\n", "amount: 110.00\n")
        assert shares("100.00", journal) == ["F-2 60.00 exact amount", "F-3 40.00 exact amount"]

    def test_one_instalment(self) -> None:
        """An instalment is paid by its own amount."""
        journal = """
### 2026-01-01 invoice F-1
- amount: 90.00
- due: 2026-01-31

### 2026-01-01 invoice F-2
- amount: 100.00
- due:
  - 2026-03-31: 30.00
  - 2026-04-30: 70.00
"""
        assert shares("30.00", journal) == ["F-2 30.00 exact amount"]

    def test_two_that_fit_are_no_proof(self) -> None:
        """When two invoices have that amount, the oldest first."""
        journal = BOOK.replace("60.00", "40.00")
        assert shares("40.00", journal) == ["F-1 40.00 oldest first"]


class TestOldestFirst:
    """Then debts that are due before those that are not, and the oldest first."""

    def test_spreads(self) -> None:
        """Each is settled before the next."""
        assert shares("170.00") == ["F-1 100.00 oldest first", "F-2 60.00 oldest first", "F-3 10.00 oldest first"]

    def test_remainder_stays_unallocated(self) -> None:
        """What exceeds everything owed settles nothing."""
        found = shares("1000.00")
        assert [share.split()[0] for share in found] == ["F-1", "F-2", "F-3", "F-4"]
        assert sum(Decimal(share.split()[1]) for share in found) == 500

    def test_due_before_not_due(self) -> None:
        """The later instalments of an old invoice wait behind a younger invoice that is due."""
        journal = """
### 2026-01-01 invoice F-1
- amount: 200.00
- due:
  - 2026-01-31: 100.00
  - 2026-12-31: 100.00

### 2026-02-01 invoice F-2
- amount: 150.00
- due: 2026-03-31
"""
        assert shares("220.00", journal) == ["F-1 100.00 oldest first", "F-2 120.00 oldest first"]
        assert shares("300.00", journal) == ["F-1 150.00 oldest first", "F-2 150.00 oldest first"]

    def test_nothing_owed(self) -> None:
        """With nothing open there is nothing to propose."""
        assert shares("10.00", "### 2026-01-01 note\n> Nothing yet.") == []


class TestNamesInALabel:
    """A number counts as a whole word, case and repeated spaces apart."""

    @pytest.mark.parametrize(
        ("label", "found"),
        [
            ("VIR F2026-031", ["F2026-031"]),
            ("vir f2026-031.", ["F2026-031"]),
            ("F2026-0311", []),
            ("AF2026-031", []),
            ("F2026-031-2", ["F2026-031-2"]),
            ("F2026-031-2 et F2026-031", ["F2026-031-2", "F2026-031"]),
            ("F2026-031 et F2026-031-2", ["F2026-031", "F2026-031-2"]),
            ("REGLT FA 220245", ["FA  220245"]),
            ("REGLT FA   220245", ["FA  220245"]),
            ("018304 / 28865", ["018304 / 28865"]),
            ("FACT 28865", ["28865"]),
            ("28865 puis 018304 / 28865", ["28865", "018304 / 28865"]),
            ("12", []),
            ("", []),
        ],
    )
    def test_found(self, label: str, found: list[str]) -> None:
        """A longer number hides a shorter one at the same place, and two figures are no name."""
        numbers = ["F2026-031", "F2026-031-2", "FA  220245", "018304 / 28865", "28865", "12"]
        assert named_in(label, numbers) == found

    @given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=8), max_size=5))
    def test_any_text(self, label: str, numbers: list[str]) -> None:
        """Whatever the label and the numbers, what is found was there to be found, once."""
        found = named_in(label, numbers)
        assert set(found) <= set(numbers)
        assert len(set(found)) == len(found)


class TestAnyAccount:
    """A proposal never exceeds the money nor what is owed."""

    @given(
        journals(),
        DAYS,
        st.integers(1, 300_000),
        st.sampled_from(["EUR", "USD"]),
        st.lists(st.sampled_from(["F-1", "F-2", "F-3", "F-9"]), max_size=4),
        st.sampled_from(["", "F-1", "F-2 F-1", "f-3/F-2"]),
    )
    def test_limits(  # each is drawn
        self, blocks: list[str], on: date, coins: int, currency: str, named: list[str], label: str
    ) -> None:
        """Each share is above zero, of the money's currency, one an invoice, and the owed is spent before the rest."""
        of = account(dossier("\n".join(blocks)), on)
        money = Money(Decimal(coins) / 100, currency)
        found = propose(of, money, named=named, label=label)
        owed: Counter[str] = Counter()
        for item in of.items:
            if item.balance.currency == currency and item.balance.amount > 0:
                owed[item.number] += item.balance.amount
        total = sum((share.money.amount for share in found), Decimal(0))
        assert len({share.number for share in found}) == len(found)
        assert all(0 < share.money.amount <= owed[share.number] for share in found)
        assert all(share.money.currency == currency for share in found)
        chosen = {number for number in named if owed[number]} or set(named_in(label, owed))
        expected = sum((owed[number] for number in chosen), Decimal(0)) if chosen else sum(owed.values(), Decimal(0))
        assert total == min(money.amount, expected)
