"""Where answers arrive: a mailbox read over TLS (IMAP), or a maildir; nothing in it is changed."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from recouv.domain.mail import Mail, Security
from recouv.letters.received import MOST_READ

#: Seconds without a word from the server after which it is given up.
TIMEOUT_SECONDS = 60
#: Bytes of the headers that are asked for, messages asked for at once, and looked at in one run.
HEAD_BYTES = 65_536
_AT_ONCE = 100
MOST = 20_000
#: Bytes of a message that is kept whole.
LARGEST = 15_000_000
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_STARTTLS_PORT, _TLS_PORT = 143, 993
#: As IMAP writes months, whatever the language here (RFC 3501, date-month).
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class MailboxError(Exception):
    """It cannot be read; the argument says why."""


class Waiting(Struct, frozen=True, kw_only=True):
    """A message, of which the headers are there."""

    key: str
    size: int
    head: bytes


class Mailbox(Protocol):
    """What messages are read from."""

    def waiting(self) -> Iterator[Waiting]:
        """The messages, the oldest first."""

    def read(self, one: Waiting) -> bytes:
        """One in full; only its beginning when it is larger than `LARGEST`."""

    def keep(self, one: Waiting) -> None:
        """Have one looked at again next time."""


class Maildir:
    """A folder of messages, one file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def waiting(self) -> Iterator[Waiting]:
        """Those in `new` and `cur`, by name.

        Raises:
            MailboxError: it is no maildir.
        """
        folders = [self._folder / name for name in ("new", "cur")]
        if not any(folder.is_dir() for folder in folders):
            raise MailboxError("no folder new or cur")
        paths = sorted((path for folder in folders for path in folder.glob("[!.]*")), key=lambda path: path.name)
        for path in paths[-MOST:]:
            with suppress(OSError):  # moved meanwhile by a mail program
                if path.is_file():
                    with path.open("rb") as stream:
                        yield Waiting(key=str(path), size=path.stat().st_size, head=_headers(stream.read(HEAD_BYTES)))

    def read(self, one: Waiting) -> bytes:
        """One in full, or its beginning.

        Raises:
            MailboxError: it cannot be read.
        """
        try:
            with Path(one.key).open("rb") as stream:
                return stream.read(LARGEST if one.size <= LARGEST else MOST_READ)
        except OSError as error:
            raise MailboxError(error.strerror or str(error)) from None

    def keep(self, one: Waiting) -> None:
        """It is: a maildir is always read whole."""


class Imap:
    """The INBOX of a server, opened for reading only."""

    def __init__(self, mail: Mail, *, user: str, password: str, after: int, validity: int, since: date) -> None:
        """Begin after the message `after` of a mailbox of that `validity`; with another, with those of `since` on.

        Raises:
            MailboxError: the server cannot be reached, does not let us in, or has no INBOX.
        """
        self._connection = _opened(mail)
        try:
            self._connection.login(user, password)
            self._done("EXAMINE", self._connection.select("INBOX", readonly=True))
        except (OSError, UnicodeError, imaplib.IMAP4.error) as error:
            self.close()
            raise MailboxError(_said(error)) from None
        answer = self._connection.response("UIDVALIDITY")[1]
        self.validity = int(answer[0]) if answer and isinstance(answer[0], bytes) and answer[0].isdigit() else 0
        self._after = after if validity and validity == self.validity else 0
        self._since = since
        self._last = self._after
        self._kept: list[int] = []

    @property
    def last(self) -> int:
        """The last message that need not be looked at again."""
        return min([self._last, *(uid - 1 for uid in self._kept)])

    def keep(self, one: Waiting) -> None:
        """Have one, and what came after it, looked at again next time."""
        self._kept.append(int(one.key))

    def close(self) -> None:
        """Take leave."""
        with suppress(OSError, imaplib.IMAP4.error):
            self._connection.logout()

    def waiting(self) -> Iterator[Waiting]:
        """Those that came after the last one looked at.

        Raises:
            MailboxError: the line is lost.
        """
        since = f"{self._since.day:02}-{_MONTHS[self._since.month - 1]}-{self._since.year}"
        asked = f"UID {self._after + 1}:*" if self._after else f"SINCE {since}"
        found = self._asked("SEARCH", asked)
        uids = sorted(
            {int(word) for line in found if isinstance(line, bytes) for word in line.split() if word.isdigit()}
        )
        uids = [uid for uid in uids if uid > self._after][:MOST]
        for first in range(0, len(uids), _AT_ONCE):
            yield from self._heads(uids[first : first + _AT_ONCE])

    def read(self, one: Waiting) -> bytes:
        """One in full, or its beginning.

        Raises:
            MailboxError: the line is lost, or the message is not there any more.
        """
        what = "(BODY.PEEK[])" if one.size <= LARGEST else f"(BODY.PEEK[]<0.{MOST_READ}>)"
        for _, literal in _literals(self._asked("FETCH", one.key, what)):
            return literal
        raise MailboxError("the message is not there any more")

    def _heads(self, uids: Sequence[int]) -> Iterator[Waiting]:
        asked = ",".join(map(str, uids))
        rows: list[tuple[int, int, bytes]] = []
        for said, literal in _literals(self._asked("FETCH", asked, f"(RFC822.SIZE BODY.PEEK[HEADER]<0.{HEAD_BYTES}>)")):
            number, length = _UID.search(said), _SIZE.search(said)
            if number is not None:
                rows.append((int(number[1]), int(length[1]) if length else LARGEST + 1, literal))
        for uid, size, head in sorted(rows):
            yield Waiting(key=str(uid), size=size, head=head)
            self._last = max(self._last, uid)  # once whoever asked has dealt with it
        self._last = max(self._last, *uids)

    def _asked(self, command: str, *args: str) -> Sequence[object]:
        try:
            return self._done(command, self._connection.uid(command, *args))
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxError(_said(error)) from None

    def _done(self, command: str, answer: tuple[str, Sequence[object]]) -> Sequence[object]:
        if answer[0] != "OK":
            raise imaplib.IMAP4.error(f"{command}: {answer[1][:1]}")
        return answer[1]


def _opened(mail: Mail) -> imaplib.IMAP4:
    host, port = mail.imap, mail.imap_port
    try:
        if mail.security is Security.NONE and mail.is_local(host):
            return imaplib.IMAP4(host, port or _STARTTLS_PORT, timeout=TIMEOUT_SECONDS)
        context = ssl.create_default_context()
        if port == _STARTTLS_PORT:
            connection = imaplib.IMAP4(host, port, timeout=TIMEOUT_SECONDS)
            try:
                connection.starttls(context)
            except (OSError, imaplib.IMAP4.error):
                connection.shutdown()
                raise
            return connection
        return imaplib.IMAP4_SSL(host, port or _TLS_PORT, ssl_context=context, timeout=TIMEOUT_SECONDS)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxError(_said(error)) from None


def _literals(answer: Sequence[object]) -> Iterator[tuple[bytes, bytes]]:
    """Each literal of an answer, with what the server said around it."""
    for at, row in enumerate(answer):
        if isinstance(row, tuple) and len(row) == 2 and isinstance(row[0], bytes) and isinstance(row[1], bytes):
            after = answer[at + 1] if at + 1 < len(answer) else b""
            yield row[0] + b" " + (after if isinstance(after, bytes) else b""), row[1]


def _headers(data: bytes) -> bytes:
    ends = [at for at in (data.find(b"\n\n"), data.find(b"\n\r\n")) if at >= 0]
    return data[: min(ends) + 1] if ends else data


def _said(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return " ".join(str(error).split())[:300] or type(error).__name__
