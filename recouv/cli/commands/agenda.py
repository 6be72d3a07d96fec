"""`recouv agenda`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.task_documents import held_document, task_document
from recouv.domain.message import say, say_many
from recouv.domain.task import Agenda, Task
from recouv.rules.claims import claim_of_task, sum_claims
from recouv.usecases.day import Day, plan_day
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

EXAMPLES = ("recouv agenda", "recouv agenda --on 2026-12-01 --owner lea", "recouv agenda --json | jq '.tasks[].client'")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.reading(parser, words)
    options.owner(parser, words)


def run(context: Context) -> int:
    """Print the day."""
    day = plan_day(context.session, context.day(context.options.on, past=False), owner=context.options.owner)
    if context.options.json:
        context.output.json(document(day, context.words))
    else:
        _print(context, day)
    context.output.unreadable(day.unreadable)
    return 0


def document(day: Day, words: Catalogue) -> dict[str, object]:
    """The agenda as scripts read it."""
    return {
        "on": day.agenda.on.isoformat(),
        "tasks": [task_document(task, words) for task in day.agenda.tasks],
        "held": [held_document(held, words) for held in day.agenda.held],
        "unreadable": list(day.unreadable),
    }


def _print(context: Context, day: Day) -> None:
    output, words, agenda = context.output, context.words, day.agenda
    output.message(say("Agenda of {day}", day=agenda.on), "bold")
    if not agenda.tasks:
        output.message(say("Nothing to do."))
    else:
        header = [words.text(title) for title in (say("Action"), say("Client"), say("Amount"), say("Days late"))]
        details = [[words.text(reason) for reason in task.why] for task in agenda.tasks]
        output.table(header, _rows(context, agenda), right=(2, 3), details=details)
    totals = _totals(agenda.tasks, words)
    if agenda.tasks:
        count = len(agenda.tasks)
        told = say_many("{count} task: {totals}", "{count} tasks: {totals}", count, totals=totals)
        output.message(told if totals else say_many("{count} task", "{count} tasks", count), "bold")
    if agenda.held:
        output.line()
        output.message(say("Waiting"), "bold")
        rows = [
            (held.name, ", ".join(held.invoices), words.text(held.reason), words.day(held.until) if held.until else "")
            for held in agenda.held
        ]
        header = [words.text(title) for title in (say("Client"), say("Invoices"), say("Why"), say("Until"))]
        output.table(header, rows)


def _rows(context: Context, agenda: Agenda) -> Iterable[tuple[str, ...]]:
    words = context.words
    for task in agenda.tasks:
        action = words.text(term(task.action))
        late = task.days_late(agenda.on)
        yield (
            f"{action} {task.level}" if task.level else action,
            task.name,
            words.money(task.amount) if task.amount else "",
            str(late) if late else "",
        )


def _totals(tasks: Iterable[Task], words: Catalogue) -> str:
    return ", ".join(words.money(money) for money in sum_claims(map(claim_of_task, tasks)))
