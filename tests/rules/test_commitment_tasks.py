"""What commitments ask for, on the days on which they do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from recouv.domain.practice import Calendar, House, PlanPolicy, PromisePolicy
from recouv.rules.commitment_tasks import commitment_tasks
from recouv.rules.situation import situation_of

from .journals import sound

HOUSE = House(
    calendar=Calendar(every_day=True),
    promises=PromisePolicy(grace=2, tolerance=Decimal(0)),
    plans=PlanPolicy(grace=5, misses=1, notice=3),
)
INVOICE = "\n### 2026-01-01 invoice F-1 ^aaaaaaaa\n- amount: 900.00\n- due: 2026-01-31\n"


def asked(journal: str, on: str) -> list[str]:
    """Each task in a line."""
    day = date.fromisoformat(on)
    situation = situation_of(sound(INVOICE + journal), day)
    tasks = commitment_tasks(situation, situation.commitments(day, HOUSE), HOUSE, day)
    return [f"{task.action} {task.amount} ^{task.entry_id}: {task.why[0]}" for task in tasks]


class TestPromise:
    """The day after it, somebody looks whether the money has come."""

    ONE = "\n### 2026-02-01 promise ^pppppppp\n- amount: 400.00\n- by: 2026-02-10\n"
    PART = "\n### 2026-02-09 payment\n- amount: 150.00\n- allocate:\n  - F-1: 150.00\n"

    def test_from_the_day_after_to_the_end_of_the_grace(self) -> None:
        told = "check that 400.00 EUR promised by 2026-02-10 has arrived; waited for until 2026-02-12"
        assert asked(self.ONE, "2026-02-10") == []
        assert asked(self.ONE, "2026-02-11") == [f"check-promise 400.00 EUR ^pppppppp: {told}"]
        assert asked(self.ONE, "2026-02-12") == [f"check-promise 400.00 EUR ^pppppppp: {told}"]
        assert asked(self.ONE, "2026-02-13") == []

    def test_only_what_lacks_is_looked_for(self) -> None:
        assert asked(self.ONE + self.PART, "2026-02-11")[0].startswith("check-promise 250.00 EUR")

    def test_kept_or_withdrawn_it_asks_for_nothing(self) -> None:
        kept = self.PART.replace("150.00", "400.00")
        assert asked(self.ONE + kept, "2026-02-11") == []
        assert asked(self.ONE + "\n### 2026-02-05 withdraw ^pppppppp\n", "2026-02-11") == []


class TestPlan:
    """Each instalment is recalled before its day, and asked for while it is late and tolerated."""

    ONE = "\n### 2026-02-05 plan ^pppppppp\n- invoices: F-1\n- instalments:\n  - 2026-03-01: 300.00\n  - 2026-04-01: 600.00\n"
    PAID = "\n### 2026-02-28 payment\n- amount: 300.00\n- allocate:\n  - F-1: 300.00\n"

    def test_a_few_days_before(self) -> None:
        told = "instalment 300.00 EUR ^pppppppp: an instalment of 300.00 EUR is due on 2026-03-01"
        assert asked(self.ONE, "2026-02-25") == []
        assert [asked(self.ONE, day) for day in ("2026-02-26", "2026-03-01")] == [[told], [told]]

    def test_late_and_tolerated(self) -> None:
        told = "the instalment of 300.00 EUR due on 2026-03-01 did not come; the plan is broken after 2026-03-06"
        assert asked(self.ONE, "2026-03-06") == [f"instalment 300.00 EUR ^pppppppp: {told}"]

    def test_not_on_old_bank_data(self) -> None:
        """Nobody is told that an instalment did not come while the bank is not known."""
        house = replace(HOUSE, bank_until=date(2026, 2, 27), stale_after=3)
        day = date(2026, 3, 3)
        situation = situation_of(sound(INVOICE + self.ONE), day)
        (task,) = commitment_tasks(situation, situation.commitments(day, house), house, day)
        assert str(task.blocked_by) == "bank data of 2026-02-27"

    def test_broken_the_scenario_asks(self) -> None:
        assert asked(self.ONE, "2026-03-07") == []

    def test_paid_the_next_one_waits_for_its_day(self) -> None:
        assert asked(self.ONE + self.PAID, "2026-03-02") == []
        assert asked(self.ONE + self.PAID, "2026-03-29")[0].startswith("instalment 600.00 EUR")


class TestDispute:
    """On the day it was to be looked at again, and as long as something is owed."""

    ONE = "\n### 2026-02-05 dispute F-1 ^dddddddd\n- category: quality\n- revisit: 2026-02-20\n"

    def test_from_that_day_on(self) -> None:
        told = "dispute None ^dddddddd: the dispute of 2026-02-05 is to be looked at again: quality"
        assert [asked(self.ONE, day) for day in ("2026-02-19", "2026-02-20", "2026-03-01")] == [[], [told], [told]]

    def test_a_receipt_in_full_ends_it(self) -> None:
        paid = "\n### 2026-02-15 payment\n- amount: 900.00\n- allocate:\n  - F-1: 900.00\n"
        assert asked(self.ONE + paid, "2026-02-20") == []


class TestHold:
    """On its last day."""

    def test_on_that_day_alone(self) -> None:
        one = "\n### 2026-02-05 hold ^hhhhhhhh\n- until: 2026-02-20\n"
        told = "hold None ^hhhhhhhh: the hold of 2026-02-05 ends today"
        assert [asked(one, day) for day in ("2026-02-19", "2026-02-20", "2026-02-21")] == [[], [told], []]


def test_an_insolvent_client_is_asked_nothing() -> None:
    """C. com. art. L622-7: nothing may be paid; the claim is declared, which another rule asks for."""
    story = TestPromise.ONE + TestPlan.ONE.replace("pppppppp", "qqqqqqqq") + "\n### 2026-02-08 insolvency liquidation\n"
    assert asked(story, "2026-02-11") == []
