"""What goes wrong around a message: git that refuses, disks that are full, hours, servers that go away, hostile text."""

from __future__ import annotations

import email
import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path

import pytest

from recouv.domain.errors import UsageError, WorkspaceError
from recouv.domain.message import say
from recouv.letters.smtp import Answer, Fate
from recouv.store.sending_state import SendingNotes
from recouv.usecases.carriers import Outbox, carrier_of
from recouv.usecases.day import plan_day
from recouv.usecases.doubtful import doubtful_messages
from recouv.usecases.mail_day import Prepared, Standing, prepare_day
from recouv.usecases.sending import BATCH, Posted, Sender
from tests.conftest import TODAY, Desk
from tests.letters.mail_server import Letterbox, mail_server
from tests.usecases.test_sending import CLIENT, SETTINGS, client, ready, send, session_of

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def box(desk: Desk) -> Iterator[Letterbox]:
    """A server, and a workspace that sends by it."""
    with mail_server(Letterbox()) as box:
        (desk.root / "recouv.yaml").write_text(SETTINGS.format(port=box.port), encoding="utf-8")
        desk.git("commit", "-qam", "mail")
        yield box


class Fake:
    """A carrier that answers what it is told, after doing something."""

    name = "fake"

    def __init__(self, answer: Answer, act: Callable[[], object] = lambda: None) -> None:
        self.answer, self.act, self.taken = answer, act, list[bytes]()

    def deliver(self, data: bytes, *, sender: str, to: object) -> Answer:
        self.taken.append(data)
        self.act()
        return self.answer


TAKEN = Answer(fate=Fate.SENT, words="250 taken")


def by(desk: Desk, carrier: object, at: datetime = NINE) -> list[Posted]:
    """What becomes of the day's messages, given to that carrier."""
    session = session_of(desk.root)
    with Sender(session, carrier, lambda: at) as sender:  # type: ignore[arg-type]  # fakes have what it uses
        sender.settle_interrupted()
        return list(sender.send(ready(session)))


def refusing_hook(desk: Desk, word: str) -> Path:
    """A hook that refuses commits whose message has that word."""
    hook = desk.root / ".git/hooks/commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\n! grep -q "^{word}" "$1"\n', encoding="utf-8")
    hook.chmod(0o755)
    return hook


class TestTheResultCannotBeRecorded:
    """A message that left and that git will not record stays one that may have left, and says so."""

    def test_it_is_said_and_nothing_more_leaves(self, desk: Desk, box: Letterbox) -> None:
        """The first is sent and unrecorded; the second, which would be too, does not leave."""
        client(desk, "Alpha")
        client(desk, "Beta")
        refusing_hook(desk, "sending:")
        first, second = send(session_of(desk.root))
        assert (first.fate, first.unrecorded is not None) == (Fate.SENT, True)
        assert second.fate is Fate.LATER
        assert len(box.taken) == 1
        assert [row.client for row in doubtful_messages(session_of(desk.root))] == ["alpha", "beta"]

    def test_the_next_sending_records_what_is_known(self, desk: Desk, box: Letterbox) -> None:
        """The answer was noted: once git takes commits again, each is told as it was, and the second leaves."""
        client(desk, "Alpha")
        client(desk, "Beta")
        hook = refusing_hook(desk, "sending:")
        send(session_of(desk.root))
        hook.unlink()
        assert [one.client for one in send(session_of(desk.root), [])] == []
        assert "outcome: sent" in desk.read("alpha")
        assert "outcome: failed" in desk.read("beta")
        assert [one.client for one in send(session_of(desk.root))] == ["beta"]
        assert len(box.taken) == 2

    def test_the_intent_cannot_be_committed(self, desk: Desk, box: Letterbox) -> None:
        """Nothing leaves, nothing is left behind."""
        client(desk, "Alpha")
        refusing_hook(desk, "e-mail:")
        (one,) = send(session_of(desk.root))
        assert (one.fate, box.taken, desk.status()) == (Fate.LATER, [], "")
        assert not list(desk.root.glob("sent/**/*.eml"))
        assert SendingNotes(desk.root / ".git/recouv").all() == []


class TestTheDiskIsFull:
    """At each write, what was not written did not leave, or is one of which nobody knows."""

    def at(self, monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
        kept, count = SendingNotes.keep, 0

        def keep(notes: SendingNotes, note: object) -> None:
            nonlocal count
            count += 1
            if count >= nth:
                raise WorkspaceError(say("no room"))
            kept(notes, note)  # type: ignore[arg-type]  # as it came

        monkeypatch.setattr(SendingNotes, "keep", keep)

    @pytest.mark.parametrize(("nth", "taken"), [(1, 0), (2, 0), (3, 1)])
    def test_a_note_that_cannot_be_kept(
        self, desk: Desk, box: Letterbox, monkeypatch: pytest.MonkeyPatch, nth: int, taken: int
    ) -> None:
        """Before the intent, and before the dialogue, nothing leaves; after it, the journal is written all the same."""
        client(desk, "Alpha")
        self.at(monkeypatch, nth)
        (one,) = send(session_of(desk.root))
        assert len(box.taken) == taken
        assert one.fate is (Fate.SENT if taken else Fate.LATER)
        assert doubtful_messages(session_of(desk.root)) == []

    def test_an_outbox_that_cannot_be_written(self, desk: Desk, tmp_path: Path) -> None:
        """The message did not leave, and no other is tried."""
        client(desk, "Alpha")
        client(desk, "Beta")
        blocking = tmp_path / "file"
        blocking.write_text("", encoding="utf-8")
        fates = [one.fate for one in by_outbox(desk, Outbox(blocking / "outbox"))]
        assert fates == [Fate.LATER, Fate.LATER]
        assert "outcome: sent" not in desk.read("alpha")


def by_outbox(desk: Desk, outbox: Outbox) -> list[Posted]:
    """Messages kept in an outbox."""
    settings = SETTINGS.format(port=1).partition("\nmail:")[0] + "\n"
    (desk.root / "recouv.yaml").write_text(settings, encoding="utf-8")
    desk.git("commit", "-qam", "no server")
    return by(desk, outbox)


class TestWhatIsLearntMeanwhile:
    """Between the writing and the sending a message may have become wrong."""

    def test_paid_while_another_left(self, desk: Desk, box: Letterbox) -> None:
        """Both are written; while the first leaves, the second client's payment is recorded: it is not reminded."""
        client(desk, "Alpha")
        client(desk, "Beta")
        paid = "\n### 2026-11-19 payment\n- amount: 1200.00\n- allocate:\n  - F-beta: 1200.00\n"
        carrier = Fake(TAKEN, lambda: desk.write("beta", desk.read("beta") + paid, commit=False))
        fates = [one.fate for one in by(desk, carrier)]
        assert fates == [Fate.SENT, Fate.LATER]
        assert len(carrier.taken) == 1

    def test_two_currencies_of_one_client(self, desk: Desk, box: Letterbox) -> None:
        """Each makes a message of its own, and the first does not hold the second back."""
        client(desk, "Durand")
        desk.write(
            "durand",
            desk.read("durand")
            + "\n### 2026-10-01 invoice F-usd ^7k3f9x2m\n- amount: 300.00 USD\n- due: 2026-11-13\n"
            + "- recorded: 2026-10-01T09:12:07Z import\n",
        )
        assert [one.fate for one in send(session_of(desk.root))] == [Fate.SENT, Fate.SENT]
        texts = [email.message_from_bytes(data, policy=default).get_body(("plain",)) for data in box.taken]
        bodies = sorted(str(text.get_content()) for text in texts if text)
        assert sum("F-usd" in body for body in bodies) == 1
        assert sum("F-durand" in body for body in bodies) == 1
        assert ready(session_of(desk.root)) == []

    def test_a_task_set_by_hand_is_no_message(self, desk: Desk, box: Letterbox) -> None:
        """Somebody's own task by e-mail is theirs to do, and makes no second copy of the reminder."""
        client(desk, "Durand")
        desk.write(
            "durand", desk.read("durand") + "\n### 2026-11-01 task write to them\n- due: 2026-11-20\n- channel: email\n"
        )
        assert len(prepare_day(session_of(desk.root), TODAY)) == 1


class TestWhen:
    """Messages leave on worked days, between the hours of the house and of their step."""

    @pytest.mark.parametrize(
        ("moment", "leaves"),
        [
            (datetime(2026, 11, 20, 7, 59, tzinfo=UTC), False),
            (datetime(2026, 11, 20, 8, 0, tzinfo=UTC), True),
            (datetime(2026, 11, 20, 18, 59, tzinfo=UTC), True),
            (datetime(2026, 11, 20, 19, 0, tzinfo=UTC), False),
            (datetime(2026, 11, 21, 9, 0, tzinfo=UTC), False),  # a Saturday
        ],
    )
    def test_hours_of_the_house(self, desk: Desk, box: Letterbox, moment: datetime, leaves: bool) -> None:
        """The last one is not included."""
        client(desk, "Durand")
        carrier = Fake(TAKEN)
        by(desk, carrier, moment)
        assert bool(carrier.taken) is leaves

    def test_the_hour_passes_while_messages_leave(self, desk: Desk, box: Letterbox) -> None:
        """What has not left when evening comes does not, and is proposed again."""
        client(desk, "Alpha")
        client(desk, "Beta")
        session, late = session_of(desk.root), list[bool]()
        carrier = Fake(TAKEN, lambda: late.append(True))
        moment = lambda: datetime(2026, 11, 20, 19 if late else 18, 0, tzinfo=UTC)  # noqa: E731
        with Sender(session, carrier, moment) as sender:
            fates = [one.fate for one in sender.send(ready(session))]
        assert fates == [Fate.SENT, Fate.LATER]
        assert [row.task.client for row in ready(session_of(desk.root))] == ["beta"]

    def test_hours_of_the_step(self, desk: Desk, box: Letterbox) -> None:
        """A step for the afternoon does not leave in the morning."""
        client(desk, "Durand")
        path = desk.root / "scenarios/standard.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("    auto: yes\n", "    auto: yes\n    hours: 14:00-17:00\n", 1), encoding="utf-8")
        desk.git("commit", "-qam", "hours")
        (one,) = by(desk, Fake(TAKEN))
        assert "between 14:00 and 17:00" in str(one.reason)
        assert by(desk, Fake(TAKEN), NINE.replace(hour=15))[0].fate is Fate.SENT


class TestTheServerGoesAway:
    """One answer ends the sending rather than as many waits as there are messages."""

    def test_the_rest_is_not_tried(self, desk: Desk, box: Letterbox) -> None:
        """All are recorded as not sent, and proposed again."""
        for name in ("Alpha", "Beta", "Gamma"):
            client(desk, name)
        carrier = Fake(Answer(fate=Fate.LATER, words="refused", gone=True))
        assert [one.fate for one in by(desk, carrier)] == [Fate.LATER] * 3
        assert len(carrier.taken) == 1
        assert len(ready(session_of(desk.root))) == 3

    def test_stopped_in_a_batch(self, desk: Desk, box: Letterbox) -> None:
        """Whoever stops after the first message leaves the others of its batch told as not sent, the rest untouched."""
        for number in range(BATCH + 1):
            client(desk, f"Client{number:02}")
        session = session_of(desk.root)
        with Sender(session, Fake(TAKEN), lambda: NINE) as sender:
            sending = sender.send(ready(session))
            next(sending)
            sending.close()
        outcomes = [desk.read(f"client{number:02}").count("outcome: failed") for number in range(BATCH + 1)]
        assert outcomes == [0] + [1] * (BATCH - 1) + [0]
        assert doubtful_messages(session_of(desk.root)) == []


class TestAnInterruptedOutbox:
    """A message put in the outbox may have been sent by the mail program since: only what is there is known."""

    def note(self, desk: Desk, outbox: Outbox, *, put: bool) -> None:
        carrier = Fake(Answer(fate=Fate.UNKNOWN))
        carrier.name = outbox.name
        by(desk, carrier)
        if put:
            outbox.deliver(carrier.taken[0], sender="", to=())

    @pytest.mark.parametrize(("put", "doubtful"), [(True, 0), (False, 1)])
    def test_what_is_there_is_known(self, desk: Desk, box: Letterbox, tmp_path: Path, put: bool, doubtful: int) -> None:
        """There: kept as sent.  Not there: nobody knows, whatever carries messages now."""
        client(desk, "Durand")
        self.note(desk, Outbox(tmp_path / "outbox"), put=put)
        send(session_of(desk.root), [])
        assert len(doubtful_messages(session_of(desk.root))) == doubtful
        assert box.taken == []


class TestAddresses:
    """Ours and theirs are checked before anything is written."""

    @pytest.mark.parametrize(
        ("key", "value"), [("from", '"nobody"'), ("reply_to", '"a@b, c@d"'), ("copy", '"x@y\\0z.example"')]
    )
    def test_one_of_ours_that_is_none(self, desk: Desk, box: Letterbox, key: str, value: str) -> None:
        """The key is named; nothing is written."""
        client(desk, "Durand")
        path = desk.root / "recouv.yaml"
        path.write_text(path.read_text(encoding="utf-8") + f"  {key}: {value}\n", encoding="utf-8")
        desk.git("commit", "-qam", "wrong")
        with pytest.raises((UsageError, WorkspaceError)):
            send(session_of(desk.root))
        assert box.taken == []

    @pytest.mark.parametrize(
        "address",
        [
            "a\\0@client.example",
            "a@client.example, b@client.example",
            "a@client.example\\nBcc: x@y.example",
            "a@[127.0.0.1]",
        ],
    )
    def test_a_client_s_that_is_none(self, desk: Desk, box: Letterbox, address: str) -> None:
        """It is blocked, and says where to correct it."""
        client(desk, "Durand")
        text = desk.read("durand").replace("email: compta@client.example", f'email: "{address}"')
        desk.write("durand", text)
        rows = prepare_day(session_of(desk.root), TODAY)
        assert [row.standing for row in rows] in ([], [Standing.BLOCKED])
        assert send(session_of(desk.root)) == []

    def test_a_name_breaks_no_header(self, desk: Desk, box: Letterbox) -> None:
        """Line ends and quotes of a client's name stay in the subject's one line."""
        desk.write(
            "durand",
            CLIENT.format(
                name='"Du\\r\\nBcc: x@evil.example\\r\\n\\r\\nrand"',
                address="a@client.example",
                number="F-1",
                entry="7k3f9x2m",
            ),
        )
        send(session_of(desk.root))
        for data in box.taken:
            message = email.message_from_bytes(data, policy=default)
            assert message["Bcc"] is None
        assert all(to == ["a@client.example"] for to in box.recipients)

    def test_a_server_s_words_break_no_journal(self, desk: Desk, box: Letterbox) -> None:
        """Line ends, escapes and length of what a server answers."""
        client(desk, "Durand")
        words = "451 no\n### 2026-11-20 payment\n- amount: 1200.00 \x1b[2J " + "x" * 5000
        by(desk, Fake(Answer(fate=Fate.LATER, words=words)))
        assert "\n### 2026-11-20 payment" not in desk.read("durand")
        assert "\x1b" not in desk.read("durand")
        assert len(ready(session_of(desk.root))) == 1


class TestPieces:
    """What goes with a message is what was recorded, and a piece of the workspace."""

    def prepared(self, desk: Desk, document: str, extra: str = "") -> Prepared:
        client(desk, "Durand")
        text = desk.read("durand").replace("- due: 2026-11-13\n", f"- due: 2026-11-13\n- document: {document}\n{extra}")
        desk.write("durand", text)
        (row,) = prepare_day(session_of(desk.root), TODAY)
        return row

    def put(self, desk: Desk, name: str, data: bytes = b"%PDF") -> str:
        path = desk.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return hashlib.sha256(data).hexdigest()

    def test_the_invoice_goes_with_it(self, desk: Desk, box: Letterbox) -> None:
        """By its own name."""
        digest = self.put(desk, "documents/F-durand.pdf")
        row = self.prepared(desk, "documents/F-durand.pdf", f"- sha256: {digest}\n")
        assert [piece.name for piece in row.attachments] == ["F-durand.pdf"]

    def test_a_workspace_reached_through_a_link(self, desk: Desk, box: Letterbox, tmp_path: Path) -> None:
        """The folder that a person opens may be a link: its pieces are its own."""
        self.put(desk, "documents/F-durand.pdf")
        self.prepared(desk, "documents/F-durand.pdf")
        (tmp_path / "link").symlink_to(desk.root)
        (row,) = prepare_day(session_of(tmp_path / "link"), TODAY)
        assert len(row.attachments) == 1

    @pytest.mark.parametrize(
        "name",
        [
            "../secret.pdf",
            "/etc/passwd",
            ".git/config",
            "dossiers/durand.md",
            "recouv.yaml",
            "documents/link.pdf",
            "up/x.pdf",
        ],
    )
    def test_what_is_no_piece_does_not_leave(self, desk: Desk, box: Letterbox, tmp_path: Path, name: str) -> None:
        """Another folder, another machine's file, git's own, another client's dossier, what a link names."""
        (tmp_path / "secret.pdf").write_bytes(b"secret")
        (tmp_path / "x.pdf").write_bytes(b"secret")
        (desk.root / "documents").mkdir()
        (desk.root / "documents/link.pdf").symlink_to(tmp_path / "secret.pdf")
        (desk.root / "up").symlink_to(tmp_path)
        assert self.prepared(desk, name).attachments == ()

    def test_another_file_than_the_one_recorded(self, desk: Desk, box: Letterbox) -> None:
        """The message is blocked."""
        self.put(desk, "documents/F-durand.pdf")
        row = self.prepared(desk, "documents/F-durand.pdf", f"- sha256: {'0' * 64}\n")
        assert row.standing is Standing.BLOCKED

    def test_too_large(self, desk: Desk, box: Letterbox) -> None:
        """A server would refuse it: it is said before."""
        self.put(desk, "documents/F-durand.pdf", b"x" * 14_000_001)
        assert self.prepared(desk, "documents/F-durand.pdf").standing is Standing.BLOCKED


class TestOddRepositories:
    """Where git is not as usual, nothing leaves unrecorded."""

    def test_no_commit_yet(self, desk: Desk, box: Letterbox) -> None:
        """A branch without a commit takes the first one, or refuses before anything leaves."""
        client(desk, "Durand")
        desk.git("checkout", "-q", "--orphan", "new")
        try:
            fates = [one.fate for one in send(session_of(desk.root))]
        except WorkspaceError:
            fates = []
        assert len(box.taken) == fates.count(Fate.SENT)
        assert desk.git("branch", "--show-current").strip() == "new"

    def test_a_repository_that_cannot_be_written(
        self, desk: Desk, box: Letterbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The lock cannot be made: nothing leaves."""
        client(desk, "Durand")
        session = session_of(desk.root)
        wanted = ready(session)
        blocked = desk.root / ".git/recouv/sending"
        blocked.parent.mkdir(exist_ok=True)
        blocked.write_text("", encoding="utf-8")
        with pytest.raises(WorkspaceError):
            send(session, wanted)
        assert box.taken == []

    def test_one_sending_at_a_time(self, desk: Desk, box: Letterbox) -> None:
        """The second is told who holds it."""
        client(desk, "Durand")
        session = session_of(desk.root)
        with (
            carrier_of(session) as carrier,
            Sender(session, carrier, lambda: NINE),
            pytest.raises(WorkspaceError, match="another recouv"),
        ):
            send(session_of(desk.root))

    def test_the_agenda_asks_what_became_of_it(self, desk: Desk, box: Letterbox) -> None:
        """A message left open by a clone that is gone is asked for by every other."""
        client(desk, "Durand")
        by(desk, Fake(Answer(fate=Fate.UNKNOWN, words="no answer in time")))
        (task,) = plan_day(session_of(desk.root), TODAY).agenda.tasks
        assert task.blocked_by is not None
