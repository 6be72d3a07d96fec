"""`recouv sending`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.kinds import SENT_OUTCOMES
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.fates import Became, became_action
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv sending durand sent",
    "recouv sending durand failed ^c9x4tn1e --reason 'Not in the Sent folder'",
    "recouv sending durand received --on 2026-11-12 --reference 1A23456789 --document documents/ar-durand.pdf",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    choices = tuple(code for code in SENT_OUTCOMES if code != "unconfirmed")
    parser.add_argument(
        "outcome", type=options.coded(choices, words), choices=choices, metavar="OUTCOME", help=", ".join(choices)
    )
    options.ended(parser, words)
    options.reason(parser, words)
    parser.add_argument(
        "--reference",
        default="",
        metavar="TEXT",
        help=words.text(say("the number of the registered letter, or the server's answer")),
    )
    parser.add_argument("--document", default="", metavar="FILE", help=words.text(say("the proof, in the workspace")))
    options.writing(parser, words)


def run(context: Context) -> int:
    """Record what became of a message."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    became = Became(
        outcome=chosen.outcome,
        on=context.day(chosen.on),
        entry=chosen.entry,
        reason=chosen.reason,
        reference=chosen.reference,
        document=chosen.document,
        note=context.note(),
    )
    action = became_action(context.session, client, became)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
