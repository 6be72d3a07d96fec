"""What an empty workspace says: how to begin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from recouv.domain.message import say
from recouv.tui.kit import ACCENT, MUTED, STRONG, Plain, content, stacked
from recouv.wording.plain import pad

if TYPE_CHECKING:
    from recouv.wording.catalogue import Catalogue


class Greeting(Plain):
    """The first screen of a new workspace, hidden as soon as there is a client."""

    def __init__(self, words: Catalogue, root: Path) -> None:
        super().__init__(id="greeting")
        text = words.text
        ways = (
            ("", say("Take in the accounts: a FEC"), "recouv import fec FILE"),
            ("", say("Take in invoices: CSV, XLSX or ODS"), "recouv import csv FILE"),
            ("N", say("Open a dossier for a first client"), "recouv new NAME"),
            ("", say("Look at a throw-away example: twelve clients"), "recouv demo"),
        )
        wide = max(len(text(way)) for _, way, _ in ways)
        keys, commands, leave = (text(word).strip() for word in (say("keys"), say("commands"), say("leave")))
        self.update(
            stacked(
                [
                    content((text(say("No dossier yet in {path}", path=_from_home(root))), STRONG)),
                    content(""),
                    *(
                        content((pad(key, 3), ACCENT), pad(text(way), wide), "   ", (command, MUTED))
                        for key, way, command in ways
                    ),
                    content(""),
                    content(
                        text(say("Your data are text files in a git repository of yours: one action, one commit."))
                    ),
                    content(text(say("Nothing leaves this computer."))),
                    content(""),
                    content(
                        ("?", ACCENT), f" {keys}   ", ("^P", ACCENT), f" {commands}   ", ("q", ACCENT), f" {leave}"
                    ),
                ]
            )
        )


def _from_home(root: Path) -> str:
    """The folder as people write it in a shell."""
    try:
        home = Path.home()
    except RuntimeError:  # neither HOME nor a line of the password file
        return str(root)
    return f"~/{root.relative_to(home)}" if root != home and root.is_relative_to(home) else str(root)
