"""`recouv undo`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.undoing import undo_action, undo_last, undo_summary
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv undo", "recouv undo --dry-run", "recouv undo 9e42435")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "commit",
        metavar="COMMIT",
        nargs="?",
        default="",
        help=words.text(
            say("the action to undo, whoever did it (recouv history lists them); yours, the last, without")
        ),
    )
    options.note(parser, words)
    options.dry_run(parser, words)


def run(context: Context) -> int:
    """Cancel the last action of the person at work that still counts, or the one that is named."""
    session, note, chosen = context.session, context.note(), context.options
    undone = (
        undo_action(session, chosen.commit, note=note, dry_run=chosen.dry_run)
        if chosen.commit
        else undo_last(session, note=note, dry_run=chosen.dry_run)
    )
    if not undone.done.is_dry_run:
        context.output.talk(undo_summary(undone.was))
    return options.print_done(context, undone.done)
