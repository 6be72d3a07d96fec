"""`recouv assign`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.assigning import assign_clients
from recouv.usecases.clients import find_client
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv assign durand marc", "recouv assign durand roux vidal marc --dry-run")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    about = words.text(say("an id, or any unambiguous part of an id or a name"))
    parser.add_argument("clients", metavar="CLIENT", nargs="+", help=about)
    who = words.text(say("who follows them from now on, as recouv.yaml names them"))
    parser.add_argument("who", metavar="WHO", help=who)
    options.dry_run(parser, words)


def run(context: Context) -> int:
    """Change who follows the clients."""
    chosen = context.options
    clients = [find_client(context.session, client) for client in chosen.clients]
    done = assign_clients(context.session, clients, chosen.who, dry_run=chosen.dry_run)
    if not done.dossiers:
        context.output.talk(say("nothing was changed"))
        return 0
    return options.print_done(context, done)
