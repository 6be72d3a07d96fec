"""Why a reminder is there and how it is carried out, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from recouv.domain.entry import Entry
from recouv.domain.message import Code, Message, say, say_many
from recouv.domain.money import Money
from recouv.domain.practice import House
from recouv.domain.scenario import Anchor, Proposal, Step
from recouv.rules.item_line import Line
from recouv.rules.suspension import claimed

_PROPOSALS: Mapping[Proposal, Message] = {
    Proposal.LIMIT: say("to decide: bring the credit limit down"),
    Proposal.SUSPEND_SERVICE: say("to decide: deliver nothing more until it is paid"),
}


def stale(house: House, on: date) -> Message | None:
    """Why no message leaves on `on`: the bank's movements are known too little; `None` when they are known enough."""
    if house.bank_until is None or house.stale_after is None or (on - house.bank_until).days <= house.stale_after:
        return None
    return say("bank data of {day}", day=house.bank_until)


def doubtful(message: Entry | None) -> Message | None:
    """Why nothing more is sent: nobody knows whether the last message left; `None` when it is known."""
    if message is None:
        return None
    return say("the {kind} of {day} may have left: say what became of it", kind=Code(message.kind), day=message.date)


def promise_not_kept(promised: Money | None, by: date, received: Money) -> Message:
    """What is said of a promise that was not kept, wholly or in part."""
    if received:
        return say("of the promise of {amount} by {day}, {received} came", amount=promised, day=by, received=received)
    return say("the promise of {amount} by {day} was not kept", amount=promised, day=by)


def instructions(step: Step, claim: Money) -> Iterator[Message]:
    """What else the step says about how it is carried out."""
    if step.hours:
        yield say("between {first} and {last}", first=step.hours[0], last=step.hours[1])
    if is_too_much(step, claim):
        yield say("above {amount}: a person decides", amount=step.maximum)
    if step.proposes:
        yield _PROPOSALS[step.proposes]


def is_too_much(step: Step, claim: Money) -> bool:
    """Whether a person decides, the claim being above the step's maximum."""
    return step.maximum is not None and step.maximum.currency == claim.currency and claim > step.maximum


def why_of_line(line: Line, on: date, *, joins: bool) -> Message:
    """Why the item is in the message: its step, or that it `joins` the message of another."""
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
