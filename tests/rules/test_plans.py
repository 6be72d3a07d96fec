"""How a payment plan goes."""

from __future__ import annotations

from datetime import date

import pytest

from recouv.domain.practice import Calendar, House, PlanPolicy
from recouv.rules.commitments import received_for_commitments
from recouv.rules.plans import JudgedPlan, judged_plan
from recouv.rules.standing import standing

from .journals import sound

HOUSE = House(calendar=Calendar(every_day=True), plans=PlanPolicy(grace=5, misses=1))
STORY = """
### 2026-01-01 invoice F-1 ^aaaaaaaa
- amount: 900.00
- due: 2026-01-31

### 2026-02-05 plan ^pppppppp
- invoices: F-1
- instalments:
  - 2026-03-01: 300.00
  - 2026-04-01: 300.00
  - 2026-05-01: 300.00
"""


def paid(day: str, amount: str) -> str:
    return f"\n### {day} payment\n- amount: {amount}\n- allocate:\n  - F-1: {amount}\n"


def judged(more: str, on: str, keys: str = "", house: House = HOUSE) -> JudgedPlan:
    read = sound(STORY + keys + more)
    facts = standing(read.entries, date.fromisoformat(on))
    (plan,) = [fact for fact in facts if fact.kind == "plan"]
    return judged_plan(plan, received_for_commitments(facts), date.fromisoformat(on), house)


class TestStates:
    """What came pays the instalments in their order."""

    @pytest.mark.parametrize(
        ("more", "on", "expected"),
        [
            ("", "2026-03-01", "on-track"),
            ("", "2026-03-02", "late"),
            ("", "2026-03-06", "late"),
            ("", "2026-03-07", "broken"),
            (paid("2026-03-01", "299.99"), "2026-03-07", "broken"),
            (paid("2026-03-01", "300.00"), "2026-03-20", "on-track"),
            (paid("2026-03-01", "600.00"), "2026-04-20", "on-track"),
            (paid("2026-03-10", "300.00"), "2026-03-10", "on-track"),
            (paid("2026-02-20", "900.00"), "2026-02-20", "done"),
            (paid("2026-02-05", "300.00"), "2026-03-07", "on-track"),
            (paid("2026-02-04", "899.99"), "2026-03-07", "broken"),
            (paid("2026-02-04", "900.00"), "2026-03-07", "done"),
        ],
    )
    def test_state(self, more: str, on: str, expected: str) -> None:
        assert str(judged(more, on).state) == expected

    def test_misses(self) -> None:
        """As many instalments as the plan, or else the house, says."""
        assert str(judged("", "2026-03-20", "- misses: 2\n").state) == "late"
        assert str(judged("", "2026-04-07", "- misses: 2\n").state) == "broken"
        twice = House(plans=PlanPolicy(grace=5, misses=2))
        assert str(judged("", "2026-03-20", house=twice).state) == "late"

    def test_acceleration(self) -> None:
        """Only once broken."""
        assert not judged("", "2026-03-02", "- acceleration: yes\n").is_accelerated
        assert judged("", "2026-03-07", "- acceleration: yes\n").is_accelerated
        assert not judged("", "2026-03-07", "- acceleration: no\n").is_accelerated

    @pytest.mark.parametrize(
        ("more", "on", "until"),
        [
            ("", "2026-02-10", "2026-03-01"),
            ("", "2026-03-01", "2026-03-01"),
            ("", "2026-03-02", "2026-03-06"),
            (paid("2026-02-20", "300.00"), "2026-03-02", "2026-04-01"),
            (paid("2026-02-20", "900.00"), "2026-03-02", "2026-05-01"),
        ],
    )
    def test_until_when_its_invoices_are_left_alone(self, more: str, on: str, until: str) -> None:
        """The next instalment, the end of its grace once it is late, the last one when all is paid."""
        assert judged(more, on).until(date.fromisoformat(on)) == date.fromisoformat(until)

    def test_what_is_left_of_each(self) -> None:
        found = judged(paid("2026-03-01", "350.00"), "2026-03-20")
        assert [str(one.left) for one in found.instalments] == ["0.00 EUR", "250.00 EUR", "300.00 EUR"]
        assert found.upcoming == found.instalments[1]
