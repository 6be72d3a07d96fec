"""What takes the messages of a workspace away: its mail server, or the outbox of whoever works in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.letters.smtp import Server, ServerError
from recouv.store.password import credentials
from recouv.usecases.sending import Carrier, Outbox
from recouv.usecases.session import Session
from recouv.usecases.settings import load_settings


@contextmanager
def carrier_of(session: Session) -> Iterator[Carrier]:
    """The connection to the server that recouv.yaml names, else the outbox.

    Raises:
        WorkspaceError: the server cannot be reached, or does not let us in.
        PasswordError: there is no password.
    """
    mail = session.workspace.config.mail
    if not mail.host:
        yield Outbox(outbox_folder(session))
        return
    user, password = credentials(load_settings().settings.accounts.get(mail.host))
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
