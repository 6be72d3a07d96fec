"""Why the agenda asks what it asks of one client: every judgement, from the rules that made the agenda."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from msgspec.structs import replace

from recouv.domain.condition import Condition
from recouv.domain.practice import Assignment, Calendar, Contact, Practice
from recouv.domain.task import Held, Task
from recouv.rules.agenda import client_agenda
from recouv.rules.explanation import ExplainedItem, Explanation, explanation
from recouv.rules.next_step import StepState, next_step
from recouv.rules.situation import situation_of

from .journals import DAYS, HOUSE, dossier, journals, scenario, sound

STEPS = """
name: standard
steps:
  - id: courtesy
    days: -5
    channel: email
  - id: reminder-1
    days: 3
    channel: email
  - id: school
    days: 8
    channel: letter
    when:
      tags: [school]
  - id: ring
    days: 12
    channel: call
  - id: reminder-2
    days: 20
    channel: letter
  - id: formal-notice
    days: 40
    channel: registered-letter
"""
PRACTICE = Practice(scenarios={"standard": scenario(STEPS)}, house=HOUSE)
HEAD = "name: Durand\naddress: 12 rue des Artisans\ncontacts:\n  - email: compta@durand.example\n    phone: '1'\n"
INVOICE = "\n### 2026-01-01 invoice F-1\n- amount: 100.00\n- due: 2026-01-31\n"


def sent(day: str, step: str, kind: str = "email", outcome: str = "") -> str:
    rows = [f"\n### {day} {kind}", "- invoices: F-1", "- scenario: standard", f"- step: {step}"]
    return "\n".join([*rows, *([f"- outcome: {outcome}"] if outcome else [])]) + "\n"


def explained(journal: str, on: str, practice: Practice = PRACTICE) -> Explanation:
    day = date.fromisoformat(on)
    return explanation(situation_of(sound(journal, HEAD), day), practice, day)


def item(journal: str, on: str, practice: Practice = PRACTICE) -> ExplainedItem:
    """The one open item."""
    (part,) = explained(journal, on, practice).currencies
    (found,) = part.items
    return found


def states(journal: str, on: str, practice: Practice = PRACTICE) -> dict[str, str]:
    return {one.step.id: str(one.state) for one in item(journal, on, practice).steps}


class TestSteps:
    """Every step of the scenario, and where it stands."""

    def test_before_the_due_date(self) -> None:
        """The courtesy is next."""
        assert states(INVOICE, "2026-01-27") == {
            "courtesy": "next",
            "reminder-1": "later",
            "school": "not-for-client",
            "ring": "later",
            "reminder-2": "later",
            "formal-notice": "later",
        }

    def test_late(self) -> None:
        """The courtesy has lapsed; the step that is for others is passed over, with what is not met."""
        found = item(INVOICE + sent("2026-02-03", "reminder-1"), "2026-02-10")
        assert [str(one.state) for one in found.steps] == ["lapsed", "done", "not-for-client", "next", "later", "later"]
        assert [str(one.why) for one in found.steps if one.why] == ["tags: -"]
        assert found.steps[1].done_on == date(2026, 2, 3)

    def test_nobody_reached(self) -> None:
        """After so many attempts the sequence goes on, and says so; before, the call is next and has its attempts."""
        journal = INVOICE + sent("2026-02-03", "reminder-1") + sent("2026-02-12", "ring", "call", "no-answer")
        tried = item(journal, "2026-02-13").steps[3]
        assert (tried.state, tried.tried) == (StepState.NEXT, (date(2026, 2, 12),))
        once = replace(PRACTICE, house=replace(HOUSE, contact=Contact(interval=0, attempts=1)))
        assert states(journal, "2026-02-13", once)["ring"] == "unreached"

    def test_entered_by_age(self) -> None:
        """What lies below the level at which an old debt enters is passed over."""
        by_age = replace(PRACTICE, scenarios={"standard": scenario(STEPS + "start: by-age\n")})
        assert states(INVOICE, "2026-02-25", by_age) == {
            "courtesy": "lapsed",
            "reminder-1": "below",
            "school": "not-for-client",
            "ring": "below",
            "reminder-2": "next",
            "formal-notice": "later",
        }

    def test_rest(self) -> None:
        """The day before it gave way to one that is worked is kept: 15 February 2026 is a Sunday."""
        practice = replace(PRACTICE, house=replace(HOUSE, calendar=Calendar()))
        planned = item(INVOICE + sent("2026-02-06", "reminder-1"), "2026-02-10", practice).line.planned
        assert planned is not None
        assert (planned.own_day, planned.unrested, planned.day) == (
            date(2026, 2, 12),
            date(2026, 2, 15),
            date(2026, 2, 16),
        )

    @given(journals(commitments=True), DAYS)
    @settings(max_examples=150, deadline=None)
    def test_one_is_next(self, blocks: list[str], on: date) -> None:
        """It is the one that the agenda's own rule gives, and none where that gives none."""
        situation = situation_of(dossier("\n".join(blocks), HEAD), on)
        for part in explanation(situation, PRACTICE, on).currencies:
            for found in part.items:
                line = found.line
                assert line.scenario is not None
                planned = next_step(
                    line.item, line.scenario, situation.progress, on, facts=part.facts, house=PRACTICE.house
                )
                asked = [one.step for one in found.steps if one.state is StepState.NEXT]
                assert asked == ([planned.step] if planned else [])


class TestAccount:
    """What is claimed, what came, whether a message may go."""

    def test_covered(self) -> None:
        """Money that settles nothing yet covers the claim."""
        (part,) = explained(INVOICE + "\n### 2026-02-01 payment\n- amount: 100.00\n", "2026-02-10").currencies
        assert (part.is_covered, part.claim.amount, part.unallocated.amount) == (True, Decimal(100), Decimal(100))
        (part,) = explained(INVOICE + "\n### 2026-02-01 payment\n- amount: 99.00\n", "2026-02-10").currencies
        assert not part.is_covered

    def test_left_alone(self) -> None:
        """The interval after a message, then the pause after an answer."""
        practice = replace(PRACTICE, house=replace(HOUSE, contact=Contact(interval=5, reply_pause=3)))
        (part,) = explained(INVOICE + sent("2026-02-03", "reminder-1"), "2026-02-05", practice).currencies
        assert part.quiet is not None
        assert (str(part.quiet[0]), part.quiet[1]) == (
            "last message on 2026-02-03: what is due joins the next one",
            date(2026, 2, 8),
        )
        assert explained(INVOICE, "2026-02-05", practice).currencies[0].quiet is None

    def test_why_that_scenario(self) -> None:
        """The rule of the house that gave it."""
        rule = Assignment(scenario="gentle", when=Condition(kinds=("company",)))
        house = replace(HOUSE, assignments=(rule,))
        practice = Practice(scenarios={"gentle": scenario(STEPS.replace("standard", "gentle"), "gentle")}, house=house)
        assigned = item(INVOICE, "2026-02-05", practice).line.assigned
        assert (assigned.name, str(assigned.why)) == ("gentle", "rule 1 of recouv.yaml; kind: company")

    def test_commitments(self) -> None:
        """Each that nothing has ended, with its judged state."""
        journal = INVOICE + "\n### 2026-02-01 promise ^p0000001\n- amount: 100.00\n- by: 2026-02-05\n"
        journal += "\n### 2026-02-02 hold ^h0000001\n- until: 2026-02-04\n"
        found = explained(journal, "2026-02-05").commitments
        assert [(one.entry.kind, one.state) for one in found] == [("promise", "open"), ("hold", "over")]
        assert [one.state for one in explained(journal, "2026-02-06").commitments] == ["broken", "over"]

    def test_stale_bank_data(self) -> None:
        """Why no message leaves."""
        practice = replace(PRACTICE, house=replace(HOUSE, bank_until=date(2026, 2, 1), stale_after=3))
        assert str(explained(INVOICE, "2026-02-05", practice).stale) == "bank data of 2026-02-01"
        assert explained(INVOICE, "2026-02-04", practice).stale is None


class TestConclusion:
    """The tasks and what is held are the agenda's."""

    @given(journals(commitments=True), DAYS)
    @settings(max_examples=100, deadline=None)
    def test_same_rows(self, blocks: list[str], on: date) -> None:
        """All of them, scores included; the score adds up to the priority."""
        situation = situation_of(dossier("\n".join(blocks), HEAD), on)
        found = explanation(situation, PRACTICE, on)
        rows = client_agenda(situation, PRACTICE, on)
        assert list(found.tasks) == [row for row in rows if isinstance(row, Task)]
        assert list(found.held) == [row for row in rows if isinstance(row, Held)]
        for task in found.tasks:
            assert task.priority == sum(int(str(part.args["points"])) for part in task.score)
