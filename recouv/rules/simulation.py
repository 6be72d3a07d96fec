"""What the coming days would ask for one client, were each day's agenda done as it comes.

The agenda of each day worked is made by the very rules of the agenda, from the journal with what was played before
appended to it; a day on which nothing can have changed is passed over (`turning_days`).  Every message is carried out
on the day it is proposed: letters leave, calls reach somebody.  Nobody pays, nobody answers; promises, plans and holds
run their course, and what the journal dates ahead happens on its day.  The bank's movements count as known every day: a
simulation is not stopped by data that will have come in.

What stays in the office (money to allocate, a promise to look for, a decision) is told on the first day that asks for
it, and is left undone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Entry
from recouv.domain.kinds import TALK
from recouv.domain.practice import Practice
from recouv.domain.task import Task
from recouv.rules.agenda import agenda_of, client_day
from recouv.rules.contacts import last_contacts
from recouv.rules.next_step import days_later, progress_of
from recouv.rules.situation import Situation, situation_of
from recouv.rules.turning_days import Unchanged
from recouv.rules.working_days import WorkingDays


class Played(Struct, frozen=True, kw_only=True):
    """A task on the day the simulation comes to it."""

    day: date
    task: Task


def simulated(
    dossier: Dossier, practice: Practice, first: date, days: int, *, default_terms: str = ""
) -> Iterator[Played]:
    """What `days` days from `first` on ask for, in their order.

    Args:
        dossier: One client's; it stays as it is.
        practice: The settings to play.
        first: The first day.
        days: How many days, those that are not worked among them.
        default_terms: The creditor's, as for `situation_of`.
    """
    played = supposed(practice)
    worked = WorkingDays(played.house.calendar)
    situation: Situation | None = None
    unchanged: Unchanged | None = None
    last = days_later(first, days)
    told: set[object] = set()
    for day in _days(first, days):
        if not worked.is_worked(day):
            continue
        if situation is None or not situation.holds(day):
            situation = situation_of(dossier, day, default_terms=default_terms)
            if _is_over(situation):
                return
        elif unchanged is not None and unchanged.on(day):
            continue
        of_day = client_day(situation, played, day)
        tasks = [row for row in agenda_of(of_day) if isinstance(row, Task)]
        sent = [entry for task in tasks if (entry := carried_out(task, day)) is not None]
        for task in tasks:
            if task.steps or _key(task) not in told:
                told.add(_key(task))
                yield Played(day=day, task=task)
        if sent:
            dossier = replace(dossier, entries=(*dossier.entries, *sent))
            situation, unchanged = _after(situation, sent, day), None
        else:
            unchanged = Unchanged(of_day, last)


def supposed(practice: Practice) -> Practice:
    """The settings that a simulation plays: the same, the bank's movements known every day."""
    return replace(practice, house=replace(practice.house, stale_after=None))


def carried_out(task: Task, day: date) -> Entry | None:
    """The entry that says that a message was sent, or a step done in the office; `None` for any other task."""
    if not task.steps:
        return None
    kind = task.action if task.action in TALK else "note"  # what is done in the office is no contact
    values = {
        **({"outcome": "reached"} if kind == "call" else {}),
        "invoices": task.invoices,
        "scenario": task.scenario,
        "steps": task.steps,
    }
    return Entry(date=day, kind=kind, values=values)


def _after(situation: Situation, sent: Sequence[Entry], day: date) -> Situation:
    """The situation once these messages left on `day`: no account is made again for them."""
    progress = situation.progress
    return replace(
        situation,
        since=day,
        progress=replace(progress, done={**progress.done, **progress_of(sent).done}),
        contacts={**situation.contacts, **last_contacts(sent, situation.items)},
    )


def _days(first: date, count: int) -> Iterator[date]:
    for offset in range(min(count, (date.max - first).days + 1)):
        yield first + timedelta(days=offset)


def _key(task: Task) -> object:
    """What makes a task of the office the same one on the next day."""
    return (task.action, task.entry_id, task.invoices, task.amount.currency if task.amount else "")


def _is_over(situation: Situation) -> bool:
    """Whether no day will ask for anything: nothing is open, waited for or dated ahead."""
    return not (
        situation.items
        or situation.credits
        or situation.refunds_at_large
        or situation.tasks
        or situation.live
        or situation.until < date.max
    )
