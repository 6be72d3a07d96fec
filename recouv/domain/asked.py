"""What somebody asks the why of: a row of a list, in the words of the business."""

from __future__ import annotations

from msgspec import Struct

from recouv.domain.task import Task


class Asked(Struct, frozen=True, kw_only=True):
    """An open item, a task of the day, or what is held; nothing for the client as a whole."""

    number: str = ""
    instalment: int = 0
    task: Task | None = None
    held: tuple[str, ...] = ()
    """The invoices that wait."""

    def is_that_of(self, asked: Asked) -> bool:
        """Whether whoever asks about `asked` is answered by what is said of this one."""
        if asked.task is not None:
            return self.task is not None and _key(self.task) == _key(asked.task)
        if asked.held:
            return self.held == asked.held
        return bool(asked.number) and (self.number, self.instalment) == (asked.number, asked.instalment)


def _key(task: Task) -> tuple[object, ...]:
    return task.action, task.step, task.entry_id, task.amount.currency if task.amount else ""
