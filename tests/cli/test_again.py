"""A report printed again is the report that the command would print."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from recouv import __main__
from recouv.cli import again, main
from recouv.cli.again import _is_report
from recouv.store import changes
from tests.conftest import DURAND, Desk

Printed = tuple[int, str, str]


@dataclass
class Runs:
    """`recouv` as the shell starts it, and how often the command itself had to run."""

    root: Path
    run: Callable[..., Printed]
    worked: list[list[str]] = field(default_factory=list)

    def __call__(self, *words: str) -> Printed:
        """Exit code, standard output and error."""
        return self.run(*words)

    def again(self, *words: str) -> bool:
        """Whether that report is printed without being made."""
        before = len(self.worked)
        self(*words)
        return len(self.worked) == before


@pytest.fixture
def runs(desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Runs:
    """A workspace of one client, taken for a large one."""
    desk.write("durand", DURAND)
    monkeypatch.setattr(again, "_LARGE", 0)
    monkeypatch.setattr("recouv.cli.clock.today", lambda: date(2026, 11, 20))
    monkeypatch.setattr(main, "today", lambda: date(2026, 11, 20))
    real = main.run

    def run(*words: str) -> Printed:
        monkeypatch.setattr(sys, "argv", ["recouv", "-C", str(desk.root), *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as way_out:
            __main__.main()
        captured = capfd.readouterr()
        return int(way_out.value.code or 0), captured.out, captured.err

    found = Runs(desk.root, run)

    def working(argv: list[str], seen: again.Seen | None = None) -> int:
        found.worked.append(argv)
        return real(argv, seen)

    monkeypatch.setattr(main, "run", working)
    for _ in range(3):  # the index is made, the report is kept, it is printed again
        run("balance")
    return found


@pytest.mark.parametrize(
    "words",
    [
        ["balance"],
        ["balance", "--json"],
        ["balance", "--format", "csv"],
        ["agenda"],
        ["agenda", "--json"],
        ["outlook", "--json"],
        ["balance", "--on", "2026-10-01"],
    ],
)
def test_it_is_the_same_text(runs: Runs, words: list[str]) -> None:
    made = runs(*words)
    runs(*words)
    assert runs.again(*words)
    assert runs(*words) == made


def test_an_edit_makes_another_report(runs: Runs, desk: Desk) -> None:
    desk.write("durand", DURAND.replace("2400.00", "2500.00"), commit=False)
    assert "1,500.00" in runs("balance")[1]


def test_what_git_has_said_is_not_asked_again(runs: Runs, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report that must be made takes the answer that was waited for to know it."""
    asked: list[changes.Asking] = []
    real = changes.Asking.answer

    def answer(asking: changes.Asking) -> changes.WorkTree | None:
        asked.append(asking)
        return real(asking)

    monkeypatch.setattr(changes.Asking, "answer", answer)
    desk.write("durand", DURAND.replace("2400.00", "2500.00"), commit=False)
    assert ("1,500.00" in runs("balance")[1], len(asked)) == (True, 1)


def test_an_edit_taken_back_makes_the_first_report(runs: Runs, desk: Desk) -> None:
    first = runs("balance")
    desk.write("durand", DURAND.replace("2400.00", "2500.00"))
    second = runs("balance")
    desk.git("revert", "--no-edit", "HEAD")
    assert runs("balance") == first != second


def test_a_new_client_makes_another_report(runs: Runs, desk: Desk) -> None:
    desk.write("martin", DURAND.replace("Menuiserie Durand SARL", "Martin"), commit=False)
    assert "Martin" in runs("balance")[1]


@pytest.mark.parametrize(
    ("file", "change"),
    [("recouv.yaml", ("[30, 60, 90]", "[10, 20]")), ("recouv.yaml", ("language: en", "language: fr"))],
)
def test_a_setting_makes_another_report(runs: Runs, file: str, change: tuple[str, str]) -> None:
    path = runs.root / file
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    assert not runs.again("balance")


def test_a_scenario_makes_another_report(runs: Runs) -> None:
    for _ in range(3):
        runs("agenda")
    path = runs.root / "scenarios" / "standard.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert not runs.again("agenda")


def test_another_day_makes_another_report(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recouv.cli.clock.today", lambda: date(2026, 11, 21))
    monkeypatch.setattr(main, "today", lambda: date(2026, 11, 21))
    assert "21 Nov 2026" in runs("balance")[1]


@pytest.mark.parametrize(("name", "value"), [("LC_ALL", "fr_FR.UTF-8"), ("NO_COLOR", "1"), ("TERM", "vt100")])
def test_another_environment_makes_another_report(
    runs: Runs, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert not runs.again("balance")


def test_a_warning_is_said_each_time(runs: Runs, desk: Desk) -> None:
    desk.write("broken", "not a dossier")
    said = [runs("balance")[2] for _ in range(4)]
    assert all("broken.md" in one for one in said)


def test_a_refusal_is_refused_each_time(runs: Runs) -> None:
    assert [runs("balance", "nobody-of-that-name")[0] for _ in range(4)] == [4] * 4


def test_an_action_is_done_each_time(runs: Runs, desk: Desk) -> None:
    """Though a client may be called as a report is."""
    desk.write("agenda", DURAND.replace("^7k3f9x2m", "^7k3f9x2n").replace("^f5w2kb8t", "^f5w2kb8v"))
    before = len(desk.subjects())
    for _ in range(3):
        runs("balance")
        assert runs("log", "agenda", "note", "--note", "hello")[0] == 0
    assert len(desk.subjects()) == before + 3


def test_what_one_person_sees_is_not_printed_for_another(runs: Runs, desk: Desk) -> None:
    """Where approvals are asked for, the agenda is not the same for everybody."""
    path = desk.root / "recouv.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\napprovals:\n  write-off: 500\n", encoding="utf-8")
    desk.git("commit", "-qam", "settings")
    desk.git("config", "user.name", "ben")
    desk.git("config", "user.email", "ben@example.com")
    runs("writeoff", "durand", "F2026-031", "600", "--reason", "Gone")
    for _ in range(3):
        mine = runs("agenda")[1]
    assert runs.again("agenda")
    assert "waits for somebody else's approval" in mine
    desk.git("config", "user.name", "ana")
    desk.git("config", "user.email", "ana@example.com")
    theirs = runs("agenda")[1]
    assert "waits for somebody else's approval" not in theirs
    assert "proposed by ben" in theirs


class TestThePast:
    """What was known then changes with the history alone, which no file tells."""

    def test_it_is_never_kept(self) -> None:
        """However it is spelt; another option that begins alike does not matter."""
        assert not _is_report(["balance", "--known-at", "2026-11-10"])
        assert not _is_report(["balance", "--kn=2026-11-10"])
        assert _is_report(["balance", "--kind", "company"])
