"""Until when the bank's movements are known: stated by hand, moved by imports, overridden for one day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from recouv.usecases.undoing import undo_action
from tests.cli.test_import import fec, receipt, sale
from tests.conftest import DURAND, TODAY, Desk, Ran

Recouv = Callable[..., Ran]
PAYMENTS = "Client;Date;Montant;Mode\nDurand;03/11/2026;100,00;virement\nRoux;05/11/2026;50,00;virement\n"
LATE = "stale_after: 5\nbank_until: 2026-11-10\n"


def settings(desk: Desk) -> str:
    """The text of recouv.yaml."""
    return (desk.root / "recouv.yaml").read_text(encoding="utf-8")


def until(desk: Desk) -> list[str]:
    """What recouv.yaml says, comments apart."""
    return [line.partition(": ")[2] for line in settings(desk).splitlines() if line.startswith("bank_until:")]


def decide(desk: Desk, lines: str) -> None:
    """Add lines to recouv.yaml, and commit."""
    (desk.root / "recouv.yaml").write_text(settings(desk) + lines, encoding="utf-8")
    desk.git("commit", "-qam", "rules")


def books(tmp_path: Path, *entries: tuple[str, ...]) -> str:
    """A FEC in a file."""
    path = tmp_path / "123456782FEC20261231.txt"
    path.write_text(fec(*sale("1", "20260901", "DUR", "F1", "1200,00"), *entries), encoding="utf-8")
    return str(path)


class TestImport:
    """It moves the day to the last receipt in the file."""

    def test_books(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """In the commit of the import; comments and everything else stay; undone with it."""
        before = settings(desk)
        ran = recouv("import", "fec", books(tmp_path, *receipt("2", "20261105", "DUR", "VIR", "200,00")))
        assert "bank data known until 5 Nov 2026" in ran.out
        assert settings(desk).replace("bank_until: 2026-11-05\n", "", 1) == before
        assert desk.git("show", "--name-only", "--format=").split() == ["dossiers/dur.md", "recouv.yaml"]
        assert desk.status() == ""
        assert recouv("undo").code == 0
        assert until(desk) == ['""']
        assert recouv("check").code == 0

    def test_a_table_of_payments(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """And no table of invoices, whose paid lines say nothing of the bank."""
        path = tmp_path / "payments.csv"
        path.write_text(PAYMENTS, encoding="utf-8")
        assert json.loads(recouv("import", "csv", str(path), "--payments", "--json").out)["bank_until"] == "2026-11-05"
        invoices = tmp_path / "invoices.csv"
        invoices.write_text("Client;Facture;Date;Montant;Reste dû\nRoux;F9;2026-11-18;50,00;0,00\n", encoding="utf-8")
        assert json.loads(recouv("import", "csv", str(invoices), "--json").out)["bank_until"] is None
        assert until(desk) == ["2026-11-05"]

    def test_never_backwards(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """Older books are imported without a word on it."""
        decide(desk, "bank_until: 2026-11-10\n")
        recouv("import", "fec", books(tmp_path, *receipt("2", "20261105", "DUR", "VIR", "200,00")))
        assert until(desk) == ["2026-11-10"]

    def test_never_beyond_today(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """A receipt of 2062 is a slip of the finger: the guard would sleep for ever."""
        entries = [*receipt("2", "20261105", "DUR", "V1", "2,00"), *receipt("3", "20621105", "DUR", "V2", "2,00")]
        recouv("import", "fec", books(tmp_path, *entries))
        assert until(desk) == ["2026-11-05"]

    def test_a_dry_run_shows_it(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """In the diff and in the report, and writes nothing."""
        file = books(tmp_path, *receipt("2", "20261105", "DUR", "VIR", "200,00"))
        ran = recouv("import", "fec", file, "--dry-run")
        assert "+bank_until: 2026-11-05" in ran.out
        assert (until(desk), desk.status()) == ([], "")

    def test_again_changes_nothing(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """The second import has nothing to commit; where only the day is new, it alone is."""
        file = books(tmp_path, *receipt("2", "20261105", "DUR", "VIR", "200,00"))
        recouv("import", "fec", file)
        subjects = desk.subjects()
        recouv("import", "fec", file)
        assert desk.subjects() == subjects
        recouv("bank-until", "2026-11-01")
        recouv("import", "fec", file)
        assert desk.subjects()[0] == "settings: bank data until 5 Nov 2026 (was 1 Nov 2026)"

    def test_not_while_lines_are_refused(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """A receipt may be among them."""
        path = tmp_path / "payments.csv"
        path.write_text(PAYMENTS + "Durand;07/11/2026;cent euros;virement\n", encoding="utf-8")
        ran = recouv("import", "csv", str(path), "--payments")
        assert "recouv bank-until 2026-11-05" in ran.err
        assert until(desk) == []

    def test_what_was_typed_in_the_settings_is_committed_apart(
        self, desk: Desk, recouv: Recouv, tmp_path: Path
    ) -> None:
        """As with dossiers."""
        (desk.root / "recouv.yaml").write_text(settings(desk) + "stale_after: 4\n", encoding="utf-8")
        recouv("import", "fec", books(tmp_path, *receipt("2", "20261105", "DUR", "VIR", "200,00")))
        assert desk.subjects()[1] == "settings: typed by hand"
        assert "+stale_after" not in desk.git("show", "--format=", "-U0", "HEAD", "--", "recouv.yaml")

    def test_undone_and_done_again(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """The day follows, unless it was moved since; what was typed in the settings is committed apart."""
        recouv("bank-until", "2026-11-01")
        recouv("import", "fec", books(tmp_path, *receipt("2", "20261105", "DUR", "VIR", "200,00")))
        (desk.root / "recouv.yaml").write_text(settings(desk) + "stale_after: 4\n", encoding="utf-8")
        recouv("undo")
        assert until(desk) == ["2026-11-01"]
        assert desk.subjects()[1] == "settings: typed by hand"
        assert undo_action(desk.session, desk.git("rev-parse", "HEAD").strip()).done.commit
        assert until(desk) == ["2026-11-05"]
        recouv("bank-until", "2026-11-18")
        recouv("undo")
        recouv("undo")
        assert until(desk) == ["2026-11-18"]


class TestByHand:
    """A day without a movement is knowledge too."""

    def test_one_line_one_commit(self, desk: Desk, recouv: Recouv) -> None:
        """With the note, and told again by the command without a day."""
        assert recouv("bank-until", "2026-11-19", "--note", "Nothing came on the 19th").code == 0
        assert desk.subjects()[0] == "settings: bank data until 19 Nov 2026"
        assert "Recouv-Action: bank-until" in desk.git("log", "-1", "--format=%b")
        assert recouv("bank-until").out == "bank data known until 19 Nov 2026\n"

    @pytest.mark.parametrize("day", ["2026-11-21", "2026-11-19"])
    def test_refused(self, desk: Desk, recouv: Recouv, day: str) -> None:
        """A day to come, and the one that is there."""
        decide(desk, "bank_until: 2026-11-19\n")
        assert recouv("bank-until", day).code == 2
        assert until(desk) == ["2026-11-19"]

    def test_a_dry_run(self, desk: Desk, recouv: Recouv) -> None:
        """Prints the line."""
        assert "+bank_until: 2026-11-19" in recouv("bank-until", "2026-11-19", "-n").out
        assert until(desk) == []


class TestStaleAnyway:
    """One person lets messages leave on one day, and says why."""

    @pytest.fixture
    def late(self, desk: Desk) -> Desk:
        """A reminder to send, and bank data ten days old."""
        desk.write("durand", DURAND.replace("kind: company", "kind: company\ncontacts:\n  - email: a@b.example"))
        decide(desk, LATE)
        return desk

    @staticmethod
    def agenda(recouv: Recouv, *words: str) -> tuple[object, list[object]]:
        """What is said of the bank, and of each task whether it is blocked."""
        found = json.loads(recouv("agenda", "--json", *words).out)
        return found["bank"], [task["blocked_by"] for task in found["tasks"] if task["step"]]

    def test_the_reason_is_committed_and_told(self, late: Desk, recouv: Recouv) -> None:
        """With the name, in the agenda and in the reasons of the message."""
        bank, blocked = self.agenda(recouv)
        assert bank == {"until": "2026-11-10", "stale": True, "anyway": None}
        assert blocked == ["bank data of 10 Nov 2026"]
        assert "No message leaves: bank data of 10 Nov 2026." in recouv("agenda").out
        ran = recouv("agenda", "--stale-anyway", "bank's site: down")
        told = "bank data of 10 Nov 2026, overridden by léa-martin: bank's site: down"
        assert ran.out.count(told) == 2
        assert "Recouv-Action: stale-anyway" in late.git("log", "-1", "--format=%b")
        assert self.agenda(recouv)[1] == [None]
        assert recouv("check").code == 0

    def test_for_that_day_only(self, late: Desk, recouv: Recouv) -> None:
        """The next one is blocked again."""
        recouv("agenda", "--stale-anyway", "site down")
        bank, blocked = self.agenda(recouv, "--on", (TODAY + timedelta(days=3)).isoformat())
        assert bank == {"until": "2026-11-10", "stale": True, "anyway": None}
        assert set(blocked) == {"bank data of 10 Nov 2026"}

    def test_twice(self, late: Desk, recouv: Recouv) -> None:
        """The first decision stands; nothing more is committed."""
        recouv("agenda", "--stale-anyway", "site down")
        subjects = late.subjects()
        assert recouv("agenda", "--stale-anyway", "something else").code == 0
        assert late.subjects() == subjects

    @pytest.mark.parametrize(
        ("words", "says"),
        [((" ",), "nobody says why"), (("down", "--on", "2026-11-21"), "for today alone")],
    )
    def test_refused(self, late: Desk, recouv: Recouv, words: tuple[str, ...], says: str) -> None:
        """Without a reason, or for another day."""
        ran = recouv("agenda", "--stale-anyway", *words)
        assert (ran.code, says in ran.err) == (2, True)

    def test_nothing_to_override(self, desk: Desk, recouv: Recouv) -> None:
        """Where nothing is blocked."""
        ran = recouv("agenda", "--stale-anyway", "down")
        assert (ran.code, "nothing blocks messages today" in ran.err) == (2, True)
