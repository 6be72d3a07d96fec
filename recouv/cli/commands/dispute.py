"""`recouv dispute`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.kinds import DISPUTE_CATEGORIES
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.commitments import Dispute, dispute_action
from recouv.usecases.invoices_named import currency_of
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv dispute durand F2026-031 --category delivery --reason 'Never delivered, they say'",
    "recouv dispute durand F2026-031 --amount 350 --category quality --owner marc --revisit +14",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument("number", metavar="NUMBER", help=words.text(say("the invoice contested")))
    parser.add_argument(
        "--amount", default=None, metavar="AMOUNT", help=words.text(say("the part contested; all of it when left out"))
    )
    parser.add_argument(
        "--category",
        default="",
        type=options.coded(DISPUTE_CATEGORIES, words),
        metavar="CATEGORY",
        help=words.text(say("what it is about: {choices}, or a word of yours", choices=", ".join(DISPUTE_CATEGORIES))),
    )
    options.reason(parser, words)
    parser.add_argument("--owner", default="", metavar="WHO", help=words.text(say("who is to settle it")))
    parser.add_argument("--revisit", default=None, metavar="DATE", help=words.text(say("when to look at it again")))
    options.writing(parser, words)


def run(context: Context) -> int:
    """Record that the client contests an invoice."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    on = context.day(chosen.on)
    currency = currency_of(context.session, client, [chosen.number])
    dispute = Dispute(
        number=chosen.number,
        on=on,
        money=context.money(chosen.amount, currency) if chosen.amount is not None else None,
        category=chosen.category,
        reason=chosen.reason,
        owner=chosen.owner,
        revisit=context.day(chosen.revisit, past=False, since=on) if chosen.revisit is not None else None,
        note=context.note(),
    )
    action = dispute_action(context.session, client, dispute)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
