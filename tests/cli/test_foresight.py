"""`explain`, `simulate`, `agenda --target`, `snooze` and `assign`, as scripts and people read them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.conftest import DURAND, Desk, Ran

Recouv = Callable[..., Ran]


@pytest.fixture
def durand(desk: Desk) -> Desk:
    """A workspace with one committed dossier."""
    desk.write("durand", DURAND)
    return desk


class TestExplain:
    """The reasoning for one client."""

    def test_the_document(self, durand: Desk, recouv: Recouv) -> None:
        """Every key, and each step of each invoice."""
        found = json.loads(recouv("explain", "durand", "--json").out)
        keys = "on client name worked blocked_by overridden commitments currencies tasks held".split()
        assert list(found) == keys
        (part,) = found["currencies"]
        assert (part["owed"], part["claim"], part["covered"]) == ("1400.00", "1400.00", False)
        (item,) = part["items"]
        assert (item["scenario"], item["because"]) == ("standard", "the default of recouv.yaml")
        assert [step["state"] for step in item["steps"]] == ["next", *["later"] * 5]
        assert item["next"] == "reminder-1"
        (task,) = [task for task in found["tasks"] if task["step"]]
        assert task["priority"] == sum(int(part.split(":")[0]) for part in task["score"])

    def test_to_read(self, durand: Desk, recouv: Recouv) -> None:
        """A line for each step, the score point by point."""
        out = recouv("explain", "durand").out
        assert "follows standard: the default of recouv.yaml" in out
        assert "1. reminder 1 (e-mail)" in out
        assert "+10: level 1" in out

    def test_in_french(self, durand: Desk, recouv: Recouv) -> None:
        """All of its own sentences."""
        out = recouv("--lang", "fr", "explain", "durand").out
        assert "suit standard" in out
        assert "plus tard" in out

    def test_nobody(self, durand: Desk, recouv: Recouv) -> None:
        """An unknown client is none, a dossier that cannot be read is a problem."""
        assert recouv("explain", "zzz").code == 4
        durand.write("roux", "not a dossier")
        assert recouv("explain", "roux").code == 1


class TestSimulate:
    """The coming days."""

    def test_the_document(self, durand: Desk, recouv: Recouv) -> None:
        """Every key; without other settings, nothing is compared."""
        found = json.loads(recouv("simulate", "--days", "5", "--json").out)
        assert list(found) == ["from", "until", "scenario", "rev", "rows", "counts", "unreadable"]
        assert (found["from"], found["until"]) == ("2026-11-20", "2026-11-24")
        assert found["rows"][0] == {
            "day": "2026-11-20",
            "client": "durand",
            "name": "Menuiserie Durand SARL",
            "action": "email",
            "channel": "email",
            "scenario": "standard",
            "step": "reminder-1",
            "invoices": ["F2026-031"],
            "amount": "1400.00",
            "currency": "EUR",
        }
        assert {"step": "reminder-1", "action": "email", "now": 1} in found["counts"]

    def test_compared(self, durand: Desk, recouv: Recouv) -> None:
        """What only one of the settings sends is marked, and counted for both."""
        found = json.loads(recouv("simulate", "--scenario", "loyal", "--json").out)
        assert {row["only"] for row in found["rows"]} >= {"now", "other"}
        assert all({"now", "other"} <= set(count) for count in found["counts"])
        out = recouv("simulate", "--scenario", "loyal").out
        assert "+ only with scenario loyal" in out
        assert any(line.startswith("- ") for line in out.splitlines())

    def test_nothing_is_written(self, durand: Desk, recouv: Recouv) -> None:
        """The history and the files are as they were."""
        before = durand.subjects()
        assert recouv("simulate", "--rev", "HEAD", "--client", "durand").code == 0
        assert (durand.subjects(), durand.status()) == (before, "")

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (["--days", "0"], 2),
            (["--scenario", "nope"], 4),
            (["--rev", "nope"], 4),
            (["--scenario", "loyal", "--rev", "HEAD"], 2),
        ],
    )
    def test_refused(self, durand: Desk, recouv: Recouv, words: list[str], code: int) -> None:
        """By the exit codes of the contract."""
        assert recouv("simulate", *words).code == code


class TestTarget:
    """`agenda --target`."""

    def test_the_document(self, durand: Desk, recouv: Recouv) -> None:
        """The tasks with their probability and what it is from."""
        found = json.loads(recouv("agenda", "--target", "500", "--by", "2026-12-15", "--json").out)
        assert list(found) == "on known_at by target currency expected reached missing promises tasks".split()
        assert (found["reached"], found["missing"], found["expected"]) == (True, "0.00", "700.00")
        (task,) = found["tasks"]
        assert (task["client"], task["probability"], task["expected"]) == ("durand", "0.5000", "700.00")
        assert task["because"] == "no other invoice was ever open when 20 days late: one in two"

    def test_out_of_reach(self, durand: Desk, recouv: Recouv) -> None:
        """It says by how much."""
        out = recouv("agenda", "--target", "20000", "--by", "2026-12-15").out
        assert out.rstrip().endswith("1 task, and it cannot be reached: €700.00 expected, €19,300.00 short")

    @pytest.mark.parametrize(
        "words",
        [
            ["--target", "500"],
            ["--by", "2026-12-15"],
            ["--target", "0", "--by", "2026-12-15"],
            ["--target", "500", "--by", "2026-11-01"],
            ["--target", "500", "--by", "2026-12-15", "--currency", "XXQ"],
        ],
    )
    def test_refused(self, durand: Desk, recouv: Recouv, words: list[str]) -> None:
        """A sum without a day, a day without a sum, nothing, the past, no currency."""
        assert recouv("agenda", *words).code == 2


class TestSnoozeAndAssign:
    """Thin verbs."""

    def test_snooze(self, durand: Desk, recouv: Recouv) -> None:
        """The client is held, and back on the day."""
        assert recouv("snooze", "durand", "--until", "2026-11-27", "--reason", "accountant away").code == 0
        day = json.loads(recouv("agenda", "--json").out)
        assert [task["step"] for task in day["tasks"] if task["step"]] == []
        assert [row["until"] for row in day["held"]] == ["2026-11-26"]
        assert json.loads(recouv("agenda", "--on", "2026-11-27", "--json").out)["tasks"]
        assert recouv("snooze", "durand", "--until", "2026-11-20").code == 2

    def test_assign(self, durand: Desk, recouv: Recouv) -> None:
        """Several clients at once; again, nothing changes."""
        durand.write("roux", DURAND.replace("Durand", "Roux"))
        assert recouv("assign", "durand", "roux", "lea").code == 0
        assert "owner: lea" in durand.read("roux")
        before = durand.subjects()
        again = recouv("assign", "durand", "roux", "lea")
        assert (again.code, durand.subjects()) == (0, before)
        assert "nothing was changed" in again.err
