"""`recouv credit`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.money import record_credit_note
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv credit durand AV2026-004 240.00 --invoice F2026-031 --reason 'two doors missing'",
    "recouv credit durand AV2026-005 100",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument("number", metavar="NUMBER", help=words.text(say("the credit note's number")))
    parser.add_argument(
        "amount", metavar="AMOUNT", help=words.text(say("tax included, with its currency when it is another"))
    )
    parser.add_argument(
        "--invoice",
        default="",
        metavar="NUMBER",
        help=words.text(say("the invoice it corrects; without it, it is kept for later")),
    )
    parser.add_argument("--reason", default="", help=words.text(say("why")))
    options.writing(parser, words, on=words.text(say("the credit note's date (default: today)")))


def run(context: Context) -> int:
    """Record a credit note."""
    chosen = context.options
    if not chosen.number.strip():
        raise UsageError(say("the credit note has no number"), say("write it after the client"))
    client = find_client(context.session, chosen.client)
    currency = context.session.workspace.read(client).dossier.client.currency
    done = record_credit_note(
        context.session,
        client,
        chosen.number,
        context.money(chosen.amount, currency),
        context.day(chosen.on),
        invoice=chosen.invoice,
        reason=chosen.reason,
        note=context.note(),
        dry_run=chosen.dry_run,
    )
    return options.print_done(context, done)
