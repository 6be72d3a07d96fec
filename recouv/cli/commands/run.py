"""`recouv run`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say, say_many
from recouv.usecases.clients import find_client
from recouv.usecases.mail_day import Prepared, Standing, prepare_day
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

EXAMPLES = (
    "recouv run",
    "recouv run durand",
    "recouv run --json | jq '.messages[] | select(.standing == \"blocked\")'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, many=True)
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document, for scripts")))
    parser.add_argument("--full", action="store_true", help=words.text(say("each message in full, as it would leave")))


def run(context: Context) -> int:
    """Print what the day would send."""
    session = context.session
    clients = [find_client(session, query) for query in context.options.clients]
    prepared = prepare_day(session, context.today, clients)
    if context.options.json:
        context.output.json(
            {"on": context.today.isoformat(), "messages": [_document(row, context.words) for row in prepared]}
        )
    else:
        print_prepared(context, prepared)
        if context.options.full:
            _print_messages(context, prepared)
    return 0


def print_prepared(context: Context, prepared: Sequence[Prepared]) -> None:
    """The messages as a table, with what stands in the way of those that wait."""
    words = context.words
    if not prepared:
        context.output.message(say("the day asks for no e-mail"))
        return
    context.output.table(
        [words.text(one) for one in (say("State"), say("Client"), say("Step"), say("To"), say("Amount"))],
        [
            (
                words.text(_STANDINGS[row.standing]),
                row.task.name,
                words.text(term(row.task.step)),
                row.composed.to if row.composed else "",
                words.money(row.task.amount) if row.task.amount else "",
            )
            for row in prepared
        ],
        right=[4],
        details=[_details(row, words) for row in prepared],
    )
    ready = sum(row.standing is Standing.READY for row in prepared)
    waiting = sum(row.standing is Standing.TO_CONFIRM for row in prepared)
    context.output.message(
        say(
            "{ready}, {waiting}",
            ready=say_many("{count} message ready: recouv send", "{count} messages ready: recouv send", ready),
            waiting=say_many(
                "{count} to confirm: recouv send --confirm", "{count} to confirm: recouv send --confirm", waiting
            ),
        ),
        "bold",
    )


def _details(row: Prepared, words: Catalogue) -> list[str]:
    lines = []
    if row.composed:
        lines.append(row.composed.subject)
    if row.attachments:
        names = ", ".join(attachment.name for attachment in row.attachments)
        lines.append(words.text(say("attached: {names}", names=names)))
    if row.reason:
        lines.append(words.text(row.reason))
    if row.mend:
        lines.append(words.text(row.mend))
    return lines


def _print_messages(context: Context, prepared: Sequence[Prepared]) -> None:
    for row in prepared:
        if row.composed:
            context.output.line()
            context.output.line(f"{row.task.name} <{row.composed.to}>", "bold")
            context.output.line(row.composed.subject, "bold")
            context.output.line()
            context.output.text(row.composed.text)


def _document(row: Prepared, words: Catalogue) -> dict[str, object]:
    composed = row.composed
    return {
        "client": row.task.client,
        "name": row.task.name,
        "standing": str(row.standing),
        "scenario": row.task.scenario,
        "step": row.task.step,
        "letter": row.task.letter,
        "invoices": list(row.task.invoices),
        "amount": row.task.amount.plain if row.task.amount else None,
        "currency": row.task.amount.currency if row.task.amount else None,
        "to": composed.to if composed else None,
        "subject": composed.subject if composed else None,
        "text": composed.text if composed else None,
        "attached": [attachment.name for attachment in row.attachments],
        "reason": words.text(row.reason) if row.reason else None,
        "mend": words.text(row.mend) if row.mend else None,
    }


_STANDINGS = {
    Standing.READY: say("ready"),
    Standing.TO_CONFIRM: say("to confirm"),
    Standing.BY_HAND: say("by name only"),
    Standing.BLOCKED: say("blocked"),
}
