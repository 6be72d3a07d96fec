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
5. Where the bank's movements are known too little, the task is there and blocked: nobody is reminded of what they may
   have paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.dossier import Client
from recouv.domain.message import Code, Message, say, say_many
from recouv.domain.money import Money
from recouv.domain.practice import House, Practice
from recouv.domain.scenario import Anchor, Auto, Channel, Proposal, Scenario, Step
from recouv.domain.task import Held, Task
from recouv.rules import priority
from recouv.rules.account import OpenItem
from recouv.rules.assignment import Assigned, scenario_for
from recouv.rules.conditions import ClientFacts
from recouv.rules.contacts import quiet_until
from recouv.rules.next_step import PlannedStep, next_step
from recouv.rules.payer import grade_of
from recouv.rules.situation import Situation
from recouv.rules.suspension import Commitments, claimed


class Line(Struct, frozen=True, kw_only=True):
    """An open item, the scenario it follows and what comes next."""

    item: OpenItem
    assigned: Assigned
    scenario: Scenario | None
    """`None` when there is none of that name."""
    planned: PlannedStep | None
    """`None` when every step is done."""

    def has_come(self, on: date) -> bool:
        """Whether the day of its next step is there."""
        return self.planned is not None and self.planned.day <= on

    @property
    def is_followed(self) -> bool:
        """Whether a scenario asks for it at all."""
        return self.scenario is not None and self.scenario.follow_up


def client_facts(situation: Situation, commitments: Commitments, currency: str, on: date, house: House) -> ClientFacts:
    """What conditions look at, in one currency."""
    client = situation.client
    items = [item for item in situation.items if item.balance.currency == currency and item.balance.amount > 0]
    owed = (
        sum((claimed(item).amount for item in items), Decimal(0)) - situation.account(on).unallocated(currency).amount
    )
    broken = sum(judged.is_not_kept for judged in commitments.promises)
    return ClientFacts(
        kind=str(client.kind),
        tags=client.tags,
        language=client.language,
        grade=grade_of(situation.payer, broken, house.grades),
        owed=Money(owed, currency),
        days_late=max((item.days_late(on) for item in items), default=0),
        broken_promises=broken,
        average_delay=situation.payer.average_delay,
        loyalty=situation.payer.years(on),
    )


def line_of(item: OpenItem, situation: Situation, facts: ClientFacts, practice: Practice, on: date) -> Line:
    """Where an item stands in its scenario."""
    assigned = scenario_for(item, situation.client, facts, practice.house)
    scenario = practice.scenarios.get(assigned.name)
    planned = next_step(item, scenario, situation.progress, on, facts=facts, house=practice.house) if scenario else None
    return Line(item=item, assigned=assigned, scenario=scenario, planned=planned)


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


def reachable(client: Client, channel: Channel) -> bool:
    """Whether the dossier has an address for the channel."""
    match channel:
        case Channel.EMAIL:
            return any(contact.email for contact in client.contacts)
        case Channel.CALL | Channel.SMS:
            return any(contact.phone for contact in client.contacts)
        case Channel.LETTER | Channel.REGISTERED_LETTER:
            return bool(client.address.strip())
        case _:
            return True


def channel_of(step: Step, client: Client) -> tuple[Channel, Message | None]:
    """The channel by which a step reaches this client, and what is to be known of it."""
    if reachable(client, step.channel):
        return step.channel, None
    channel = Code(step.channel)
    if step.fallback is not None and reachable(client, step.fallback):
        return step.fallback, say("no address for {channel}: by {other}", channel=channel, other=Code(step.fallback))
    return step.channel, say("the dossier has no address for {channel}", channel=channel)


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
        going_on = [line for line in overdue if line.planned and _is_large_enough(line, claim)]
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
        why = [_why(line, on, joins=(line.item.number, line.item.instalment) not in come) for line in listed]
        why += [promise_not_kept(judged.promise.amount, judged.by, judged.received) for judged in broken.values()]
        if received:
            why.append(say("{amount} received and not yet allocated is deducted", amount=received))
        channel, about = channel_of(step, self.situation.client)
        why += [about] if about else []
        why += _instructions(step, claim)
        scores = priority.reminder_scores(
            house.points, level=leader.level, days_late=(on - oldest).days, claim=claim, broken_promises=len(broken)
        )
        return Task(
            client="",
            name="",
            action="note" if channel is Channel.TASK else str(channel),
            channel="internal" if channel is Channel.TASK else str(channel),
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
            auto=str(Auto.NO) if _is_too_much(step, claim) else _most_careful([plan.step for plan in planned]),
            blocked_by=stale(house, on),
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


def stale(house: House, on: date) -> Message | None:
    """Why no message leaves on `on`: the bank's movements are known too little; `None` when they are known enough."""
    if house.bank_until is None or house.stale_after is None or (on - house.bank_until).days <= house.stale_after:
        return None
    return say("bank data of {day}", day=house.bank_until)


def promise_not_kept(promised: Money | None, by: date, received: Money) -> Message:
    """What is said of a promise that was not kept, wholly or in part."""
    if received:
        return say("of the promise of {amount} by {day}, {received} came", amount=promised, day=by, received=received)
    return say("the promise of {amount} by {day} was not kept", amount=promised, day=by)


def numbers(items: Iterable[OpenItem]) -> tuple[str, ...]:
    """Their invoices, each once."""
    return tuple(dict.fromkeys(item.number for item in items))


_PROPOSALS: Mapping[Proposal, Message] = {
    Proposal.LIMIT: say("to decide: bring the credit limit down"),
    Proposal.SUSPEND_SERVICE: say("to decide: deliver nothing more until it is paid"),
}


def _instructions(step: Step, claim: Money) -> Iterator[Message]:
    """What else the step says about how it is carried out."""
    if step.hours:
        yield say("between {first} and {last}", first=step.hours[0], last=step.hours[1])
    if _is_too_much(step, claim):
        yield say("above {amount}: a person decides", amount=step.maximum)
    if step.proposes:
        yield _PROPOSALS[step.proposes]


def _is_too_much(step: Step, claim: Money) -> bool:
    return step.maximum is not None and step.maximum.currency == claim.currency and claim > step.maximum


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


def _why(line: Line, on: date, *, joins: bool) -> Message:
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
    step = Code(planned.step.id)
    if late == 0:
        return say_many(
            "{number}: {amount}, due {due}; {step} is {count} day before it",
            "{number}: {amount}, due {due}; {step} is {count} days before it",
            (item.due - planned.own_day).days,
            step=step,
            **facts,
        )
    if planned.tried:
        return say_many(
            "{number}: {amount}, due {due}, {count} day late; {step} reached nobody on {tried}",
            "{number}: {amount}, due {due}, {count} days late; {step} reached nobody on {tried}",
            late,
            step=step,
            tried=planned.tried[-1],
            **facts,
        )
    if planned.after is not None:
        return say_many(
            "{number}: {amount}, due {due}, {count} day late; {step} follows {previous} of {done}",
            "{number}: {amount}, due {due}, {count} days late; {step} follows {previous} of {done}",
            late,
            step=step,
            previous=Code(planned.after.id),
            done=planned.done_on,
            **facts,
        )
    if planned.step.anchor is Anchor.END_OF_MONTH:
        return say_many(
            "{number}: {amount}, due {due}, {count} day late; {step} is planned {days} days after the month's end",
            "{number}: {amount}, due {due}, {count} days late; {step} is planned {days} days after the month's end",
            late,
            step=step,
            days=planned.step.days,
            **facts,
        )
    return say_many(
        "{number}: {amount}, due {due}, {count} day late; {step} is planned at D+{days}",
        "{number}: {amount}, due {due}, {count} days late; {step} is planned at D+{days}",
        late,
        step=step,
        days=(planned.own_day - item.due).days,
        **facts,
    )
