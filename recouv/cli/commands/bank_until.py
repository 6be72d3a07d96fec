"""`recouv bank-until`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.bank_data import state_bank_until
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv bank-until",
    "recouv bank-until yesterday",
    "recouv bank-until 2026-11-19 --note 'No movement on the 18th nor the 19th'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "day",
        metavar="DATE",
        nargs="?",
        default=None,
        help=words.text(say("the last day of which every movement is known, were it none; left out, tell it")),
    )
    options.note(parser, words)
    options.dry_run(parser, words)


def run(context: Context) -> int:
    """Say until when the bank is known."""
    chosen = context.options
    if chosen.day is not None:
        done = state_bank_until(context.session, context.day(chosen.day), note=context.note(), dry_run=chosen.dry_run)
        return options.print_done(context, done)
    house = context.session.house
    if house.bank_until is None:
        context.output.message(say("nobody said until when the bank's movements are known"))
    else:
        context.output.message(say("bank data known until {day}", day=house.bank_until))
    if house.stale_after is None:
        context.output.talk(say("nothing is blocked when they grow old: stale_after is not set in recouv.yaml"))
    return 0
