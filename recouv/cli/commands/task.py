"""`recouv task`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.talk import is_time, set_task
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv task durand +7 'call back about the cheque'",
    "recouv task durand 2026-12-01 'check the transfer' --at 10:00",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument("day", metavar="DATE", help=words.text(say("the day to be reminded on")))
    parser.add_argument("what", metavar="TEXT", help=words.text(say("what to do then")))
    parser.add_argument("--at", default="", metavar="TIME", help=words.text(say("at that hour, as 10:30")))
    options.writing(parser, words)


def run(context: Context) -> int:
    """Set a reminder."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    day = context.day(chosen.day, past=False)
    if chosen.at and not is_time(chosen.at):
        raise UsageError(say("{text} is not an hour", text=chosen.at), say("write it as 10:30"))
    return options.print_done(
        context,
        set_task(
            context.session,
            client,
            day,
            chosen.what,
            at=chosen.at,
            on=context.day(chosen.on),
            note=context.note(),
            dry_run=chosen.dry_run,
        ),
    )
