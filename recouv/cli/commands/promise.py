"""`recouv promise`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.invoices_named import currency_of
from recouv.usecases.promising import Promise, promise_action
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv promise durand 1400 --by 2026-11-27",
    "recouv promise durand 1400 --by fri --for F2026-031 --with 'Claire Petit' --note 'By transfer, she says.'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "amount", metavar="AMOUNT", help=words.text(say("what was promised, with its currency when it is another"))
    )
    parser.add_argument("--by", required=True, metavar="DATE", help=words.text(say("the last day of the promise")))
    options.invoices(parser, words.text(say("the invoices it is for; the whole account when left out")))
    options.person(parser, words)
    options.writing(parser, words, on=words.text(say("the day it was made (default: today)")))


def run(context: Context) -> int:
    """Record a promise to pay."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    on = context.day(chosen.on)
    promise = Promise(
        money=context.money(chosen.amount, currency_of(context.session, client, chosen.invoices)),
        by=context.day(chosen.by, past=False, since=on),
        on=on,
        invoices=tuple(chosen.invoices),
        person=chosen.person,
        note=context.note(),
    )
    action = promise_action(context.session, client, promise)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
