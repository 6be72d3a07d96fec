"""`recouv simulate`."""

from __future__ import annotations

import argparse

from recouv.cli.context import Context
from recouv.domain.message import Message, say, say_many
from recouv.usecases.clients import find_client
from recouv.usecases.simulating import Settings, SimulatedRow, SimulatedTask, Simulation, simulate
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

EXAMPLES = (
    "recouv simulate",
    "recouv simulate --scenario firm --days 90",
    "recouv simulate --rev gentler-letters --client durand",
    "recouv simulate --json | jq '.counts'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--scenario",
        default="",
        metavar="NAME",
        help=words.text(say("compare with this scenario for every client who follows the default one")),
    )
    parser.add_argument(
        "--rev",
        default="",
        metavar="REV",
        help=words.text(say("compare with the scenarios and recouv.yaml of this branch or commit")),
    )
    parser.add_argument(
        "--days", type=int, default=60, metavar="N", help=words.text(say("how many days (default: 60)"))
    )
    parser.add_argument("--client", default="", metavar="CLIENT", help=words.text(say("one client alone")))
    parser.add_argument("--on", default=None, metavar="DATE", help=words.text(say("the first day (default: today)")))
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))


def run(context: Context) -> int:
    """Play the days and print them."""
    chosen = context.options
    client = find_client(context.session, chosen.client) if chosen.client else ""
    settings = Settings(scenario=chosen.scenario, revision=chosen.rev)
    found = simulate(
        context.session, chosen.days, settings=settings, client=client, on=context.day(chosen.on, past=False)
    )
    if chosen.json:
        context.output.json(document(found, settings))
    else:
        _print(context, found, settings)
    context.output.unreadable(found.unreadable)
    return 0


def document(found: Simulation, settings: Settings) -> dict[str, object]:
    """The simulation as scripts read it."""
    return {
        "from": found.first.isoformat(),
        "until": found.last.isoformat(),
        "scenario": settings.scenario or None,
        "rev": settings.revision or None,
        "rows": [
            {**_task_document(row.task), "only": None if row.now and row.other else "now" if row.now else "other"}
            if found.compared
            else _task_document(row.task)
            for row in found.rows
        ],
        "counts": [
            {
                "step": count.step or None,
                "action": count.action,
                "now": count.now,
                **({"other": count.other} if found.compared else {}),
            }
            for count in found.counts
        ],
        "unreadable": list(found.unreadable),
    }


def _task_document(task: SimulatedTask) -> dict[str, object]:
    return {
        "day": task.day.isoformat(),
        "client": task.client,
        "name": task.name,
        "action": task.action,
        "channel": task.channel,
        "scenario": task.scenario or None,
        "step": task.step or None,
        "invoices": list(task.invoices),
        "amount": task.amount.plain if task.amount else None,
        "currency": task.amount.currency if task.amount else None,
    }


def _print(context: Context, found: Simulation, settings: Settings) -> None:
    output = context.output
    output.message(say("Simulation from {first} to {last}", first=found.first, last=found.last), "bold")
    output.message(say("every message is sent on its day, nobody pays, and no file is touched"), "dim")
    if found.compared:
        output.message(say("- with today's settings only; + only with {settings}", settings=_named(settings)), "dim")
    if not found.rows:
        output.message(say("Nothing to do."))
        return
    output.line()
    header = (say("Day"), say("Client"), say("Action"), say("Step"), say("Amount"))
    titles = [*([""] * found.compared), *map(context.say, header)]
    output.table(titles, [_row(context, row, found) for row in found.rows], right=(len(titles) - 1,))
    output.line()
    output.message(say("How many"), "bold")
    titles = [context.say(title) for title in (say("Step"), say("Action"), say("Now"))]
    rows = [[_step(context, count.step), context.say(term(count.action)), str(count.now)] for count in found.counts]
    if found.compared:
        titles += [context.say(_named(settings)), "±"]
        rows = [
            [*row, str(count.other), f"{count.other - count.now:+d}" if count.other != count.now else ""]
            for row, count in zip(rows, found.counts, strict=True)
        ]
    output.table(titles, rows, right=range(2, len(titles)))
    sent = [row for row in found.rows if row.task.step]
    told = say_many("{count} message", "{count} messages", sum(row.now for row in sent))
    if found.compared:
        other = say_many("{count} message", "{count} messages", sum(row.other for row in sent))
        told = say("{now} now, {other} with {settings}", now=told, other=other, settings=_named(settings))
    output.message(told, "bold")


def _named(settings: Settings) -> Message:
    if settings.revision:
        return say("revision {revision}", revision=settings.revision)
    return say("scenario {name}", name=settings.scenario)


def _row(context: Context, row: SimulatedRow, found: Simulation) -> list[str]:
    task, words = row.task, context.words
    mark = " " if row.now and row.other else "-" if row.now else "+"
    return [
        *([mark] * found.compared),
        words.day(task.day),
        task.name,
        context.say(term(task.action)),
        _step(context, task.step),
        words.money(task.amount) if task.amount else "",
    ]


def _step(context: Context, step: str) -> str:
    return context.say(term(step)) if step else ""
