"""The agenda: what a day asks for one client, and why, put together from all that may ask for something.

For each currency, in this order: money received that settles nothing yet is to be allocated; items under a suspension
or past limitation are held, with the reason; the others follow their scenario (`reminders`).  Commitments ask for what
they are about (`commitment_tasks`), the law for what must be done in time (`legal_tasks`), the account for what is not
as it should be (`risk_tasks`), colleagues for their approval (`approval_tasks`), and the user's own tasks come as they
were set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.entry import Entry
from recouv.domain.message import Code, Message, say
from recouv.domain.money import Money
from recouv.domain.practice import Practice
from recouv.domain.scenario import Auto
from recouv.domain.task import Held, Task
from recouv.rules import priority
from recouv.rules.account import Account, OpenItem
from recouv.rules.approval_tasks import approval_tasks
from recouv.rules.commitment_tasks import commitment_tasks
from recouv.rules.conditions import ClientFacts
from recouv.rules.item_line import Line, client_facts, line_of
from recouv.rules.legal_tasks import Nearing, legal_tasks, nearing, prescribed
from recouv.rules.priority import Score
from recouv.rules.reminders import numbers, reminders
from recouv.rules.risk_tasks import review_tasks, risk_tasks
from recouv.rules.situation import Situation
from recouv.rules.suspension import Commitments, Suspension


class CurrencyDay(Struct, frozen=True, kw_only=True):
    """Where the open items of one currency stand on a day."""

    items: Sequence[OpenItem]
    facts: ClientFacts
    lines: Sequence[Line]
    """The items that may be chased."""
    held: Sequence[Held]
    """What is said of those that are late and may not."""


class ClientDay(Struct, frozen=True, kw_only=True):
    """All that the agenda of one client and day is made from."""

    situation: Situation
    practice: Practice
    on: date
    commitments: Commitments
    near: Sequence[Nearing]
    currencies: Mapping[str, CurrencyDay]


def client_agenda(situation: Situation, practice: Practice, on: date) -> list[Task | Held]:
    """What the day asks for one client, whose situation holds on `on`."""
    return agenda_of(client_day(situation, practice, on))


def client_day(situation: Situation, practice: Practice, on: date) -> ClientDay:
    """Where one client's items stand on `on`, a day on which the situation holds."""
    account = situation.account(on)
    commitments = situation.commitments(on, practice.house)
    near = nearing(situation, practice.house, on)
    lost = prescribed(near, on)
    found = {}
    for currency in account.currencies():
        items = [item for item in account.items if item.balance.amount > 0 and item.balance.currency == currency]
        free, held = _apart(items, commitments, lost, on)
        facts = client_facts(situation, commitments, currency, on, practice.house)
        lines = [line_of(item, situation, facts, practice, on) for item in free]
        found[currency] = CurrencyDay(items=items, facts=facts, lines=lines, held=held)
    return ClientDay(
        situation=situation, practice=practice, on=on, commitments=commitments, near=near, currencies=found
    )


def agenda_of(day: ClientDay) -> list[Task | Held]:
    """What the day asks for."""
    situation, commitments, on = day.situation, day.commitments, day.on
    practice, house = day.practice, day.practice.house
    account = situation.account(on)
    rows: list[Task | Held] = [*approval_tasks(situation, house), *_own_tasks(situation.tasks, practice, on)]
    for currency, part in day.currencies.items():
        unallocated = account.unallocated(currency)
        if unallocated.amount > 0:
            rows.append(_allocate(account, part.items, unallocated, practice))
        rows += part.held
        rows += reminders(situation, part.lines, unallocated, commitments, house, on)
    rows += commitment_tasks(situation, commitments, house, on)
    rows += legal_tasks(situation, commitments, day.near, house, on)
    rows += [*risk_tasks(situation, commitments, practice, rows, on)]
    rows += [*review_tasks(situation, commitments, rows, house, on)]
    return [_named(row, situation) for row in _joined(rows)]


def _joined(rows: Sequence[Task | Held]) -> list[Task | Held]:
    """The same rows, items held for one and the same reason on one line."""
    alike: dict[object, list[Held]] = {}
    joined: list[Task | list[Held]] = []
    for row in rows:
        if isinstance(row, Task):
            joined.append(row)
            continue
        key = (str(row.reason), row.until)
        if key not in alike:
            joined.append(alike.setdefault(key, []))
        alike[key].append(row)
    return [row if isinstance(row, Task) else _one_line(row) for row in joined]


def _one_line(rows: Sequence[Held]) -> Held:
    invoices = tuple(dict.fromkeys(number for row in rows for number in row.invoices))
    return replace(rows[0], invoices=invoices) if len(rows) > 1 else rows[0]


def _named(row: Task | Held, situation: Situation) -> Task | Held:
    client = situation.client
    if isinstance(row, Held):
        return replace(row, client=situation.id, name=client.name)
    return replace(row, client=situation.id, name=client.name, owner=row.owner or client.owner)


def suspension(item: OpenItem, commitments: Commitments, lost: Mapping[tuple[str, int], date]) -> Suspension | None:
    """Why an item must not be chased; `lost` are those past limitation, as `prescribed` gives them."""
    stop = commitments.suspension(item)
    passed = lost.get((item.number, item.instalment))
    if stop is None and passed is not None:
        return Suspension(say("limitation passed on {day}", day=passed), None)
    return stop


def _apart(
    items: Sequence[OpenItem], commitments: Commitments, lost: Mapping[tuple[str, int], date], on: date
) -> tuple[list[OpenItem], list[Held]]:
    """The items that may be chased, and what is said of those that are late and may not."""
    free: list[OpenItem] = []
    held: list[Held] = []
    for item in items:
        stop = suspension(item, commitments, lost)
        if stop is None:
            free.append(item)
        elif item.due < on:
            held.append(Held(client="", name="", invoices=(item.number,), reason=stop.reason, until=stop.until))
    return free, held


def _allocate(account: Account, items: Sequence[OpenItem], unallocated: Money, practice: Practice) -> Task:
    sources = [
        credit
        for credit in account.credits
        if credit.unallocated.currency == unallocated.currency and credit.unallocated.amount > 0
    ]
    why: list[Message] = [
        say(
            "{amount} of {kind} {label} of {day} settles nothing yet",
            amount=credit.unallocated,
            kind=Code(credit.kind),
            label=credit.label,
            day=credit.received,
        )
        if credit.label
        else say(
            "{amount} of {kind} of {day} settles nothing yet",
            amount=credit.unallocated,
            kind=Code(credit.kind),
            day=credit.received,
        )
        for credit in sources
    ]
    scores: tuple[Score, ...] = ()
    if items:
        scores = (Score(practice.house.points.unallocated, say("money received settles nothing yet")),)
    else:
        why.append(say("no invoice is open: refund it, or keep it for the next one"))
    return Task(
        client="",
        name="",
        action="allocate",
        channel="internal",
        invoices=numbers(items),
        amount=unallocated,
        due_since=min((credit.received for credit in sources), default=None),
        priority=priority.total(scores),
        score=priority.said(scores),
        why=tuple(why),
        auto=Auto.NO,
    )


def _own_tasks(tasks: Iterable[Entry], practice: Practice, on: date) -> Iterator[Task]:
    for fact in sorted(tasks, key=Entry.sort_key):
        due = fact.day("due")
        if due is None or due > on:
            continue
        at = fact.word("at")
        what = fact.object or fact.text or fact.word("with")
        reason = (
            say("your task for {day} at {time}: {what}", day=due, time=at, what=what)
            if at
            else say("your task for {day}: {what}", day=due, what=what)
        )
        scores = priority.own_task_scores(practice.house.points, days_waiting=(on - due).days)
        yield Task(
            client="",
            name="",
            action="task",
            channel=fact.word("channel") or "internal",
            invoices=fact.invoices,
            due_since=due,
            priority=priority.total(scores),
            score=priority.said(scores),
            why=(reason,),
            auto=Auto.NO,
            entry_id=fact.id,
            owner=fact.word("owner"),
        )
