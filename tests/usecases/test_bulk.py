"""One action on several clients is planned row by row, written in one commit, and undone whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from recouv.domain.errors import UsageError
from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.usecases.balance import balance_on
from recouv.usecases.bulk import commit_plan, plan_payments, plan_proposed, plan_talk, plan_task
from recouv.usecases.day import plan_day
from recouv.usecases.talk import Talk
from recouv.usecases.targets import Target
from recouv.usecases.undoing import undo_last
from tests.conftest import DURAND, TODAY, Desk

ROUX = """---
recouv: 1
name: Roux & Fils
kind: company
---

## Journal

### 2026-09-01 invoice R1 ^r1aaaaaa
- amount: 300.00
- due: 2026-10-01
- recorded: 2026-09-01T09:12:07Z import

### 2026-09-02 invoice R2 ^r2aaaaaa
- amount: 80.00 USD
- due: 2026-10-02
- recorded: 2026-09-02T09:12:07Z import
"""
DURAND_ROW = Target(client="durand", name="Menuiserie Durand SARL", money=Money(Decimal(1400)))
ROUX_ROWS = (
    Target(client="roux", name="Roux & Fils", money=Money(Decimal(300))),
    Target(client="roux", name="Roux & Fils", money=Money(Decimal(80), "USD")),
)
ROWS = (DURAND_ROW, *ROUX_ROWS)


@pytest.fixture
def two(desk: Desk) -> Desk:
    """A workspace with two clients, one of whom owes in two currencies."""
    desk.write("durand", DURAND)
    desk.write("roux", ROUX)
    return desk


def targets(desk: Desk) -> list[Target]:
    """Every row of the day's agenda."""
    tasks = plan_day(desk.session, TODAY).agenda.tasks
    return [Target(client=task.client, name=task.name, money=task.amount, task=task) for task in tasks]


class TestOneCommit:
    """A gesture of one person is one commit."""

    def test_a_note_to_all_is_written_once_a_client(self, two: Desk) -> None:
        """However many of its rows are marked; the trailers name both dossiers."""
        before = len(two.subjects())
        done = commit_plan(two.session, plan_talk(two.session, ROWS, Talk(kind="note", on=TODAY, note="Bank changed")))
        assert len(two.subjects()) == before + 1
        assert two.subjects()[0] == "note: 2 clients, Bank changed"
        assert done.dossiers == ("durand", "roux")
        assert two.read("roux").count("Bank changed") == 1
        assert "- Roux & Fils\n" in two.git("log", "-1", "--format=%b")

    def test_one_undo_takes_back_the_whole(self, two: Desk) -> None:
        """In both dossiers."""
        before = balance_on(two.session, TODAY).totals()
        commit_plan(two.session, plan_payments(two.session, ROWS, TODAY))
        assert balance_on(two.session, TODAY).totals() != before
        undone = undo_last(two.session)
        assert set(undone.done.dossiers) == {"durand", "roux"}
        assert balance_on(two.session, TODAY).totals() == before

    def test_nothing_is_written_when_git_refuses(self, two: Desk) -> None:
        """Neither dossier."""
        plan = plan_talk(two.session, ROWS, Talk(kind="note", on=TODAY, note="x"))
        hook = two.root / ".git/hooks/pre-commit"
        hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        with pytest.raises(Exception, match="git refused"):
            commit_plan(two.session, plan)
        assert two.status() == ""


class TestPlanning:
    """What cannot be done is left out with its reason; the rest stays."""

    def test_an_unreadable_dossier(self, two: Desk) -> None:
        """The others are done."""
        two.write("durand", DURAND + "\n### 2026-11-19 payment\n- amount: 4,00 euros\n", commit=False)
        plan = plan_talk(two.session, ROWS, Talk(kind="note", on=TODAY, note="x"))
        assert [left.target.client for left in plan.left_out] == ["durand"]
        assert commit_plan(two.session, plan).dossiers == ("roux",)

    def test_nothing_to_do_is_refused(self, two: Desk) -> None:
        """Rather than an empty commit."""
        plan = plan_payments(two.session, [Target(client="roux", name="Roux")], TODAY)
        with pytest.raises(UsageError, match="nothing to do"):
            commit_plan(two.session, plan)

    def test_totals_are_per_currency(self, two: Desk) -> None:
        """Never added together."""
        plan = plan_task(two.session, ROWS, date(2026, 12, 1), "Ring")
        assert plan.totals == [Money(Decimal(1700)), Money(Decimal(80), "USD")]


class TestPayments:
    """Each row in full."""

    def test_two_currencies_of_a_client_are_two_payments(self, two: Desk) -> None:
        """In one file, both allocated."""
        commit_plan(two.session, plan_payments(two.session, ROWS, TODAY, method="transfer"))
        assert all(row.aged.is_empty for row in balance_on(two.session, TODAY).rows)
        assert two.subjects()[0] == "payment: 2 clients, €1,700.00, USD\xa080.00"
        assert two.read("roux").count("payment ^") == 2

    def test_a_row_that_claims_nothing_is_left_out(self, two: Desk) -> None:
        """Said so."""
        plan = plan_payments(two.session, [DURAND_ROW, Target(client="roux", name="Roux")], TODAY)
        assert [str(left.why) for left in plan.left_out] == ["nothing is claimed"]


class TestTheAgendasProposals:
    """What was sent is logged as the step it is; what needs a person is left out."""

    def test_each_step_is_carried_out_by_its_own_channel(self, two: Desk) -> None:
        """And the agenda of the day no longer asks for it."""
        rows = targets(two)
        sent = [row for row in rows if row.task and row.task.action in ("email", "letter", "registered-letter")]
        assert sent
        commit_plan(two.session, plan_proposed(two.session, sent, TODAY))
        left = plan_day(two.session, TODAY).agenda.tasks
        assert not {(task.client, task.step) for task in left} & {
            (row.client, row.task.step) for row in sent if row.task
        }

    def test_a_call_is_left_out(self, two: Desk) -> None:
        """Somebody has to speak."""
        rows = [row for row in targets(two) if row.task]
        calls = [Target(client=row.client, name=row.name, task=_as_call(row)) for row in rows[:1]]
        plan = plan_proposed(two.session, calls, TODAY)
        assert [str(left.why) for left in plan.left_out] == ["call: to be done one at a time"]

    def test_an_own_task_is_done(self, two: Desk) -> None:
        """By its ID."""
        commit_plan(two.session, plan_task(two.session, [DURAND_ROW], TODAY, "Ring the bank"))
        own = [row for row in targets(two) if row.task and row.task.action == "task"]
        commit_plan(two.session, plan_proposed(two.session, own, TODAY))
        assert not [row for row in targets(two) if row.task and row.task.action == "task"]

    def test_a_client_marked_twice_is_written_once(self, two: Desk) -> None:
        """Two rows, two talks, one file, one commit."""
        rows = [row for row in targets(two) if row.client == "roux"]
        done = commit_plan(two.session, plan_talk(two.session, rows, Talk(kind="email", on=TODAY)))
        assert done.dossiers == ("roux",)
        assert len(done.entries) == len(rows)


def _as_call(row: Target) -> Task:
    assert row.task is not None
    return replace(row.task, action="call")
