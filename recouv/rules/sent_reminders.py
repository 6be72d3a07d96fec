"""The reminders that a client had about some invoices: written messages that left, after an invoice named was due.

A courtesy before the due date reminds of nothing that is owed, a call is not in writing, and a message that failed, or
of which nobody knows whether it left, may not be invoked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from recouv.domain.entry import Entry
from recouv.domain.kinds import NOT_DELIVERED
from recouv.rules.account import OpenItem
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
        and any(number in due and fact.date > due[number] for number in fact.invoices)
    }
    return tuple(sorted(days))
