"""`recouv limit`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.invoices_named import currency_of
from recouv.usecases.recording import record
from recouv.usecases.risk import limit_action
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv limit durand 15000", "recouv limit durand 5000 --reason 'Two promises broken'")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "amount", metavar="AMOUNT", help=words.text(say("the limit, with its currency when it is another"))
    )
    options.reason(parser, words)
    options.writing(parser, words)


def run(context: Context) -> int:
    """Decide a credit limit."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    money = context.money(chosen.amount, currency_of(context.session, client))
    action = limit_action(
        context.session, client, money, context.day(chosen.on), reason=chosen.reason, note=context.note()
    )
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
