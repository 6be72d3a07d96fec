"""The agenda of a workspace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recouv.domain.money import Money
from recouv.domain.task import Agenda, Task
from recouv.rules.agenda import agenda_of
from recouv.rules.client_search import folded
from recouv.usecases.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a day asks for, and what could not be read."""

    agenda: Agenda
    unreadable: tuple[str, ...]


def plan_day(session: Session, on: date, *, owner: str = "") -> Day:
    """The agenda of `on`, of one person's clients when `owner` is given."""
    unreadable = []
    readable = []
    for dossier in session.workspace.dossiers():
        if dossier.readable:
            if not owner or folded(dossier.client.owner) == folded(owner):
                readable.append(dossier)
        else:
            unreadable.append(dossier.path)
    return Day(agenda=agenda_of(readable, session.practice, on), unreadable=tuple(unreadable))


def claimed_totals(tasks: Iterable[Task]) -> list[Money]:
    """What the tasks ask for, one sum a currency in alphabetical order; money to allocate is not claimed."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for task in tasks:
        if task.amount and task.action != "allocate":
            sums[task.amount.currency] += task.amount.amount
    return [Money(sums[currency], currency) for currency in sorted(sums)]
