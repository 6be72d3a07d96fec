"""The agenda of the coming days, played on a workspace of which nothing changes."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from recouv.domain.errors import NothingFoundError, ProblemsError, UsageError
from recouv.store.workspace import Workspace
from recouv.usecases.day import plan_day
from recouv.usecases.session import Session
from recouv.usecases.simulating import MOST_DAYS, Settings, Simulation, simulate
from recouv.usecases.talk import Talk, log_talk
from tests.conftest import DURAND, TODAY, Desk

CONTACT = "contacts:\n  - email: compta@durand.example\n    phone: '+33561000000'\naddress: 12 rue des Artisans\n"
GENTLE = """name: gentle
steps:
  - id: reminder-1
    days: 30
    channel: email
  - id: reminder-2
    days: 60
    channel: letter
"""


@pytest.fixture
def durand(desk: Desk) -> Desk:
    """A workspace with a late client and a second scenario."""
    (desk.root / "scenarios/gentle.yaml").write_text(GENTLE, encoding="utf-8")
    desk.write("durand", DURAND.replace("kind: company\n", f"kind: company\n{CONTACT}"))
    return Desk(desk.root, Session(workspace=Workspace.open(desk.root), today=TODAY))


def told(found: Simulation) -> list[str]:
    """Each line, with whom it is of."""
    return [
        f"{'n' if row.now else ''}{'o' if row.other else ''} {row.task.day} {row.task.action} {row.task.step}".rstrip()
        for row in found.rows
    ]


def content(root: Path) -> dict[str, str]:
    """Every file of the workspace and of its repository, the index of what was read before apart."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


class TestDays:
    """What is proposed is carried out on its day, on a copy in memory."""

    def test_as_logged(self, durand: Desk) -> None:
        """Each message logged for good on its day, the agenda of the next is the one that was played."""
        found = simulate(durand.session, 45)
        assert len(found.rows) > 3
        days: dict[object, list[str]] = {}
        for row in found.rows:
            if row.task.step:
                days.setdefault(row.task.day, []).append(f"{row.task.action} {row.task.step} {row.task.amount}")
        for offset in range(45):
            day = TODAY + timedelta(days=offset)
            session = Session(workspace=Workspace.open(durand.root), today=day)
            tasks = [task for task in plan_day(session, day).agenda.tasks if task.step]
            if day.weekday() < 5:
                assert days.get(day, []) == [f"{task.action} {task.step} {task.amount}" for task in tasks]
                for task in tasks:
                    log_talk(session, "durand", Talk(kind=task.action, on=day))

    def test_nothing_changes(self, durand: Desk) -> None:
        """No file of the workspace nor of its repository; and twice is the same."""
        simulate(durand.session, 5)  # the public holidays are kept beside the index
        before = content(durand.root)
        found = simulate(durand.session, 60, settings=Settings(scenario="gentle"))
        assert content(durand.root) == before
        assert simulate(durand.session, 60, settings=Settings(scenario="gentle")) == found

    def test_one_client(self, durand: Desk) -> None:
        """The others are not read."""
        durand.write("roux", "not a dossier")
        assert simulate(durand.session, 5).unreadable == ("dossiers/roux.md",)
        found = simulate(durand.session, 5, client="durand")
        assert (found.unreadable, {row.task.client for row in found.rows}) == ((), {"durand"})

    @pytest.mark.parametrize("days", [0, -1, MOST_DAYS + 1])
    def test_how_many(self, durand: Desk, days: int) -> None:
        """One at least, and no more than the holidays are known for."""
        with pytest.raises(UsageError):
            simulate(durand.session, days)


class TestCompared:
    """Beside today's settings, others."""

    def test_scenario(self, durand: Desk) -> None:
        """Whoever follows the default follows it; each line says whose it is, and they are counted apart."""
        found = simulate(durand.session, 20, settings=Settings(scenario="gentle"))
        assert found.compared
        assert told(found)[:2] == ["n 2026-11-20 email reminder-1", "o 2026-11-30 email reminder-1"]
        counts = {(count.step, count.action): (count.now, count.other) for count in found.counts}
        assert counts["reminder-1", "email"] == (1, 1)

    def test_who_names_another(self, durand: Desk) -> None:
        """A client whose head names a scenario keeps it."""
        durand.write("durand", durand.read("durand").replace("kind: company\n", "kind: company\nscenario: standard\n"))
        found = simulate(durand.session, 30, settings=Settings(scenario="gentle"))
        assert found.rows
        assert all(row.now and row.other for row in found.rows)

    def test_revision(self, durand: Desk) -> None:
        """The scenarios and recouv.yaml of a branch, of which nothing is checked out."""
        durand.git("checkout", "-qb", "softer")
        (durand.root / "recouv.yaml").write_text(
            (durand.root / "recouv.yaml").read_text(encoding="utf-8") + "contact:\n  interval: 9\n", encoding="utf-8"
        )
        (durand.root / "scenarios/standard.yaml").write_text(
            GENTLE.replace("name: gentle", "name: standard"), encoding="utf-8"
        )
        durand.git("commit", "-qam", "softer")
        durand.git("checkout", "-q", "-")
        session = Session(workspace=Workspace.open(durand.root), today=TODAY)
        by_branch = simulate(session, 60, settings=Settings(revision="softer"))
        assert told(by_branch) == told(simulate(session, 60, settings=Settings(scenario="gentle")))
        assert all(row.now and row.other for row in simulate(session, 60, settings=Settings(revision="HEAD")).rows)

    @pytest.mark.parametrize(
        ("settings", "error"),
        [
            (Settings(scenario="nope"), NothingFoundError),
            (Settings(revision="nope"), NothingFoundError),
            (Settings(revision="--help"), NothingFoundError),
            (Settings(scenario="gentle", revision="HEAD"), UsageError),
        ],
    )
    def test_unknown(self, durand: Desk, settings: Settings, error: type[Exception]) -> None:
        """What there is not is said, and nothing played."""
        with pytest.raises(error):
            simulate(durand.session, 5, settings=settings)

    def test_broken_settings(self, durand: Desk) -> None:
        """A revision whose scenarios cannot be read is refused with their problems."""
        path = durand.root / "scenarios/standard.yaml"
        kept = path.read_text(encoding="utf-8")
        path.write_text("name: standard\nsteps: []\n", encoding="utf-8")
        durand.git("commit", "-qam", "broken")
        path.write_text(kept, encoding="utf-8")
        with pytest.raises(ProblemsError) as refused:
            simulate(durand.session, 5, settings=Settings(revision="HEAD"))
        assert [problem.path for problem in refused.value.problems] == ["scenarios/standard.yaml"]
