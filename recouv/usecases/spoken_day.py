"""The agenda of a workspace in words, kept in the index in each language: what is printed of ten thousand clients.

To put every reason in words takes longer than all the rest of a list; they change when the task does.
"""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct
from msgspec.json import decode, encode

from recouv.domain.money import Money, amount_of_coins
from recouv.rules.claims import claims
from recouv.rules.client_search import folded
from recouv.store.recall import Derived, recall
from recouv.usecases.approvers import viewer
from recouv.usecases.day import agenda_question, owner_in, owners_in, read_agenda, seen_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recouv.domain.message import Message
    from recouv.domain.task import Held, Task, Viewer
    from recouv.usecases.session import Session
    from recouv.wording.catalogue import Catalogue


class SpokenLine(Struct, frozen=True, array_like=True):
    """What a list shows of a task, in the words of a language."""

    client: str
    name: str
    action: str
    level: int
    coins: int | None
    """Its amount in the smallest coin of its currency."""
    currency: str
    due_since: int
    """As an ordinal; 0 when there is none."""
    priority: int
    why: tuple[str, ...]


class SpokenTask(SpokenLine, frozen=True, array_like=True):
    """A task whole, what it says in the words of a language."""

    channel: str
    scenario: str
    step: str
    invoices: tuple[str, ...]
    score: tuple[str, ...]
    auto: str
    blocked_by: str
    entry_id: str
    owner: str


Shown = TypeVar("Shown", bound=SpokenLine)


class SpokenHeld(Struct, frozen=True, array_like=True):
    """What is held, and why, in the words of a language."""

    client: str
    name: str
    invoices: tuple[str, ...]
    reason: str
    until: int
    """As an ordinal; 0 when a person must end it."""


class SpokenDay(Struct, Generic[Shown], frozen=True, kw_only=True):
    """What a day asks for, in words."""

    on: date
    tasks: list[Shown]
    """Most urgent first."""
    held: list[SpokenHeld]
    unreadable: tuple[str, ...]

    def claimed(self) -> list[Money]:
        """What the tasks ask the clients for: one sum for each currency, in alphabetical order."""
        sums: dict[str, int] = {}
        for task in self.tasks:
            if task.coins and claims(task.action):
                sums[task.currency] = sums.get(task.currency, 0) + task.coins
        return [Money(amount_of_coins(sums[currency], currency), currency) for currency in sorted(sums)]


class _OfClient(Struct, Generic[Shown], frozen=True, array_like=True):
    owner: str
    tasks: list[Shown]
    held: list[SpokenHeld]


def spoken_day(session: Session, on: date, shown: type[Shown], *, owner: str = "") -> SpokenDay[Shown]:
    """The agenda of `on` in the session's words, as `plan_day` has it; of each task, what is `shown`."""
    language = session.words.language
    of = agenda_question(session, on)
    who = viewer(session)
    question = Derived(
        key=json.dumps(["in words", language, who and (who.id, who.may_approve), of.key]),
        of=of,
        derive=lambda: partial(_answer, language=language, who=who),
    )
    found = recall(session.workspace, question)
    owners = owners_in(owner)
    clients: list[_OfClient[Shown]] = decode(f"[{','.join(found.values)}]", type=list[_OfClient[shown]])  # type: ignore[valid-type]
    if owners:
        clients = [client for client in clients if folded(client.owner) in owners]
    tasks = [task for client in clients for task in client.tasks]
    tasks.sort(key=lambda task: (-task.priority, task.name.casefold(), task.client))
    held = [row for client in clients for row in client.held]
    held.sort(key=lambda row: (row.until or date.max.toordinal(), row.name.casefold(), row.client))
    return SpokenDay(on=on, tasks=tasks, held=held, unreadable=found.unreadable)


def spoken_task(task: Task, words: Catalogue) -> SpokenTask:
    """The task in words."""
    return SpokenTask(
        client=task.client,
        name=task.name,
        action=task.action,
        level=task.level,
        coins=task.amount.minor if task.amount is not None else None,
        currency=task.amount.currency if task.amount is not None else "",
        due_since=task.due_since.toordinal() if task.due_since else 0,
        priority=task.priority,
        why=_said(task.why, words),
        channel=task.channel,
        scenario=task.scenario,
        step=task.step,
        invoices=task.invoices,
        score=_said(task.score, words),
        auto=task.auto,
        blocked_by=words.text(task.blocked_by) if task.blocked_by else "",
        entry_id=task.entry_id,
        owner=task.owner,
    )


def spoken_held(held: Held, words: Catalogue) -> SpokenHeld:
    """What is held, in words."""
    return SpokenHeld(
        held.client,
        held.name,
        held.invoices,
        words.text(held.reason),
        held.until.toordinal() if held.until else 0,
    )


def _answer(answer: str, language: str, who: Viewer | None) -> str:
    from recouv.wording.catalogue import catalogue  # deferred: a list that is kept is in words already

    words = catalogue(language)
    tasks, held = seen_by(who, *read_agenda([answer]))
    spoken = _OfClient(
        owner_in(answer),
        [spoken_task(task, words) for task in tasks],
        [spoken_held(row, words) for row in held],
    )
    return encode(spoken).decode()


def _said(messages: Sequence[Message], words: Catalogue) -> tuple[str, ...]:
    return tuple([words.text(message) for message in messages])
