"""`recouv history`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.errors import ExitCode
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.histories import history
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv history", "recouv history durand --limit 20", "recouv history --json")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, many=True)
    parser.add_argument("--limit", type=int, default=0, metavar="N", help=words.text(say("the N latest only")))
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))


def run(context: Context) -> int:
    """Print who did what and when."""
    clients = [find_client(context.session, client) for client in context.options.clients]
    records = history(context.session, clients, limit=context.options.limit)
    if context.options.json:
        rows = [
            {
                "commit": record.id,
                "when": record.when,
                "who": record.author,
                "what": record.subject,
                "action": record.action or None,
                "dossiers": list(record.dossiers),
                "entries": list(record.entries),
            }
            for record in records
        ]
        context.output.json({"commits": rows})
    elif records:
        titles = (say("Commit"), say("When"), say("Who"), say("What"))
        context.output.table(
            [context.say(title) for title in titles],
            [(record.id, record.when[:16].replace("T", " "), record.author, record.subject) for record in records],
        )
    else:
        context.output.talk(say("no history yet"))
    return ExitCode.DONE if records else ExitCode.NOTHING
