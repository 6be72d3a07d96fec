"""Tasks for a sum, clients put off, clients given to somebody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recouv.domain.errors import NothingFoundError, UsageError
from recouv.domain.money import Money
from recouv.rules.cash_target import CashTarget
from recouv.store.workspace import Workspace
from recouv.usecases.assigning import assign_clients
from recouv.usecases.collecting import tasks_for
from recouv.usecases.day import plan_day
from recouv.usecases.session import Session
from recouv.usecases.snoozing import snooze
from tests.conftest import TODAY, Desk

DOSSIER = """---
name: {name}
owner: {owner}
---

## Journal

### 2026-06-01 invoice {id}-1
- amount: 100.00
- due: 2026-06-30

### 2026-08-25 payment
- amount: 100.00
- allocate:
  - {id}-1: 100.00

### 2026-09-01 invoice {id}-2
- amount: {amount}
- due: 2026-10-31
"""
TEAM = "team:\n  - id: lea\n    name: Léa\n  - id: marc\n    name: Marc\n"
BY = date(2026, 12, 31)


@pytest.fixture
def three(desk: Desk) -> Desk:
    """Three late clients, of two people."""
    config = desk.root / "recouv.yaml"
    config.write_text(config.read_text(encoding="utf-8") + TEAM, encoding="utf-8")
    for name, owner, amount in (("durand", "lea", "900.00"), ("roux", "marc", "300.00"), ("vidal", "anne", "30.00")):
        desk.write(name, DOSSIER.format(name=name.title(), owner=owner, id=name, amount=amount))
    return Desk(desk.root, Session(workspace=Workspace.open(desk.root), today=TODAY))


def chosen(desk: Desk, target: str, owner: str = "") -> CashTarget:
    day = plan_day(desk.session, TODAY, owner=owner)
    return tasks_for(desk.session, day, Money(Decimal(target)), BY, owner=owner)


class TestTarget:
    """The agenda's tasks, with what every client's past says."""

    def test_from_the_dossiers(self, three: Desk) -> None:
        """Each paid its one invoice 56 days late; by 31 December the second is 61 days late: (1 + 1) / (1 + 2)."""
        found = chosen(three, "500.00")
        assert [(one.task.client, one.chance.share.as_integer_ratio(), str(one.expected)) for one in found.chosen] == [
            ("durand", (2, 3), "600.00 EUR")
        ]

    def test_out_of_reach(self, three: Desk) -> None:
        """All of them, and what lacks."""
        found = chosen(three, "1000.00")
        assert (len(found.chosen), str(found.missing)) == (3, "180.00 EUR")

    def test_of_one_person(self, three: Desk) -> None:
        """Tasks of that person's clients alone."""
        assert [one.task.client for one in chosen(three, "1000.00", owner="marc").chosen] == ["roux"]

    def test_a_day_before(self, three: Desk) -> None:
        """A target for yesterday makes no sense."""
        day = plan_day(three.session, TODAY)
        with pytest.raises(UsageError):
            tasks_for(three.session, day, Money(Decimal(1)), date(2026, 11, 19))


class TestOwners:
    """The agenda of several people's clients."""

    @pytest.mark.parametrize(
        ("owner", "clients"),
        [
            ("", {"durand", "roux", "vidal"}),
            ("lea", {"durand"}),
            ("lea,marc", {"durand", "roux"}),
            (" Léa , marc ,", {"durand", "roux"}),
            ("nobody", set()),
        ],
    )
    def test_several(self, three: Desk, owner: str, clients: set[str]) -> None:
        """Between commas, however they are typed."""
        assert {task.client for task in plan_day(three.session, TODAY, owner=owner).agenda.tasks} == clients


class TestSnooze:
    """A client is put off to a day."""

    def test_comes_back(self, three: Desk) -> None:
        """Held until the day before, with the reason; in the agenda again on the day."""
        done = snooze(three.session, "durand", date(2026, 11, 27))
        assert done.subject == "snooze: Durand, until 27 Nov 2026"
        assert "- until: 2026-11-26\n- reason: snoozed\n" in three.read("durand")
        held = [row for row in plan_day(three.session, TODAY).agenda.held if row.client == "durand"]
        assert [(str(row.reason), row.until) for row in held] == [("on hold: snoozed", date(2026, 11, 26))]
        tasks = plan_day(three.session, date(2026, 11, 27)).agenda.tasks
        assert "durand" in {task.client for task in tasks}

    def test_the_day_before_asks_for_nothing(self, three: Desk) -> None:
        """The hold ends, and no task says so: nobody waited for anything."""
        snooze(three.session, "durand", date(2026, 11, 27), reason="the accountant is away")
        tasks = plan_day(three.session, date(2026, 11, 26)).agenda.tasks
        assert "hold" not in {task.action for task in tasks if task.client == "durand"}

    def test_a_day_to_come(self, three: Desk) -> None:
        """Not today, nor before."""
        with pytest.raises(UsageError):
            snooze(three.session, "durand", TODAY)


class TestAssign:
    """Clients are given to somebody."""

    def test_one_commit(self, three: Desk) -> None:
        """Several heads, one commit; those who are already followed by that person stay as they are."""
        done = assign_clients(three.session, ["durand", "roux", "vidal", "durand"], "marc")
        assert done.dossiers == ("durand", "vidal")
        assert three.subjects()[0] == "assign: 3 clients to marc: durand, roux, vidal"
        assert "owner: marc" in three.read("durand")
        assert three.status() == ""
        assert three.git("show", "--stat", "--format=", "HEAD").count("|") == 2

    def test_typed_before(self, three: Desk) -> None:
        """What somebody typed in the dossier meanwhile is committed first, and kept."""
        three.write("durand", three.read("durand") + "\n### 2026-11-19 note\n> By hand.\n", commit=False)
        done = assign_clients(three.session, ["durand"], "marc")
        assert len(done.sealed) == 1
        assert "> By hand." in three.read("durand")
        assert three.status() == ""

    def test_unknown(self, three: Desk) -> None:
        """Somebody who is not of the team is refused, nothing written."""
        with pytest.raises(NothingFoundError):
            assign_clients(three.session, ["durand"], "bob")
        assert "owner: lea" in three.read("durand")

    def test_dry_run(self, three: Desk) -> None:
        """The diff alone."""
        done = assign_clients(three.session, ["durand"], "marc", dry_run=True)
        assert "+owner: marc" in done.diff
        assert three.status() == ""
