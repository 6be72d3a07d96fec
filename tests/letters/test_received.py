"""What is read of an e-mail that came in, whatever a stranger put in it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.letters.from_html import text_of_html
from recouv.letters.quoted import MOST_CHARACTERS, own_words
from recouv.letters.received import Sort, Verdict, read_head, read_received

OURS = "<7k3f9x2m.0123456789abcdef.durand@autan.example>"


def mail(headers: str, body: str = "Paid.\n") -> bytes:
    """An answer, with these headers besides."""
    first = "From: Claire Petit <compta@client.example>\nMessage-ID: <a1@client.example>\nSubject: Re: x\n"
    return f"{first}{headers}\n{body}".encode()


class TestHead:
    """Who answers what."""

    def test_in_reply_to_first_then_the_last_reference(self) -> None:
        """The nearest message is the first candidate."""
        head = read_head(mail("In-Reply-To: <b@x>\nReferences: <first@x>\n <last@x>\n <b@x>\n"))
        assert head.answers == ("<b@x>", "<last@x>", "<first@x>")

    def test_many_references(self) -> None:
        """Of a long thread the end is read."""
        many = "\n ".join(f"<{number}@x>" for number in range(5000))
        assert read_head(mail(f"References: {many}\n")).answers[0] == "<4999@x>"

    def test_a_message_without_an_id(self) -> None:
        """It gets one of its own, the same each time."""
        data = b"From: a@b.example\nSubject: x\n\nhello"
        assert read_head(data).message_id == read_head(data).message_id
        assert read_head(data).message_id.endswith("@no-message-id.invalid>")

    @pytest.mark.parametrize("header", ["<a b@x>", "<évil@x>", "no brackets", "<a\x00b@x>", "<>"])
    def test_an_id_that_is_none(self, header: str) -> None:
        """What could break a line of the journal is no Message-ID."""
        head = read_head(f"Message-ID: {header}\n\nx".encode())
        assert head.message_id.isascii()
        assert head.message_id.isprintable()
        assert " " not in head.message_id

    def test_words_in_other_alphabets(self) -> None:
        """Encoded words are decoded, unknown ones left."""
        head = read_head(b"Subject: =?utf-8?b?UsOpcG9uc2U=?= =?x-nothing?q?a?=\n\n")
        assert head.subject.startswith("Réponse")

    def test_a_date(self) -> None:
        """The day as it is here; `None` for none."""
        assert read_head(mail("Date: Fri, 20 Nov 2026 12:00:00 +0000\n")).day == date(2026, 11, 20)
        assert read_head(mail("Date: yesterday, or 99999999999999999999\n")).day is None


class TestSort:
    """A person, a machine, or a server."""

    @pytest.mark.parametrize(
        "headers",
        [
            "Auto-Submitted: auto-replied\n",
            "Auto-Submitted: auto-generated; owner=x\n",
            "X-Autoreply: yes\n",
            "Precedence: auto_reply\n",
            "Precedence: Bulk\n",
            'Content-Type: multipart/report; report-type="disposition-notification"; boundary=x\n',
        ],
    )
    def test_automatic(self, headers: str) -> None:
        """RFC 3834 and the older ways."""
        assert read_head(mail(headers)).sort is Sort.AUTOMATIC

    def test_automatic_by_its_subject(self) -> None:
        """Programs that say it nowhere else."""
        assert read_head(b"Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_x?=\n\n").sort is Sort.AUTOMATIC

    @pytest.mark.parametrize("headers", ["", "Auto-Submitted: no\n", "Precedence: normal\n"])
    def test_a_person(self, headers: str) -> None:
        """Anything else."""
        assert read_head(mail(headers)).sort is Sort.ANSWER

    def test_status(self) -> None:
        """A server's report, or its postmaster."""
        assert read_head(b"From: MAILER-DAEMON@mx.example (Mail)\nSubject: x\n\n").sort is Sort.STATUS


def report(fields: str, *, words: str = "Sorry.") -> bytes:
    """A delivery status notification (RFC 3464) about our message."""
    return (
        "From: Mail Delivery Subsystem <mailer-daemon@mx.example>\nMessage-ID: <dsn@mx.example>\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\nContent-Type: text/plain\n\n{words}\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{fields}\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: {OURS}\nSubject: Reminder\n\nText\n--b--\n"
    ).encode()


class TestStatus:
    """What a server says of a message."""

    @pytest.mark.parametrize(
        ("fields", "verdict"),
        [
            ("Final-Recipient: rfc822; Compta@Client.example\nAction: failed\nStatus: 5.1.1\n", Verdict.NO_ADDRESS),
            ("Final-Recipient: rfc822;x@y.example\nAction: failed\nStatus: 5.1.10\n", Verdict.NO_ADDRESS),
            ("Final-Recipient: rfc822; x@y.example\nAction: failed\nStatus: 5.2.2\n", Verdict.FAILED),
            ("Final-Recipient: rfc822; x@y.example\nAction: delayed\nStatus: 4.4.1\n", Verdict.NOTHING),
            ("Final-Recipient: rfc822; x@y.example\nAction: delivered\nStatus: 2.0.0\n", Verdict.NOTHING),
        ],
    )
    def test_standard(self, fields: str, verdict: Verdict) -> None:
        """By its action and status; the message meant is in what it gives back."""
        received = read_received(report(fields))
        assert [one.verdict for one in received.reports] == [verdict]
        assert OURS in received.mentioned

    def test_who_it_is_about(self) -> None:
        """Final and original recipient, in small letters."""
        fields = (
            "Original-Recipient: rfc822; Compta@Client.example\nFinal-Recipient: rfc822; box@host.example\n"
            "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no\n such user\n"
        )
        (one,) = read_received(report(fields)).reports
        assert one.recipients == ("box@host.example", "compta@client.example")
        assert one.words == "550 5.1.1 no such user"

    @pytest.mark.parametrize(
        ("words", "verdict"),
        [
            ("<x@y.example>: host mx said: 550 5.1.1 User unknown", Verdict.NO_ADDRESS),
            ("The address does not exist.", Verdict.NO_ADDRESS),
            ("552 5.2.2 mailbox full", Verdict.FAILED),
            ("Your message has been delayed, we will retry.", Verdict.NOTHING),
            ("Something went wrong.", Verdict.FAILED),
        ],
    )
    def test_in_words(self, words: str, verdict: Verdict) -> None:
        """Servers that know no standard."""
        data = f"From: postmaster@mx.example\nSubject: Undelivered\n\n{words}\n\nMessage-ID: {OURS}\n".encode()
        received = read_received(data)
        assert [one.verdict for one in received.reports] == [verdict]
        assert OURS in received.mentioned


class TestWords:
    """What the sender wrote, and nothing else."""

    @pytest.mark.parametrize(
        "quoted",
        [
            "On Fri, 20 Nov 2026 at 09:00, Autan <lea@autan.example> wrote:\n> You owe\n",
            "Le ven. 20 nov. 2026 à 09:00, Autan <lea@autan.example> a écrit :\n> Vous devez\n",
            "Le ven. 20 nov. 2026 à 09:00, Autan\n<lea@autan.example> a écrit :\n> Vous devez\n",
            "-----Message d'origine-----\nDe : Autan\n",
            "De : Autan <lea@autan.example>\nEnvoyé : vendredi 20 novembre 2026 09:00\nÀ : Claire\n",
            "________________________________\nFrom: Autan\n",
            "> You owe\n> 1200\n",
            "-- \nClaire Petit\nAccounts\n",
        ],
    )
    def test_without_what_is_quoted(self, quoted: str) -> None:
        """As mail programs quote, in English and French."""
        assert own_words(f"Paid on Monday.\n\n{quoted}") == "Paid on Monday."

    def test_answers_between_the_lines(self) -> None:
        """What is written between quoted lines is kept."""
        assert own_words("> When?\nMonday.\n> How?\nBy transfer.\n") == "Monday.\nBy transfer."

    def test_long(self) -> None:
        """Cut, and it shows."""
        words = own_words("x " * 100_000)
        assert len(words) <= MOST_CHARACTERS + 2
        assert words.endswith("…")

    def test_nothing_that_a_terminal_obeys(self) -> None:
        """Escapes, direction marks and NUL are left out."""
        assert own_words("a\x1b[2J\u202eb\x00\x07c") == "a[2Jbc"

    @given(st.text(max_size=500))
    def test_any_text(self, text: str) -> None:
        """No text makes it fail, nor leaves a line end that is none of ours."""
        assert all(line.isprintable() for line in own_words(text).split("\n"))


class TestHtml:
    """A message that is HTML only."""

    def test_its_words(self) -> None:
        """Blocks are lines; scripts, styles and comments are nothing."""
        page = (
            "<html><head><title>no</title><style>p{}</style></head><body><!-- no > --><p>Paid &eacute;t&eacute;</p>"
            "<div>on <b>Monday</b></div><SCRIPT>alert('no')</SCRIPT><blockquote>You owe</blockquote></body></html>"
        )
        assert own_words(text_of_html(page)) == "Paid été\n\non Monday"

    @pytest.mark.parametrize(
        "page", ["<", "<!--", "<script>", "</", "<p", "&", "&#x110000;", "<<<>>>", "<p>" * 100_000]
    )
    def test_broken(self, page: str) -> None:
        """Read to where it breaks."""
        assert isinstance(text_of_html(page * 3), str)

    @given(st.text(alphabet="<>!-/ab &;#'\"", max_size=300))
    def test_any_page(self, page: str) -> None:
        """None makes it fail."""
        assert isinstance(text_of_html(page), str)


class TestHostile:
    """Whatever comes is read within bounds."""

    def test_html_only(self) -> None:
        """Its words are taken from the HTML."""
        data = mail("Content-Type: text/html; charset=utf-8\n", "<p>Paid</p>\n")
        assert read_received(data).text == "Paid"

    @pytest.mark.parametrize("charset", ["x-unknown", "utf-7", "hex", "rot13", "a" * 300, "idna", "unicode_escape"])
    def test_unknown_alphabets(self, charset: str) -> None:
        """Read as well as can be."""
        data = mail(f"Content-Type: text/plain; charset={charset}\n", "Paid.\n")
        assert "Paid" in read_received(data).text or read_received(data).text

    def test_parts_within_parts(self) -> None:
        """A thousand levels deep."""
        body = "".join(f"--b{level}\nContent-Type: multipart/mixed; boundary=b{level + 1}\n\n" for level in range(1000))
        received = read_received(mail("Content-Type: multipart/mixed; boundary=b0\n", body))
        assert received.head.address == "compta@client.example"

    def test_many_parts(self) -> None:
        """Ten thousand side by side."""
        body = "--b\nContent-Type: text/plain\n\nx\n" * 10_000 + "--b--\n"
        assert read_received(mail("Content-Type: multipart/mixed; boundary=b\n", body)).text == "x"

    def test_no_end_of_headers(self) -> None:
        """Megabytes of them."""
        assert read_head(b"Subject: " + b"x" * 5_000_000).subject
        assert read_head(b"X: y\n" * 300_000 + b"Subject: z\n\n").subject in ("", "z")

    @given(st.binary(max_size=600))
    def test_any_bytes(self, data: bytes) -> None:
        """None make it fail."""
        received = read_received(data)
        assert received.head.message_id.isprintable()
        assert received.head.subject.isprintable()

    @given(st.binary(max_size=300))
    def test_any_report(self, data: bytes) -> None:
        """Nor do any bytes where a report should be."""
        start = report("").partition(b"Reporting-MTA")[0]
        read_received(start + data)
