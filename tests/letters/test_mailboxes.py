"""A mailbox read over IMAP from a real server: what came since, within bounds, changing nothing."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import date

import pytest
import trustme

from recouv.domain.mail import Mail, Security
from recouv.letters import mailboxes
from recouv.letters.mailboxes import Imap, MailboxError
from tests.letters.imap_server import PASSWORD, USER, Mailserver, encrypted, mailserver


@pytest.fixture(scope="module")
def server() -> Iterator[Mailserver]:
    """One for all these tests, whose messages add up."""
    with mailserver() as server:
        server.put(*(message(number) for number in range(3)))
        yield server


def message(number: int, body: str = "hello") -> bytes:
    """The message of that number."""
    return f"From: a@client.example\r\nMessage-ID: <{number}@client.example>\r\nSubject: x\r\n\r\n{body}\r\n".encode()


def opened(
    server: Mailserver, *, after: int = 0, validity: int = 0, password: str = PASSWORD, since: date = date(2020, 1, 1)
) -> Imap:
    """Its INBOX."""
    mail = Mail(imap="127.0.0.1", imap_port=server.imap, security=Security.NONE)
    return Imap(mail, user=USER, password=password, after=after, validity=validity, since=since)


class TestReading:
    """The oldest first, each once."""

    def test_what_is_there(self, server: Mailserver) -> None:
        """Headers and sizes first, the whole when it is asked for."""
        box = opened(server)
        rows = list(box.waiting())
        assert [f"<{number}@client.example>".encode() in row.head for number, row in enumerate(rows[:3])] == [True] * 3
        assert b"hello" in box.read(rows[0])
        assert b"hello" not in rows[0].head
        box.close()

    def test_what_came_since(self, server: Mailserver) -> None:
        """From the last one on; nothing when nothing came."""
        box = opened(server)
        list(box.waiting())
        box.close()
        again = opened(server, after=box.last, validity=box.validity)
        assert list(again.waiting()) == []
        again.close()
        server.put(message(7))
        later = opened(server, after=box.last, validity=box.validity)
        assert [b"<7@client.example>" in row.head for row in later.waiting()] == [True]
        later.close()

    def test_one_that_could_not_be_dealt_with(self, server: Mailserver) -> None:
        """It is there the next time, with what came after it."""
        box = opened(server)
        rows = list(box.waiting())
        box.keep(rows[1])
        box.close()
        again = opened(server, after=box.last, validity=box.validity)
        assert next(iter(again.waiting())).key == rows[1].key
        again.close()

    def test_numbers_of_another_mailbox(self, server: Mailserver) -> None:
        """A mailbox made anew is read from the first day on."""
        box = opened(server, after=10_000, validity=1)
        assert len(list(box.waiting())) >= 3
        box.close()

    def test_a_day_to_begin_with(self, server: Mailserver) -> None:
        """Nothing came since a day that is to come."""
        box = opened(server, since=date(2999, 1, 1))
        assert list(box.waiting()) == []
        box.close()

    def test_a_large_one(self, server: Mailserver, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of what is too large, the beginning."""
        server.put(message(8, "x" * 70 + "\r\n" + "y" * 70))
        box = opened(server)
        row = next(row for row in box.waiting() if b"<8@" in row.head)
        monkeypatch.setattr(mailboxes, "LARGEST", 50)
        monkeypatch.setattr(mailboxes, "MOST_READ", 40)
        assert len(box.read(row)) == 40
        box.close()

    def test_it_changes_nothing(self, server: Mailserver) -> None:
        """What recouv reads is as unread as before."""
        box = opened(server)
        for row in box.waiting():
            box.read(row)
        assert not any(b"\\Seen" in flags for flags in box._connection.uid("FETCH", "1:*", "(FLAGS)")[1] if flags)
        box.close()


class TestTheConnection:
    """Who is let in, and who hears it."""

    def test_wrong_password(self, server: Mailserver) -> None:
        """The server's words come back, the password does not."""
        with pytest.raises(MailboxError) as refused:
            opened(server, password="wrong-one")
        assert "wrong-one" not in str(refused.value)

    def test_nobody_there(self) -> None:
        """A port where nothing listens."""
        with pytest.raises(MailboxError):
            opened(Mailserver(imap=1, smtp=1))

    def test_a_server_without_encryption(self, server: Mailserver) -> None:
        """Unless the settings say that it is on this machine, nothing is said to it."""
        with pytest.raises(MailboxError):
            Imap(
                Mail(imap="127.0.0.1", imap_port=server.imap),
                user=USER,
                password=PASSWORD,
                after=0,
                validity=0,
                since=date(2020, 1, 1),
            )

    @pytest.mark.parametrize(("name", "is_let_in"), [("127.0.0.1", True), ("elsewhere.example", False)])
    def test_tls(self, server: Mailserver, monkeypatch: pytest.MonkeyPatch, name: str, is_let_in: bool) -> None:
        """The certificate is checked before the password is given."""
        authority = trustme.CA()
        usual = ssl.create_default_context

        def trusting() -> ssl.SSLContext:
            context = usual()
            authority.configure_trust(context)
            return context

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        monkeypatch.setattr("recouv.letters.mailboxes.ssl.create_default_context", trusting)
        with encrypted(server.imap, context) as port:
            mail = Mail(imap="127.0.0.1", imap_port=port)
            if is_let_in:
                box = Imap(mail, user=USER, password=PASSWORD, after=0, validity=0, since=date(2020, 1, 1))
                assert list(box.waiting())
                box.close()
            else:
                with pytest.raises(MailboxError):
                    Imap(mail, user=USER, password=PASSWORD, after=0, validity=0, since=date(2020, 1, 1))
