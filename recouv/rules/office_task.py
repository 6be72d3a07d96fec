"""A task that stays in the office: what it asks for and why, without a scenario's step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from recouv.domain.message import Message
from recouv.domain.money import Money
from recouv.domain.scenario import Auto
from recouv.domain.task import Task
from recouv.rules import priority
from recouv.rules.priority import Score


def office_task(
    action: str,
    why: Sequence[Message],
    scores: Sequence[Score],
    *,
    invoices: tuple[str, ...] = (),
    amount: Money | None = None,
    since: date | None = None,
    entry_id: str = "",
    owner: str = "",
) -> Task:
    """The task of a client that is named later."""
    return Task(
        client="",
        name="",
        action=action,
        channel="internal",
        invoices=invoices,
        amount=amount,
        due_since=since,
        priority=priority.total(scores),
        score=priority.said(scores),
        why=tuple(why),
        auto=str(Auto.NO),
        entry_id=entry_id,
        owner=owner,
    )
