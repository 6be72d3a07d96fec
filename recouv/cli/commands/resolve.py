"""`recouv resolve`."""

from __future__ import annotations

import argparse

from recouv.cli import ending, options
from recouv.cli.context import Context
from recouv.domain.kinds import KINDS
from recouv.domain.message import say
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv resolve durand --outcome withdrawn",
    "recouv resolve durand ^r7n3d9vx --outcome credit-note --reason 'One door credited'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    ending.arguments(parser, words)
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


def run(context: Context) -> int:
    """End a dispute."""
    return ending.end(context, "resolve", context.options.outcome)
