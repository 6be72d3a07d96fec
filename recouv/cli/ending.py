"""What the commands that end a commitment share: `withdraw`, `resolve`, `release` and `recall`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.usecases.clients import find_client
from recouv.usecases.commitments import Ending, ending_action
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments: the client, what is ended, why."""
    options.client(parser, words)
    options.ended(parser, words)
    options.reason(parser, words)
    options.writing(parser, words)


def end(context: Context, kind: str, outcome: str = "") -> int:
    """Record the end, an entry of that kind; `outcome` is that of a dispute."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    ending = Ending(
        kind=kind,
        on=context.day(chosen.on),
        entry=chosen.entry,
        outcome=outcome,
        reason=chosen.reason,
        note=context.note(),
    )
    action = ending_action(context.session, client, ending)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
