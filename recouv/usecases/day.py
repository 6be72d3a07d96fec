"""The agenda of a workspace: worked out client by client, kept in the index for the day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.json import decode, encode

from recouv.domain.money import Money
from recouv.domain.task import Agenda, Held, Task, Viewer
from recouv.rules.client_search import folded
from recouv.store.message_text import KeptMessages, read_messages, write_messages
from recouv.store.recall import Derived, recall, recall_first
from recouv.store.this_code import CODE
from recouv.usecases.approvers import viewer
from recouv.usecases.situations import house_key, situation_in, situations_on

if TYPE_CHECKING:
    from recouv.domain.practice import Practice
    from recouv.store.recall import Progress
    from recouv.usecases.session import Session


#: Fields of a task that are kept by their names, those left at nil apart.
_REQUIRED = ("client", "name", "action", "channel")
_NAMED = (
    *(*_REQUIRED, "scenario", "step", "level", "letter", "tone", "priority", "auto", "entry_id", "owner"),
    "proposed_by",
)
#: After the place of every task.
_NOWHERE = "~"
#: Parts the texts of an answer: JSON never holds it.
_PART = "\x1e"
#: Answers taken apart together: those of ten thousand clients at once would weigh more than all their tasks.
_ANSWERS_AT_ONCE = 500


class Day(Struct, frozen=True, kw_only=True):
    """What a day asks for, and what could not be read."""

    agenda: Agenda
    unreadable: tuple[str, ...]
    is_begun: bool = False
    """Whether it holds the most urgent tasks alone, the rest being read."""


def plan_day(
    session: Session,
    on: date,
    *,
    owner: str = "",
    progress: Progress | None = None,
) -> Day:
    """The agenda of `on`; of the clients of one person, or of several between commas, when `owner` is given."""
    found = recall(session.workspace, agenda_question(session, on), progress)
    tasks, held = seen_by(viewer(session), *read_agenda(found.values, owner))
    return Day(agenda=Agenda.in_order(on, tasks, held), unreadable=found.unreadable)


def begin_day(session: Session, on: date, count: int) -> Day | None:
    """The most urgent tasks of `on`, about `count` of them, at once; `None` when it takes longer than the whole day.

    What fills a screen is shown while the rest is read.
    """
    values = recall_first(session.workspace, agenda_question(session, on), count)
    if values is None or len(values) < count:
        return None
    tasks, _ = seen_by(viewer(session), *read_agenda(values))
    last = _place(values[-1])  # what a client has further down may come after clients that are not here
    first = [task for task in tasks if _place_of(task) <= last]
    return Day(agenda=Agenda.in_order(on, first, ()), unreadable=(), is_begun=True)


def agenda_question(session: Session, on: date) -> Derived:
    """What the agenda asks of each dossier; `read_agenda` reads the answers."""
    workspace = session.workspace
    config = workspace.config
    return Derived(
        key=json.dumps(
            ["agenda", CODE, on.isoformat(), config.terms, house_key(session.house), workspace.scenario_texts]
        ),
        of=situations_on(session, on),
        derive=lambda: partial(_answer, practice=session.practice, on=on),
    )


def read_agenda(values: Sequence[str], owner: str = "") -> tuple[list[Task], list[Held]]:
    """The tasks and what is held of these answers; of some people's clients when `owner` names them."""
    owners = owners_in(owner)
    tasks: list[Task] = []
    held: list[Held] = []
    for start in range(0, len(values), _ANSWERS_AT_ONCE):
        texts = [value.split(_PART)[1:] for value in values[start : start + _ANSWERS_AT_ONCE]]
        documents = decode(f"[{','.join([text[0] for text in texts])}]")
        for (of_client, rows, rows_held), (_, *said) in zip(documents, texts, strict=True):
            if not owners or folded(of_client) in owners:
                tasks += [_task(why, score, *row) for row, why, score in zip(rows, said[::2], said[1::2], strict=True)]
                held += [_held(*row) for row in rows_held]
    return tasks, held


def seen_by(who: Viewer | None, tasks: list[Task], held: list[Held]) -> tuple[list[Task], list[Held]]:
    """The same as that person has them: only others approve what one proposes."""
    if who is None or not any(task.action == "approve" for task in tasks):
        return tasks, held
    from recouv.rules.approval_tasks import for_viewer  # deferred: a day without one applies no rule

    rows = for_viewer(tasks, who)
    return [row for row in rows if isinstance(row, Task)], [*held, *(row for row in rows if isinstance(row, Held))]


def owner_in(answer: str) -> str:
    """Who follows the client of an answer."""
    return str(decode(answer.split(_PART, 2)[1])[0])


def owners_in(text: str) -> frozenset[str]:
    """The people named between commas, as they are compared; nobody in particular when there are none."""
    return frozenset(folded(one) for one in text.split(",") if one.strip())


def _answer(answer: str, practice: Practice, on: date) -> str:
    """The place of the first task; owner, tasks and what is held; why each is there and how urgent, read when shown."""
    from recouv.rules.agenda import client_agenda  # deferred: a warm list applies no rule

    situation = situation_in(answer)
    rows = client_agenda(situation, practice, on)
    tasks = [row for row in rows if isinstance(row, Task)]
    held = [_held_row(row) for row in rows if isinstance(row, Held)]
    document = (situation.client.owner, [_task_row(task) for task in tasks], held)
    lists = encode(document).decode()
    place = min(map(_place_of, tasks), default=_NOWHERE)
    return _PART.join((place, lists, *(write_messages(said) for task in tasks for said in (task.why, task.score))))


def _place_of(task: Task) -> str:
    """Where the task stands in the agenda: texts in the order of the tasks."""
    return f"{9999 - task.priority:04d}{task.name.casefold()}\x1f{task.client}"


def _place(value: str) -> str:
    return value.partition(_PART)[0]


def _task_row(task: Task) -> tuple[object, ...]:
    """A task as `_task` takes it."""
    return (
        str(task.amount.amount) if task.amount else "",
        task.amount.currency if task.amount else "",
        task.due_since.toordinal() if task.due_since else 0,
        write_messages([task.blocked_by]) if task.blocked_by else "",
        task.invoices,
        task.steps,
        {name: value for name in _NAMED if (value := getattr(task, name)) or name in _REQUIRED},
    )


def _task(
    why: str,
    score: str,
    amount: str,
    currency: str,
    due_since: int,
    blocked_by: str,
    invoices: list[str],
    steps: list[list[str]],
    others: dict[str, str],
) -> Task:
    return Task(
        why=KeptMessages(why),
        score=KeptMessages(score),
        amount=Money(Decimal(amount), currency) if currency else None,
        due_since=date.fromordinal(due_since) if due_since else None,
        blocked_by=read_messages(blocked_by)[0] if blocked_by else None,
        invoices=tuple(invoices),
        steps=tuple([(number, step) for number, step in steps]),
        **others,  # type: ignore[arg-type]  # as _task_row wrote them
    )


def _held_row(row: Held) -> tuple[object, ...]:
    return (
        row.client,
        row.name,
        row.invoices,
        write_messages([row.reason]),
        row.until.toordinal() if row.until else 0,
    )


def _held(client: str, name: str, invoices: list[str], reason: str, until: int) -> Held:
    return Held(
        client=client,
        name=name,
        invoices=tuple(invoices),
        reason=read_messages(reason)[0],
        until=date.fromordinal(until) if until else None,
    )
