"""The reminders that a client had about some invoices: the steps carried out in writing once those were due.

A courtesy before the due date reminds of nothing that is owed, a statement or an answer asks for nothing, a call is not
in writing, and a message that failed, or of which nobody knows whether it left, may not be invoked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from recouv.domain.entry import Entry
from recouv.domain.kinds import NOT_DELIVERED
from recouv.domain.scenario import Scenario
from recouv.rules.account import OpenItem
from recouv.rules.formal_notice import notices_of
from recouv.rules.standing import standing

_WRITTEN = frozenset({"email", "letter", "registered-letter", "sms"})


def reminder_days(entries: Iterable[Entry], items: Sequence[OpenItem], on: date) -> tuple[date, ...]:
    """Their days up to `on`, oldest first, each once."""
    due: dict[str, date] = {}
    for item in items:
        due[item.number] = min(item.due, due.get(item.number, item.due))
    days = {
        fact.date
        for fact in standing(entries, on)
        if fact.kind in _WRITTEN
        and fact.word("outcome") not in NOT_DELIVERED
        and any(number in due and fact.date > due[number] for number, _ in fact.steps())
    }
    return tuple(sorted(days))


def last_notice(facts: Sequence[Entry], items: Iterable[OpenItem], scenarios: Mapping[str, Scenario]) -> date | None:
    """The day of the last formal notice in writing about any of the items, once it was late; `None` without one.

    `facts` are those that count on a day.
    """
    written = [fact for fact in facts if fact.kind in _WRITTEN]
    days = (day for item in items for day in notices_of(item.number, item.issued, written, scenarios) if day > item.due)
    return max(days, default=None)
