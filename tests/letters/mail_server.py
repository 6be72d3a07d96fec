"""A real mail server in a thread, which can be told to misbehave."""

from __future__ import annotations

import gc
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Letterbox:
    """What the server took, and how it is to behave."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    at_rcpt: str = ""
    """What it answers to a recipient; empty to take them all."""
    at_end: str = ""
    """What it answers once it has the message; empty to take it."""
    drop: str = ""
    """`before data`, `after data` (taken, no answer) or empty."""
    password: str = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_rcpt:
            return self.at_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.at_end:
            return self.at_end
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        self.recipients.append(list(envelope.rcpt_tos))
        if self.drop == "after data":
            assert server.transport is not None
            server.transport.abort()
        return "250 taken"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password.decode() == self.password, handled=False)


class _Dropping(SMTP):
    """Hangs up when the data is about to come."""

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        if getattr(self.event_handler, "drop", "") == "before data":
            assert self.transport is not None
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Dropping(self.handler, **self.SMTP_kwargs)


@contextmanager
def mail_server(box: Letterbox, *, certificate: ssl.SSLContext | None = None) -> Iterator[Letterbox]:
    """The server, on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    extras: dict[str, object] = {"tls_context": certificate} if certificate else {}
    if box.password:
        extras |= {
            "authenticator": box.authenticate,
            "auth_require_tls": certificate is not None,
            "auth_required": True,
        }
    controller = _Controller(box, hostname="127.0.0.1", port=box.port, **extras)
    controller.start()
    try:
        yield box
    finally:
        controller.stop(no_assert=True)
        gc.collect()  # a connection cut short on either side is closed here, not in the next test
