"""Tasks and what is held, as scripts read them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from recouv.cli.json_text import Records
from recouv.domain.money import plain_coins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recouv.domain.task import Held, Task
    from recouv.usecases.spoken_day import SpokenHeld, SpokenTask
    from recouv.wording.catalogue import Catalogue

_TASK = (
    "client",
    "name",
    "action",
    "channel",
    "scenario",
    "step",
    "invoices",
    "amount",
    "currency",
    "due_since",
    "priority",
    "score",
    "why",
    "auto",
    "blocked_by",
    "entry",
    "owner",
)
_HELD = ("client", "name", "invoices", "reason", "until")


def task_records(tasks: Sequence[SpokenTask]) -> Records:
    """Tasks."""
    columns: list[list[object]] = [
        [task.client for task in tasks],
        [task.name for task in tasks],
        [task.action for task in tasks],
        [task.channel for task in tasks],
        [task.scenario or None for task in tasks],
        [task.step or None for task in tasks],
        [task.invoices for task in tasks],
        [plain_coins((task.coins,), task.currency)[0] if task.coins is not None else None for task in tasks],
        [task.currency or None for task in tasks],
        _days([task.due_since for task in tasks]),
        [task.priority for task in tasks],
        [task.score for task in tasks],
        [task.why for task in tasks],
        [task.auto for task in tasks],
        [task.blocked_by or None for task in tasks],
        [f"^{task.entry_id}" if task.entry_id else None for task in tasks],
        [task.owner or None for task in tasks],
    ]
    return Records(_TASK, columns)


def held_records(held: Sequence[SpokenHeld]) -> Records:
    """Groups of items that wait."""
    columns: list[list[object]] = [
        [row.client for row in held],
        [row.name for row in held],
        [row.invoices for row in held],
        [row.reason for row in held],
        _days([row.until for row in held]),
    ]
    return Records(_HELD, columns)


def task_document(task: Task, words: Catalogue) -> dict[str, object]:
    """One task."""
    from recouv.usecases.spoken_day import spoken_task  # deferred: most who look at one client read no JSON

    return _first(task_records([spoken_task(task, words)]))


def held_document(held: Held, words: Catalogue) -> dict[str, object]:
    """One group of items that wait."""
    from recouv.usecases.spoken_day import spoken_held

    return _first(held_records([spoken_held(held, words)]))


def _days(ordinals: Sequence[int]) -> list[object]:
    return [date.fromordinal(day).isoformat() if day else None for day in ordinals]


def _first(records: Records) -> dict[str, object]:
    return {name: column[0] for name, column in zip(records.names, records.columns, strict=True)}
