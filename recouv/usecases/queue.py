"""The clients of a day one after the other: who comes next, what was done, who was left for the end.

The queue holds no task of its own: it is told what the agenda asks now, after each action and whenever another program
wrote.  A client comes up while the agenda asks something of them; one that somebody else has dealt with is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from recouv.domain.task import Agenda, Task

Tasks = Mapping[str, Sequence[Task]]
"""By client, most urgent first."""


def tasks_by_client(agenda: Agenda) -> Tasks:
    """What the agenda asks of each client, in its order."""
    found: dict[str, list[Task]] = {}
    for task in agenda.tasks:
        found.setdefault(task.client, []).append(task)
    return found


class Queue:
    """A way through some clients."""

    def __init__(self, clients: Iterable[str], tasks: Tasks, *, takes_arrivals: bool = False) -> None:
        """`takes_arrivals` says whether clients of whom the agenda asked nothing when it began join at the end."""
        self.order = list(dict.fromkeys(clients))
        self.done: list[tuple[str, str]] = []
        """Each action, as a client and how the history tells it."""
        self._tasks = tasks
        self._known = {*self.order, *tasks}
        self._takes_arrivals = takes_arrivals
        self._at = 0
        self._pass_over_idle()

    @property
    def client(self) -> str:
        """The client whose turn it is; empty once the queue is over."""
        return self.order[self._at] if self._at < len(self.order) else ""

    @property
    def rank(self) -> int:
        """Of the client whose turn it is, from 1."""
        return min(self._at, len(self.order)) + 1

    @property
    def tasks(self) -> Sequence[Task]:
        """What the agenda asks of that client now."""
        return self._tasks.get(self.client, ())

    @property
    def skipped(self) -> list[str]:
        """The clients passed for whom nothing was done, and of whom something is still asked."""
        acted_for = {client for client, _ in self.done}
        return [client for client in self.order[: self._at] if self._tasks.get(client) and client not in acted_for]

    def take_in(self, tasks: Tasks) -> bool:
        """What the agenda asks now; true when the client whose turn it is was dealt with elsewhere and is left."""
        asked_before = bool(self.tasks)
        self._tasks = tasks
        if self._takes_arrivals:
            self.order += [client for client in tasks if client not in self._known]
        self._known |= set(tasks)
        left = asked_before and not self.tasks
        if left:
            self._pass_over_idle()
        return left

    def acted(self, client: str, what: str, tasks: Tasks) -> None:
        """Somebody did something for that client: the next one comes, unless part of what was asked is left to do."""
        before = {_key(task) for task in self._tasks.get(client, ())}
        self._tasks = tasks
        self.done.append((client, what))
        after = {_key(task) for task in tasks.get(client, ())}
        if client == self.client and not (after and after < before):
            self.skip()

    def undone(self, client: str, tasks: Tasks) -> None:
        """The last action for that client was taken back: it is their turn again."""
        self._tasks = tasks
        last = next((at for at in reversed(range(len(self.done))) if self.done[at][0] == client), None)
        if last is not None:
            del self.done[last]
        self.go_to(client)

    def go_to(self, client: str) -> None:
        """Give a client of the queue the turn."""
        if client in self.order:
            self._at = self.order.index(client)

    def skip(self) -> None:
        """Leave this client, for the end if something is still asked."""
        self._at = min(self._at + 1, len(self.order))
        self._pass_over_idle()

    def previous(self) -> bool:
        """Come back to the client before, dealt with or not; false when there is none."""
        if self._at == 0:
            return False
        self._at -= 1
        return True

    def again(self) -> bool:
        """Go through those that were skipped; false when nobody was."""
        skipped = self.skipped
        if skipped:
            self.order, self._at = skipped, 0
        return bool(skipped)

    def _pass_over_idle(self) -> None:
        while self.client and not self.tasks:
            self._at += 1


def _key(task: Task) -> tuple[object, ...]:
    return task.action, task.step, task.entry_id, task.invoices
