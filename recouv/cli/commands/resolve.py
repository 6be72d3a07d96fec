"""`recouv resolve`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.kinds import KINDS
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.commitments import Ending, ending_action
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv resolve durand --outcome withdrawn",
    "recouv resolve durand ^r7n3d9vx --outcome credit-note --reason 'One door credited'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    options.ended(parser, words)
    key = KINDS["resolve"].key("outcome")
    outcomes = key.choices if key else ()
    parser.add_argument(
        "--outcome",
        required=True,
        type=options.coded(outcomes, words),
        choices=outcomes,
        metavar="OUTCOME",
        help=words.text(say("credit-note: the client was right; upheld: the invoice stands; withdrawn by the client")),
    )
    options.reason(parser, words)
    options.writing(parser, words)


def run(context: Context) -> int:
    """End a dispute."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    ending = Ending(
        kind="resolve",
        on=context.day(chosen.on),
        entry=chosen.entry,
        outcome=chosen.outcome,
        reason=chosen.reason,
        note=context.note(),
    )
    action = ending_action(context.session, client, ending)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
