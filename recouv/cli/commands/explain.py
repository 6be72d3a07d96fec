"""`recouv explain`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.task_documents import held_document, task_document
from recouv.domain.message import say
from recouv.rules.explanation import ExplainedCurrency, ExplainedItem, Explanation
from recouv.usecases.explaining import explain_client
from recouv.wording.catalogue import Catalogue
from recouv.wording.reasoning import StepLine, reasoning

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
    output, words = context.output, context.words
    rows: list[StepLine] = []
    for line in reasoning(found):
        if isinstance(line, StepLine):
            rows.append(line)
            continue
        _print_steps(context, rows)
        rows = []
        if line.heads_part:
            output.line()
        output.line("  " * line.depth + words.text(line.text), *(["bold"] if line.is_title else []))
    _print_steps(context, rows)


def _print_steps(context: Context, rows: list[StepLine]) -> None:
    if rows:
        titles = [context.say(title) for title in (say("Step"), say("Own day"), say("State"))]
        written = [(context.say(row.name), context.words.day(row.own_day), row.state(context.words)) for row in rows]
        context.output.table(titles, written, indent="  ")
