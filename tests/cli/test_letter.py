"""`recouv letter`: shown, written as a file, the day's post in a folder."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Desk, Ran

CREDITOR = """recouv: 1
creditor:
  name: Imprimerie de l'Autan SAS
  address: |
    46 rue des Typographes
    31200 Toulouse
  phone: "+33536490100"
  iban: FR76 9999 9000 0101 2345 6789 012
  bic: DEMOFRPPXXX
language: fr
calendar:
  every_day: yes
"""
CLIENT = """---
name: {name}
address: |
  12 rue des Artisans
  31000 Toulouse
contacts:
  - name: Claire Petit
    email: compta@durand.example
---

## Journal

### 2026-08-03 invoice {number}
- amount: 1000.00
- due: 2026-10-01

### 2026-10-05 email
- invoices: {number}
- scenario: standard
- step: reminder-1

### 2026-10-18 email
- invoices: {number}
- scenario: standard
- step: reminder-2

### 2026-10-28 call
- invoices: {number}
- outcome: reached
- scenario: standard
- step: call
"""
Command = Callable[..., Ran]


@pytest.fixture
def late(desk: Desk) -> Desk:
    """Two clients to whom the agenda writes by post."""
    (desk.root / "recouv.yaml").write_text(CREDITOR, encoding="utf-8")
    desk.write("durand", CLIENT.format(name="Menuiserie Durand SARL", number="F1"))
    desk.write("roux", CLIENT.format(name='"=HYPERLINK(1) Roux"', number="F9"))
    return desk


@pytest.mark.usefixtures("late")
class TestOne:
    """One letter."""

    def test_that_of_the_agenda(self, recouv: Command) -> None:
        """To whom, by which channel, for how much, then its words; in the workspace's language."""
        ran = recouv("letter", "durand")
        assert ran.code == 0
        assert "standard / reminder-3" in ran.out
        assert "12 rue des Artisans, 31000 Toulouse" in ran.out
        assert "Dernier rappel avant mise en demeure" in ran.out
        assert "Malgré nos rappels des 05/10/2026 et 18/10/2026" in " ".join(ran.out.split())

    @pytest.mark.parametrize(
        ("form", "begins"),
        [
            ("--text", "Bonjour Claire Petit,\n"),
            ("--markdown", "Bonjour Claire Petit,\n"),
            ("--html", "<!DOCTYPE html>"),
        ],
    )
    def test_forms(self, recouv: Command, form: str, begins: str) -> None:
        """Text, Markdown, HTML, and nothing else on standard output."""
        ran = recouv("letter", "durand", "reminder-1", form)
        assert ran.out.startswith(begins)

    def test_for_scripts(self, recouv: Command) -> None:
        """Amounts as text; what it is about, and what it says."""
        found = json.loads(recouv("letter", "durand", "reminder-1", "--json").out)
        assert (found["client"], found["letter"], found["about"], found["tone"]) == (
            *("durand", "reminder-1", "overdue", "courteous"),
        )
        assert (found["total"], found["asked"], found["items"][0]["number"]) == ("1000.00", "1000.00", "F1")
        assert found["subject"] == "Rappel\u00a0: facture F1, échue le 01/10/2026"

    def test_a_pdf(self, recouv: Command, tmp_path: Path) -> None:
        """Into a file that is not in the workspace; the same again is the same file."""
        first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
        assert recouv("letter", "durand", "--pdf", str(first)).code == 0
        recouv("letter", "durand", "--pdf", str(second))
        assert first.read_bytes()[:5] == b"%PDF-"
        assert first.read_bytes() == second.read_bytes()

    def test_an_annex_on_demand(self, recouv: Command, tmp_path: Path) -> None:
        """More pages than without."""
        from pypdf import PdfReader

        recouv("letter", "durand", "reminder-1", "--pdf", str(tmp_path / "a.pdf"))
        recouv("letter", "durand", "reminder-1", "--annex", "--pdf", str(tmp_path / "b.pdf"))
        assert len(PdfReader(tmp_path / "b.pdf").pages) == len(PdfReader(tmp_path / "a.pdf").pages) + 1

    def test_nothing_of_the_workspace_is_written_over(self, recouv: Command, late: Desk) -> None:
        """Neither a letter nor the settings."""
        ran = recouv("letter", "durand", "--pdf", str(late.root / "letters/x.pdf"))
        assert ran.code == 2
        assert late.status() == ""

    @pytest.mark.parametrize(
        ("words", "code", "said"),
        [
            (("durand", "reminder-9"), 4, "au choix"),
            (("durand", "plan"), 4, "aucun échéancier"),
            (("nobody",), 4, "nobody"),
            ((), 2, "which client"),
            (("durand", "--currency", "EURO"), 2, "EURO"),
            (("durand", "--text", "words.md"), 2, "--text takes no file here: words.md"),
            (("durand", "--text", "--texts"), 2, "unrecognized arguments: --texts"),
            (("durand", "--batch", "--out", "x"), 2, "without a client"),
            (("--out", "x"), 2, "go together"),
            (("durand", "--pdf", "/nowhere/x.pdf"), 2, "/nowhere/x.pdf"),
        ],
    )
    def test_refusals(self, recouv: Command, words: tuple[str, ...], code: int, said: str) -> None:
        """With what is wrong, and how to mend it."""
        ran = recouv("letter", *words)
        assert ran.code == code
        assert said in ran.err
        assert ran.out == ""


class TestPost:
    """The post of a day."""

    def test_each_letter_all_of_them_and_an_index(self, recouv: Command, late: Desk, tmp_path: Path) -> None:
        """One PDF for each, one to print, a table whose texts no spreadsheet runs."""
        from pypdf import PdfReader

        ran = recouv("letter", "--batch", "--out", str(tmp_path / "post"))
        assert ran.code == 0
        names = sorted(path.name for path in (tmp_path / "post").iterdir())
        assert names == ["001-roux-reminder-3.pdf", "002-durand-reminder-3.pdf", "index.csv", "letters.pdf"]
        with (tmp_path / "post/index.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [(row["client"], row["asked"], row["currency"]) for row in rows] == [
            ("roux", "1000.00", "EUR"),
            ("durand", "1000.00", "EUR"),
        ]
        assert rows[0]["name"] == "'=HYPERLINK(1) Roux"
        assert len(PdfReader(tmp_path / "post/letters.pdf").pages) == sum(int(row["pages"]) for row in rows)
        assert [int(row["page"]) for row in rows] == [1, 1 + int(rows[0]["pages"])]
        assert late.status() == ""

    def test_one_that_cannot_be_written_keeps_no_other(self, recouv: Command, late: Desk, tmp_path: Path) -> None:
        """It is told, with why; the exit code says that something is left."""
        text = CLIENT.format(name="Roux", number="F9").replace("  12 rue des Artisans\n  31000 Toulouse", '  ""')
        late.write("roux", text.replace('address: |\n  ""\n', ""))
        ran = recouv("letter", "--batch", "--out", str(tmp_path / "post"))
        assert ran.code == 1
        assert "Roux" in ran.err
        assert sorted(path.name for path in (tmp_path / "post").iterdir()) == [
            *("001-durand-reminder-3.pdf", "index.csv", "letters.pdf"),
        ]

    def test_what_may_have_left_is_asked_of_the_person(self, recouv: Command, late: Desk, tmp_path: Path) -> None:
        """No movement of the bank says it."""
        doubt = "\n### 2026-11-19 letter\n- invoices: F9\n- outcome: unconfirmed\n"
        late.write("roux", CLIENT.format(name="Roux", number="F9") + doubt)
        ran = recouv("letter", "--batch", "--out", str(tmp_path / "post"), "--lang", "en")
        assert ran.code == 1
        assert "may have left: say what became of it" in ran.err
        assert "recouv sending roux sent, or failed, says so; then print again" in ran.err

    def test_nothing_is_posted_twice(self, recouv: Command, late: Desk, tmp_path: Path) -> None:
        """A folder that holds something is refused, and so is one of the workspace."""
        (tmp_path / "post").mkdir()
        (tmp_path / "post/old.pdf").write_text("x")
        assert recouv("letter", "--batch", "--out", str(tmp_path / "post")).code == 2
        assert recouv("letter", "--batch", "--out", str(late.root / "letters")).code == 2

    def test_a_day_without_post(self, recouv: Command, late: Desk, tmp_path: Path) -> None:
        """Says so, and makes no folder."""
        assert recouv("letter", "--batch", "--out", str(tmp_path / "post"), "--on", "2026-08-02").code == 4
        assert not (tmp_path / "post").exists()


class TestCheck:
    """`check --letters`."""

    def test_what_can_be_written_is_counted(self, recouv: Command, late: Desk) -> None:
        """And what cannot be is a problem with its place."""
        ran = recouv("check", "--letters")
        assert (ran.out, ran.code) == ("", 0)
        assert "2 clients" in ran.err
        (late.root / "letters/mine.fr.md").write_text("---\nsubject: x\n---\n{{ creditor.vat }}\n")
        ran = recouv("check", "--letters")
        assert ran.code == 1
        assert "letters/mine.fr.md:4:1" in ran.out
