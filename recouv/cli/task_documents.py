"""Tasks and what is held, as scripts read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recouv.domain.task import Held, Task
    from recouv.wording.catalogue import Catalogue


def task_document(task: Task, words: Catalogue) -> dict[str, object]:
    """One task."""
    return {
        "client": task.client,
        "name": task.name,
        "action": task.action,
        "channel": task.channel,
        "scenario": task.scenario or None,
        "step": task.step or None,
        "invoices": list(task.invoices),
        "amount": task.amount.plain if task.amount else None,
        "currency": task.amount.currency if task.amount else None,
        "due_since": task.due_since.isoformat() if task.due_since else None,
        "priority": task.priority,
        "score": [words.text(part) for part in task.score],
        "why": [words.text(reason) for reason in task.why],
        "auto": task.auto,
        "blocked_by": words.text(task.blocked_by) if task.blocked_by else None,
        "entry": f"^{task.entry_id}" if task.entry_id else None,
        "owner": task.owner or None,
    }


def held_document(held: Held, words: Catalogue) -> dict[str, object]:
    """One group of items that wait."""
    return {
        "client": held.client,
        "name": held.name,
        "invoices": list(held.invoices),
        "reason": words.text(held.reason),
        "until": held.until.isoformat() if held.until else None,
    }
