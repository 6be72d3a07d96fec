"""`recouv run`."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Collection, Sequence

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.day_lists import (
    doubtful_document,
    prepared_document,
    print_copy,
    print_doubtful,
    print_outbox,
    print_prepared,
    print_sums,
)
from recouv.domain.errors import UsageError
from recouv.domain.message import Message, say, say_many
from recouv.domain.task import Task
from recouv.usecases.clients import find_client
from recouv.usecases.day import plan_day
from recouv.usecases.doubtful import doubtful_messages
from recouv.usecases.mail_day import EMAIL, POST, Prepared, is_message, prepare_day
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv run",
    "recouv run durand --full",
    "recouv run --on demain",
    "recouv run --json | jq '.messages[] | select(.standing == \"blocked\")'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, many=True)
    parser.add_argument(
        "--on",
        default=None,
        metavar="DATE",
        help=words.text(say("what that day would send if nothing happens in between (default: today)")),
    )
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))
    parser.add_argument("--full", action="store_true", help=words.text(say("each message in full, as it would leave")))


def run(context: Context) -> int:
    """Print what the day would send, and what else it asks for."""
    session, output = context.session, context.output
    clients = [find_client(session, query) for query in context.options.clients]
    on = context.day(context.options.on, past=False)
    if on < context.today:
        raise UsageError(
            say("{day} has passed: what it sent is in the history", day=on),
            say("recouv history and recouv show tell it; recouv agenda --on DATE what it asked"),
        )
    prepared = prepare_day(session, on, clients)
    doubtful = doubtful_messages(session, clients)
    day = plan_day(session, on)
    others = _counted(day.agenda.tasks, clients)
    if context.options.json:
        output.json(
            {
                "on": on.isoformat(),
                "messages": [
                    prepared_document(row, context.words, session.workspace.config.mail.copy) for row in prepared
                ],
                "may_have_left": [doubtful_document(one) for one in doubtful],
                "others": dict(others),
                "unreadable": list(day.unreadable),
            }
        )
        return 0
    if on != context.today:
        output.message(say("{day}, if nothing happens before: it is sent and printed on that day", day=on), "bold")
    if not prepared:
        output.message(say("the day asks for no e-mail"))
    print_prepared(context, prepared)
    print_copy(context, prepared)
    if context.options.full:
        _print_messages(context, prepared)
    print_sums(context, prepared)
    print_doubtful(context, doubtful)
    for sentence in _of_the_others(others):
        output.message(sentence)
    print_outbox(context)
    output.unreadable(day.unreadable)
    return 0


def _counted(tasks: Sequence[Task], clients: Collection[str]) -> Counter[str]:
    """What the day asks for beside e-mails: letters, calls, the rest."""
    counted: Counter[str] = Counter()
    for task in tasks:
        if (clients and task.client not in clients) or is_message(task, (EMAIL,)):
            continue
        if is_message(task, POST) and task.blocked_by is not None:
            continue  # printed, and shown among those that may have left
        counted["post" if is_message(task, POST) else "calls" if task.channel == "call" else "tasks"] += 1
    return counted


def _of_the_others(others: Counter[str]) -> list[Message]:
    sentences = {
        "post": say_many(
            "{count} letter to print: recouv post", "{count} letters to print: recouv post", others["post"]
        ),
        "calls": say_many("{count} call: recouv agenda", "{count} calls: recouv agenda", others["calls"]),
        "tasks": say_many("{count} other task: recouv agenda", "{count} other tasks: recouv agenda", others["tasks"]),
    }
    return [sentence for name, sentence in sentences.items() if others[name]]


def _print_messages(context: Context, prepared: Sequence[Prepared]) -> None:
    for row in prepared:
        if row.composed:
            context.output.line()
            context.output.line(f"{row.task.name} <{row.composed.to}>", "bold")
            copy = context.session.workspace.config.mail.copy
            if copy:
                context.output.message(say("copy: {address}", address=copy))
            context.output.line(row.composed.subject, "bold")
            context.output.line()
            context.output.text(row.composed.text)
    if any(row.composed for row in prepared):
        context.output.line()
