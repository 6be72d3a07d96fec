"""`recouv snooze`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.snoozing import snooze
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv snooze durand --until +7",
    "recouv snooze durand --until 2026-12-01 --reason 'the accountant is away'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "--until", required=True, metavar="DATE", help=words.text(say("the day on which the client comes back"))
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help=words.text(say("why (default: snoozed)")))
    options.writing(parser, words)


def run(context: Context) -> int:
    """Put the client off."""
    chosen = context.options
    done = snooze(
        context.session,
        find_client(context.session, chosen.client),
        context.day(chosen.until, past=False),
        reason=chosen.reason,
        on=context.day(chosen.on),
        note=context.note(),
        dry_run=chosen.dry_run,
    )
    return options.print_done(context, done)
