"""What the coming days would ask, played with the very agenda of each day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from recouv.domain.condition import Condition
from recouv.domain.practice import Assignment, Calendar, Contact, PlanPolicy, Practice, PromisePolicy
from recouv.domain.task import Task
from recouv.rules.agenda import client_agenda
from recouv.rules.simulation import Played, carried_out, simulated
from recouv.rules.situation import situation_of
from recouv.rules.working_days import WorkingDays

from .journals import DAYS, HOUSE, STANDARD, dossier, journals, scenario, sound

if TYPE_CHECKING:
    from recouv.domain.dossier import Dossier

PRACTICE = Practice(scenarios={"standard": scenario()}, house=HOUSE)
RESTING = replace(HOUSE, contact=Contact(interval=5, reply_pause=3), calendar=Calendar(), bank_until=date(2026, 1, 1))
WEEKDAYS = Practice(scenarios={"standard": scenario()}, house=replace(RESTING, stale_after=3))
BY_AGE = STANDARD.replace("steps:", "start: by-age\nreentry: by-age\nsteps:", 1)
WHEN = STANDARD.replace("auto: confirm\n", "auto: confirm\n    when:\n      age: 33\n").replace(
    "auto: no\n", "auto: no\n    when:\n      grades: [C, D, E]\n"
)
FIRM = STANDARD.replace("name: standard", "name: firm").replace("days: 3\n", "after: 11\n")
RULES = (
    Assignment(scenario="firm", when=Condition(average_delay_above=25)),
    Assignment(scenario="firm", when=Condition(broken_promises=1)),
    Assignment(scenario="by-age", when=Condition(loyalty=1)),
)
GRACE = replace(RESTING, promises=PromisePolicy(), plans=PlanPolicy(), assignments=RULES, limitation={"company": 7})
#: What may change from one day to the next, each in its turn: age, grade, average, broken promises, loyalty, law.
PLAYED = [
    PRACTICE,
    WEEKDAYS,
    Practice(scenarios={"standard": scenario(BY_AGE)}, house=RESTING),
    Practice(
        scenarios={"standard": scenario(BY_AGE.replace("days: 3\n", "days: 3\n    minimum: 400.00\n"))}, house=HOUSE
    ),
    Practice(scenarios={"standard": scenario(WHEN)}, house=HOUSE),
    Practice(
        scenarios={
            "standard": scenario(),
            "firm": scenario(FIRM, "firm"),
            "by-age": scenario(BY_AGE.replace("name: standard", "name: by-age"), "by-age"),
        },
        house=GRACE,
    ),
]
HEAD = """
name: Durand
address: 12 rue des Artisans
contacts:
  - email: compta@durand.example
"""
INVOICE = "\n### 2026-01-01 invoice F-1\n- amount: 100.00\n- due: 2026-01-31\n- document: documents/F-1.pdf\n"


def told(journal: str, first: str, days: int, practice: Practice = PRACTICE) -> list[str]:
    """Day, action, step and amount of each task."""
    rows = simulated(sound(journal, HEAD), practice, date.fromisoformat(first), days)
    return [" ".join(f"{row.day} {row.task.action} {row.task.step} {row.task.amount}".split()) for row in rows]


def day_by_day(read: Dossier, practice: Practice, first: date, days: int) -> list[tuple[date, list[Task]]]:
    """The messages of each day worked, the journal written by hand as the simulation says that it goes."""
    found = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        if not WorkingDays(practice.house.calendar).is_worked(day):
            continue
        rows = client_agenda(situation_of(read, day), practice, day)
        sent = [row for row in rows if isinstance(row, Task) and row.steps]
        found.append((day, sent))
        entries = [entry for task in sent if (entry := carried_out(task, day))]
        read = replace(read, entries=(*read.entries, *entries))
    return found


def played_without_sparing(read: Dossier, practice: Practice, first: date, days: int) -> list[Played]:
    """The simulation by its words: the agenda of each day worked, what stays in the office told on its first day."""
    house = replace(practice.house, stale_after=None)
    supposed = replace(practice, house=house)
    found: list[Played] = []
    told: set[object] = set()
    for offset in range(days):
        day = first + timedelta(days=offset)
        if not WorkingDays(house.calendar).is_worked(day):
            continue
        tasks = [row for row in client_agenda(situation_of(read, day), supposed, day) if isinstance(row, Task)]
        for task in tasks:
            key = (task.action, task.entry_id, task.invoices, task.amount.currency if task.amount else "")
            if task.steps or key not in told:
                told.add(key)
                found.append(Played(day=day, task=task))
        entries = [entry for task in tasks if (entry := carried_out(task, day))]
        read = replace(read, entries=(*read.entries, *entries))
    return found


def by_day(played: list[Played]) -> dict[date, list[Task]]:
    """The messages of each day."""
    found: dict[date, list[Task]] = {}
    for row in played:
        if row.task.steps:
            found.setdefault(row.day, []).append(row.task)
    return found


class TestADayAfterTheOther:
    """Each message is sent on its day, and the next keeps its distance from it."""

    def test_every_step(self) -> None:
        """Nobody pays: the scenario is gone through, then a decision is asked for, once."""
        assert told(INVOICE, "2026-01-20", 90) == [
            "2026-01-26 email courtesy 100.00 EUR",
            "2026-02-03 email reminder-1 100.00 EUR",
            "2026-02-15 letter reminder-2 100.00 EUR",
            "2026-03-12 registered-letter formal-notice 100.00 EUR",
            "2026-03-13 decide 100.00 EUR",
        ]

    def test_what_was_missed_is_caught_up(self) -> None:
        """The first day sends what waits, and the others follow from it."""
        assert told(INVOICE, "2026-03-01", 15) == [
            "2026-03-01 email reminder-1 100.00 EUR",
            "2026-03-13 letter reminder-2 100.00 EUR",
        ]

    def test_days_of_rest_propose_nothing(self) -> None:
        """15 February 2026 is a Sunday: the letter leaves on the Monday."""
        assert told(INVOICE, "2026-02-03", 14, WEEKDAYS)[1:] == ["2026-02-16 letter reminder-2 100.00 EUR"]

    def test_promises_run_their_course(self) -> None:
        """While it is open nothing is sent; it is looked for once, then broken, and the reminder comes."""
        promise = "\n### 2026-02-01 promise ^p0000001\n- amount: 100.00\n- by: 2026-02-10\n"
        promises = replace(HOUSE.promises, grace=2)
        practice = replace(PRACTICE, house=replace(HOUSE, promises=promises))
        assert told(INVOICE + promise, "2026-02-02", 14, practice) == [
            "2026-02-11 check-promise 100.00 EUR",
            "2026-02-13 email reminder-1 100.00 EUR",
        ]

    def test_what_is_dated_ahead_happens(self) -> None:
        """A payment that the journal dates tomorrow ends it."""
        payment = "\n### 2026-02-10 payment\n- amount: 100.00\n- allocate:\n  - F-1: 100.00\n"
        assert told(INVOICE + payment, "2026-02-01", 60) == ["2026-02-03 email reminder-1 100.00 EUR"]

    def test_known_bank_data(self) -> None:
        """A simulation supposes them known every day: nothing is blocked."""
        rows = simulated(sound(INVOICE, HEAD), WEEKDAYS, date(2026, 2, 2), 40)
        assert [row.task.blocked_by for row in rows] == [None, None, None]

    def test_a_new_month_asks_for_its_review(self) -> None:
        """Reviewed in May, an old debt on hold is looked at again from 1 June on, though nothing happens in between."""
        story = INVOICE + "\n### 2026-01-02 hold\n" + "\n### 2026-05-02 review\n"
        assert told(story, "2026-05-03", 60) == ["2026-06-01 review 100.00 EUR"]

    def test_an_age_that_says_another_step(self) -> None:
        """Too little for the first reminder, enough for the second: it comes when the invoice is old enough for it."""
        steps = BY_AGE.replace("days: 3\n", "days: 3\n    minimum: 400.00\n")
        practice = Practice(scenarios={"standard": scenario(steps)}, house=HOUSE)
        assert told(INVOICE, "2026-02-01", 30, practice)[:1] == ["2026-02-15 letter reminder-2 100.00 EUR"]

    def test_a_step_of_the_office(self) -> None:
        """It is done like the others, and is no contact."""
        steps = "steps:\n  - id: ask\n    days: 3\n    channel: task\n  - id: write\n    days: 4\n    channel: email\n"
        practice = replace(PRACTICE, scenarios={"standard": scenario(f"name: standard\n{steps}")})
        practice = replace(practice, house=replace(HOUSE, contact=Contact(interval=5)))
        assert told(INVOICE, "2026-02-03", 3, practice)[:2] == [
            "2026-02-03 note ask 100.00 EUR",
            "2026-02-04 email write 100.00 EUR",
        ]


class TestSameAsTheAgenda:
    """The simulation is the agenda of each day, made from the journal with what was played appended."""

    @given(journals(commitments=True), DAYS, st.sampled_from([PRACTICE, WEEKDAYS]))
    @settings(max_examples=150, deadline=None)
    def test_day_by_day(self, blocks: list[str], first: date, practice: Practice) -> None:
        """Task for task, score and reasons included."""
        read = dossier("\n".join(blocks), HEAD)
        played = by_day(list(simulated(read, practice, first, 40)))
        supposed = replace(practice, house=replace(practice.house, stale_after=None))
        asked = day_by_day(read, supposed, first, 40)
        assert played == {day: tasks for day, tasks in asked if tasks}

    @given(journals(commitments=True), DAYS, st.sampled_from(PLAYED))
    @settings(max_examples=300, deadline=None)
    def test_passing_over_days_loses_nothing(self, blocks: list[str], first: date, practice: Practice) -> None:
        """Whatever conditions look at, every task is told on its day: those of the office too."""
        read = dossier("\n".join(blocks), HEAD)
        assert list(simulated(read, practice, first, 150)) == played_without_sparing(read, practice, first, 150)

    @given(journals(commitments=True), DAYS)
    @settings(max_examples=60, deadline=None)
    def test_twice(self, blocks: list[str], first: date) -> None:
        """The second run says the same, and the dossier is as it was."""
        read = dossier("\n".join(blocks), HEAD)
        entries = read.entries
        once = list(simulated(read, WEEKDAYS, first, 30))
        assert list(simulated(read, WEEKDAYS, first, 30)) == once
        assert read.entries is entries

    @given(journals(commitments=True), DAYS)
    @settings(max_examples=60, deadline=None)
    def test_days_of_rest(self, blocks: list[str], first: date) -> None:
        """No line stands on a day that is not worked."""
        read = dossier("\n".join(blocks), HEAD)
        worked = WorkingDays(WEEKDAYS.house.calendar)
        assert all(worked.is_worked(row.day) for row in simulated(read, WEEKDAYS, first, 40))

    @given(journals(commitments=True), DAYS, st.integers(1, 30))
    @settings(max_examples=60, deadline=None)
    def test_a_longer_one_begins_the_same(self, blocks: list[str], first: date, days: int) -> None:
        """Its first days do not depend on how many follow."""
        read = dossier("\n".join(blocks), HEAD)
        end = first + timedelta(days=days)
        longer = [row for row in simulated(read, PRACTICE, first, 40) if row.day < end]
        assert list(simulated(read, PRACTICE, first, days)) == longer
