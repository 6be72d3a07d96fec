"""`recouv init`."""

from __future__ import annotations

import argparse
from pathlib import Path
from shlex import quote

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


def _opening(folder: Path) -> str:
    """The command that opens the workspace, from where the person is."""
    return "recouv" if folder.resolve() == Path.cwd() else f"recouv -C {quote(str(folder))}"


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
    context.output.talk(say("next: {command} opens the screens, which say how to begin", command=_opening(folder)))
    return 0
