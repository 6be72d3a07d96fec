"""`recouv init`."""

from __future__ import annotations

import argparse
from pathlib import Path

from recouv.cli.context import Context
from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.usecases.setup import init_workspace
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv init", "recouv init ~/recouvrement --name 'Atelier Martin' --siren 732829320")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", metavar="DIR", nargs="?", default="", help=words.text(say("where (default: here)")))
    for name, about in (
        ("name", say("the creditor's name")),
        ("siren", say("SIREN, nine digits")),
        ("email", say("e-mail that clients may answer to")),
        ("iban", say("account to be paid on")),
    ):
        parser.add_argument(f"--{name}", default="", help=words.text(about))


def run(context: Context) -> int:
    """Make a workspace."""
    chosen = context.options
    folder = Path(chosen.folder).expanduser() if chosen.folder else context.start
    creditor = {key: getattr(chosen, key) for key in ("name", "siren", "email", "iban")}
    try:
        folder = folder.absolute()
    except OSError as error:  # the current folder was removed meanwhile
        raise WorkspaceError(
            say("{path} cannot be read: {reason}", path=str(folder), reason=error.strerror or str(error)),
            say("go to a folder that exists"),
        ) from None
    made = init_workspace(folder, context.words, creditor=creditor)
    context.output.message(say("{commit} workspace made in {path}", commit=made.commit, path=str(made.root)))
    context.output.talk(say("next: recouv -C {path} import fec FILE, or recouv -C {path} new NAME", path=str(folder)))
    return 0
