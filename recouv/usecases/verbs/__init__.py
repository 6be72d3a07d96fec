"""The registry of what can be done: one list that feeds the footer, the help, the palette and the commands.

A verb that has keys, or a letter in the menu of the rarer ones, is in the screens; a verb that has a command is on the
command line; most are in both and say the same thing in both.  A test compares this list with the handlers of the
screens and with the commands.

Each module holds the verbs of some places, in the order in which the footer and the help show them.
"""

from __future__ import annotations

from recouv.usecases.verbs.client import TALK_AND_MONEY
from recouv.usecases.verbs.commands import COMMANDS
from recouv.usecases.verbs.commitments import COMMITMENTS
from recouv.usecases.verbs.everywhere import EVERYWHERE, VIEWS
from recouv.usecases.verbs.overlays import OVERLAYS
from recouv.usecases.verbs.rows import LISTS, ROWS
from recouv.usecases.verbs.time import READING, TIME
from recouv.usecases.verbs.verb import Place, Verb

__all__ = ["READING", "VERBS", "Place", "Verb", "verb"]

VERBS = (*VIEWS, *ROWS, *TALK_AND_MONEY, *COMMITMENTS, *LISTS, *TIME, *EVERYWHERE, *OVERLAYS, *COMMANDS)


def verb(identifier: str) -> Verb:
    """The verb of that id."""
    return next(known for known in VERBS if known.id == identifier)
