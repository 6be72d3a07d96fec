"""What a letter is about: which items, what was received, what is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from recouv.domain.letter import Matter
from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.rules.account import account_on
from recouv.rules.letter_about import About, NothingToWriteError, Position, about
from recouv.rules.standing import standing
from recouv.rules.suspension import Commitments
from tests.rules.journals import DAYS, HOUSE, dossier, journals

ON = date(2026, 11, 20)
LATE = """### 2026-08-01 invoice F1 ^aaaaaaaa
- amount: 100.00
- due: 2026-09-01

### 2026-11-01 invoice F2 ^bbbbbbbb
- amount: 50.00
- due: 2026-12-01
"""


def position(
    journal: str, on: date = ON, lost: tuple[tuple[str, int], ...] = (), come: tuple[tuple[str, int], ...] = ()
) -> Position:
    """Where a client stands."""
    read = dossier(journal)
    facts = standing(read.entries, on)
    return Position(
        id="durand",
        name="Durand",
        currency="EUR",
        on=on,
        account=account_on(read.client, read.entries, on),
        facts=facts,
        commitments=Commitments.of(facts, on, HOUSE),
        lost=frozenset(lost),
        come=frozenset(come),
    )


def task(*invoices: str, letter: str = "reminder-1", currency: str = "EUR") -> Task:
    """What the agenda asks for."""
    return Task(
        client="durand",
        name="Durand",
        action="email",
        channel="email",
        letter=letter,
        invoices=invoices,
        amount=Money(Decimal(1), currency),
    )


class TestTask:
    """The agenda's own list."""

    def test_the_invoices_of_the_task(self) -> None:
        """Those of them that are late, when any is: the other instalments of an invoice are not."""
        parts = "### 2026-08-01 invoice F3\n- amount: 30.00\n- due:\n  - 2026-09-01: 10.00\n  - 2026-12-31: 20.00\n"
        found = about(position(LATE + "\n" + parts), Matter.OVERDUE, task=task("F3"))
        assert [(item.number, item.instalment) for item in found.items] == [("F3", 1)]
        assert found.total == Money(Decimal("10.00"))

    def test_a_step_before_the_due_date_is_about_what_is_to_come(self) -> None:
        """Whatever the letter that it names."""
        found = about(position(LATE, come=(("F2", 0),)), Matter.OVERDUE, task=task("F2"))
        assert found.matter is Matter.UPCOMING

    def test_an_instalment_whose_turn_has_not_come_waits(self) -> None:
        """Of an invoice whose first one has a step of the day."""
        parts = "### 2026-11-01 invoice F3\n- amount: 30.00\n- due:\n  - 2026-11-25: 10.00\n  - 2026-12-31: 20.00\n"
        found = about(position(parts, come=(("F3", 1),)), Matter.UPCOMING, task=task("F3", letter="pre-due"))
        assert found.total == Money(Decimal("10.00"))

    def test_a_courtesy_does_not_remind_of_what_is_late(self) -> None:
        """It would say that a late invoice is to fall due."""
        with pytest.raises(NothingToWriteError, match="not due yet"):
            about(position(LATE), Matter.UPCOMING, task=task("F1", letter="pre-due"))

    def test_a_task_does_not_choose_what_a_statement_lists(self) -> None:
        """It has the whole account."""
        assert about(position(LATE), Matter.ACCOUNT, task=task("F1")).numbers == ("F1", "F2")


class TestLimitation:
    """What can no longer be sued for is not asked for."""

    def test_lost(self) -> None:
        """And it leaves nothing to write about when it is all."""
        with pytest.raises(NothingToWriteError, match="nothing that may be asked for"):
            about(position(LATE, lost=(("F1", 0),)), Matter.OVERDUE)
        assert about(position(LATE, lost=(("F1", 0),)), Matter.ACCOUNT).numbers == ("F1", "F2")


class TestAnyJournal:
    """Whatever the client did."""

    @given(journal=journals(commitments=True), on=DAYS)
    def test_sums_and_claims(self, journal: list[str], on: date) -> None:
        """The total is the balances less the money deducted; nothing suspended or contested is ever asked for."""
        at = position("".join(journal), on)
        for matter in Matter:
            for currency in ("EUR", "USD"):
                try:
                    found = about(at, matter, currency=currency)
                except NothingToWriteError:
                    continue
                assert_sound(found, at)

    @given(journal=journals(commitments=True), on=DAYS)
    def test_a_statement_is_the_balance(self, journal: list[str], on: date) -> None:
        """Its total is the outstanding, whatever is suspended."""
        at = position("".join(journal), on)
        for currency in at.account.currencies():
            try:
                found = about(at, Matter.ACCOUNT, currency=currency)
            except NothingToWriteError:
                assert not at.account.outstanding(currency)
                continue
            assert found.total == at.account.outstanding(currency)
            assert found.asked.amount >= 0


def assert_sound(found: About, at: Position) -> None:
    """One currency, sums that add up, claims that may be made."""
    assert {item.balance.currency for item in found.items} <= {found.currency}
    assert found.total == found.gross - found.received
    if found.matter in (Matter.OVERDUE, Matter.UPCOMING):
        assert found.total.amount > 0
        assert found.asked == found.total
        for item in found.items:
            assert at.commitments.suspension(item) is None
            assert found.balance(item) == item.balance - item.disputed
            assert (item.due < at.on) is (found.matter is Matter.OVERDUE)
    if found.matter in (Matter.DISPUTE, Matter.PAYMENT, Matter.HANDOVER):
        assert not found.asked
