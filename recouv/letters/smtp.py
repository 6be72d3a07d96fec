"""A message handed to a mail server, and what is then known of it.

Until the server asks for the data it has been given nothing: whatever fails, the message did not leave.  From the first
byte of the data to the server's last answer a failure tells nothing: the server may have taken it.  Such a message is
never sent again by itself.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum

from msgspec import Struct

from recouv.domain.mail import Mail, Security

#: Seconds without a word from the server after which it is given up.
TIMEOUT_SECONDS = 60
_GO_ON, _TAKEN = 354, 250
#: Of a recipient, without an enhanced code that says otherwise: no such mailbox (RFC 5321, 4.2.3).
_NO_MAILBOX = frozenset({550, 551, 553})
#: Of enhanced codes, those about the address (RFC 3463, 3.2): 5.1.1 and its like.
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_DOT_FIRST = re.compile(rb"(?m)^\.")
_END = b".\r\n"


class Fate(StrEnum):
    """What is known of a message."""

    SENT = "sent"
    REFUSED = "refused"
    """It did not leave: there is no such address."""
    LATER = "later"
    """It did not leave, for another reason."""
    UNKNOWN = "unknown"
    """It may have left."""


class Answer(Struct, frozen=True, kw_only=True):
    """What became of a message, in the server's words."""

    fate: Fate
    words: str = ""


class ServerError(Exception):
    """The server cannot be reached, or does not let us in: no message can be handed over.  The argument says why."""


class Server:
    """A connection to the server of `mail`, kept for several messages and opened anew where it was lost."""

    def __init__(self, mail: Mail, *, user: str = "", password: str = "", timeout: float = TIMEOUT_SECONDS) -> None:
        self._mail = mail
        self._user = user
        self._password = password
        self._timeout = timeout
        self._connection: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect.

        Raises:
            ServerError: it cannot be done.
        """
        self._connection = self._opened()

    def close(self) -> None:
        """Take leave."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._forget()

    def deliver(self, data: bytes, *, sender: str, to: Sequence[str]) -> Answer:
        """Hand one message over to the first of `to`, and to the others as far as the server takes them."""
        try:
            connection = self._begun(sender, to)
        except ServerError as error:
            return Answer(fate=Fate.LATER, words=str(error))
        except smtplib.SMTPRecipientsRefused as error:
            self._begin_again()
            return _of_the_address(*error.recipients[to[0]])
        except smtplib.SMTPResponseException as error:
            self._begin_again()
            return Answer(fate=Fate.LATER, words=_words(error.smtp_code, error.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            self._forget()
            return Answer(fate=Fate.LATER, words=_said(error))
        try:
            lines = _DOT_FIRST.sub(b"..", data)
            connection.send(lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + _END)
            code, words = connection.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._forget()
            return Answer(fate=Fate.UNKNOWN, words=_said(error))
        if code == _TAKEN:
            return Answer(fate=Fate.SENT, words=_words(code, words))
        self._begin_again()
        return Answer(fate=Fate.LATER, words=_words(code, words))

    def _begun(self, sender: str, to: Sequence[str]) -> smtplib.SMTP:
        """The connection once the server waits for the data."""
        connection = self._connection or self._opened()
        self._connection = connection
        connection.ehlo_or_helo_if_needed()
        code, words = connection.mail(sender)
        if code != _TAKEN:
            raise smtplib.SMTPSenderRefused(code, words, sender)
        code, words = connection.rcpt(to[0])
        if code not in (_TAKEN, 251):
            raise smtplib.SMTPRecipientsRefused({to[0]: (code, words)})
        for other in to[1:]:
            connection.rcpt(other)
        code, words = connection.docmd("DATA")
        if code != _GO_ON:
            raise smtplib.SMTPDataError(code, words)
        return connection

    def _opened(self) -> smtplib.SMTP:
        mail = self._mail
        connection: smtplib.SMTP | None = None
        try:
            if mail.security is Security.TLS:
                context = ssl.create_default_context()
                connection = smtplib.SMTP_SSL(mail.host, mail.server_port, timeout=self._timeout, context=context)
            else:
                connection = smtplib.SMTP(mail.host, mail.server_port, timeout=self._timeout)
            if mail.security is Security.STARTTLS:
                connection.starttls(context=ssl.create_default_context())
            if self._user:
                connection.login(self._user, self._password)
        except (OSError, smtplib.SMTPException) as error:
            if connection is not None:
                connection.close()
            raise ServerError(_said(error)) from None
        return connection

    def _begin_again(self) -> None:
        """Forget the message that was refused; the connection goes on, or is dropped."""
        try:
            if self._connection is not None:
                self._connection.rset()
        except (OSError, smtplib.SMTPException):
            self._forget()

    def _forget(self) -> None:
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
        self._connection = None


def _of_the_address(code: int, words: bytes | str) -> Answer:
    """What the refusal of a recipient says: that there is none, or something else."""
    said = _words(code, words)
    enhanced = _ENHANCED.search(said)
    gone = enhanced.groups()[:2] == ("5", "1") if enhanced else code in _NO_MAILBOX
    return Answer(fate=Fate.REFUSED if gone else Fate.LATER, words=said)


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"


def _said(error: Exception) -> str:
    """The reason in a few words, whatever the library wraps it in."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return " ".join(str(error).split()) or type(error).__name__
