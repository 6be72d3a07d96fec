"""`recouv writeoff`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.invoices_named import currency_of
from recouv.usecases.law import WriteOff, write_off_action
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv writeoff durand F2026-031 --reason 'Liquidation without assets' --approved-by lea",
    "recouv writeoff durand F2026-031 0.03 --reason 'Difference of payment'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument("number", metavar="NUMBER", help=words.text(say("the invoice given up")))
    parser.add_argument(
        "amount",
        metavar="AMOUNT",
        nargs="?",
        default=None,
        help=words.text(say("how much; all that is left when left out")),
    )
    parser.add_argument("--reason", required=True, metavar="TEXT", help=words.text(say("why")))
    parser.add_argument(
        "--approved-by", dest="approved", default="", metavar="WHO", help=words.text(say("who agreed to it"))
    )
    options.writing(parser, words)


def run(context: Context) -> int:
    """Give a debt up."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    currency = currency_of(context.session, client, [chosen.number])
    write_off = WriteOff(
        number=chosen.number,
        on=context.day(chosen.on),
        money=context.money(chosen.amount, currency) if chosen.amount is not None else None,
        reason=chosen.reason,
        approved=chosen.approved,
        note=context.note(),
    )
    action = write_off_action(context.session, client, write_off)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
