"""`recouv hold`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.commitments import Hold, hold_action
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv hold durand --until 2026-12-15 --reason 'The accountant is away'",
    "recouv hold durand --for F2026-031 --reason 'Awaiting the signed delivery note'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "--until",
        default=None,
        metavar="DATE",
        help=words.text(say("the last day without reminders; until it is released when left out")),
    )
    options.invoices(parser, words.text(say("the invoices it is for; the whole account when left out")))
    options.reason(parser, words)
    options.writing(parser, words)


def run(context: Context) -> int:
    """Send no reminder for a time."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    on = context.day(chosen.on)
    hold = Hold(
        on=on,
        until=context.day(chosen.until, past=False, since=on) if chosen.until is not None else None,
        invoices=tuple(chosen.invoices),
        reason=chosen.reason,
        note=context.note(),
    )
    action = hold_action(context.session, client, hold)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
