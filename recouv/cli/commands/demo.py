"""`recouv demo`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from recouv.cli.commands import agenda, balance, start
from recouv.cli.context import Context
from recouv.cli.output import is_terminal
from recouv.domain.message import say
from recouv.usecases.setup import make_demo
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv demo", "recouv demo ~/recouv-demo")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "folder",
        metavar="DIR",
        nargs="?",
        default="",
        help=words.text(say("where to make it (default: a temporary folder)")),
    )


def run(context: Context) -> int:
    """Make the example and open it; where there is no terminal, print its agenda and its balance."""
    given = context.options.folder
    folder = Path(given).expanduser().absolute() if given else Path(tempfile.mkdtemp(prefix="recouv-demo-"))
    make_demo(folder, context.words, context.today)
    context.options.directory = str(folder)
    context.output.talk(say("a throw-away workspace with twelve clients: {path}", path=str(folder)))
    if is_terminal(sys.stdin) and is_terminal(sys.stdout):
        return start.run(context)
    chosen = context.options
    code = agenda.run_today(context)
    chosen.on, chosen.json, chosen.owner = None, False, ""
    context.output.line()
    chosen.clients, chosen.kind, chosen.tag, chosen.by, chosen.format, chosen.all = [], "", "", "client", "table", False
    return code or balance.run(context)
