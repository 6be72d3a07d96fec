"""`recouv witness`."""

from __future__ import annotations

import argparse

from recouv.cli.context import Context
from recouv.domain.errors import ExitCode
from recouv.domain.message import say
from recouv.usecases.witnessing import witness
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv witness /media/safe/clients.witness",
    "recouv witness notary        # a second remote: git remote add notary URL",
    "recouv audit --witness /media/safe/clients.witness",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "witness",
        metavar="FILE|REMOTE",
        help=words.text(say("where to write it down: a file outside the workspace, or a second remote")),
    )


def run(context: Context) -> int:
    """Record where the history stands."""
    seen = witness(context.repository, context.options.witness, context.moment)
    context.output.line(f"{seen.when} {seen.commit}")
    context.output.talk(say("recorded in {witness}", witness=context.options.witness))
    return ExitCode.DONE
