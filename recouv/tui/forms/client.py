"""A dossier for a new client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.dossier import ClientKind
from recouv.domain.message import say
from recouv.tui.forms.base import Form, Intent, UnfinishedError
from recouv.tui.forms.choices import Choice, Choices
from recouv.usecases.new_client import NewClient, create_client
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from recouv.domain.message import Message

_KINDS = tuple(
    Choice(key, kind, term(kind))
    for key, kind in (
        ("c", ClientKind.COMPANY),
        ("s", ClientKind.SOLE_TRADER),
        ("p", ClientKind.PUBLIC),
        ("i", ClientKind.CONSUMER),
    )
)


class ClientForm(Form):
    """Who they are, and whom to reach."""

    AUTO_FOCUS = "#name"
    NOTE = ""

    def heading(self) -> Message:
        """The title."""
        return say("new client")

    def fields(self) -> Iterable[Widget]:
        """The name is enough."""
        yield self.entry_row("name", say("Name"))
        yield self.row(
            "kind", say("Kind"), Choices(_KINDS, self.desk.words, chosen=ClientKind.COMPANY, id="kind"), echo=False
        )
        yield self.entry_row("siren", say("SIREN"))
        yield self.entry_row("terms", say("Terms"), proposed=self.session.workspace.config.terms)
        yield self.entry_row("person", say("Contact"))
        yield self.entry_row("phone", say("Phone"))
        yield self.entry_row("email", say("E-mail"))

    def intent(self) -> Intent:
        """The client that the fields mean."""
        name = self.typed("name")
        if not name:
            raise UnfinishedError(say("type the name of the client"))
        client = NewClient(
            name=name,
            kind=ClientKind(self.query_one(Choices).chosen),
            head={"siren": "".join(self.typed("siren").split()), "terms": self.typed("terms")},
            contact={"name": self.typed("person"), "email": self.typed("email"), "phone": self.typed("phone")},
        )
        echo = say("a dossier for {name}, {kind}", name=name, kind=term(client.kind))
        return Intent(echo, lambda dry_run: create_client(self.session, client, dry_run=dry_run))
