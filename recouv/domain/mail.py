"""How a creditor's e-mail leaves: what the workspace decides for everybody.  Never a secret."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Security(StrEnum):
    """How the connection to the server is kept from other eyes."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """Nothing is: for a server on this machine."""


#: Where each kind of connection is taken when no port is said.
PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


class Mail(Struct, frozen=True, kw_only=True):
    """The `mail` of `recouv.yaml`."""

    host: str = ""
    """Of the server that takes messages; empty when they go to the outbox."""
    port: int = 0
    """0 for the usual one of `security`."""
    security: Security = Security.STARTTLS
    sender: str = ""
    """The address that messages come from; empty for the creditor's own."""
    reply_to: str = ""
    copy: str = ""
    """An address that gets every message too, unseen by the client."""
    per_minute: int = 20
    """Messages given to the server in a minute, at the most."""
    hours: tuple[str, str] = ("08:00", "19:00")
    """Between which two, `HH:MM`, messages leave."""

    @property
    def server_port(self) -> int:
        """The port, said or usual."""
        return self.port or PORTS[self.security]


class Account(Struct, frozen=True, kw_only=True):
    """How one person logs in at one server: theirs alone, outside any workspace."""

    user: str = ""
    password_command: str = ""
    """A command whose first line of output is the password."""
