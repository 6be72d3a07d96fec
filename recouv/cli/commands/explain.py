"""`recouv explain`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.task_documents import held_document, task_document
from recouv.domain.condition import Grade
from recouv.domain.message import Code, Message, say, say_many
from recouv.domain.task import Task
from recouv.rules.explanation import ExplainedCurrency, ExplainedItem, Explanation, JudgedCommitment
from recouv.rules.next_step import PlannedStep, StepStanding, StepState
from recouv.usecases.explaining import explain_client
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import description, term

EXAMPLES = (
    "recouv explain durand",
    "recouv explain durand --on 2026-12-01",
    "recouv explain durand --json | jq '.currencies[].items[].steps'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    options.reading(parser, words)


def run(context: Context) -> int:
    """Print the reasoning."""
    found = explain_client(context.session, context.options.client, context.day(context.options.on, past=False))
    if context.options.json:
        context.output.json(document(found, context.words))
    else:
        _print(context, found)
    return 0


def document(found: Explanation, words: Catalogue) -> dict[str, object]:
    """The reasoning as scripts read it."""
    situation = found.situation
    return {
        "on": found.on.isoformat(),
        "client": situation.id,
        "name": situation.client.name,
        "worked": found.is_worked,
        "blocked_by": words.text(found.stale) if found.stale else None,
        "overridden": words.text(found.overridden) if found.overridden else None,
        "commitments": [
            {
                "entry": f"^{judged.entry.id}" if judged.entry.id else None,
                "kind": judged.entry.kind,
                "state": judged.state,
                "until": judged.until.isoformat() if judged.until else None,
            }
            for judged in found.commitments
        ],
        "currencies": [_currency_document(part, words) for part in found.currencies],
        "tasks": [
            {**task_document(task, words), "score": [words.text(part) for part in task.score]} for task in found.tasks
        ],
        "held": [held_document(held, words) for held in found.held],
    }


def _currency_document(part: ExplainedCurrency, words: Catalogue) -> dict[str, object]:
    return {
        "currency": part.unallocated.currency,
        "owed": part.facts.owed.plain,
        "grade": str(part.facts.grade),
        "broken_promises": part.facts.broken_promises,
        "average_delay": part.facts.average_delay,
        "unallocated": part.unallocated.plain,
        "claim": part.claim.plain,
        "covered": part.is_covered,
        "last_contact": part.last_contact.isoformat() if part.last_contact else None,
        "quiet": {"reason": words.text(part.quiet[0]), "until": part.quiet[1].isoformat()} if part.quiet else None,
        "items": [_item_document(item, words) for item in part.items],
    }


def _item_document(explained: ExplainedItem, words: Catalogue) -> dict[str, object]:
    line, stop = explained.line, explained.suspension
    return {
        "invoice": line.item.number,
        "instalment": line.item.instalment or None,
        "due": line.item.due.isoformat(),
        "balance": line.item.balance.plain,
        "disputed": line.item.disputed.plain,
        "suspended": {"reason": words.text(stop.reason), "until": stop.until.isoformat() if stop.until else None}
        if stop
        else None,
        "scenario": line.assigned.name,
        "because": words.text(line.assigned.why),
        "next": line.planned.step.id if line.planned else None,
        "next_on": line.planned.day.isoformat() if line.planned else None,
        "steps": [
            {
                "step": standing.step.id,
                "level": standing.level,
                "state": str(standing.state),
                "own_day": standing.own_day.isoformat(),
                "done_on": standing.done_on.isoformat() if standing.done_on else None,
                "tried": [day.isoformat() for day in standing.tried],
                "why": words.text(standing.why) if standing.why else None,
            }
            for standing in explained.steps
        ],
    }


def _print(context: Context, found: Explanation) -> None:
    output = context.output
    output.message(say("{name} on {day}", name=found.situation.client.name, day=found.on), "bold")
    if not found.is_worked:
        output.message(
            say("{day} is not worked: what falls on it gives way to {next}", day=found.on, next=found.next_worked)
        )
    if found.stale is not None:
        output.message(say("no message leaves: {reason}", reason=found.stale))
    if found.overridden is not None:
        output.message(found.overridden)
    _part(context, say("Commitments"), map(_commitment, found.commitments))
    for part in found.currencies:
        _part(context, say("Account in {currency}", currency=part.unallocated.currency), _account(part))
        for item in part.items:
            _print_item(context, item, found)
    output.line()
    output.message(say("What the day asks"), "bold")
    if not found.tasks and not found.held:
        output.message(say("Nothing to do."))
    for task in found.tasks:
        output.line("  " + context.say(_task(task)))
        for reason in task.why:
            output.line("    " + context.say(reason))
        if task.blocked_by is not None:
            output.line("    " + context.say(say("blocked: {reason}", reason=task.blocked_by)))
        output.line("    " + context.say(say("priority {total}", total=task.priority)))
        for score in task.score:
            output.line("      " + context.say(score))
    for held in found.held:
        invoices = ", ".join(held.invoices)
        told = say("waits: {invoices}: {reason}", invoices=invoices, reason=held.reason)
        if held.until:
            told = say("{told}; until {day}", told=told, day=held.until)
        output.line("  " + context.say(told))


def _part(context: Context, title: Message, lines: Iterator[Message]) -> None:
    said = list(lines)
    if said:
        context.output.line()
        context.output.message(title, "bold")
    for line in said:
        context.output.line("  " + context.say(line))


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


def _print_item(context: Context, explained: ExplainedItem, found: Explanation) -> None:
    output, line = context.output, explained.line
    item = line.item
    late = item.days_late(found.on)
    output.line()
    told = say("{number}: {amount}, due {due}", number=item.number, amount=item.balance, due=item.due)
    if late:
        told = say_many("{told}, {count} day late", "{told}, {count} days late", late, told=told)
    output.message(told, "bold")
    if item.disputed:
        output.line("  " + context.say(say("{amount} of it is disputed", amount=item.disputed)))
    if explained.suspension is not None:
        output.line("  " + context.say(say("waits: {reason}", reason=explained.suspension.reason)))
    follows = say("follows {scenario}: {why}", scenario=line.assigned.name, why=line.assigned.why)
    output.line("  " + context.say(follows))
    if line.scenario is None:
        output.line("  " + context.say(say("there is no scenario {name}", name=line.assigned.name)))
    elif not line.is_followed:
        output.line("  " + context.say(say("scenario {name} asks for nothing", name=line.assigned.name)))
    elif line.planned is None:
        output.line("  " + context.say(say("every step is done, or not for this client")))
    rows = [_step(context, standing, line.planned) for standing in explained.steps]
    if rows:
        titles = [context.say(title) for title in (say("Step"), say("Own day"), say("State"))]
        output.table(titles, rows, indent="  ")


def _step(context: Context, standing: StepStanding, planned: PlannedStep | None) -> list[str]:
    said = "; ".join(context.say(part) for part in _standing(standing, planned))
    name, channel = context.say(term(standing.step.id)), context.say(term(str(standing.step.channel)))
    return [f"{standing.level}. {name} ({channel})", context.words.day(standing.own_day), said]


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
