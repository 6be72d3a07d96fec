"""`ACCESSIBLE=1 recouv`: the actions of the screens, asked and answered line by line.

For screen readers, braille displays and terminals that cannot draw: nothing moves the cursor, nothing is said by a
colour or by its place on the screen.  Words, proposals and use cases are those of the screens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recouv.cli.context import Context


def run(context: Context) -> int:
    """Talk until the person leaves; the exit code."""
    from recouv.cli.dialogue.loop import Dialogue

    return Dialogue(context).run()
