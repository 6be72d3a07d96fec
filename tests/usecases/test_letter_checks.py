"""What `check` says of letters before any is written, and what writing them all to everybody tells."""

from __future__ import annotations

import pytest

from recouv.domain.problem import Problem
from recouv.store.workspace import Workspace
from recouv.usecases.checking import check_workspace
from recouv.usecases.letter_rehearsal import rehearse
from recouv.usecases.session import Session
from tests.conftest import DURAND, TODAY, Desk

CREDITOR = (
    "recouv: 1\nlanguage: fr\ncreditor:\n  name: Autan\n  iban: FR76 9999 9000 0101 2345 6789 012\n  bic: DEMOFRPPXXX\n"
)
ENGLISH = DURAND.replace("kind: company", "kind: company\nlanguage: en\nscenario: firm")


def opened(desk: Desk) -> Session:
    """The workspace as it stands now."""
    return Session(workspace=Workspace.open(desk.root), today=TODAY)


def told(desk: Desk) -> list[str]:
    """What `check` says, place first."""
    return [f"{problem.place} {problem.what}" for problem in check_workspace(opened(desk))]


def configure(desk: Desk, text: str = CREDITOR) -> None:
    """A configuration by hand."""
    (desk.root / "recouv.yaml").write_text(text, encoding="utf-8")


def letter(desk: Desk, body: str, name: str = "reminder-1.fr", head: str = "subject: Objet") -> None:
    """A letter by hand."""
    (desk.root / f"letters/{name}.md").write_text(f"---\n{head}\n---\n{body}\n", encoding="utf-8")


class TestTexts:
    """Each letter, whether or not a scenario names it."""

    def test_what_ships_is_sound(self, desk: Desk) -> None:
        """With a creditor and without."""
        assert told(desk) == []
        configure(desk)
        assert told(desk) == []

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ("un\n\n{{ totl }}", "letters/mine.fr.md:6:4 there is no value totl"),
            ("{% if total %}", "letters/mine.fr.md:4:1 the template cannot be read: Unexpected end"),
            ("un\nle commandement", "letters/mine.fr.md:5:4 “commandement” has no place in a letter to a debtor"),
            ("ou une plainte", "letters/mine.fr.md:4:8 “plainte” has no place in a letter to a debtor"),
        ],
    )
    def test_places(self, desk: Desk, body: str, said: str) -> None:
        """Line and column."""
        letter(desk, body, "mine.fr")
        (problem,) = told(desk)
        assert problem.startswith(said)

    def test_a_letter_to_an_officer_may_name_one(self, desk: Desk) -> None:
        """A handover is not for the debtor."""
        letter(desk, "Maître, huissier", "mine.fr", "subject: x\nabout: handover")
        assert told(desk) == []

    def test_a_head_that_is_wrong(self, desk: Desk) -> None:
        """As the reader of letters tells it."""
        letter(desk, "x", "mine.fr", "subject: x\ntone: angry")
        assert told(desk) == ["letters/mine.fr.md:3:7 angry is not one of the words allowed here"]


class TestLanguages:
    """A step's letter is there for each client who follows its scenario."""

    def test_one_that_lacks(self, desk: Desk) -> None:
        """At the step, with who reads it; clients of other scenarios do not matter."""
        configure(desk)
        desk.write("smith", ENGLISH)
        desk.write("durand", DURAND.replace("7k3f9x2m", "aaaaaaaa").replace("f5w2kb8t", "bbbbbbbb"))
        (desk.root / "letters/reminder-2.en.md").unlink()
        (problem,) = told(desk)
        assert problem == (
            "scenarios/firm.yaml:30:13 letter reminder-2 is not written in en,"
            " which a client of this scenario reads: smith"
        )

    def test_one_that_cannot_be_read_is_not_missing(self, desk: Desk) -> None:
        """Its own problem is enough."""
        configure(desk)
        desk.write("smith", ENGLISH)
        letter(desk, "x", "reminder-2.en", "tone: firm")
        assert told(desk) == ["letters/reminder-2.en.md:1:1 the letter has no subject"]

    def test_scenarios_of_the_rules(self, desk: Desk) -> None:
        """A client without one of its own may follow the default and those of the rules."""
        configure(desk, CREDITOR + "assign:\n  - scenario: firm\n    when:\n      age: 9\n")
        desk.write("smith", ENGLISH.replace("scenario: firm\n", ""))
        (desk.root / "letters/reminder-2.en.md").unlink()
        assert {problem.partition(":")[0] for problem in told(desk)} == {
            "scenarios/firm.yaml",
            "scenarios/standard.yaml",
        }


class TestCreditor:
    """What letters print of the creditor."""

    def test_a_value_that_lacks(self, desk: Desk) -> None:
        """At the line that prints it; one that is asked for first may lack, and a letter that no step names too."""
        configure(desk)
        desk.write("durand", DURAND)
        letter(desk, "{% if creditor.vat %}{{ creditor.vat }}{% endif %}\n{{ creditor.siren }}")
        letter(desk, "{{ creditor.email }}", "mine.fr")
        assert told(desk) == ["letters/reminder-1.fr.md:5:1 the letter prints creditor.siren, which recouv.yaml lacks"]

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            (
                ("6789 012", "6789 013"),
                "recouv.yaml:5:9 the creditor's IBAN FR76 9999 9000 0101 2345 6789 013 fails its check",
            ),
            (("DEMOFRPPXXX", "DEMO"), "recouv.yaml:6:8 DEMO is not a BIC"),
            (("  iban: FR76 9999 9000 0101 2345 6789 012\n", ""), "recouv.yaml:4:3 letters ask to be paid"),
        ],
    )
    def test_how_to_pay(self, desk: Desk, line: tuple[str, str], said: str) -> None:
        """A number that is wrong, and one that is not there."""
        configure(desk, CREDITOR.replace(*line))
        desk.write("durand", DURAND)
        (problem,) = told(desk)
        assert problem.startswith(said)

    def test_consumers_have_a_mediator(self, desk: Desk) -> None:
        """Named by the creditor."""
        configure(desk)
        desk.write("durand", DURAND.replace("kind: company", "kind: consumer"))
        (problem,) = told(desk)
        assert "names no mediator" in problem
        configure(desk, CREDITOR + "  mediator: Médiation de l'Autan\n")
        assert told(desk) == []


class TestRehearsal:
    """Every letter on every client."""

    def rehearsed(self, desk: Desk) -> tuple[int, list[Problem]]:
        """How many can be written, and what is wrong with the others."""
        done = rehearse(opened(desk), TODAY)
        return done.written, list(done.problems)

    def test_what_ships(self, desk: Desk) -> None:
        """One late client has nine letters to be written, none with a hole."""
        configure(desk)
        desk.write("durand", DURAND)
        written, problems = self.rehearsed(desk)
        assert problems == []
        assert written >= 10

    def test_one_problem_for_all_the_clients_who_have_it(self, desk: Desk) -> None:
        """At the line of the letter, with their number."""
        configure(desk)
        desk.write("durand", DURAND)
        desk.write("roux", DURAND.replace("7k3f9x2m", "aaaaaaaa").replace("f5w2kb8t", "bbbbbbbb"))
        letter(desk, "{{ creditor.vat }}", "mine.fr")
        _, (problem,) = self.rehearsed(desk)
        assert problem.place == "letters/mine.fr.md:4:1"
        assert str(problem.what) == "the letter prints creditor.vat, which is not known (for 2 clients: durand, roux)"

    def test_a_file_that_cannot_be_read_keeps_no_other_from_it(self, desk: Desk) -> None:
        """It is left out."""
        configure(desk)
        desk.write("durand", DURAND)
        desk.write("broken", "---\nname: Broken\n---\n\n## Journal\n\n### 2026-01-01 invoice F\n- amount: many\n")
        assert rehearse(opened(desk), TODAY).clients == 1

    def test_a_layout_that_makes_no_page(self, desk: Desk) -> None:
        """Is told once, and with typst's own words."""
        configure(desk)
        desk.write("durand", DURAND)
        (desk.root / "letters/layout.typ").write_text("#nobody")
        _, (problem,) = self.rehearsed(desk)
        assert problem.path == "letters/layout.typ"
        assert "unknown variable" in str(problem.what)
