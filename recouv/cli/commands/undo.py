"""`recouv undo`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.usecases.undoing import undo_last, undo_summary
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv undo", "recouv undo --dry-run")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.note(parser, words)
    options.dry_run(parser, words)


def run(context: Context) -> int:
    """Cancel the last action that still counts."""
    undone = undo_last(context.session, note=context.note(), dry_run=context.options.dry_run)
    if not undone.done.is_dry_run:
        context.output.talk(undo_summary(undone.was))
    return options.print_done(context, undone.done)
