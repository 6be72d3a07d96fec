"""What `check` says of scenarios and letters that are not there, and of rules that nobody reaches."""

from __future__ import annotations

import os

import pytest

from recouv.store.workspace import Workspace
from recouv.usecases.checking import check_workspace
from recouv.usecases.session import Session
from tests.conftest import TODAY, Desk

DOSSIER = """---
name: Roux
terms: 30 days
scenario: {scenario}
---

## Journal

### 2026-09-01 invoice F1 ^aaaaaaaa
- amount: 1000.00
- due: 2026-10-31
- scenario: gone

### 2026-09-02 invoice F2 ^bbbbbbbb
- amount: 10.00
- scenario: gone

### 2026-09-09 payment ^cccccccc
- amount: 10.00
- allocate:
  - F2: 10.00
"""


def told(desk: Desk) -> list[str]:
    """What `check` says, place first."""
    session = Session(workspace=Workspace.open(desk.root), today=TODAY)
    return [f"{problem.place} {problem.what}" for problem in check_workspace(session)]


def configure(desk: Desk, text: str) -> None:
    """A configuration by hand."""
    (desk.root / "recouv.yaml").write_text(text, encoding="utf-8")


class TestRecouvYaml:
    """The default scenario and the rules of assignment."""

    def test_what_ships_is_sound(self, desk: Desk) -> None:
        """Nothing to say of a new workspace."""
        assert told(desk) == []

    def test_a_default_scenario_that_is_not_there(self, desk: Desk) -> None:
        """At the place where it is named; at the top where it is not."""
        configure(desk, "recouv: 1\nscenario: gone\n")
        assert told(desk) == ["recouv.yaml:2:11 there is no scenario gone"]
        (desk.root / "scenarios/standard.yaml").unlink()
        configure(desk, "recouv: 1\n")
        assert told(desk) == ["recouv.yaml:1:1 there is no scenario standard"]

    def test_a_rule_that_names_a_scenario_that_is_not_there(self, desk: Desk) -> None:
        """At its own place, whichever rule it is."""
        configure(
            desk,
            "assign:\n  - scenario: firm\n    when:\n      age: 9\n  - when:\n      age: 3\n    scenario: gone\n",
        )
        assert told(desk) == ["recouv.yaml:7:15 there is no scenario gone"]

    def test_a_rule_that_nobody_reaches(self, desk: Desk) -> None:
        """Because one before it takes everybody; that one is named."""
        rule = "  - scenario: {}\n"
        when = "    when:\n      age: 3\n"
        configure(desk, "assign:\n" + rule.format("firm") + when + rule.format("loyal") + rule.format("firm") + when)
        assert told(desk) == ["recouv.yaml:6:15 no client reaches rule 3: rule 2 asks for nothing"]

    def test_a_last_rule_may_take_everybody(self, desk: Desk) -> None:
        """It keeps no other from being reached."""
        configure(desk, "assign:\n  - scenario: firm\n    when:\n      age: 3\n  - scenario: loyal\n")
        assert told(desk) == []


class TestLetters:
    """The letters that steps name."""

    def test_the_letter_of_a_fallback(self, desk: Desk) -> None:
        """It is looked for too."""
        text = "steps:\n  - id: a\n    days: 3\n    channel: email\n    fallback:\n      channel: letter\n      letter: gone\n"
        (desk.root / "scenarios/mine.yaml").write_text(text, encoding="utf-8")
        assert told(desk) == ["scenarios/mine.yaml:7:15 there is no letter gone"]

    def test_a_letter_in_no_language(self, desk: Desk) -> None:
        """At the step that names it."""
        text = "steps:\n  - id: a\n    days: 3\n    channel: email\n    letter: gone\n"
        (desk.root / "scenarios/mine.yaml").write_text(text, encoding="utf-8")
        assert told(desk) == ["scenarios/mine.yaml:5:13 there is no letter gone"]

    def test_one_language_is_enough(self, desk: Desk) -> None:
        """Not every creditor writes in two."""
        for name in (desk.root / "letters").glob("*.en.md"):
            name.unlink()
        assert told(desk) == []


class TestDossiers:
    """The scenarios that a head and invoices name."""

    def test_of_the_head(self, desk: Desk) -> None:
        """At its value."""
        desk.write("roux", DOSSIER.format(scenario="gone").replace("- scenario: gone\n", ""))
        assert told(desk) == ["dossiers/roux.md:4:11 there is no scenario gone"]

    def test_of_an_invoice_still_open(self, desk: Desk) -> None:
        """At its line; one that is settled asks for nothing any more."""
        desk.write("roux", DOSSIER.format(scenario="loyal"))
        assert told(desk) == ["dossiers/roux.md:12:1 there is no scenario gone"]

    def test_written_meanwhile(self, desk: Desk) -> None:
        """Nothing is left to say, though the dossier did not change."""
        desk.write("roux", DOSSIER.format(scenario="loyal"))
        assert told(desk) != []
        (desk.root / "scenarios/gone.yaml").write_text("follow_up: no\n", encoding="utf-8")
        assert told(desk) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_among_the_scenarios_is_not_waited_for(desk: Desk) -> None:
    """It would never end: it holds no text."""
    os.mkfifo(desk.root / "scenarios/pipe.yaml")
    assert "pipe.yaml" not in Workspace.open(desk.root).scenario_texts
