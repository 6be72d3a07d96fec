"""`recouv serve`: the screens in a web browser of this computer, and of no other."""

from __future__ import annotations

import argparse
import sys

from recouv.cli.context import Context
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv serve", "recouv serve --port 8000")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument("--port", type=int, default=0, help=words.text(say("the port (default: one that is free)")))
    parser.add_argument(
        "--host", default="127.0.0.1", help=words.text(say("an address of this computer alone (default: 127.0.0.1)"))
    )


def run(context: Context) -> int:
    """Serve until Ctrl+C."""
    chosen = context.options
    if chosen.host not in ("127.0.0.1", "localhost"):
        raise UsageError(
            say("recouv serve answers this computer alone, not {host}", host=chosen.host),
            say("leave --host out; from another computer, use a tunnel: ssh -L 8000:127.0.0.1:8000 HOST"),
        )
    if not 0 <= chosen.port <= 65535:
        raise UsageError(say("{port} is not a port", port=chosen.port), say("give one from 1024 to 65535"))
    try:
        from recouv.cli.browser import serve  # deferred: a library that only this command needs, and that may be absent
    except ModuleNotFoundError as error:
        raise UsageError(
            say("recouv serve needs {name}, which is not installed", name=error.name or "textual-serve"),
            say("install it: pip install 'recouv[serve]'"),
        ) from None
    words = ["-C", str(context.session.workspace.root), *(["--lang", context.language] if context.language else [])]
    command = [sys.executable, "-m", "recouv", *words]
    return serve(command, port=chosen.port, output=context.output)
