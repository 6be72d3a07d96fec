"""What a scenario asks for on a day: one message for each client and currency, listing everything overdue.

1. Money received that settles nothing yet and covers all that would be claimed replaces every reminder.
2. The oldest item that nothing suspends and that has a step left is the clock: when its step's day has come, it and
   every other whose own has come make one task together.  Channel and tone are those of the highest step among them,
   every overdue item that may be chased is listed with its level, and each line says why.  A younger item waits for
   that message rather than have a first reminder follow a last one.  Items not yet due make a message of their own,
   when none is late.
3. After a message the client is left alone for the house's interval; after an answer, until somebody has read it.  What
   falls due meanwhile waits and joins the next message, and is shown as held until then.
4. An overdue item whose next step is still to come is held until that day; one whose scenario has no step left asks for
   a decision: every overdue item is either in a task or held.
5. A step of the office is a task of its own: it reaches nobody, waits for no interval, and no message waits for it.
6. Where the bank's movements are known too little, the task is there and blocked: nobody is reminded of what they may
   have paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from recouv.domain.message import Code, Message, say
from recouv.domain.money import Money
from recouv.domain.practice import House, Practice
from recouv.domain.scenario import Auto, Step
from recouv.domain.task import Held, Task
from recouv.rules import priority
from recouv.rules.account import OpenItem
from recouv.rules.channels import channel_of
from recouv.rules.contacts import quiet_until
from recouv.rules.item_line import Line, client_facts, line_of
from recouv.rules.reminder_reasons import doubtful, instructions, is_too_much, promise_not_kept, stale, why_of_line
from recouv.rules.situation import Situation
from recouv.rules.suspension import Commitments, claimed


def reminders(
    situation: Situation,
    items: Sequence[OpenItem],
    unallocated: Money,
    commitments: Commitments,
    practice: Practice,
    on: date,
) -> Iterator[Task | Held]:
    """What is done about the items of one currency that nothing suspends."""
    facts = client_facts(situation, commitments, unallocated.currency, on, practice.house)
    lines = [line_of(item, situation, facts, practice, on) for item in items]
    yield from _Asking(situation, commitments, practice.house, unallocated, on).rows(lines)


class _Asking:
    """One client's reminders in one currency, on one day."""

    def __init__(
        self, situation: Situation, commitments: Commitments, house: House, unallocated: Money, on: date
    ) -> None:
        self.situation = situation
        self.commitments = commitments
        self.house = house
        self.on = on
        self.currency = unallocated.currency
        self.received = Money(max(Decimal(0), unallocated.amount), unallocated.currency)

    def rows(self, lines: Sequence[Line]) -> Iterator[Task | Held]:
        """Everything that the day asks and holds back."""
        on = self.on
        late = [line for line in lines if line.item.due < on]
        yield from self._not_followed(late)
        overdue = [line for line in late if line.is_followed]
        early = [line for line in lines if line.item.due >= on and line.is_followed and line.has_come(on)]
        in_office = [line for line in (*overdue, *early) if line.is_of_the_office and line.has_come(on)]
        early = [line for line in early if not line.is_of_the_office]
        if in_office:
            yield self._in_office(in_office)
            overdue = [line for line in overdue if line not in in_office]
        if overdue and covers(self.received, self._claim(overdue)):
            yield self._held(overdue, say("money received covers it: allocate {amount}", amount=self.received), None)
        elif overdue:
            yield from self._overdue(overdue, early)
        elif early and not covers(self.received, self._claim(early)):
            yield from self._courtesy(early, self.received)

    def _not_followed(self, late: Iterable[Line]) -> Iterator[Held]:
        for line in late:
            if line.scenario is None:
                yield self._held([line], say("there is no scenario {name}", name=line.assigned.name), None)
            elif not line.scenario.follow_up:
                yield self._held([line], say("scenario {name} asks for nothing", name=line.assigned.name), None)

    def _overdue(self, overdue: Sequence[Line], early: Sequence[Line]) -> Iterator[Task | Held]:
        claim = self._claim(overdue) - self.received
        going_on = [
            line for line in overdue if line.planned and not line.is_of_the_office and _is_large_enough(line, claim)
        ]
        leader = min(going_on, key=_seniority, default=None)
        if leader is not None and leader.has_come(self.on):
            turn = [line for line in going_on if line.has_come(self.on)]
            quiet = self._quiet()
            if quiet is None:
                yield self._reminder(turn, overdue, self.received)
            else:
                reason, until = quiet
                yield self._held(overdue, reason, until)
            return
        # what was received is less than what is overdue: nothing of it is left to deduct from what is not due yet
        yield from self._courtesy(early, Money(Decimal(0), self.currency))
        for line in overdue:
            if line.planned:
                yield self._waiting(line, leader if line in going_on else None)
        ended = [line for line in overdue if line.planned is None]
        if ended:
            yield self._decide(ended)

    def _waiting(self, line: Line, leader: Line | None) -> Held:
        """An item whose message is not of today; `leader` is the client's clock, where enough is owed for its step."""
        assert line.planned is not None
        step = Code(line.planned.step.id)
        if not line.has_come(self.on):
            return self._held([line], say("next: {step} on {day}", step=step, day=line.planned.day), line.planned.day)
        if leader is None or leader.planned is None:
            return self._held([line], say("below the minimum of {step}", step=step), None)
        day = leader.planned.day
        reason = say("{step} joins the message about {number} on {day}", step=step, number=leader.item.number, day=day)
        return self._held([line], reason, day)

    def _courtesy(self, early: Sequence[Line], received: Money) -> Iterator[Task]:
        claim = self._claim(early) - received
        turn = [line for line in early if _is_large_enough(line, claim)]
        if turn and self._quiet() is None:
            yield self._reminder(turn, early, received)

    def _quiet(self) -> tuple[Message, date] | None:
        """Why the client is left alone today, and the last day of it; `None` when a message may go."""
        last = self.situation.contacts.get(self.currency)
        return quiet_until(last, self.situation.replied, self.on, self.house)

    def _claim(self, lines: Iterable[Line]) -> Money:
        return claim_of(lines, self.currency)

    def _reminder(self, turn: Sequence[Line], listed: Sequence[Line], received: Money) -> Task:
        house, on = self.house, self.on
        planned = [line.planned for line in turn if line.planned]
        leader = max(planned, key=lambda plan: (plan.level, plan.own_day))
        scenario = next(line.assigned.name for line in turn if line.planned is leader)
        step = leader.step
        claim = self._claim(listed) - received
        oldest = min(line.item.due for line in listed)
        broken = {
            judged.promise.id: judged
            for line in listed
            for judged in self.commitments.broken_promises(line.item.number)
        }
        come = {(line.item.number, line.item.instalment) for line in turn}
        why = [why_of_line(line, on, joins=(line.item.number, line.item.instalment) not in come) for line in listed]
        why += [promise_not_kept(judged.promise.amount, judged.by, judged.received) for judged in broken.values()]
        if received:
            why.append(say("{amount} received and not yet allocated is deducted", amount=received))
        channel, about = channel_of(step, self.situation.client, self.commitments.dead_addresses)
        why += [about] if about else []
        why += instructions(step, claim)
        scores = priority.reminder_scores(
            house.points, level=leader.level, days_late=(on - oldest).days, claim=claim, broken_promises=len(broken)
        )
        return Task(
            client="",
            name="",
            action=str(channel),
            channel=str(channel),
            scenario=scenario,
            step=step.id,
            level=leader.level,
            letter=step.letter,
            tone=str(step.tone),
            invoices=numbers(line.item for line in listed),
            steps=tuple((line.item.number, line.planned.step.id) for line in turn if line.planned),
            amount=claim,
            due_since=oldest,
            priority=priority.total(scores),
            score=priority.said(scores),
            why=tuple(why),
            auto=str(Auto.NO) if is_too_much(step, claim) else _most_careful([plan.step for plan in planned]),
            blocked_by=doubtful(self.commitments.unsettled({line.item.number for line in listed})) or stale(house, on),
        )

    def _in_office(self, lines: Sequence[Line]) -> Task:
        """Steps that reach nobody: they wait for no interval, and no message waits for them."""
        planned = [line.planned for line in lines if line.planned]
        leader = max(planned, key=lambda plan: (plan.level, plan.own_day))
        oldest = min(line.item.due for line in lines)
        claim = self._claim(lines)
        scores = priority.reminder_scores(
            self.house.points, level=leader.level, days_late=(self.on - oldest).days, claim=claim, broken_promises=0
        )
        return Task(
            client="",
            name="",
            action="note",
            channel="internal",
            scenario=next(line.assigned.name for line in lines if line.planned is leader),
            step=leader.step.id,
            level=leader.level,
            invoices=numbers(line.item for line in lines),
            steps=tuple((line.item.number, line.planned.step.id) for line in lines if line.planned),
            amount=claim,
            due_since=oldest,
            priority=priority.total(scores),
            score=priority.said(scores),
            why=tuple(why_of_line(line, self.on, joins=False) for line in lines),
            auto=str(Auto.NO),
        )

    def _decide(self, ended: Sequence[Line]) -> Task:
        oldest = min(line.item.due for line in ended)
        scenario = ended[0].scenario
        claim = self._claim(ended)
        scores = priority.reminder_scores(
            self.house.points,
            level=len(scenario.steps) + 1 if scenario else 0,
            days_late=(self.on - oldest).days,
            claim=claim,
            broken_promises=0,
        )
        why = say(
            "every step of {scenario} is done: hand over, agree a plan or write off", scenario=ended[0].assigned.name
        )
        return Task(
            client="",
            name="",
            action="decide",
            channel="internal",
            scenario=ended[0].assigned.name,
            invoices=numbers(line.item for line in ended),
            amount=claim,
            due_since=oldest,
            priority=priority.total(scores),
            score=priority.said(scores),
            why=(why,),
            auto=str(Auto.NO),
        )

    def _held(self, lines: Sequence[Line], reason: Message, until: date | None) -> Held:
        return Held(client="", name="", invoices=numbers(line.item for line in lines), reason=reason, until=until)


def claim_of(lines: Iterable[Line], currency: str) -> Money:
    """What may be asked for on these items."""
    return Money(sum((claimed(line.item).amount for line in lines), Decimal(0)), currency)


def covers(received: Money, claim: Money) -> bool:
    """Whether money received that settles nothing yet takes the place of every reminder."""
    return bool(received) and received >= claim


def numbers(items: Iterable[OpenItem]) -> tuple[str, ...]:
    """Their invoices, each once."""
    return tuple(dict.fromkeys(item.number for item in items))


def _seniority(line: Line) -> tuple[date, date, str, int]:
    """The oldest first, as an account has its items."""
    item = line.item
    return (item.due, item.issued, item.number, item.instalment)


def _is_large_enough(line: Line, claim: Money) -> bool:
    minimum = line.planned.step.minimum if line.planned else None
    return minimum is None or minimum.currency != claim.currency or claim >= minimum


def _most_careful(steps: Sequence[Step]) -> str:
    for auto in (Auto.NO, Auto.CONFIRM):
        if any(step.auto is auto for step in steps):
            return str(auto)
    return str(Auto.YES)
