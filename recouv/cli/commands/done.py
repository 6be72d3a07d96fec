"""`recouv done`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.talk import finish_task
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv done durand ^h4c8xf2n", "recouv done durand ^h4c8xf2n --note 'left a message'")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument("entry", metavar="^ID", help=words.text(say("the reminder's ID, as recouv show prints it")))
    options.writing(parser, words)


def run(context: Context) -> int:
    """Mark a reminder as done."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    done = finish_task(
        context.session,
        client,
        chosen.entry.removeprefix("^"),
        on=context.day(chosen.on),
        note=context.note(),
        dry_run=chosen.dry_run,
    )
    return options.print_done(context, done)
