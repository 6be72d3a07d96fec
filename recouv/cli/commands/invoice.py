"""`recouv invoice`."""

from __future__ import annotations

import argparse
from datetime import date

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.usecases.clients import find_client
from recouv.usecases.money import NewInvoice, record_invoice
from recouv.usecases.penalty_checks import term_warning
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv invoice durand F2026-031 2400.00 --on 2026-09-01 --due 2026-10-31",
    "recouv invoice durand F2026-032 '1 200,50' --terms '30 days end of month'",
    "recouv invoice durand F2026-033 3000 --instalment 2026-12-15=1000 --instalment 2027-01-15=2000",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument("number", metavar="NUMBER", help=words.text(say("the invoice's number")))
    parser.add_argument(
        "amount", metavar="AMOUNT", help=words.text(say("tax included, with its currency when it is another"))
    )
    parser.add_argument("--due", default=None, metavar="DATE", help=words.text(say("last day to pay on time")))
    parser.add_argument("--terms", default="", help=words.text(say("payment terms, as '30 days end of month'")))
    parser.add_argument(
        "--instalment",
        action="append",
        default=[],
        metavar="DATE=AMOUNT",
        help=words.text(say("one due date of several; repeat it")),
    )
    parser.add_argument(
        "--document", default="", metavar="PATH", help=words.text(say("the invoice itself, in documents/"))
    )
    parser.add_argument("--order", default="", help=words.text(say("the client's order number")))
    parser.add_argument("--about", default="", help=words.text(say("what was sold")))
    options.writing(parser, words, on=words.text(say("the invoice's date (default: today)")))


def run(context: Context) -> int:
    """Record an invoice."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    currency = context.session.workspace.read(client).dossier.client.currency
    if not chosen.number.strip():
        raise UsageError(say("the invoice has no number"), say("write it after the client"))
    if chosen.due is not None and chosen.terms:
        raise UsageError(say("an invoice has a due date or payment terms"), say("give --due or --terms, not both"))
    if chosen.due is not None and chosen.instalment:
        raise UsageError(say("an invoice has one due date or instalments"), say("give --due or --instalment, not both"))
    issued = context.day(chosen.on)
    invoice = NewInvoice(
        number=chosen.number,
        money=context.money(chosen.amount, currency),
        issued=issued,
        due=context.day(chosen.due, past=False, since=issued) if chosen.due is not None else None,
        instalments=tuple(given_instalment(context, row, currency, issued) for row in chosen.instalment),
        terms=chosen.terms,
        document=chosen.document,
        order=chosen.order,
        about=chosen.about,
        note=context.note(),
    )
    done = record_invoice(context.session, client, invoice, dry_run=chosen.dry_run)
    code = options.print_done(context, done)
    warning = term_warning(context.session, client, invoice)
    if warning is not None:
        context.output.talk(warning, "yellow")
    return code


def given_instalment(context: Context, row: str, currency: str, since: date) -> tuple[date, Money]:
    """The day and amount that `DATE=AMOUNT` states; a day without its year is the next one `since` then.

    Raises:
        UsageError: it is not so written.
    """
    day, found, amount = row.partition("=")
    if not found:
        raise UsageError(say("{text} is not an instalment", text=row), say("write it as 2026-12-15=400.00"))
    return context.day(day, past=False, since=since), context.money(amount, currency)
