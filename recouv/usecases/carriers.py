"""What takes the messages of a workspace away: its mail server, or the outbox of whoever works in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeAlias

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.letters.outbox import put_in_outbox, waiting_in_outbox
from recouv.letters.smtp import Answer, Fate, Server, ServerError
from recouv.store.password import credentials
from recouv.usecases.session import Session
from recouv.usecases.settings import load_settings

#: User and password at a server; both empty where nobody logs in.
Login: TypeAlias = "tuple[str, str]"
#: How the name of an outbox begins, before its folder.
OUTBOX = "outbox:"


class Carrier(Protocol):
    """What takes messages away."""

    name: str
    """Of the server, or of the outbox with its folder."""

    def deliver(self, data: bytes, *, sender: str, to: Sequence[str]) -> Answer:
        """Hand one message over; never raises for what the other side does."""


class Outbox:
    """The maildir where messages wait for the person's own mail program."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"{OUTBOX}{folder}"

    def deliver(self, data: bytes, *, sender: str, to: Sequence[str]) -> Answer:  # noqa: ARG002 - as a server has them
        """Keep the message there."""
        try:
            name = put_in_outbox(self.folder, data)
        except OSError as error:
            return Answer(fate=Fate.LATER, words=error.strerror or str(error), gone=True)
        return Answer(fate=Fate.SENT, words=f"outbox {name}")


def carrier_name(session: Session) -> str:
    """What takes the messages of the workspace: `host:port`, or the folder of the outbox."""
    mail = session.workspace.config.mail
    return f"{mail.host}:{mail.server_port}" if mail.host else str(outbox_folder(session))


def asks_for_password(session: Session) -> bool:
    """Whether a command of the person's own prints the password, and may ask them something at the terminal."""
    account = load_settings().settings.accounts.get(session.workspace.config.mail.host)
    return account is not None and bool(account.password_command.strip())


def login_of(session: Session) -> Login:
    """Who we are at the server that recouv.yaml names.

    Raises:
        PasswordError: there is no password.
    """
    host = session.workspace.config.mail.host
    return credentials(host, load_settings().settings.accounts.get(host)) if host else ("", "")


@contextmanager
def carrier_of(session: Session, login: Login | None = None) -> Iterator[Carrier]:
    """The connection to the server that recouv.yaml names, else the outbox; `login` where it was asked already.

    Raises:
        WorkspaceError: the server cannot be reached, or does not let us in.
        PasswordError: there is no password.
    """
    mail = session.workspace.config.mail
    if not mail.host:
        yield Outbox(outbox_folder(session))
        return
    user, password = login or login_of(session)
    server = Server(mail, user=user, password=password)
    try:
        server.open()
    except ServerError as error:
        raise WorkspaceError(
            say("{host}:{port} takes no message: {reason}", host=mail.host, port=mail.server_port, reason=str(error)),
            say("nothing was sent; check mail: in recouv.yaml, your account and the network"),
        ) from None
    try:
        yield server
    finally:
        server.close()


def outbox_folder(session: Session) -> Path:
    """The maildir of messages that wait for a mail program: as the settings say, else beside the person's data."""
    chosen = load_settings().settings.outbox
    if chosen:
        return Path(chosen).expanduser()
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "recouv" / session.workspace.root.name / "outbox"


def waiting_messages(session: Session) -> int:
    """How many messages wait for the person's own mail program; none in a workspace with a server."""
    return 0 if session.workspace.config.mail.host else waiting_in_outbox(outbox_folder(session))
