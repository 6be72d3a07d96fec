"""`recouv` alone: the screens, or the agenda where there is no terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from recouv.cli.commands import agenda
from recouv.cli.context import Context
from recouv.cli.output import is_terminal

EXAMPLES: Sequence[str] = ("recouv", "recouv --view balance --filter '>90'")


def run(context: Context) -> int:
    """Open the screens."""
    session = context.session
    if (
        not (is_terminal(sys.stdin) and is_terminal(sys.stdout) and is_terminal(sys.stderr))
        or os.environ.get("TERM") == "dumb"
    ):
        context.options.on, context.options.json, context.options.owner = None, False, ""
        return agenda.run(context)
    from recouv import tui  # deferred: half a second that no other command pays

    return tui.run(session, view=context.options.view, filter_text=context.options.filter)
