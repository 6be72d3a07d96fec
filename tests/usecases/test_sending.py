"""Messages leave at most once, and none is silently lost: with a real server, real git, and processes that die."""

from __future__ import annotations

import email
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email.policy import default
from pathlib import Path

import pytest

from recouv.domain.errors import WorkspaceError
from recouv.letters.smtp import Fate
from recouv.store.workspace import Workspace
from recouv.usecases.auditing import Wanted, audit
from recouv.usecases.carriers import carrier_of
from recouv.usecases.day import plan_day
from recouv.usecases.mail_day import Prepared, Standing, prepare_day
from recouv.usecases.sending import Posted, Sender
from recouv.usecases.session import Session
from tests.conftest import TODAY, Desk, Ran
from tests.letters.mail_server import Letterbox, mail_server

SETTINGS = """recouv: 1
creditor:
  name: Autan
  email: lea@autan.example
  phone: "+33561000000"
  iban: FR7630006000011234567890189
  bic: AGRIFRPP
language: en
mail:
  smtp: 127.0.0.1:{port}
  security: none
"""
CLIENT = """---
recouv: 1
name: {name}
kind: company
language: en
contacts:
  - name: Claire Petit
    email: {address}
---

## Journal

### 2026-10-01 invoice {number} ^{entry}
- amount: 1200.00
- due: 2026-11-13
- recorded: 2026-10-01T09:12:07Z import
"""


def client(desk: Desk, name: str, address: str = "compta@client.example") -> str:
    """A dossier with one invoice a week late, whose first reminder leaves by itself."""
    identifier = name.lower()
    entry = hashlib.sha256(name.encode()).hexdigest()[:8]
    desk.write(identifier, CLIENT.format(name=name, address=address, number=f"F-{identifier}", entry=entry))
    return identifier


@pytest.fixture
def box(desk: Desk) -> Iterator[Letterbox]:
    """A server, and a workspace that sends by it."""
    with mail_server(Letterbox()) as box:
        (desk.root / "recouv.yaml").write_text(SETTINGS.format(port=box.port), encoding="utf-8")
        desk.git("commit", "-qam", "mail")
        yield box


def session_of(root: Path, on: date = TODAY) -> Session:
    """The workspace as it is now."""
    return Session(workspace=Workspace.open(root), today=on)


def ready(session: Session) -> list[Prepared]:
    """What leaves by itself."""
    return [row for row in prepare_day(session, session.today) if row.standing is Standing.READY]


def send(session: Session, wanted: list[Prepared] | None = None, **named: bool) -> list[Posted]:
    """What became of each."""
    moment: Callable[[], datetime] = lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # noqa: E731
    with carrier_of(session) as carrier, Sender(session, carrier, moment, **named) as sender:
        sender.settle_interrupted()
        return list(sender.send(ready(session) if wanted is None else wanted))


class TestOneMessage:
    """What is committed is what left."""

    def test_it_arrives(self, desk: Desk, box: Letterbox) -> None:
        """The server has it, addressed to the contact, in the client's words."""
        client(desk, "Durand")
        assert [one.fate for one in send(session_of(desk.root))] == [Fate.SENT]
        message = email.message_from_bytes(box.taken[0], policy=default)
        assert message["To"] == "compta@client.example"
        assert "F-durand" in message["Subject"]
        assert message["Auto-Submitted"] == "auto-generated"

    def test_the_copy_in_the_workspace_is_what_left(self, desk: Desk, box: Letterbox) -> None:
        """Byte for byte, with the fingerprint that the entry keeps, committed."""
        client(desk, "Durand")
        send(session_of(desk.root))
        (kept,) = desk.root.glob("sent/**/*.eml")
        assert kept.read_bytes() == box.taken[0]
        assert hashlib.sha256(box.taken[0]).hexdigest() in desk.read("durand")
        assert desk.status() == ""

    def test_the_intent_is_committed_before_and_the_result_after(self, desk: Desk, box: Letterbox) -> None:
        """Two commits, in that order."""
        client(desk, "Durand")
        send(session_of(desk.root))
        result, intent = desk.subjects()[:2]
        assert intent.startswith("e-mail: Durand")
        assert result.startswith("sending: Durand, sent")

    def test_the_step_is_done(self, desk: Desk, box: Letterbox) -> None:
        """Asked again, the day sends nothing more."""
        client(desk, "Durand")
        send(session_of(desk.root))
        assert ready(session_of(desk.root)) == []
        assert send(session_of(desk.root)) == []
        assert len(box.taken) == 1


class TestWhatDidNotLeave:
    """A failure completes no step, and is told."""

    def test_a_temporary_refusal(self, desk: Desk, box: Letterbox) -> None:
        """The message is proposed again."""
        client(desk, "Durand")
        box.at_end = "451 later"
        assert [one.fate for one in send(session_of(desk.root))] == [Fate.LATER]
        assert "outcome: failed" in desk.read("durand")
        assert len(ready(session_of(desk.root))) == 1

    def test_an_address_that_is_none(self, desk: Desk, box: Letterbox) -> None:
        """It is not written to again: the task says so, or another channel takes over."""
        client(desk, "Durand")
        box.at_rcpt = "550 5.1.1 no such user"
        assert [one.fate for one in send(session_of(desk.root))] == [Fate.REFUSED]
        (row,) = prepare_day(session_of(desk.root), TODAY)
        assert row.standing is Standing.BLOCKED

    def test_nobody_knows(self, desk: Desk, box: Letterbox) -> None:
        """The line was lost after the data: it is not sent again, and the agenda says why."""
        client(desk, "Durand")
        box.drop = "after data"
        assert [one.fate for one in send(session_of(desk.root))] == [Fate.UNKNOWN]
        box.drop = ""
        assert send(session_of(desk.root)) == []
        (task,) = plan_day(session_of(desk.root), TODAY).agenda.tasks
        assert "may have left" in str(task.blocked_by)
        assert len(box.taken) == 1

    @pytest.mark.parametrize(("outcome", "proposed"), [("sent", 0), ("failed", 1)])
    def test_a_person_says_what_became_of_it(
        self, desk: Desk, box: Letterbox, recouv: Callable[..., Ran], outcome: str, proposed: int
    ) -> None:
        """`recouv sending` settles it: sent, the step is done; failed, it is proposed again."""
        client(desk, "Durand")
        box.drop = "after data"
        send(session_of(desk.root))
        assert recouv("sending", "durand", outcome).code == 0
        assert len(ready(session_of(desk.root))) == proposed

    def test_one_that_fails_stops_no_other(self, desk: Desk, box: Letterbox) -> None:
        """An address that cannot be one is left out before anything is written for it."""
        client(desk, "Alpha", "not an address")
        client(desk, "Beta")
        rows = {row.task.client: row for row in prepare_day(session_of(desk.root), TODAY)}
        assert rows["alpha"].standing is Standing.BLOCKED
        assert [one.client for one in send(session_of(desk.root))] == ["beta"]


class TestUndo:
    """What left cannot be taken back, and undoing it would send it twice."""

    def test_a_message_that_left(self, desk: Desk, box: Letterbox, recouv: Callable[..., Ran]) -> None:
        """What the server answered stays known, and the message is not proposed again; a person says that it failed."""
        client(desk, "Durand")
        send(session_of(desk.root))
        ran = recouv("undo")
        assert ran.code == 2
        assert "recouv sending durand failed" in ran.err
        assert ready(session_of(desk.root)) == []

    def test_it_is_not_cancelled_either(self, desk: Desk, box: Letterbox, recouv: Callable[..., Ran]) -> None:
        """Cancelled, it would be asked for again and leave a second time."""
        client(desk, "Durand")
        (sent,) = send(session_of(desk.root))
        ran = recouv("cancel", "durand", sent.entry)
        assert (ran.code, "has left, or may have" in ran.err) == (2, True)
        assert ready(session_of(desk.root)) == []


class TestCopies:
    """A dossier that was copied asks twice for the same money: nobody hears of it before one of the two is gone."""

    @pytest.mark.parametrize("is_edited", [False, True])
    def test_neither_is_written_to(self, desk: Desk, box: Letterbox, *, is_edited: bool) -> None:
        """Committed or not, under another name or with something more in it."""
        client(desk, "Durand")
        text = desk.read("durand").replace("name: Durand", "name: Durand et fils" if is_edited else "name: Durand")
        desk.write("durand-copy", text, commit=is_edited)
        client(desk, "Beta")
        rows = {row.task.client: row for row in prepare_day(session_of(desk.root), TODAY)}
        assert "dossiers/durand-copy.md holds the same entries" in str(rows["durand"].reason)
        assert "dossiers/durand.md holds the same entries" in str(rows["durand-copy"].reason)
        assert [one.client for one in send(session_of(desk.root))] == ["beta"]


class TestTheAccountIsReadAgain:
    """What happened between the list and the sending stops the message."""

    def test_paid_meanwhile(self, desk: Desk, box: Letterbox) -> None:
        """Whoever has just paid is not reminded."""
        identifier = client(desk, "Durand")
        session = session_of(desk.root)
        wanted = ready(session)
        desk.write(
            identifier,
            desk.read(identifier) + "\n### 2026-11-19 payment\n- amount: 1200.00\n- allocate:\n  - F-durand: 1200.00\n",
        )
        (one,) = send(session_of(desk.root), wanted)
        assert one.fate is Fate.LATER
        assert one.reason is not None
        assert box.taken == []
        assert not list(desk.root.glob("sent/**/*.eml"))

    def test_paid_in_part_meanwhile(self, desk: Desk, box: Letterbox) -> None:
        """Another amount than the one that was looked at does not leave."""
        identifier = client(desk, "Durand")
        wanted = ready(session_of(desk.root))
        desk.write(
            identifier,
            desk.read(identifier) + "\n### 2026-11-19 payment\n- amount: 200.00\n- allocate:\n  - F-durand: 200.00\n",
        )
        (one,) = send(session_of(desk.root), wanted)
        assert one.fate is Fate.LATER
        assert box.taken == []

    def test_what_a_colleague_is_typing_is_sealed_first(self, desk: Desk, box: Letterbox) -> None:
        """Hand edits are their own commit, and count."""
        identifier = client(desk, "Durand")
        desk.write(identifier, desk.read(identifier) + "\n### 2026-11-19 note\n> Ring on Monday.\n", commit=False)
        send(session_of(desk.root))
        assert any(subject.startswith("edit: Durand") for subject in desk.subjects())


class TestTwoClones:
    """Two people who send the same day's messages send each once."""

    @pytest.fixture
    def clones(self, desk: Desk, box: Letterbox, tmp_path: Path) -> tuple[Path, Path]:
        """Two clones of one remote, with the same message ready in both."""
        client(desk, "Durand")
        bare, other = tmp_path / "remote.git", tmp_path / "other"
        subprocess.run(["git", "clone", "-q", "--bare", str(desk.root), str(bare)], check=True)
        desk.git("remote", "add", "origin", str(bare))
        desk.git("fetch", "-q", "origin")
        desk.git("branch", "-q", "--set-upstream-to", "origin/main")
        subprocess.run(["git", "clone", "-q", str(bare), str(other)], check=True)
        return desk.root, other

    def test_the_second_learns_of_it(self, clones: tuple[Path, Path], box: Letterbox) -> None:
        """What the first is about to send is on the remote before it leaves: the second refuses to send."""
        first, second = clones
        send(session_of(first))
        with pytest.raises(Exception, match="commits that are not here"):
            send(session_of(second))
        assert len(box.taken) == 1

    def test_both_at_once(self, clones: tuple[Path, Path], box: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
        """The remote takes the first intent; the second's message is recorded as not sent."""
        first, second = clones
        late = session_of(second)
        wanted = ready(late)
        moment: Callable[[], datetime] = lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # noqa: E731
        with carrier_of(late) as carrier, Sender(late, carrier, moment) as sender:  # it has looked at the remote
            send(session_of(first))
            (one,) = sender.send(wanted)
        assert one.fate is Fate.LATER
        assert len(box.taken) == 1
        assert "outcome: failed" in (second / "dossiers/durand.md").read_text(encoding="utf-8")

    def test_a_branch_that_follows_none(self, clones: tuple[Path, Path], box: Letterbox) -> None:
        """Where there is a remote and the branch follows none, whoever sends is told that colleagues do not learn."""
        first, _ = clones
        subprocess.run(["git", "branch", "-q", "--unset-upstream"], cwd=first, check=True)
        session = session_of(first)
        moment: Callable[[], datetime] = lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # noqa: E731
        with carrier_of(session) as carrier, Sender(session, carrier, moment) as sender:
            assert [one.fate for one in sender.send(ready(session))] == [Fate.SENT]
            assert "follows no remote" in str(sender.share_results())

    def test_a_remote_whose_history_was_rewritten(self, clones: tuple[Path, Path], box: Letterbox) -> None:
        """What a colleague had given may be gone from it: nothing leaves, and what was known of it is kept."""
        first, second = clones
        send(session_of(first))
        subprocess.run(["git", "fetch", "-q"], cwd=second, check=True)
        subprocess.run(["git", "reset", "-q", "--hard", "HEAD~2"], cwd=first, check=True)
        subprocess.run(["git", "push", "-qf", "origin", "main"], cwd=first, check=True)
        with pytest.raises(WorkspaceError, match="cannot be asked"):
            send(session_of(second))
        assert len(box.taken) == 1

    def test_a_remote_that_cannot_be_asked(self, clones: tuple[Path, Path], box: Letterbox) -> None:
        """Nothing leaves, unless the person says that it may."""
        first, _ = clones
        shutil.move(first.parent / "remote.git", first.parent / "gone.git")
        with pytest.raises(Exception, match="cannot be asked"):
            send(session_of(first))
        assert [one.fate for one in send(session_of(first), offline=True)] == [Fate.SENT]


class TestKilled:
    """Killed before anything that lasts, a message is sent once, or one of which nobody knows."""

    def test_at_every_point(self, desk: Desk, box: Letterbox, tmp_path: Path) -> None:
        """After the next sending, each client has the message once; or has it at most once, and the agenda asks."""
        client(desk, "Alpha", "a@client.example")
        client(desk, "Beta", "b@client.example")
        points = 0
        for point in range(1, 60):
            root = tmp_path / f"killed-{point}"
            shutil.copytree(desk.root, root, symlinks=True)
            box.taken.clear()
            box.recipients.clear()
            script = [sys.executable, str(Path(__file__).with_name("killed_sending.py")), str(root), str(TODAY)]
            died = subprocess.run([*script, str(point)], check=False, capture_output=True, timeout=120)
            if died.returncode == 0:
                break
            assert died.returncode == -9, died.stderr.decode()
            points += 1
            subprocess.run([*script, "0"], check=True, capture_output=True, timeout=120)
            doubtful = {
                task.client for task in plan_day(session_of(root), TODAY).agenda.tasks if task.blocked_by is not None
            }
            for name, address in (("alpha", "a@client.example"), ("beta", "b@client.example")):
                times = box.recipients.count([address])
                assert times <= 1, f"{name} was written to {times} times, killed at point {point}"
                assert times == 1 or name in doubtful, f"{name} was forgotten, killed at point {point}"
            shutil.rmtree(root)
        assert points >= 10


class TestProof:
    """An auditor finds every message as it left."""

    def test_the_audit_has_nothing_to_say(self, desk: Desk, box: Letterbox) -> None:
        """The copy has the fingerprint of its entry, and both commits say what they did."""
        client(desk, "Durand")
        send(session_of(desk.root))
        noted = audit(desk.root, Wanted(), datetime.now(UTC)).noted
        # the dossier's own commit is not recouv's, and the day of the tests may be after the computer's
        assert {str(one.observation.flaw) for one in noted} - {"not-recouv", "dated-after-commit"} == set()

    def test_a_message_changed_afterwards(self, desk: Desk, box: Letterbox) -> None:
        """It is not what left."""
        client(desk, "Durand")
        send(session_of(desk.root))
        (kept,) = desk.root.glob("sent/**/*.eml")
        kept.write_bytes(kept.read_bytes() + b"\n")
        desk.git("commit", "-qam", "by hand")
        found = audit(desk.root, Wanted(), datetime.now(UTC)).findings
        assert "message-changed" in [str(one.observation.flaw) for one in found]
