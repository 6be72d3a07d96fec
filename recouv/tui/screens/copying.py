"""The menu of what to copy, for the row under the cursor or for each marked row that is shown.

The terminal takes it by OSC 52, which works over ssh; the status line says what was copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.errors import RecouvError
from recouv.domain.message import say, say_many
from recouv.tui.screens.menu import Item, LetterMenu
from recouv.usecases.dossiers import view_dossier
from recouv.usecases.proposals import person_to_ask
from recouv.wording.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recouv.tui.screens.base import WorkScreen

#: Letters of what stands in the dossier, and has to be read there.
_OF_THE_PERSON = ("p", "e")


class Copied(Struct, frozen=True, kw_only=True):
    """A row as it can be copied."""

    client: str
    name: str = ""
    number: str = ""
    """Of the invoice, or of several parted by commas."""
    amount: str = ""
    row: str = ""
    """Its columns parted by tabs."""


def ask(screen: WorkScreen) -> None:
    """Show the menu; copy what is chosen, one line a row."""
    rows = screen.copied_rows()
    if not rows:
        screen.desk.tell(say("put the cursor on a row first"))
        return
    first = rows[0]
    items = [
        Item("n", first.name, say("name")),
        Item("i", first.client, say("id")),
        Item("f", first.number, say("invoice")),
        Item("a", first.amount, say("amount")),
        Item("p", "", say("phone")),
        Item("e", "", say("e-mail")),
        Item("y", " · ".join(first.row.split("\t")), say("the whole row")),
    ]
    shown = [item for item in items if item.value or item.key in _OF_THE_PERSON]
    heading = say_many("Copy of {count} row", "Copy of {count} rows", len(rows))

    def chosen(letter: str | None) -> None:
        if letter in _OF_THE_PERSON:
            screen.run_worker(lambda: _read(screen, rows, letter), thread=True, group="copy")
        elif letter:
            values = {"n": "name", "i": "client", "f": "number", "a": "amount", "y": "row"}
            _copy(screen, [getattr(row, values[letter]) for row in rows])

    screen.app.push_screen(LetterMenu(heading, shown), chosen)


def _read(screen: WorkScreen, rows: Sequence[Copied], letter: str) -> None:
    """Whom to ring or to write to, in each dossier; in a thread, which the screen does not wait for."""
    found = []
    for client in dict.fromkeys(row.client for row in rows):
        try:
            person = person_to_ask(view_dossier(screen.desk.session, client))
        except RecouvError:
            continue
        if person is not None:
            found.append(person.phone if letter == "p" else person.email)
    screen.app.call_from_thread(_copy, screen, found)


def _copy(screen: WorkScreen, values: Sequence[str]) -> None:
    # a shell obeys what is pasted in it: nothing that cannot be seen is copied
    lines = ["\t".join(plain(part) for part in value.split("\t")) for value in dict.fromkeys(values) if value]
    if not lines:
        screen.desk.tell(say("there is none to copy"), look="bad")
        return
    screen.app.copy_to_clipboard("\n".join(lines))
    hidden = screen.rows_not_copied()
    shown = " · ".join(lines[0].split("\t"))
    said = say("copied: {text}", text=shown)
    if len(lines) > 1:
        said = say("copied: {count} lines, {text}…", count=len(lines), text=shown)
    aside = say_many("{count} hidden row left out", "{count} hidden rows left out", hidden) if hidden else None
    screen.desk.tell(said, aside=aside)
