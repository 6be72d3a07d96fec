"""What the agenda never does, whatever happened to a client and whatever the house decided.

Each property is told by its words from the journal, beside the rules that it is about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from recouv.domain.condition import Condition
from recouv.domain.entry import Entry
from recouv.domain.practice import Assignment, Calendar, Contact, PlanPolicy, Practice, PromisePolicy
from recouv.domain.scenario import Channel, Tone
from recouv.domain.task import Held, Task
from recouv.rules.agenda import client_agenda
from recouv.rules.explanation import explanation
from recouv.rules.next_step import StepState, own_days
from recouv.rules.simulation import carried_out
from recouv.rules.situation import situation_of
from recouv.rules.suspension import claimed

from .journals import DAYS, HOUSE, STANDARD, dossier, journals, naive_standing, scenario

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recouv.domain.dossier import Dossier
    from recouv.rules.account import OpenItem

RESTING = replace(HOUSE, contact=Contact(interval=4, reply_pause=2), calendar=Calendar())
LONGER = """
name: longer
start: by-age
reentry: restart
steps:
  - id: reminder-1
    days: 2
    channel: email
  - id: look
    after: 4
    channel: task
  - id: reminder-2
    after: 9
    channel: call
    minimum: 300.00
    when:
      minimum: 100.00
  - id: formal-notice
    end-of-month: 40
    channel: registered-letter
    tone: formal
  - id: last-call
    after: 10
    channel: call
"""
MINIMUM = STANDARD.replace("days: 15\n", "days: 15\n    minimum: 400.00\n    maximum: 900.00\n")
RULES = (
    Assignment(scenario="longer", when=Condition(broken_promises=1)),
    Assignment(scenario="minimum", when=Condition(minimum=None, age=60)),
)
PRACTICES = [
    Practice(scenarios={"standard": scenario()}, house=HOUSE),
    Practice(scenarios={"standard": scenario()}, house=RESTING),
    Practice(
        scenarios={
            "standard": scenario(),
            "longer": scenario(LONGER, "longer"),
            "minimum": scenario(MINIMUM.replace("name: standard", "name: minimum"), "minimum"),
        },
        house=replace(
            HOUSE,
            assignments=RULES,
            promises=PromisePolicy(),
            plans=PlanPolicy(),
            contact=Contact(interval=2, attempts=2),
        ),
    ),
    Practice(scenarios={"standard": scenario(LONGER.replace("name: longer", "name: standard"))}, house=HOUSE),
]
HEAD = "name: Durand\naddress: 12 rue des Artisans\ncontacts:\n  - email: compta@durand.example\n"
THREE_DUE_DATES = (
    "### 2026-01-01 invoice F-1 ^00000000",
    "- amount: 0.04 EUR",
    "- due:",
    "  - 2026-01-01: 0.01 EUR",
    "  - 2026-01-01: 0.01 EUR",
    "  - 2026-01-07: 0.02 EUR",
    "- performed: 2026-01-01",
    "",
)
ANY_DAY = given(journals(commitments=True), DAYS, st.sampled_from(PRACTICES))


def day_of(read: Dossier, practice: Practice, on: date) -> tuple[list[Task], list[Held]]:
    rows = client_agenda(situation_of(read, on), practice, on)
    return [row for row in rows if isinstance(row, Task)], [row for row in rows if isinstance(row, Held)]


def step_of(task: Task, practice: Practice) -> tuple[Channel, Tone, int]:
    """Channel, tone and rank of the step that the task carries out."""
    found = practice.scenarios[task.scenario]
    (step,) = [step for step in found.steps if step.id == task.step]
    return step.channel, step.tone, found.level(step.id)


def is_message(task: Task, practice: Practice) -> bool:
    """Whether it reaches the client: a step that is none of the office."""
    return bool(task.steps) and step_of(task, practice)[0] is not Channel.TASK


class TestEachOnce:
    """Every overdue item is in one task or held with a reason, and what they claim is what is owed."""

    @ANY_DAY
    @settings(max_examples=400, deadline=None)
    def test_amounts_and_items(self, blocks: list[str], on: date, practice: Practice) -> None:
        """The claims of tasks, the money deducted and what is held sum to the overdue, currency by currency."""
        read = dossier("\n".join(blocks), HEAD)
        situation = situation_of(read, on)
        assume(not any(item.instalment for item in situation.items))
        tasks, held = day_of(read, practice, on)
        overdue: dict[str, list[OpenItem]] = defaultdict(list)
        for item in situation.items:
            if item.balance.amount > 0 and item.due < on:
                overdue[item.balance.currency].append(item)
        claimed_of = {item.number: claimed(item).amount for items in overdue.values() for item in items}
        asking = [
            task
            for task in tasks
            if (task.steps or task.action == "decide") and task.due_since is not None and task.due_since < on
        ]
        named = Counter(number for row in (*asking, *held) for number in row.invoices)
        assert named == Counter(list(claimed_of))
        for currency, items in overdue.items():
            received = max(Decimal(0), situation.account(on).unallocated(currency).amount)
            asked = Decimal(0)
            for task in asking:
                if task.amount is not None and task.amount.currency == currency:
                    asked += task.amount.amount
                    asked += received if is_message(task, practice) else Decimal(0)
            waiting = sum(
                (claimed_of[number] for row in held for number in row.invoices if number in {i.number for i in items}),
                Decimal(0),
            )
            assert asked + waiting == sum((claimed(item).amount for item in items), Decimal(0))

    @ANY_DAY
    @settings(max_examples=300, deadline=None)
    def test_one_message(self, blocks: list[str], on: date, practice: Practice) -> None:
        """At most one for each currency."""
        tasks, _ = day_of(dossier("\n".join(blocks), HEAD), practice, on)
        messages = Counter(task.amount.currency for task in tasks if is_message(task, practice) and task.amount)
        assert all(count == 1 for count in messages.values())


def may_not_be_asked(number: str, facts: list[Entry], on: date) -> bool:
    """By the words of the rules: insolvent, handed over, on hold, wholly disputed, promised or planned and still time."""
    ended = {fact.target for fact in facts if fact.kind in ("withdraw", "release", "resolve", "recall")}
    for fact in facts:
        if fact.id in ended or (fact.invoices and number not in fact.invoices):
            continue
        if fact.kind in ("insolvency", "handover") or (fact.kind == "dispute" and fact.amount is None):
            return True
        if fact.kind == "hold" and (fact.day("until") or on) >= on:
            return True
        money_since = any(other.kind in ("payment", "credit-note", "write-off") for other in facts)
        if fact.kind == "plan" and not money_since and min(day for day, _ in fact.schedule("instalments")) >= on:
            return True
        if fact.kind == "promise" and not money_since and fact.day("by") >= on:
            later = [other for other in facts if other.kind == "promise" and other.date > fact.date]
            if not later:
                return True
    return False


class TestNobodyWhoShouldNot:
    """Paid, contested, promised, in a plan, on hold, insolvent, handed over or written off: never asked for."""

    @ANY_DAY
    @settings(max_examples=400, deadline=None)
    def test_no_item(self, blocks: list[str], on: date, practice: Practice) -> None:
        """In no message, in no step of the office, in no decision, in no instalment."""
        read = dossier("\n".join(blocks), HEAD)
        facts = naive_standing(read.entries, on)
        owed = {item.number for item in situation_of(read, on).items if item.balance.amount > 0}
        tasks, _ = day_of(read, practice, on)
        for task in tasks:
            if task.steps or task.action == "decide":
                assert set(task.invoices) <= owed
                assert not [number for number in task.invoices if may_not_be_asked(number, facts, on)]

    @ANY_DAY
    @settings(max_examples=300, deadline=None)
    def test_no_instalment_beyond_what_is_owed(self, blocks: list[str], on: date, practice: Practice) -> None:
        """What a plan recalls is owed, uncontested and in nobody else's hands."""
        read = dossier("\n".join(blocks), HEAD)
        situation = situation_of(read, on)
        tasks, _ = day_of(read, practice, on)
        for task in tasks:
            if task.action == "instalment" and task.amount is not None:
                about = [
                    item
                    for item in situation.items
                    if item.balance.currency == task.amount.currency
                    and (not task.invoices or item.number in task.invoices)
                ]
                assert 0 < task.amount.amount <= sum(max(Decimal(0), claimed(item).amount) for item in about)

    @ANY_DAY
    @settings(max_examples=300, deadline=None)
    def test_not_where_money_covers_everything(self, blocks: list[str], on: date, practice: Practice) -> None:
        """Money that waits to be allocated and covers all that is open asks to be allocated, and nothing leaves."""
        read = dossier("\n".join(blocks), HEAD)
        situation = situation_of(read, on)
        tasks, _ = day_of(read, practice, on)
        for currency in situation.currencies:
            loose = situation.account(on).unallocated(currency).amount
            owed = sum(
                (item.balance.amount for item in situation.items if item.balance.currency == currency), Decimal(0)
            )
            if loose <= 0 or loose < owed:
                continue
            mine = [task for task in tasks if task.amount is not None and task.amount.currency == currency]
            assert not [task for task in mine if is_message(task, practice)]
            assert [task.amount.amount for task in mine if task.action == "allocate" and task.amount] == [loose]


def come_of_age(items: Iterable[OpenItem], practice: Practice, after: date, on: date) -> set[tuple[str, str]]:
    """The steps for which a second or later instalment became old enough after one day, up to the other."""
    return {
        (item.number, step.id)
        for item in items
        if item.instalment > 1
        for found in practice.scenarios.values()
        for step, day in zip(found.steps, own_days(item.due, found.steps), strict=True)
        if after < day <= on
    }


class TestOnceDone:
    """What the agenda asked and was done is not asked again."""

    @example(["\n".join(THREE_DUE_DATES)], date(2026, 1, 1), PRACTICES[0])
    @ANY_DAY
    @settings(max_examples=300, deadline=None)
    def test_the_same_day(self, blocks: list[str], on: date, practice: Practice) -> None:
        """Carried out, asked again on the same day and on the next: none of these steps, and no second message.

        Of an instalment that became old enough for the step only on the next day, that step is the first.
        """
        read = dossier("\n".join(blocks), HEAD)
        tasks, _ = day_of(read, practice, on)
        done = [entry for task in tasks if (entry := carried_out(task, on))]
        after = replace(read, entries=(*read.entries, *done))
        asked = {row for task in tasks for row in task.steps}
        for day in (on, on + timedelta(days=1)):
            again, _ = day_of(after, practice, day)
            known = situation_of(read, day)
            if day == on or known.holds(on):  # what is dated tomorrow may end a dispute, and begin again
                rows = {row for task in again for row in task.steps}
                assert not asked & rows - come_of_age(known.items, practice, on, day)
        written = {task.amount.currency for task in tasks if is_message(task, practice) and task.amount}
        if practice.house.contact.interval:
            again, _ = day_of(after, practice, on)
            assert not [
                task for task in again if is_message(task, practice) and task.amount and task.amount.currency in written
            ]

    @given(journals(commitments=True), DAYS, st.sampled_from(PRACTICES), st.sampled_from(["failed", "unconfirmed"]))
    @settings(max_examples=200, deadline=None)
    def test_a_message_that_failed_is_no_message(
        self, blocks: list[str], on: date, practice: Practice, outcome: str
    ) -> None:
        """The agenda is what it was: no level completed, nobody left alone; it is blocked while nobody knows."""
        read = dossier("\n".join(blocks), HEAD)
        tasks, held = day_of(read, practice, on)
        failed = []
        for task in tasks:
            entry = carried_out(task, on)
            if entry is not None and is_message(task, practice):
                failed.append(replace(entry, kind="email", values={**entry.values, "outcome": outcome}))
        after, still = day_of(replace(read, entries=(*read.entries, *failed)), practice, on)
        if outcome == "unconfirmed":
            asked = {row for entry in failed for row in entry.steps()}
            assert all(task.blocked_by is not None for task in after if asked & set(task.steps))
            tasks, after = ([replace(task, blocked_by=None) for task in day] for day in (tasks, after))
        assert (after, still) == (tasks, held)


class TestSequence:
    """The tone of the highest, and no level skipped in silence."""

    @ANY_DAY
    @settings(max_examples=300, deadline=None)
    def test_the_highest_gives_the_tone(self, blocks: list[str], on: date, practice: Practice) -> None:
        """Of the steps that a message carries out, the formal one, else the highest, gives channel and tone."""
        read = dossier("\n".join(blocks), HEAD)
        tasks, _ = day_of(read, practice, on)
        for task in tasks:
            if not is_message(task, practice):
                continue
            _, tone, level = step_of(task, practice)
            assert (task.tone, task.level) == (str(tone), level)
            steps = {
                step.id: (step.tone is Tone.FORMAL, scenario.level(step.id))
                for scenario in practice.scenarios.values()
                for step in scenario.steps
            }
            if len(practice.scenarios) == 1:
                assert steps[task.step] == max(steps[step] for _, step in task.steps)
            else:
                assert (tone is Tone.FORMAL) == any(steps[step][0] for _, step in task.steps)

    @given(journals(commitments=True), DAYS)
    @settings(max_examples=300, deadline=None)
    def test_no_level_is_skipped(self, blocks: list[str], on: date) -> None:
        """What is asked of an invoice is the level above the highest done since it was due."""
        read = dossier("\n".join(blocks), HEAD)
        facts = naive_standing(read.entries, on)
        items = {item.number: item for item in situation_of(read, on).items if not item.instalment}
        levels = ["reminder-1", "reminder-2", "formal-notice"]
        tasks, _ = day_of(read, PRACTICES[0], on)
        for number, step in [row for task in tasks for row in task.steps]:
            if number not in items or step == "courtesy":
                continue
            sent = [fact for fact in facts if fact.kind == "email" and number in fact.invoices]
            done = [
                levels.index(fact.word("step"))
                for fact in sent
                if fact.word("step") in levels and fact.date > items[number].due
            ]
            assert step == levels[max(done, default=-1) + 1]

    @ANY_DAY
    @settings(max_examples=300, deadline=None)
    def test_what_is_passed_over_is_explained(self, blocks: list[str], on: date, practice: Practice) -> None:
        """Each step below the one asked was done, or `explain` says why it was not."""
        read = dossier("\n".join(blocks), HEAD)
        found = explanation(situation_of(read, on), practice, on)
        for part in found.currencies:
            for item in part.items:
                planned = item.line.planned
                for one in item.steps[: planned.level - 1 if planned else None]:
                    assert one.state not in (StepState.NEXT, StepState.LATER)
                    if one.state is StepState.NOT_FOR_CLIENT:
                        assert one.why is not None
                    if one.state is StepState.BELOW:
                        higher = any(other.done_on for other in item.steps[one.level :])
                        assert higher or (planned is not None and planned.by_age)


class TestClock:
    """The oldest item that has a step left is the clock of a client."""

    @ANY_DAY
    @settings(max_examples=300, deadline=None)
    def test_no_message_before_the_oldest_one_s_turn(self, blocks: list[str], on: date, practice: Practice) -> None:
        """A message about what is overdue carries out a step of the oldest that has one, and is large enough for it."""
        read = dossier("\n".join(blocks), HEAD)
        found = explanation(situation_of(read, on), practice, on)
        for task in found.tasks:
            if not is_message(task, practice) or task.due_since is None or task.due_since >= on:
                continue
            assert task.amount is not None
            (part,) = [one for one in found.currencies if one.claim.currency == task.amount.currency]
            claim = task.amount
            going_on = [
                item.line
                for item in part.items
                if item.suspension is None
                and item.line.item.due < on
                and item.line.is_followed
                and item.line.planned is not None
                and item.line.planned.step.channel is not Channel.TASK
                and (item.line.planned.step.minimum is None or claim >= item.line.planned.step.minimum)
            ]
            oldest = min(going_on, key=lambda line: (line.item.due, line.item.issued, line.item.number))
            assert oldest.planned is not None
            assert oldest.planned.day <= on
            assert (oldest.item.number, oldest.planned.step.id) in task.steps


class TestDays:
    """The day of an entry is the day that its title says: no clock, zone or moment of writing moves it."""

    @given(journals(commitments=True), DAYS, st.integers(0, 23), st.integers(0, 59))
    @settings(max_examples=100, deadline=None)
    def test_the_moment_of_writing(self, blocks: list[str], on: date, hour: int, minute: int) -> None:
        """Written at 23:30 UTC, tomorrow in Paris, or at no known moment, the agenda asks the same."""
        read = dossier("\n".join(blocks), HEAD)
        moved = dossier("\n".join(blocks).replace("T00:", f"T{hour:02}:"), HEAD)
        assert day_of(read, PRACTICES[1], on) == day_of(moved, PRACTICES[1], on)


@pytest.mark.parametrize("hours", ["9:00-12:00"])
def test_hours_are_told_and_move_no_day(hours: str) -> None:
    """A step with hours is asked for on its day, at any hour."""
    steps = STANDARD.replace("tone: courteous\n", f"tone: courteous\n    hours: {hours}\n")
    read = dossier("### 2026-01-01 invoice F-1\n- amount: 1.00\n- due: 2026-01-31\n", HEAD)
    (task,), _ = day_of(read, Practice(scenarios={"standard": scenario(steps)}, house=HOUSE), date(2026, 2, 3))
    assert (task.step, str(task.why[-1])) == ("reminder-1", "between 09:00 and 12:00")
