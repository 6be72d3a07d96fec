"""`recouv history`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.errors import ExitCode, UsageError
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.histories import history
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv history",
    "recouv history durand --limit 20",
    "recouv history 2026-11-01..2026-11-30",
    "recouv history origin/main..HEAD durand",
    "recouv history --json",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, many=True)
    parser.add_argument("--limit", type=int, default=0, metavar="N", help=words.text(say("the N latest only")))
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))


def run(context: Context) -> int:
    """Print who did what and when."""
    spans = [word for word in context.options.clients if ".." in word]  # no client's id has two points
    clients = [find_client(context.session, client) for client in context.options.clients if client not in spans]
    if len(spans) > 1:
        raise UsageError(say("only one range may be given: {ranges}", ranges=" ".join(spans)), say("write it as A..B"))
    records = history(context.session, clients, limit=context.options.limit, span="".join(spans))
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
