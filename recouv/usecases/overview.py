"""What lists show beside their rows: sums, shares, short reasons; and reading one client again, not all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.errors import NothingFoundError, ProblemsError
from recouv.domain.message import Message, say
from recouv.domain.problem import Problem
from recouv.domain.task import Agenda, Held, Task
from recouv.usecases.balance import Balance, ClientRow, client_rows
from recouv.usecases.day import Day
from recouv.usecases.open_accounts import account_of
from recouv.usecases.session import Session
from recouv.usecases.situations import situation_on


class ClientAgain(Struct, frozen=True, kw_only=True):
    """One client's part of the agenda and of the balance, read again."""

    client: str
    path: str = ""
    """Empty when the dossier is gone."""
    readable: bool = True
    tasks: tuple[Task, ...] = ()
    held: tuple[Held, ...] = ()
    rows: tuple[ClientRow, ...] = ()


def read_again(session: Session, client: str, on: date, balance_day: date) -> ClientAgain:
    """What changed for one client, without reading the others."""
    from recouv.usecases.dossiers import view_of  # deferred: a list reads no dossier

    try:
        dossier = session.workspace.read(client).dossier
    except NothingFoundError:
        return ClientAgain(client=client)
    except ProblemsError as refusal:
        return ClientAgain(client=client, path=refusal.problems[0].path if refusal.problems else "", readable=False)
    if not dossier.readable:
        return ClientAgain(client=client, path=dossier.path, readable=False)
    view = view_of(session, dossier, on)
    config = session.workspace.config
    return ClientAgain(
        client=client,
        path=dossier.path,
        tasks=view.tasks,
        held=view.held,
        rows=tuple(
            client_rows(
                account_of(situation_on(session, dossier, balance_day), session.house), balance_day, config.ageing
            )
        ),
    )


def day_with(day: Day, again: Sequence[ClientAgain]) -> Day:
    """The day with these clients' parts replaced, in the agenda's order."""
    clients = {part.client for part in again}
    tasks = [task for task in day.agenda.tasks if task.client not in clients]
    tasks += [task for part in again for task in part.tasks]
    held = [row for row in day.agenda.held if row.client not in clients]
    held += [row for part in again for row in part.held]
    return Day(agenda=Agenda.in_order(day.agenda.on, tasks, held), unreadable=_unreadable(day.unreadable, again))


def balance_with(balance: Balance, again: Sequence[ClientAgain]) -> Balance:
    """The balance with these clients' rows replaced, in the order of the ids."""
    clients = {part.client for part in again}
    rows = [row for row in balance.rows if row.id not in clients]
    rows += [row for part in again for row in part.rows]
    rows.sort(key=lambda row: (row.id, row.aged.currency))
    return replace(balance, rows=tuple(rows), unreadable=_unreadable(balance.unreadable, again))


def _unreadable(paths: Iterable[str], again: Sequence[ClientAgain]) -> tuple[str, ...]:
    stems = {part.client for part in again}
    kept = {path for path in paths if client_of(path) not in stems}
    return tuple(sorted(kept | {part.path for part in again if part.path and not part.readable}))


def client_of(path: str) -> str:
    """The id of the dossier in that file."""
    return path.rpartition("/")[2].removesuffix(".md")


def problems_of(session: Session, paths: Iterable[str]) -> dict[str, tuple[Problem, ...]]:
    """What blocks each unreadable dossier, by path; a file removed meanwhile has nothing that blocks it."""
    return {
        dossier.path: tuple(problem for problem in dossier.problems if problem.blocks)
        for dossier in session.workspace.dossiers(set(paths))
    }


def short_why(task: Task) -> Message:
    """Why a task is there, in the few words that a column holds."""
    first = task.why[0] if task.why else say("—")
    if "what" in first.args:
        what = first.args["what"]
        return (
            say("{time} {what}", time=first.args["time"], what=what)
            if "time" in first.args
            else say("{what}", what=what)
        )
    general = [reason for reason in task.why if "number" not in reason.args]
    promise = next((reason for reason in general if "day" in reason.args and "kind" not in reason.args), None)
    if promise is not None and task.steps:
        return say("promise broken, {day}", day=promise.args["day"])
    if "label" in first.args:
        return say("received {day}", day=first.args["day"])
    if "previous" in first.args:
        return say("{previous}, {done}", previous=first.args["previous"], done=first.args["done"])
    if "number" in first.args and task.due_since:
        return say("due {day}", day=task.due_since)
    return first
