"""`recouv review`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.recording import record
from recouv.usecases.risk import review_action
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv review durand 'Orders on credit suspended' --reason 'Two promises broken'",)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument("words", metavar="WORDS", help=words.text(say("what was decided")))
    options.reason(parser, words)
    options.writing(parser, words)


def run(context: Context) -> int:
    """Record a decision of the credit committee."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    action = review_action(
        context.session, client, chosen.words, context.day(chosen.on), reason=chosen.reason, note=context.note()
    )
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
