"""The agenda of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recouv.domain.task import Agenda
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
