"""`recouv show`."""

from __future__ import annotations

import argparse

from recouv.cli import options, past
from recouv.cli.context import Context
from recouv.cli.dossier.account import print_account
from recouv.cli.dossier.history import print_history
from recouv.cli.dossier.identity import print_identity
from recouv.cli.dossier.work import print_work
from recouv.domain.errors import ExitCode
from recouv.domain.message import say
from recouv.usecases.clients import read_client
from recouv.usecases.dossiers import view_of
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv show durand",
    "recouv show durand --on 2026-09-30",
    "recouv show durand --known-at 2026-09-30",
    "recouv show durand --json",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    options.reading(parser, words)
    past.argument(parser, words)
    parser.add_argument("--all", action="store_true", help=words.text(say("the whole history")))


def run(context: Context) -> int:
    """Print one client's file."""
    if context.options.known_at is None:
        dossier, on = read_client(context.session, context.options.client).dossier, context.day(context.options.on)
    else:
        on = past.day_of(context)
        dossier = context.session.workspace.read(past.client(context, context.options.client)).dossier
    view = view_of(context.session, dossier, on)
    if context.options.json:
        from recouv.cli.dossier.document import document  # deferred: for those who ask for JSON

        context.output.json(past.document(context, document(view, context.words)))
    else:
        past.heading(context)
        print_identity(context, view)
        print_account(context, view)
        print_work(context, view)
        print_history(context, view, whole=context.options.all)
    return 0 if view.dossier.readable else ExitCode.PROBLEMS
