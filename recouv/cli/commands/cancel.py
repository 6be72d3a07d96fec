"""`recouv cancel`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.undoing import cancel_entry
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv cancel durand ^f5w2kb8t --reason 'entered for the wrong client'",)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument("entry", metavar="^ID", help=words.text(say("the entry's ID, or its first characters")))
    parser.add_argument("--reason", default="", help=words.text(say("why")))
    options.writing(parser, words, on=words.text(say("from when it no longer counts (default: the entry's own date)")))


def run(context: Context) -> int:
    """Strike out an entry."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    done = cancel_entry(
        context.session,
        client,
        chosen.entry,
        reason=chosen.reason,
        on=context.day(chosen.on) if chosen.on else None,
        note=context.note(),
        dry_run=chosen.dry_run,
    )
    return options.print_done(context, done)
