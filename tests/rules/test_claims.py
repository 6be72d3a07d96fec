"""What rows ask for."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.rules.ageing import AgedRow
from recouv.rules.claims import claim_of_row, claim_of_task, sum_claims

CALL = Task(client="durand", name="Durand", action="call", channel="call", amount=Money(Decimal(100)))


def row(late: int, not_due: int = 0, unallocated: int = 0) -> AgedRow:
    """A row of the balance, in euros."""
    return AgedRow(currency="EUR", coins=(100 * not_due, 100 * late, 0, 0, 0), unallocated_coins=100 * unallocated)


def test_a_reminder_claims_its_amount() -> None:
    assert claim_of_task(CALL) == Money(Decimal(100))


def test_money_to_allocate_is_not_claimed() -> None:
    assert claim_of_task(replace(CALL, action="allocate")) is None


def test_a_row_claims_what_is_late_less_what_was_received() -> None:
    assert claim_of_row(row(100, not_due=50, unallocated=-30)) == Money(Decimal(70))


def test_a_row_where_nothing_is_late_claims_all_that_is_owed() -> None:
    assert claim_of_row(row(0, not_due=50)) == Money(Decimal(50))


def test_a_row_whose_late_part_was_received_claims_the_rest() -> None:
    assert claim_of_row(row(100, not_due=50, unallocated=-120)) == Money(Decimal(30))


def test_a_row_in_credit_claims_nothing() -> None:
    assert claim_of_row(row(0, unallocated=-30)) is None


def test_sums_are_apart_for_each_currency() -> None:
    claims = [Money(Decimal(1)), Money(Decimal(5), "CHF"), None, Money(Decimal(2))]
    assert sum_claims(claims) == [Money(Decimal(5), "CHF"), Money(Decimal(3))]
