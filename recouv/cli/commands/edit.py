"""`recouv edit`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.editor import open_editor
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.editing import set_head_values, take_in_edit
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv edit durand", "recouv edit durand owner=marc terms='45 days end of month'")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "values",
        metavar="KEY=VALUE",
        nargs="*",
        help=words.text(say("a line of the head to change; without any, your editor opens")),
    )
    options.dry_run(parser, words)


def run(context: Context) -> int:
    """Change the head, or open the editor and commit what was typed."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    if chosen.values:
        values = []
        for pair in chosen.values:
            key, found, value = pair.partition("=")
            if not found:
                raise UsageError(say("{text} is not KEY=VALUE", text=pair), say("for instance: owner=marc"))
            values.append((key, value))
        return options.print_done(context, set_head_values(context.session, client, values, dry_run=chosen.dry_run))
    path = context.session.workspace.root / context.session.workspace.read(client).dossier.path
    open_editor(
        path,
        without_terminal=say("give KEY=VALUE, or edit the file itself: {path}", path=str(path)),
        what_is_saved=say("set EDITOR to yours; what was saved is in {path}, not committed", path=str(path)),
    )
    done = take_in_edit(context.session, client)
    if done is None:
        context.output.talk(say("nothing was changed"))
        return 0
    return options.print_done(context, done)
