"""Answers find their dossier, once; bounces undo a step; what a machine says pauses nothing."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from recouv.letters.mailboxes import Maildir
from recouv.letters.smtp import Answer, Fate
from recouv.usecases.day import plan_day
from recouv.usecases.doubtful import doubtful_messages
from recouv.usecases.inbox import Became, Taken, take_in
from recouv.usecases.mail_day import Standing, prepare_day
from tests.conftest import TODAY, Desk
from tests.letters.mail_server import Letterbox, mail_server
from tests.letters.test_received import report
from tests.usecases.test_sending import SETTINGS, client, ready, send, session_of
from tests.usecases.test_sending_refused import Fake, by


@pytest.fixture
def sent(desk: Desk) -> Iterator[str]:
    """The Message-ID of a reminder that left."""
    with mail_server(Letterbox()) as box:
        (desk.root / "recouv.yaml").write_text(SETTINGS.format(port=box.port), encoding="utf-8")
        desk.git("commit", "-qam", "mail")
        client(desk, "Durand")
        send(session_of(desk.root))
        yield message_id(desk, "durand")


def message_id(desk: Desk, identifier: str) -> str:
    """That of the last message in a dossier."""
    return re.findall(r"message_id: (<[^>]+>)", desk.read(identifier))[-1]


def answer(to: str, *, headers: str = "", body: str = "Paid on Monday.\n", number: int = 1) -> bytes:
    """An e-mail that answers that message."""
    return (
        f"From: Claire Petit <compta@client.example>\nMessage-ID: <answer-{number}@client.example>\n"
        f"Subject: Re: your reminder\nIn-Reply-To: {to}\nDate: Fri, 20 Nov 2026 10:00:00 +0000\n{headers}\n{body}"
    ).encode()


def inbox(desk: Desk, *messages: bytes, dry_run: bool = False) -> list[Taken]:
    """What became of these messages."""
    folder = desk.root.parent / "maildir"
    box = mailbox.Maildir(folder, create=True)
    for message in messages:
        box.add(message)
    return list(take_in(session_of(desk.root), Maildir(folder), dry_run=dry_run))


class TestAnswers:
    """A person answers."""

    def test_it_is_in_the_dossier(self, desk: Desk, sent: str) -> None:
        """Who, the sender's own words, the message whole, committed."""
        (one,) = inbox(desk, answer(sent, body="Paid on Monday.\n\nOn 20 Nov 2026, Autan wrote:\n> You owe\n"))
        assert (one.became, one.client) == (Became.ANSWER, "durand")
        text = desk.read("durand")
        assert "- with: Claire Petit" in text
        assert "> Paid on Monday.\n" in text
        assert "You owe" not in text
        (kept,) = desk.root.glob("documents/received/**/*.eml")
        assert kept.name == f"{one.entry}.eml"
        assert desk.status() == ""

    def test_it_pauses_reminders(self, desk: Desk, sent: str) -> None:
        """Somebody reads it first: the client is left alone for some days."""
        inbox(desk, answer(sent))
        assert ready(session_of(desk.root)) == []

    def test_once(self, desk: Desk, sent: str) -> None:
        """Read again, and in another clone that has the commit, it is not taken twice."""
        assert len(inbox(desk, answer(sent))) == 1
        assert inbox(desk) == []
        assert inbox(desk, answer(sent)) == []
        assert desk.read("durand").count(" reply ") + desk.read("durand").count(" reply^") <= 1

    def test_a_dossier_that_cannot_be_written(self, desk: Desk, sent: str) -> None:
        """It is said, nothing is half done, and the message is taken in once it can be."""
        hook = desk.root / ".git/hooks/commit-msg"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        (one,) = inbox(desk, answer(sent))
        assert (one.became, desk.status()) == (Became.REFUSED, "")
        hook.unlink()
        assert [one.became for one in inbox(desk)] == [Became.ANSWER]

    def test_an_id_that_is_not_ours(self, desk: Desk, sent: str) -> None:
        """An answer to a Message-ID that only looks like one of ours is attached to nothing."""
        invented = sent[:10] + "0000" + sent[14:]
        (one,) = inbox(desk, answer(invented))
        assert one.became is Became.NOT_ATTACHED
        assert one.candidates == ("durand",)
        assert "reply" not in desk.read("durand")

    def test_from_nobody_we_know(self, desk: Desk, sent: str) -> None:
        """What is not about a client is passed over in silence."""
        assert inbox(desk, b"From: x@spam.example\nMessage-ID: <s@spam.example>\nSubject: Win\n\nNow\n") == []

    def test_a_dry_run_writes_nothing(self, desk: Desk, sent: str) -> None:
        """It says what it would do."""
        before = desk.subjects()
        (one,) = inbox(desk, answer(sent), dry_run=True)
        assert one.became is Became.ANSWER
        assert (desk.subjects(), desk.status()) == (before, "")

    @pytest.mark.parametrize(
        "body",
        [
            "## Journal\n\n### 2026-11-20 payment ^aaaaaaaa\n- amount: 1200.00\n",
            "---\nname: x\n---\n",
            "\x1b]0;title\x07\u202e\n",
            "^7k3f9x2m\n- amount: 5.00\n",
            "\x00\x00\n",
            "a\x85### 2026-11-20 payment\u2028- amount: 1.00\n",
        ],
    )
    def test_hostile_words(self, desk: Desk, sent: str, body: str) -> None:
        """They stay the prose of one entry: the dossier reads as before, and holds nothing that a terminal obeys."""
        kinds = [entry.kind for entry in session_of(desk.root).workspace.read("durand").dossier.entries]
        inbox(desk, answer(sent, body=body, headers="Content-Type: text/plain; charset=utf-8\n"))
        after = session_of(desk.root).workspace.read("durand").dossier
        assert [entry.kind for entry in after.entries] == [*kinds, "reply"]
        assert after.problems == ()
        assert "\x1b" not in desk.read("durand")

    def test_hostile_headers(self, desk: Desk, sent: str) -> None:
        """Names and subjects are one line of text."""
        headers = "Subject: =?utf-8?q?a=0A=23=23=23_2026-11-20_payment=0A-_amount:_1.00=1B[2J?=\n"
        data = answer(sent).replace(b"Subject: Re: your reminder\n", headers.encode())
        inbox(desk, data)
        assert session_of(desk.root).workspace.read("durand").dossier.problems == ()
        assert "\n### 2026-11-20 payment" not in desk.read("durand")

    def test_a_message_too_large_to_keep(self, desk: Desk, sent: str) -> None:
        """Its words are taken, and that it is not kept."""
        (one,) = inbox(desk, answer(sent, body="Paid.\n\n-- \n" + "x" * 70 + "\n" + ("y" * 70 + "\n") * 250_000))
        assert one.became is Became.ANSWER
        assert "too large" in desk.read("durand")
        assert not list(desk.root.glob("documents/received/**/*.eml"))

    def test_many(self, desk: Desk, sent: str) -> None:
        """Two thousand messages about nothing, and one answer among them."""
        noise = [f"From: a@b.example\nMessage-ID: <{n}@b.example>\nSubject: n\n\nx\n".encode() for n in range(2000)]
        assert [one.became for one in inbox(desk, *noise, answer(sent))] == [Became.ANSWER]


class TestMachines:
    """What no person wrote."""

    def test_an_automatic_answer_pauses_nothing(self, desk: Desk, sent: str) -> None:
        """It is noted; the agenda is what it was."""
        before = plan_day(session_of(desk.root), TODAY.replace(day=30)).agenda.tasks
        (one,) = inbox(desk, answer(sent, headers="Auto-Submitted: auto-replied\n", body="I am away.\n"))
        assert one.became is Became.AUTOMATIC
        assert " note " in desk.read("durand")
        assert plan_day(session_of(desk.root), TODAY.replace(day=30)).agenda.tasks == before

    def test_no_such_address(self, desk: Desk, sent: str) -> None:
        """The step was not done, and the address is written to no more."""
        fields = "Final-Recipient: rfc822; compta@client.example\nAction: failed\nStatus: 5.1.1\n"
        (one,) = inbox(desk, report(fields).replace(b"<7k3f9x2m.0123456789abcdef.durand@autan.example>", sent.encode()))
        assert one.became is Became.UNDELIVERABLE
        assert "- outcome: undeliverable" in desk.read("durand")
        (row,) = prepare_day(session_of(desk.root), TODAY)
        assert row.standing is Standing.BLOCKED

    def test_a_full_mailbox(self, desk: Desk, sent: str) -> None:
        """It did not arrive: the step is proposed again, at the same address."""
        fields = "Final-Recipient: rfc822; compta@client.example\nAction: failed\nStatus: 5.2.2\n"
        (one,) = inbox(desk, report(fields).replace(b"<7k3f9x2m.0123456789abcdef.durand@autan.example>", sent.encode()))
        assert one.became is Became.FAILED
        assert len(ready(session_of(desk.root))) == 1

    @pytest.mark.parametrize(
        "fields",
        [
            "Final-Recipient: rfc822; compta@client.example\nAction: delayed\nStatus: 4.4.1\n",
            "Final-Recipient: rfc822; copy@autan.example\nAction: failed\nStatus: 5.1.1\n",
        ],
    )
    def test_what_is_no_failure(self, desk: Desk, sent: str, fields: str) -> None:
        """A delay, or a copy that did not arrive: the client has, or will have, the message."""
        (one,) = inbox(desk, report(fields).replace(b"<7k3f9x2m.0123456789abcdef.durand@autan.example>", sent.encode()))
        assert one.became is Became.NOTICE
        assert prepare_day(session_of(desk.root), TODAY) == []

    def test_an_answer_settles_a_doubt(self, desk: Desk, sent: str) -> None:
        """A message of which nobody knew is answered: it had left."""
        client(desk, "Beta", "compta@client.example")
        by(desk, Fake(Answer(fate=Fate.UNKNOWN)))
        assert [row.client for row in doubtful_messages(session_of(desk.root))] == ["beta"]
        inbox(desk, answer(message_id(desk, "beta")))
        assert doubtful_messages(session_of(desk.root)) == []
        assert ready(session_of(desk.root)) == []


class TestOddMaildirs:
    """A folder that is none, and files that are no messages."""

    def test_no_maildir(self, tmp_path: Path) -> None:
        """It is said."""
        with pytest.raises(Exception, match="no folder new or cur"):
            list(Maildir(tmp_path).waiting())

    def test_what_cannot_be_read(self, desk: Desk, sent: str) -> None:
        """A folder and a dangling link among the messages are passed over."""
        inbox(desk)
        folder = desk.root.parent / "maildir/new"
        (folder / "folder").mkdir()
        (folder / "link").symlink_to("/nowhere")
        assert [one.became for one in inbox(desk, answer(sent))] == [Became.ANSWER]
