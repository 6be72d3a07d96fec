"""`recouv` alone: the screens, a prompt where they are of no use, or the agenda where there is no terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from recouv.cli.commands import agenda
from recouv.cli.context import Context
from recouv.cli.output import is_terminal
from recouv.domain.message import say

EXAMPLES: Sequence[str] = ("recouv", "recouv --view balance --filter '>90'", "ACCESSIBLE=1 recouv")


def run(context: Context) -> int:
    """Open the screens; ask line by line where `ACCESSIBLE` says so."""
    session = context.session
    if os.environ.get("ACCESSIBLE", "") not in ("", "0"):
        from recouv.cli import dialogue  # deferred: no other command needs it

        return dialogue.run(context)
    from recouv import tui  # Textual itself is imported when the screens open

    if not tui.can_draw() or not (tui.in_browser() or is_terminal(sys.stdout)):
        if is_terminal(sys.stdin) and is_terminal(sys.stdout):
            context.output.talk(say("this terminal cannot draw the screens; ACCESSIBLE=1 recouv asks line by line"))
        return agenda.run_today(context)
    from recouv.usecases.settings import load_settings

    return tui.run(session, personal=load_settings(), view=context.options.view, filter_text=context.options.filter)
