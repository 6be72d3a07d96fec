"""`recouv recall`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.usecases.clients import find_client
from recouv.usecases.commitments import Ending, ending_action
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv recall durand",
    "recouv recall durand ^k8d2y6qs --reason 'Paid in full to us'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    options.ended(parser, words)
    options.reason(parser, words)
    options.writing(parser, words)


def run(context: Context) -> int:
    """Take a file back."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    ending = Ending(
        kind="recall",
        on=context.day(chosen.on),
        entry=chosen.entry,
        reason=chosen.reason,
        note=context.note(),
    )
    action = ending_action(context.session, client, ending)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
