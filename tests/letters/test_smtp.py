"""Messages handed to a real server that takes them, refuses them, hangs up, or wants a password."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest
import trustme

from recouv.domain.mail import Mail, Security
from recouv.letters.smtp import Answer, Fate, Server, ServerError
from tests.letters.mail_server import Letterbox, mail_server

MESSAGE = b"From: a@creditor.example\r\nTo: b@client.example\r\nSubject: x\r\n\r\nFirst\r\n.\r\n.second\r\n"


@pytest.fixture
def box() -> Iterator[Letterbox]:
    """A server that takes everything."""
    with mail_server(Letterbox()) as box:
        yield box


def delivered(box: Letterbox, *, to: tuple[str, ...] = ("b@client.example",), data: bytes = MESSAGE) -> Answer:
    """What the server answers to one message."""
    server = Server(Mail(host="127.0.0.1", port=box.port, security=Security.NONE), timeout=5)
    try:
        return server.deliver(data, sender="a@creditor.example", to=to)
    finally:
        server.close()


class TestWhatIsKnown:
    """A failure before the data is certain; one after it is not."""

    def test_taken(self, box: Letterbox) -> None:
        """250 after the data: it left."""
        answer = delivered(box)
        assert answer.fate is Fate.SENT
        assert answer.words == "250 taken"

    def test_taken_whole(self, box: Letterbox) -> None:
        """Every byte arrives, lines of one dot too."""
        delivered(box)
        assert box.taken == [MESSAGE]

    @pytest.mark.parametrize(
        ("answer", "fate"),
        [
            ("550 no such user", Fate.REFUSED),
            ("550 5.1.1 no such user", Fate.REFUSED),
            ("550 5.7.1 not from here", Fate.LATER),
            ("554 no relay", Fate.LATER),
            ("451 try later", Fate.LATER),
            ("452 full", Fate.LATER),
        ],
    )
    def test_refused_recipient(self, box: Letterbox, answer: str, fate: Fate) -> None:
        """Only what says that there is no such mailbox condemns the address; the message never left."""
        box.at_rcpt = answer
        found = delivered(box)
        assert (found.fate, found.words) == (fate, answer)
        assert box.taken == []

    @pytest.mark.parametrize("answer", ["554 spam", "451 greylisted", "550 5.1.1 said too late"])
    def test_refused_message(self, box: Letterbox, answer: str) -> None:
        """What is refused once it was read did not leave, and says nothing of the address."""
        box.at_end = answer
        assert delivered(box).fate is Fate.LATER

    def test_hung_up_before_the_data(self, box: Letterbox) -> None:
        """The server was given nothing: it certainly did not leave."""
        box.drop = "before data"
        assert delivered(box).fate is Fate.LATER

    def test_hung_up_after_the_data(self, box: Letterbox) -> None:
        """The server took it and said nothing: nobody knows."""
        box.drop = "after data"
        assert delivered(box).fate is Fate.UNKNOWN
        assert box.taken == [MESSAGE]

    def test_the_next_message_goes_after_a_refusal(self, box: Letterbox) -> None:
        """One refused recipient costs the others nothing."""
        server = Server(Mail(host="127.0.0.1", port=box.port, security=Security.NONE), timeout=5)
        box.at_rcpt = "550 no such user"
        server.deliver(MESSAGE, sender="a@creditor.example", to=("gone@client.example",))
        box.at_rcpt = ""
        assert server.deliver(MESSAGE, sender="a@creditor.example", to=("b@client.example",)).fate is Fate.SENT
        server.close()

    def test_the_next_message_goes_after_a_lost_line(self, box: Letterbox) -> None:
        """A lost connection is opened anew."""
        server = Server(Mail(host="127.0.0.1", port=box.port, security=Security.NONE), timeout=5)
        box.drop = "before data"
        server.deliver(MESSAGE, sender="a@creditor.example", to=("b@client.example",))
        box.drop = ""
        assert server.deliver(MESSAGE, sender="a@creditor.example", to=("b@client.example",)).fate is Fate.SENT
        server.close()

    def test_a_copy_that_is_refused_stops_nothing(self, box: Letterbox) -> None:
        """The first recipient decides; both are given to the server."""
        assert delivered(box, to=("b@client.example", "archive@creditor.example")).fate is Fate.SENT
        assert box.recipients == [["b@client.example", "archive@creditor.example"]]


class TestTheConnection:
    """Encrypted where asked, checked against the authorities, with a password where the server wants one."""

    @pytest.fixture
    def authority(self, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
        """An authority that this machine trusts for the time of the test."""
        authority = trustme.CA()
        usual = ssl.create_default_context

        def trusting() -> ssl.SSLContext:
            context = usual()
            authority.configure_trust(context)
            return context

        monkeypatch.setattr("recouv.letters.smtp.ssl.create_default_context", trusting)
        return authority

    def context(self, authority: trustme.CA, name: str) -> ssl.SSLContext:
        """A server's side, for that name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        return context

    def test_starttls_and_password(self, authority: trustme.CA) -> None:
        """The password is given once the line is encrypted."""
        box = Letterbox(password="s3cret")
        with mail_server(box, certificate=self.context(authority, "127.0.0.1")):
            server = Server(Mail(host="127.0.0.1", port=box.port), user="lea", password="s3cret", timeout=5)
            assert server.deliver(MESSAGE, sender="a@creditor.example", to=("b@client.example",)).fate is Fate.SENT
            server.close()
        assert box.logins == [("lea", "s3cret")]

    def test_wrong_password(self, authority: trustme.CA) -> None:
        """The server's words come back; the password is not among them."""
        box = Letterbox(password="s3cret")
        with mail_server(box, certificate=self.context(authority, "127.0.0.1")):
            server = Server(Mail(host="127.0.0.1", port=box.port), user="lea", password="wrong-one", timeout=5)
            with pytest.raises(ServerError, match="535") as refused:
                server.open()
        assert "wrong-one" not in str(refused.value)

    def test_a_certificate_of_another_name(self, authority: trustme.CA) -> None:
        """Whoever answers in the place of the server gets neither password nor message."""
        box = Letterbox(password="s3cret")
        with mail_server(box, certificate=self.context(authority, "elsewhere.example")):
            server = Server(Mail(host="127.0.0.1", port=box.port), user="lea", password="s3cret", timeout=5)
            with pytest.raises(ServerError):
                server.open()
        assert box.logins == []

    def test_a_server_without_encryption(self, box: Letterbox) -> None:
        """Where starttls is asked for, a server that has none gets nothing."""
        server = Server(Mail(host="127.0.0.1", port=box.port), user="lea", password="s3cret", timeout=5)
        with pytest.raises(ServerError):
            server.open()

    def test_nobody_there(self) -> None:
        """A port where nothing listens."""
        with pytest.raises(ServerError):
            Server(Mail(host="127.0.0.1", port=1, security=Security.NONE), timeout=5).open()
