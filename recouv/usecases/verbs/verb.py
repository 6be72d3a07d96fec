"""What a verb is, and where in the screens one makes sense."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from recouv.domain.message import Message


class Place(StrEnum):
    """Where a verb makes sense in the screens."""

    EVERYWHERE = "everywhere"
    CLIENT = "client"
    """Wherever a row or a dossier says which client is meant."""
    AGENDA = "agenda"
    QUEUE = "queue"
    """Where the agenda is gone through client by client."""
    BALANCE = "balance"
    DOSSIER = "dossier"
    OUTLOOK = "outlook"
    TIME = "time"
    """Where an earlier day can be shown: balance and dossier."""
    LIST = "list"
    """Where there are rows: agenda and balance."""
    BULK = "bulk"
    """Where an action on the marked rows waits to be confirmed."""
    HELD = "held"
    """In the list of what is overdue and waits."""
    PAST = "past"
    """In the list of the last actions."""
    PREVIEW = "preview"
    """Over a letter that has not left."""
    CHOICE = "choice"
    """In the list of the letters that may be written to a client."""
    MAIL = "mail"
    """In the list of the day's messages."""
    SENDING = "sending"
    """Where messages wait for a yes, and then leave."""
    NEWS = "news"
    """In the list of what the others did."""
    CROSSED = "crossed"
    """In the list of what two people did twice."""
    FORM = "form"
    """While an action is being written."""
    READER = "reader"
    """Where a text is read over a screen."""
    PROBLEMS = "problems"
    """Where an edit could not be taken in."""


class Verb(Struct, frozen=True, kw_only=True):
    """Something that a user can do."""

    id: str
    label: Message
    """A word or two, for the footer and the palette."""
    about: Message
    """One line, for the help of the screens and of the command."""
    keys: tuple[str, ...] = ()
    """As Textual names them, the one shown first; empty when it has none of its own."""
    letter: str = ""
    """In the menu of what a client may call for; empty when it is not there."""
    command: str = ""
    """Name of the command; empty when it is not on the command line."""
    place: Place = Place.EVERYWHERE
    in_footer: bool = False

    @property
    def is_on_screen(self) -> bool:
        """Whether it is in the screens, by a key or by the menu."""
        return bool(self.keys or self.letter)
