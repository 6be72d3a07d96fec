"""`recouv acknowledgment`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.invoices_named import currency_of
from recouv.usecases.law import Acknowledgment, acknowledgment_action
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv acknowledgment durand --amount 1400 --for F2026-031 --with 'Claire Petit'",
    "recouv acknowledgment durand --note 'Signed schedule received by post'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument("--amount", default=None, metavar="AMOUNT", help=words.text(say("how much is acknowledged")))
    options.invoices(parser, words.text(say("the invoices it is for; the whole account when left out")))
    options.person(parser, words)
    options.writing(parser, words)


def run(context: Context) -> int:
    """Record that the client acknowledges the debt."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    currency = currency_of(context.session, client, chosen.invoices)
    acknowledgment = Acknowledgment(
        on=context.day(chosen.on),
        money=context.money(chosen.amount, currency) if chosen.amount is not None else None,
        invoices=tuple(chosen.invoices),
        person=chosen.person,
        note=context.note(),
    )
    action = acknowledgment_action(context.session, client, acknowledgment)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
