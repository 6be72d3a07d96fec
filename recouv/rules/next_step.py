"""Which step of its scenario an invoice has reached.

The level an item is old enough for and the level the sequence requires next are two things: the next is the lowest
level not done above the highest done, so a missed day is caught up and no level is skipped.  After a step done late,
the next one keeps its distance: due on max(due date + days, last done + (days − days of the last done)).

A step before the due date is a courtesy: not done, it lapses once the invoice is late.  A step done before the item was
due does not count for it.  The journal names invoices and not their instalments: a step counts for an instalment when
that one was old enough for it on that day, so that the reminder of an earlier instalment skips no level of a later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.kinds import TALK
from recouv.domain.scenario import Scenario, Start, Step
from recouv.rules.account import OpenItem

DoneSteps = Mapping[tuple[str, str], date]
"""Invoice number and step → the day it was last carried out."""


class PlannedStep(Struct, frozen=True, kw_only=True):
    """The step an item requires next, and from when."""

    step: Step
    level: int
    """Rank in the scenario, from 1."""
    day: date
    after: Step | None = None
    """The step done before it."""
    done_on: date | None = None
    """When that one was done."""


def done_steps(facts: Iterable[Entry]) -> dict[tuple[str, str], date]:
    """The steps that the journal says were carried out, with the last day of each."""
    done: dict[tuple[str, str], date] = {}
    for fact in facts:
        if fact.kind in TALK:
            for row in fact.steps():
                done[row] = max(done.get(row, fact.date), fact.date)
    return done


def next_step(item: OpenItem, scenario: Scenario, done: DoneSteps, on: date) -> PlannedStep | None:
    """The step that `item` requires next; `None` when every step is done."""
    sent = {
        step.id: day
        for step in scenario.steps
        if (day := done.get((item.number, step.id))) is not None and _counts(item, step, day)
    }
    steps = [step for step in scenario.steps if step.days > 0 or on <= item.due or step.id in sent]
    reached = max((rank for rank, step in enumerate(steps, start=1) if step.id in sent), default=0)
    done_on = sent[steps[reached - 1].id] if reached else None
    if reached == 0 and scenario.start is Start.BY_AGE:
        reached = max(0, sum(step.days <= (on - item.due).days for step in steps) - 1)
    if reached == len(steps):
        return None
    step = steps[reached]
    day = _later(item.due, step.days)
    previous = steps[reached - 1] if reached and done_on else None
    if previous is not None and done_on is not None:
        day = max(day, _later(done_on, step.days - previous.days))
    return PlannedStep(step=step, level=scenario.level(step.id), day=day, after=previous, done_on=done_on)


def _counts(item: OpenItem, step: Step, day: date) -> bool:
    if item.instalment:
        return (day - item.due).days >= step.days
    return step.days <= 0 or day > item.due


def _later(day: date, days: int) -> date:
    """That many days after `day`, within the calendar: books write 9999-12-31 for never."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
