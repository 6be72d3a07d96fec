"""What a day asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Self

from msgspec import Struct

from recouv.domain.message import Message
from recouv.domain.money import Money


class Task(Struct, frozen=True, kw_only=True):
    """One thing to do for one client today."""

    client: str
    """Id of the dossier."""
    name: str
    action: str
    """The channel of a step, `note` for one carried out in the office; else what is to be done there, as `allocate` or
    `decide`: `recouv.wording.terms` has a word for each.
    """
    channel: str
    scenario: str = ""
    step: str = ""
    level: int = 0
    """Rank of the step in its scenario, from 1; 0 outside scenarios."""
    letter: str = ""
    tone: str = ""
    invoices: tuple[str, ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    """Invoice and step, for the invoices whose own turn has come."""
    amount: Money | None = None
    due_since: date | None = None
    """The oldest due date concerned, or the day a task of the user's own was for."""
    priority: int = 0
    score: Sequence[Message] = ()
    """What made the priority, point by point."""
    why: Sequence[Message] = ()
    auto: str = ""
    blocked_by: Message | None = None
    entry_id: str = ""
    """Of the user's own task, or of the commitment that asks for it."""
    owner: str = ""
    proposed_by: str = ""
    """Who proposed what is to be approved: somebody else does; empty for any other task."""

    def days_late(self, on: date) -> int:
        """Days since `due_since`; 0 when it is not past."""
        return max(0, (on - self.due_since).days) if self.due_since else 0


class Held(Struct, frozen=True, kw_only=True):
    """Overdue money that nothing is done about today, and why."""

    client: str
    name: str
    invoices: tuple[str, ...]
    reason: Message
    until: date | None = None
    """Last day of the hold; `None` when a person must end it."""


class Viewer(Struct, frozen=True):
    """Who looks at the agenda, where one person's work is not another's."""

    id: str
    """How entries name them."""
    may_approve: bool


class Agenda(Struct, frozen=True, kw_only=True):
    """The day."""

    on: date
    tasks: tuple[Task, ...]
    """Most urgent first."""
    held: tuple[Held, ...]

    @classmethod
    def in_order(cls, on: date, tasks: Iterable[Task], held: Iterable[Held]) -> Self:
        """The day, its tasks and what is held put in order: the most urgent and the first to end, first."""
        return cls(
            on=on,
            tasks=tuple(sorted(tasks, key=lambda task: (-task.priority, task.name.casefold(), task.client))),
            held=tuple(sorted(held, key=lambda row: (row.until or date.max, row.name.casefold(), row.client))),
        )
