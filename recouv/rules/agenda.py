"""The agenda: what a day asks for, and why.

For each client and currency:

1. money received that settles nothing yet is a task, and when it covers everything that would be claimed it replaces
   every reminder;
2. items under a suspension are held, with the reason;
3. of the other items, those whose next step's day has come make one task together: the channel and tone are those of
   the highest step among them, the task lists every overdue item that may be chased, and each line says why;
4. an overdue item whose next step is still to come is held until that day, so that every overdue item is either in a
   task or held;
5. an overdue item whose scenario has no step left asks for a decision.

The user's own tasks come as they were set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Client
from recouv.domain.entry import Entry
from recouv.domain.message import Code, Message, say, say_many
from recouv.domain.money import Money
from recouv.domain.scenario import Auto, Scenario, Step
from recouv.domain.task import Held, Task
from recouv.rules import priority
from recouv.rules.account import Account, OpenItem
from recouv.rules.next_step import PlannedStep, next_step
from recouv.rules.situation import Situation
from recouv.rules.suspension import Commitments, claimed


class Practice(Struct, frozen=True, kw_only=True):
    """What the creditor decided for all clients."""

    scenarios: Mapping[str, Scenario]
    default_scenario: str


class _Line(Struct, frozen=True):
    """An open item and what the day asks of it."""

    item: OpenItem
    scenario_name: str
    scenario: Scenario | None
    planned: PlannedStep | None

    def has_come(self, on: date) -> bool:
        """Whether the day of its next step is there."""
        return self.planned is not None and self.planned.day <= on


def client_agenda(situation: Situation, practice: Practice, on: date) -> list[Task | Held]:
    """What the day asks for one client, whose situation holds on `on`."""
    account = situation.account(on)
    commitments = situation.commitments(on)
    rows: list[Task | Held] = [_named(task, situation) for task in _own_tasks(situation.tasks, on)]
    for currency in account.currencies():
        items = [item for item in account.items if item.balance.amount > 0 and item.balance.currency == currency]
        unallocated = account.unallocated(currency)
        free, suspended = _apart(items, commitments, on)
        if unallocated.amount > 0:
            rows.append(_named(_allocate(account, items, unallocated), situation))
        rows += [_held(situation, [item], reason, until) for item, reason, until in suspended]
        lines = [_line(item, situation, practice, on) for item in free]
        rows += _chased(situation, lines, commitments, unallocated, on)
    return _joined(rows)


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


def scenario_of(item: OpenItem, client: Client, practice: Practice) -> str:
    """The scenario that applies: the invoice's own, else the client's, else the creditor's."""
    return item.scenario or client.scenario or practice.default_scenario


def _line(item: OpenItem, situation: Situation, practice: Practice, on: date) -> _Line:
    name = scenario_of(item, situation.client, practice)
    scenario = practice.scenarios.get(name)
    return _Line(item, name, scenario, next_step(item, scenario, situation.done, on) if scenario else None)


def _apart(
    items: Sequence[OpenItem], commitments: Commitments, on: date
) -> tuple[list[OpenItem], list[tuple[OpenItem, Message, date | None]]]:
    free: list[OpenItem] = []
    suspended: list[tuple[OpenItem, Message, date | None]] = []
    for item in items:
        stop = commitments.suspension(item)
        if stop is None:
            free.append(item)
        elif item.due < on:
            suspended.append((item, stop.reason, stop.until))
    return free, suspended


def _chased(
    situation: Situation, lines: Sequence[_Line], commitments: Commitments, unallocated: Money, on: date
) -> Iterator[Task | Held]:
    """What is done about the items that nothing suspends: those past due together, else those due soon."""
    overdue = [line for line in lines if line.item.due < on and line.scenario]
    early = [line for line in lines if line.item.due >= on and line.has_come(on)]
    received = Money(max(Decimal(0), unallocated.amount), unallocated.currency)
    for line in lines:
        if line.item.due < on and line.scenario is None:
            yield _held(situation, [line.item], say("there is no scenario {name}", name=line.scenario_name), None)
    if overdue and received and received >= _claim(overdue, received.currency):
        reason = say("money received covers it: allocate {amount}", amount=received)
        yield _held(situation, [line.item for line in overdue], reason, None)
    elif overdue:
        yield from _reminders(situation, overdue, early, commitments, received, on)
    elif early and not (received and received >= _claim(early, received.currency)):
        yield from _courtesy(situation, early, commitments, received, on)


def _reminders(
    situation: Situation,
    overdue: Sequence[_Line],
    early: Sequence[_Line],
    commitments: Commitments,
    received: Money,
    on: date,
) -> Iterator[Task | Held]:
    claim = _claim(overdue, received.currency) - received
    turn = [line for line in overdue if line.has_come(on) and _is_large_enough(line, claim)]
    if turn:
        yield _named(_reminder(turn, overdue, commitments, received, on), situation)
        return
    # what was received is less than what is overdue: nothing of it is left to deduct from what is not due yet
    yield from _courtesy(situation, early, commitments, Money(Decimal(0), received.currency), on)
    for line in overdue:
        if line.planned and line.has_come(on):
            yield _held(
                situation, [line.item], say("below the minimum of {step}", step=Code(line.planned.step.id)), None
            )
        elif line.planned:
            day = line.planned.day
            yield _held(
                situation, [line.item], say("next: {step} on {day}", step=Code(line.planned.step.id), day=day), day
            )
    ended = [line for line in overdue if line.planned is None]
    if ended:
        yield _named(_decide(ended, on), situation)


def _courtesy(
    situation: Situation, early: Sequence[_Line], commitments: Commitments, received: Money, on: date
) -> Iterator[Task]:
    claim = _claim(early, received.currency) - received
    turn = [line for line in early if _is_large_enough(line, claim)]
    if turn:
        yield _named(_reminder(turn, early, commitments, received, on), situation)


def _claim(lines: Iterable[_Line], currency: str) -> Money:
    return Money(sum((claimed(line.item).amount for line in lines), Decimal(0)), currency)


def _is_large_enough(line: _Line, claim: Money) -> bool:
    minimum = line.planned.step.minimum if line.planned else None
    return minimum is None or minimum.currency != claim.currency or claim >= minimum


def _reminder(
    turn: Sequence[_Line], listed: Sequence[_Line], commitments: Commitments, received: Money, on: date
) -> Task:
    planned = [line.planned for line in turn if line.planned]
    leader = max(planned, key=lambda plan: (plan.level, plan.step.days))
    scenario = next(line.scenario for line in turn if line.planned is leader)
    claim = _claim(listed, received.currency) - received
    oldest = min(line.item.due for line in listed)
    broken = {promise.id: promise for line in listed for promise in commitments.broken_promises(line.item.number)}
    come = {(line.item.number, line.item.instalment) for line in turn}
    why = [_why(line, on, joins=(line.item.number, line.item.instalment) not in come) for line in listed]
    why += [
        say("the promise of {amount} by {day} was not kept", amount=promise.amount, day=promise.day("by"))
        for promise in broken.values()
    ]
    if received:
        why.append(say("{amount} received and not yet allocated is deducted", amount=received))
    return Task(
        client="",
        name="",
        action=str(leader.step.channel),
        channel=str(leader.step.channel),
        scenario=scenario.name if scenario else "",
        step=leader.step.id,
        level=leader.level,
        letter=leader.step.letter,
        tone=str(leader.step.tone),
        invoices=_numbers(line.item for line in listed),
        steps=tuple((line.item.number, line.planned.step.id) for line in turn if line.planned),
        amount=claim,
        due_since=oldest,
        priority=priority.reminder_points(
            level=leader.level, days_late=(on - oldest).days, amount=claim.amount, broken_promises=len(broken)
        ),
        why=tuple(why),
        auto=_most_careful([plan.step for plan in planned]),
    )


def _why(line: _Line, on: date, *, joins: bool) -> Message:
    item, planned = line.item, line.planned
    facts: dict[str, object] = {"number": item.number, "amount": claimed(item), "due": item.due}
    late = item.days_late(on)
    if planned is None or joins:
        return say_many(
            "{number}: {amount}, due {due}, {count} day late; joins this message",
            "{number}: {amount}, due {due}, {count} days late; joins this message",
            late,
            **facts,
        )
    if late == 0:
        return say_many(
            "{number}: {amount}, due {due}; {step} is {count} day before it",
            "{number}: {amount}, due {due}; {step} is {count} days before it",
            -planned.step.days,
            step=Code(planned.step.id),
            **facts,
        )
    if planned.after is not None:
        return say_many(
            "{number}: {amount}, due {due}, {count} day late; {step} follows {previous} of {done}",
            "{number}: {amount}, due {due}, {count} days late; {step} follows {previous} of {done}",
            late,
            step=Code(planned.step.id),
            previous=Code(planned.after.id),
            done=planned.done_on,
            **facts,
        )
    return say_many(
        "{number}: {amount}, due {due}, {count} day late; {step} is planned at D+{days}",
        "{number}: {amount}, due {due}, {count} days late; {step} is planned at D+{days}",
        late,
        step=Code(planned.step.id),
        days=planned.step.days,
        **facts,
    )


def _decide(ended: Sequence[_Line], on: date) -> Task:
    oldest = min(line.item.due for line in ended)
    currency = ended[0].item.balance.currency
    amount = sum((claimed(line.item).amount for line in ended), Decimal(0))
    return Task(
        client="",
        name="",
        action="decide",
        channel="internal",
        scenario=ended[0].scenario.name if ended[0].scenario else "",
        invoices=_numbers(line.item for line in ended),
        amount=Money(amount, currency),
        due_since=oldest,
        priority=priority.reminder_points(
            level=len(ended[0].scenario.steps) + 1 if ended[0].scenario else 0,
            days_late=(on - oldest).days,
            amount=amount,
            broken_promises=0,
        ),
        why=(
            say(
                "every step of {scenario} is done: hand over, agree a plan or write off",
                scenario=ended[0].scenario.name,
            ),
        )
        if ended[0].scenario
        else (),
        auto=Auto.NO,
    )


def _allocate(account: Account, items: Sequence[OpenItem], unallocated: Money) -> Task:
    sources = [
        credit
        for credit in account.credits
        if credit.unallocated.currency == unallocated.currency and credit.unallocated.amount > 0
    ]
    why = [
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
    if not items:
        why.append(say("no invoice is open: refund it, or keep it for the next one"))
    return Task(
        client="",
        name="",
        action="allocate",
        channel="internal",
        invoices=_numbers(items),
        amount=unallocated,
        due_since=min((credit.received for credit in sources), default=None),
        priority=priority.UNALLOCATED_MONEY if items else 0,
        why=tuple(why),
        auto=Auto.NO,
    )


def _own_tasks(tasks: Iterable[Entry], on: date) -> Iterator[Task]:
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
        yield Task(
            client="",
            name="",
            action="task",
            channel=fact.word("channel") or "internal",
            invoices=fact.invoices,
            due_since=due,
            priority=priority.own_task_points(days_waiting=(on - due).days),
            why=(reason,),
            auto=Auto.NO,
            entry_id=fact.id,
            owner=fact.word("owner"),
        )


def _named(task: Task, situation: Situation) -> Task:
    client = situation.client
    return replace(task, client=situation.id, name=client.name, owner=task.owner or client.owner)


def _held(situation: Situation, items: Sequence[OpenItem], reason: Message, until: date | None) -> Held:
    return Held(client=situation.id, name=situation.client.name, invoices=_numbers(items), reason=reason, until=until)


def _numbers(items: Iterable[OpenItem]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.number for item in items))


def _most_careful(steps: Sequence[Step]) -> str:
    for auto in (Auto.NO, Auto.CONFIRM):
        if any(step.auto is auto for step in steps):
            return str(auto)
    return str(Auto.YES)
