"""An explanation in sentences, in the order in which things are judged: what the command prints and the screens show.

Lines know what they are about, so that a window can begin at the invoice or the task that somebody asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.asked import Asked
from recouv.domain.condition import Grade
from recouv.domain.message import Code, Message, say, say_many
from recouv.domain.task import Task
from recouv.rules.explanation import ExplainedCurrency, ExplainedItem, Explanation, JudgedCommitment
from recouv.rules.next_step import PlannedStep, StepStanding, StepState
from recouv.wording.terms import description, term

if TYPE_CHECKING:
    from recouv.wording.catalogue import Catalogue


class Line(Struct, frozen=True, kw_only=True):
    """A sentence of the reasoning."""

    text: Message
    depth: int = 0
    """How far it is set in: what it is a detail of stands above, less far in."""
    is_title: bool = False
    heads_part: bool = False
    """Whether a new part begins with it."""
    about: Asked = Asked()


class StepLine(Struct, frozen=True, kw_only=True):
    """A step of an item's scenario: its name, its own day, where it stands."""

    name: Message
    own_day: date
    said: tuple[Message, ...]

    def state(self, words: Catalogue) -> str:
        """Where it stands, on one line."""
        return "; ".join(words.text(part) for part in self.said)


def reasoning(found: Explanation) -> Iterator[Line | StepLine]:
    """All that the day rests on, then what it asks."""
    yield Line(text=say("{name} on {day}", name=found.situation.client.name, day=found.on), is_title=True)
    if not found.is_worked:
        told = say("{day} is not worked: what falls on it gives way to {next}", day=found.on, next=found.next_worked)
        yield Line(text=told)
    if found.stale is not None:
        yield Line(text=say("no message leaves: {reason}", reason=found.stale))
    if found.overridden is not None:
        yield Line(text=found.overridden)
    yield from _part(say("Commitments"), map(_commitment, found.commitments))
    for part in found.currencies:
        yield from _part(say("Account in {currency}", currency=part.unallocated.currency), _account(part))
        for item in part.items:
            yield from _item(item, found)
    yield Line(text=say("What the day asks"), is_title=True, heads_part=True)
    yield from _day(found)


def _day(found: Explanation) -> Iterator[Line]:
    if not found.tasks and not found.held:
        yield Line(text=say("Nothing to do."))
    for task in found.tasks:
        yield Line(text=_task(task), depth=1, about=Asked(task=task))
        for reason in task.why:
            yield Line(text=reason, depth=2)
        if task.blocked_by is not None:
            yield Line(text=say("blocked: {reason}", reason=task.blocked_by), depth=2)
        yield Line(text=say("priority {total}", total=task.priority), depth=2)
        for score in task.score:
            yield Line(text=score, depth=3)
    for held in found.held:
        told = say("waits: {invoices}: {reason}", invoices=", ".join(held.invoices), reason=held.reason)
        if held.until:
            told = say("{told}; until {day}", told=told, day=held.until)
        yield Line(text=told, depth=1, about=Asked(held=held.invoices))


def _part(title: Message, lines: Iterable[Message]) -> Iterator[Line]:
    said = list(lines)
    if said:
        yield Line(text=title, is_title=True, heads_part=True)
    for line in said:
        yield Line(text=line, depth=1)


def _task(task: Task) -> Message:
    action = term(task.action)
    if task.step:
        action = say("{action}, {step}", action=action, step=Code(task.step))
    return say("{action}: {amount}", action=action, amount=task.amount) if task.amount else action


def _commitment(judged: JudgedCommitment) -> Message:
    told = say("{what} of {day}: {state}", what=description(judged.entry), day=judged.entry.date, state=_state(judged))
    if judged.received:
        told = say("{told}; {amount} came", told=told, amount=judged.received)
    return say("{told}; until {day}", told=told, day=judged.until) if judged.until else told


_STATES = {
    "open": say("its money is waited for"),
    "kept": say("kept"),
    "partly-kept": say("partly kept"),
    "broken": say("broken"),
    "replaced": say("replaced by a later one"),
    "on-track": say("on track"),
    "late": say("late, and still tolerated"),
    "done": say("every instalment came"),
    "running": say("running"),
    "over": say("over"),
}


def _state(judged: JudgedCommitment) -> Message:
    return _STATES[judged.state]


def _account(part: ExplainedCurrency) -> Iterator[Message]:
    facts = part.facts
    yield say("owes {amount}", amount=facts.owed)
    if facts.grade is Grade.UNKNOWN:
        yield say("too few invoices were ever paid to give a grade")
    else:
        yield say("pays: grade {grade}", grade=str(facts.grade))
    if facts.average_delay is not None:
        yield say("average delay: {days} days", days=facts.average_delay)
    if facts.broken_promises:
        yield say("promises not kept: {count}", count=facts.broken_promises)
    if part.unallocated.amount > 0:
        amounts = {"amount": part.unallocated, "claim": part.claim}
        if part.is_covered:
            yield say("{amount} received settles nothing yet, and covers the {claim} that may be asked for", **amounts)
        else:
            yield say("{amount} received settles nothing yet; {claim} may be asked for", **amounts)
    elif part.claim:
        yield say("{claim} is overdue and may be asked for", claim=part.claim)
    if part.quiet is not None:
        yield say("no message before {day}: {reason}", day=part.quiet[1], reason=part.quiet[0])
    elif part.last_contact is not None:
        yield say("last message on {day}: long enough ago", day=part.last_contact)


def _item(explained: ExplainedItem, found: Explanation) -> Iterator[Line | StepLine]:
    line = explained.line
    item = line.item
    late = item.days_late(found.on)
    told = say("{number}: {amount}, due {due}", number=item.number, amount=item.balance, due=item.due)
    if late:
        told = say_many("{told}, {count} day late", "{told}, {count} days late", late, told=told)
    about = Asked(number=item.number, instalment=item.instalment)
    yield Line(text=told, is_title=True, heads_part=True, about=about)
    for said in _about_item(explained):
        yield Line(text=said, depth=1)
    for standing in explained.steps:
        step = standing.step
        name = say(
            "{level}. {step} ({channel})", level=standing.level, step=term(step.id), channel=term(str(step.channel))
        )
        yield StepLine(name=name, own_day=standing.own_day, said=tuple(_standing(standing, line.planned)))


def _about_item(explained: ExplainedItem) -> Iterator[Message]:
    line = explained.line
    if line.item.disputed:
        yield say("{amount} of it is disputed", amount=line.item.disputed)
    if explained.suspension is not None:
        yield say("waits: {reason}", reason=explained.suspension.reason)
    yield say("follows {scenario}: {why}", scenario=line.assigned.name, why=line.assigned.why)
    if line.scenario is None:
        yield say("there is no scenario {name}", name=line.assigned.name)
    elif not line.is_followed:
        yield say("scenario {name} asks for nothing", name=line.assigned.name)
    elif line.planned is None:
        yield say("every step is done, or not for this client")


def _standing(standing: StepStanding, planned: PlannedStep | None) -> Iterator[Message]:
    match standing.state:
        case StepState.DONE:
            yield say("done on {day}", day=standing.done_on)
        case StepState.UNREACHED:
            yield say("given up: nobody was reached, last on {day}", day=standing.done_on)
        case StepState.NOT_FOR_CLIENT:
            yield say("passed over: {why}", why=standing.why)
        case StepState.LAPSED:
            yield say("lapsed: a courtesy is for before the due date")
        case StepState.BELOW:
            yield say("passed over: the sequence is beyond it")
        case StepState.LATER:
            yield say("later")
        case StepState.NEXT if planned is not None:
            yield from _next(planned)
    if standing.tried and standing.state is not StepState.UNREACHED:
        yield say_many("{count} attempt reached nobody", "{count} attempts reached nobody", len(standing.tried))


def _next(planned: PlannedStep) -> Iterator[Message]:
    yield say("next, on {day}", day=planned.day)
    if planned.after is not None and planned.unrested != planned.own_day and not planned.tried:
        yield say(
            "it keeps its distance from {previous} of {day}", previous=Code(planned.after.id), day=planned.done_on
        )
    if planned.tried and planned.unrested != planned.own_day:
        yield say("tried again on the next day worked")
    if planned.day != planned.unrested:
        yield say("{day} is not worked", day=planned.unrested)
