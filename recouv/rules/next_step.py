"""Which step of its scenario an invoice has reached.

The level an item is old enough for and the level the sequence requires next are two things: the next is the lowest
level not done above the highest done, so a missed day is caught up and no level is skipped.  A step that is not for the
client (`when`) is no level at all.

A step has a day of its own: so many days from the due date, from the end of its month, or from the day of the step
before it.  After a step really done, the next one keeps its distance: the later of its own day and of

    the day the last step was done + (the next step's own day - the last step's own day)

and, where it counts from the step before, exactly that many days after it.  A day that is not worked gives way to the
next that is.

A step on or before the due date is a courtesy: not done, it lapses once the invoice is late.  A step done before the
item was due does not count for it.  The journal names invoices and not their instalments: a step counts for the first
as for a whole invoice, and for a later one when that one was old enough for it on that day, so that the reminder of an
earlier instalment skips no level of a later one.

A letter is done on the day on which its reader has it, where that is known: the one on which it was received, else the
one on which it was posted; what follows a formal notice counts from there.

A message that failed, or of which nobody knows whether it left, carries out nothing, however often.  A call that
reached nobody is made again on the next day worked; after so many attempts, the sequence goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.kinds import NOT_DELIVERED, TALK, UNREACHED
from recouv.domain.message import Message
from recouv.domain.practice import House
from recouv.domain.scenario import Anchor, Reentry, Scenario, Start, Step
from recouv.rules.account import OpenItem
from recouv.rules.conditions import ClientFacts, unmet
from recouv.rules.payment_terms import end_of_month
from recouv.rules.standing import ARRIVED
from recouv.rules.working_days import WorkingDays

DoneSteps = Mapping[tuple[str, str], date]
"""Invoice number and step → the day it was last carried out."""
Attempts = Mapping[tuple[str, str], tuple[date, ...]]
"""Invoice number and step → the days on which nobody was reached, oldest first."""

#: What its reader has some days after it was written.
_POSTED = frozenset({"letter", "registered-letter"})


class PlannedStep(Struct, frozen=True, kw_only=True):
    """The step an item requires next, and from when."""

    step: Step
    level: int
    """Rank in the scenario, from 1."""
    day: date
    own_day: date
    """The day that its own count gives, before any distance kept and any rest."""
    after: Step | None = None
    """The step done before it."""
    done_on: date | None = None
    """When that one was done."""
    tried: tuple[date, ...] = ()
    """Days on which nobody was reached."""
    unrested: date
    """The day before it gave way to one that is worked."""
    by_age: bool = False
    """Whether the item's age said which: on a later day it may be another."""
    astray: str = ""
    """A step done since, which the scenario does not have: it was changed, or the invoice followed another."""


class StepState(StrEnum):
    """Where an item stands with one step of its scenario."""

    DONE = "done"
    UNREACHED = "unreached"
    """So many attempts reached nobody: the sequence goes on without it."""
    NOT_FOR_CLIENT = "not-for-client"
    LAPSED = "lapsed"
    """A courtesy that was not sent before the item was late."""
    BELOW = "below"
    """Not done, and below the level the item entered at or has reached."""
    NEXT = "next"
    LATER = "later"


class StepStanding(Struct, frozen=True, kw_only=True):
    """One step of a scenario, as it stands for an item."""

    step: Step
    level: int
    """Rank in the scenario, from 1."""
    state: StepState
    own_day: date
    """The day that its own count gives, as if each step before it were done on its day."""
    done_on: date | None = None
    tried: tuple[date, ...] = ()
    """Days on which nobody was reached."""
    why: Message | None = None
    """What of its condition the client does not meet."""


class Progress(Struct, frozen=True, kw_only=True):
    """What was done for a client's open invoices."""

    done: DoneSteps
    attempts: Attempts
    reentered: Mapping[str, date]
    """Invoice number → the day a dispute, plan or handover of it ended last."""


def progress_of(facts: Sequence[Entry]) -> Progress:
    """What the facts that count on a day say was carried out."""
    done: dict[tuple[str, str], date] = {}
    attempts: dict[tuple[str, str], list[date]] = {}
    for fact in facts:
        if fact.kind in TALK:
            outcome = fact.word("outcome")
            for row in fact.steps():
                if outcome not in NOT_DELIVERED:
                    day = (fact.day(ARRIVED) or fact.date) if fact.kind in _POSTED else fact.date
                    done[row] = max(done.get(row, day), day)
                elif outcome in UNREACHED:
                    attempts.setdefault(row, []).append(fact.date)
    return Progress(
        done=done,
        attempts={row: tuple(sorted(days)) for row, days in attempts.items()},
        reentered=_reentered(facts),
    )


def next_step(
    item: OpenItem, scenario: Scenario, progress: Progress, on: date, *, facts: ClientFacts, house: House
) -> PlannedStep | None:
    """The step that `item` requires next; `None` when every step is done."""
    days = WorkingDays(house.calendar)
    planned_days = own_days(item.due, scenario.steps)
    sent = _sent(item, scenario, progress, facts, house)
    steps, own = _sequence(item, scenario, sent, facts, on, planned_days)
    reached = max((rank for rank, step in enumerate(steps, start=1) if step.id in sent), default=0)
    done_on = sent[steps[reached - 1].id] if reached else None
    by_age = _enters_by_age(item, scenario, progress, sent)
    if by_age:
        old_enough = max(0, sum(day <= on for day in own) - 1)
        reached, done_on = (old_enough, None) if old_enough > reached else (reached, done_on)
    if reached == len(steps):
        return None
    step, own_day = steps[reached], own[reached]
    day = own_day
    previous = steps[reached - 1] if reached and done_on else None
    if previous is not None and done_on is not None:
        distance = (own_day - own[reached - 1]).days
        apart = days_later(done_on, distance)
        day = apart if step.anchor is Anchor.PREVIOUS else max(day, apart)
    tried = tuple(one for one in progress.attempts.get((item.number, step.id), ()) if not done_on or one >= done_on)
    if tried:
        day = max(day, days.add(tried[-1], 1))
    return PlannedStep(
        step=step,
        level=scenario.level(step.id),
        day=days.on_or_after(day),
        unrested=day,
        own_day=own_day,
        after=previous,
        done_on=done_on,
        tried=tried,
        astray=_astray(item, scenario, progress, sent),
        by_age=by_age,
    )


def _astray(item: OpenItem, scenario: Scenario, progress: Progress, sent: Mapping[str, date]) -> str:
    """The last step done for the item that its scenario does not have, where nothing of it was done later."""
    if not progress.done:
        return ""
    known = {step.id for step in scenario.steps}
    begun = progress.reentered.get(item.number, date.min) if scenario.reentry is Reentry.RESTART else date.min
    others = [
        (day, step)
        for (number, step), day in progress.done.items()
        if number == item.number and step not in known and day >= begun and day > item.due
    ]
    last, step = max(others, default=(date.min, ""))
    return step if last >= max(sent.values(), default=date.min) else ""


def step_standings(
    item: OpenItem, scenario: Scenario, progress: Progress, on: date, *, facts: ClientFacts, house: House
) -> list[StepStanding]:
    """Every step of the scenario as it stands for `item`, by the same reading as `next_step`."""
    planned_days = own_days(item.due, scenario.steps)
    sent = _sent(item, scenario, progress, facts, house)
    steps, own = _sequence(item, scenario, sent, facts, on, planned_days)
    planned = next_step(item, scenario, progress, on, facts=facts, house=house)
    days = dict(zip([step.id for step in scenario.steps], planned_days, strict=True))
    days |= dict(zip([step.id for step in steps], own, strict=True))
    carried_out = (StepState.UNREACHED, StepState.DONE)
    found = []
    for level, step in enumerate(scenario.steps, start=1):
        row = (item.number, step.id)
        unmet_by = unmet(step.when, facts) if step.when and step.id not in sent else None
        found.append(
            StepStanding(
                step=step,
                level=level,
                state=_left(step, unmet_by, steps, planned)
                if step.id not in sent
                else carried_out[row in progress.done],
                own_day=days[step.id],
                done_on=sent.get(step.id),
                tried=progress.attempts.get(row, ()),
                why=unmet_by,
            )
        )
    return found


def _left(step: Step, unmet_by: Message | None, levels: Sequence[Step], planned: PlannedStep | None) -> StepState:
    """Where a step that was not carried out stands; `levels` are those that count for the item."""
    if unmet_by is not None:
        return StepState.NOT_FOR_CLIENT
    if step not in levels:
        return StepState.LAPSED
    if planned is None or levels.index(step) < levels.index(planned.step):
        return StepState.BELOW
    return StepState.NEXT if step == planned.step else StepState.LATER


def _enters_by_age(item: OpenItem, scenario: Scenario, progress: Progress, sent: Mapping[str, date]) -> bool:
    """Whether the item's age says where it goes on: nothing was sent since it entered the scenario, or came back."""
    again = progress.reentered.get(item.number)
    if again is not None and scenario.reentry is Reentry.BY_AGE:
        return all(day < again for day in sent.values())
    return not sent and scenario.start is Start.BY_AGE


def own_days(due: date, steps: Iterable[Step]) -> list[date]:
    """The day that each step's own count gives for an invoice due on `due`, as if each were done on its day."""
    found: list[date] = []
    for step in steps:
        start = due
        if step.anchor is Anchor.END_OF_MONTH:
            start = end_of_month(due)
        elif step.anchor is Anchor.PREVIOUS and found:
            start = found[-1]
        found.append(days_later(start, step.days))
    return found


def _sequence(
    item: OpenItem, scenario: Scenario, sent: Mapping[str, date], facts: ClientFacts, on: date, own: list[date]
) -> tuple[list[Step], list[date]]:
    """The steps that are levels for this item, with their own days; no courtesy that has lapsed.

    `own` are the days of all the scenario's steps.
    """
    due = item.due
    asked = [step for step in scenario.steps if not step.when or step.id in sent or unmet(step.when, facts) is None]
    days = own if len(asked) == len(own) else own_days(due, asked)
    rows = [(step, day) for step, day in zip(asked, days, strict=True) if day > due or on <= due or step.id in sent]
    return [step for step, _ in rows], [day for _, day in rows]


def _sent(item: OpenItem, scenario: Scenario, progress: Progress, facts: ClientFacts, house: House) -> dict[str, date]:
    """The steps done for the item, by their ids; where it began again, those done since."""
    since = progress.reentered.get(item.number) if scenario.reentry is Reentry.RESTART else None
    carried_out: dict[str, date] = {}
    for step in scenario.steps:
        row = (item.number, step.id)
        day = progress.done.get(row)
        if day is None and row in progress.attempts:
            tried = [one for one in progress.attempts[row] if since is None or one >= since]
            if len(tried) >= max(1, house.contact.attempts):
                day = tried[-1]
        # what ended the dispute came first on its day: nothing is sent while it runs
        if day is not None and (since is None or day >= since):
            carried_out[step.id] = day
    by_age = item.instalment > 1  # before the second is late, what is sent is about the first
    if not by_age and all(day > item.due for day in carried_out.values()):
        return carried_out
    own = _own_days_of(item, scenario, progress, facts)
    return {
        step: day
        for step, day in carried_out.items()
        if (day >= own[step] if by_age else own[step] <= item.due or day > item.due)
    }


def _own_days_of(item: OpenItem, scenario: Scenario, progress: Progress, facts: ClientFacts) -> dict[str, date]:
    """The day that each step's own count gives: one that is for others, and was not done, puts off none."""
    asked = [
        step
        for step in scenario.steps
        if (item.number, step.id) in progress.done or not step.when or unmet(step.when, facts) is None
    ]
    own = dict(zip([step.id for step in scenario.steps], own_days(item.due, scenario.steps), strict=True))
    return own | dict(zip([step.id for step in asked], own_days(item.due, asked), strict=True))


def _reentered(facts: Sequence[Entry]) -> dict[str, date]:
    """For each invoice, the day on which something that took it out of its scenario was ended by an entry."""
    ends = {fact.target: fact.date for fact in facts if fact.kind in ("resolve", "release", "recall") and fact.target}
    found: dict[str, date] = {}
    for fact in facts:
        day = ends.get(fact.id) if fact.id and fact.kind in ("dispute", "plan", "handover") else None
        if day is not None:
            for number in fact.invoices:
                found[number] = max(found.get(number, day), day)
    return found


def days_later(day: date, days: int) -> date:
    """That many days after `day`, within the calendar: books write 9999-12-31 for never."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min
