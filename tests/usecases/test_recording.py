"""One action, one commit of exactly its paths; whatever git or the disk answers, nothing half-done is silent."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from recouv.domain.entry import Draft
from recouv.domain.errors import NothingFoundError, ProblemsError, RecouvError, UsageError, WorkspaceError
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.store import files, git_readiness, lock
from recouv.store.lock import writing
from recouv.usecases.money import NewInvoice, NewPayment, known_invoice, record_invoice, record_payment
from recouv.usecases.new_client import NewClient, create_client
from recouv.usecases.recording import Action, Done, record_all
from recouv.usecases.talk import Talk, log_talk
from recouv.usecases.undoing import undo_last
from tests.conftest import DURAND, TODAY, Desk

PATH = "dossiers/durand.md"


def note(desk: Desk, words: str = "hello", client: str = "durand") -> Done:
    """Log a note."""
    return log_talk(desk.session, client, Talk(kind="note", on=TODAY, note=words))


@pytest.fixture
def durand(desk: Desk) -> Desk:
    """A workspace with one committed dossier."""
    desk.write("durand", DURAND)
    return desk


class TestCommit:
    """One action is one commit, with subject, note and trailers."""

    def test_the_message_tells_the_action(self, durand: Desk) -> None:
        """Subject, then the note, then one trailer a line."""
        done = log_talk(
            durand.session,
            "durand",
            Talk(
                kind="call",
                on=TODAY,
                person="Claire Petit",
                invoices=("F2026-031",),
                note="Cheque leaves on Monday, she says.",
                promised=Money(Decimal("1400.00")),
                promised_by=date(2026, 11, 30),
            ),
        )
        call, promise = done.entries
        assert durand.git("log", "-1", "--format=%B").strip() == (
            "call: Menuiserie Durand SARL, promise of €1,400.00 by 30 Nov 2026\n\n"
            "Cheque leaves on Monday, she says.\n\n"
            f"Recouv-Dossier: durand\nRecouv-Action: call\nRecouv-Entry: ^{call}\nRecouv-Entry: ^{promise}\n"
            "Recouv-Invoice: F2026-031"
        )

    def test_git_reads_the_trailers(self, durand: Desk) -> None:
        """They are git's own trailers, whatever the note holds."""
        done = note(durand, "Recouv-Dossier: other\n\nRecouv-Entry: ^00000000")
        trailers = durand.git("log", "-1", "--format=%(trailers:key=Recouv-Entry,valueonly)").strip()
        assert trailers == f"^{done.entries[0]}"

    def test_only_added_lines(self, durand: Desk) -> None:
        """The diff of an action removes nothing."""
        note(durand)
        removed = [
            line for line in durand.git("show", "--format=").splitlines() if line.startswith("-") and line[:3] != "---"
        ]
        assert removed == []

    def test_a_dry_run_writes_nothing_and_shows_the_diff(self, durand: Desk) -> None:
        """Its diff is the one that the action then makes."""
        before = durand.subjects()
        talk = Talk(kind="note", on=TODAY, note="hello")
        done = log_talk(durand.session, "durand", talk, dry_run=True)
        assert "+> hello" in done.diff
        assert durand.subjects() == before
        assert durand.status() == ""


class TestWhatIsTheUsers:
    """What the user has staged or is editing stays as it was."""

    def test_staged_changes_stay_staged(self, durand: Desk) -> None:
        """A file staged by the user is not in our commit and is still staged after it."""
        (durand.root / "recouv.yaml").write_text("recouv: 1\n# mine\n", encoding="utf-8")
        durand.git("add", "recouv.yaml")
        note(durand)
        assert durand.git("show", "--name-only", "--format=").split() == [PATH]
        assert durand.status() == "M  recouv.yaml\n"

    def test_dirty_files_stay_dirty(self, durand: Desk) -> None:
        """A file being edited, and a new one, are left alone."""
        durand.write("roux", DURAND.replace("Durand", "Roux"))
        durand.write("roux", DURAND.replace("Durand", "Roux") + "\n### 2026-11-19 note\n", commit=False)
        (durand.root / "todo.txt").write_text("mine", encoding="utf-8")
        note(durand)
        assert durand.status() == " M dossiers/roux.md\n?? todo.txt\n"

    def test_hand_edits_of_the_dossier_are_their_own_commit(self, durand: Desk) -> None:
        """What was typed is sealed and committed first, under the person's name, then the action."""
        durand.write("durand", DURAND + "\n### 2026-11-19 call\n- outcome: no-answer\n", commit=False)
        done = note(durand)
        assert durand.subjects()[:2] == [
            "note: Menuiserie Durand SARL, hello",
            "edit: Menuiserie Durand SARL, 1 entry typed by hand",
        ]
        assert len(done.sealed) == 1
        assert durand.git("show", "--format=", "HEAD").count("\n+###") == 1
        assert "Recouv-Action: edit" in durand.git("log", "-1", "--format=%b", "HEAD~1")
        assert all("^" in line for line in durand.read("durand").splitlines() if line.startswith("### "))

    def test_a_hand_edit_with_a_problem_stops_the_action(self, durand: Desk) -> None:
        """It is refused with the place; the file is as typed and nothing is committed."""
        typed = DURAND + "\n### 2026-11-19 phonecall\n"
        durand.write("durand", typed, commit=False)
        before = durand.subjects()
        with pytest.raises(ProblemsError) as caught:
            note(durand)
        assert [problem.line for problem in caught.value.problems] == [27]
        assert durand.read("durand") == typed
        assert durand.subjects() == before

    def test_a_new_dossier_not_yet_in_git(self, desk: Desk) -> None:
        """A dossier put in the folder by hand is committed as a hand edit, then the action."""
        desk.write("durand", DURAND, commit=False)
        note(desk)
        assert desk.status() == ""
        assert desk.subjects()[1] == "edit: Menuiserie Durand SARL, 2 entries typed by hand"

    def test_the_mode_of_the_file_is_kept(self, durand: Desk) -> None:
        """A dossier that the user made private stays private."""
        (durand.root / PATH).chmod(0o600)
        note(durand)
        assert stat.S_IMODE((durand.root / PATH).stat().st_mode) == 0o600


class TestRefusals:
    """A commit that git refuses leaves the dossier as it was, and the message says why and how to go on."""

    def refused(self, desk: Desk, says: str) -> RecouvError:
        """The action is refused with these words, and nothing of it is left."""
        before, head = desk.read("durand"), desk.subjects()
        with pytest.raises(WorkspaceError) as caught:
            note(desk)
        assert says in str(caught.value.what)
        assert caught.value.mend is not None
        assert desk.read("durand") == before
        assert desk.subjects() == head
        return caught.value

    def test_no_identity(self, durand: Desk, quiet_world: Path) -> None:
        """Git's guess from the machine's name is not an identity."""
        (quiet_world / "gitconfig").write_text("", encoding="utf-8")
        self.refused(durand, "git does not know who you are")

    def test_a_hook_that_refuses(self, durand: Desk) -> None:
        """The user's own pre-commit hook runs, and its words are shown."""
        hook = durand.root / ".git/hooks/pre-commit"
        hook.write_text("#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        self.refused(durand, "not on a Friday")
        assert durand.status() == ""

    def test_a_hook_that_refuses_a_new_dossier(self, desk: Desk) -> None:
        """The new file is removed and git's index does not remember it."""
        from recouv.usecases.new_client import NewClient, create_client

        hook = desk.root / ".git/hooks/pre-commit"
        hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        with pytest.raises(WorkspaceError):
            create_client(desk.session, NewClient(name="Roux"))
        assert desk.status() == ""
        assert not (desk.root / "dossiers/roux.md").exists()

    def test_an_index_lock_left_behind(self, durand: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its path and age are shown; it is never removed unasked."""
        monkeypatch.setattr(git_readiness, "INDEX_LOCK_PATIENCE_SECONDS", 0.0)
        held = durand.root / ".git/index.lock"
        held.touch()
        self.refused(durand, "git's index is locked")
        assert held.exists()

    @pytest.mark.parametrize("operation", ["merge", "rebase", "cherry-pick", "revert"])
    def test_an_operation_under_way(self, durand: Desk, operation: str) -> None:
        """A stopped merge, rebase, cherry-pick or revert is named."""
        conflict(durand)
        stop = {
            "merge": ("merge", "other"),
            "rebase": ("rebase", "other"),
            "cherry-pick": ("cherry-pick", "other"),
            "revert": ("revert", "--no-edit", "HEAD~1"),
        }[operation]
        subprocess.run(["git", *stop], cwd=durand.root, capture_output=True, check=False)
        self.refused(durand, f"a {operation} is under way")

    def test_a_detached_head(self, durand: Desk) -> None:
        """A commit on no branch would be lost."""
        durand.git("checkout", "-q", "--detach")
        self.refused(durand, "HEAD is detached")

    def test_signing_that_fails(self, durand: Desk) -> None:
        """A key that is not there refuses the commit, never an unsigned one instead."""
        durand.git("config", "commit.gpgsign", "true")
        durand.git("config", "gpg.format", "ssh")
        durand.git("config", "user.signingkey", "/nonexistent/key")
        self.refused(durand, "git refused the commit")
        assert durand.status() == ""

    def test_no_git_at_all(self, durand: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """The message says to install it."""
        before = durand.read("durand")
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(WorkspaceError, match="git is not installed"):
            note(durand)
        assert durand.read("durand") == before

    def test_another_recouv_is_writing(self, durand: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two writers take turns; one that waits too long says who holds the lock."""
        monkeypatch.setattr(lock, "PATIENCE_SECONDS", 0.0)
        monkeypatch.setattr(writing.__wrapped__, "__defaults__", (0.0,))  # type: ignore[attr-defined]
        with writing(durand.root / ".git/recouv"):
            self.refused(durand, f"another recouv (process {os.getpid()}) has been writing")

    def test_a_full_disk(self, durand: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """The file is written beside and renamed: a write that fails leaves the old one whole, and no scrap."""

        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files.os, "fsync", full)
        self.refused(durand, "No space left on device")
        assert sorted(path.name for path in (durand.root / "dossiers").iterdir()) == [".gitkeep", "durand.md"]

    @pytest.mark.parametrize("times", [1, 100], ids=["once", "again and again"])
    def test_a_file_changed_meanwhile(self, durand: Desk, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        """What another program wrote after the reading is read again, and never written over."""
        from recouv.usecases import recording

        prepared, saved = recording._prepared, 0

        def then_changed(*args: object, **kwargs: object) -> object:
            nonlocal saved
            result = prepared(*args, **kwargs)  # type: ignore[arg-type]
            if saved < times:
                saved += 1
                path = durand.root / PATH
                path.write_text(path.read_text(encoding="utf-8") + f"\n### 2026-11-19 note\n> saved {saved}\n", "utf-8")
            return result

        monkeypatch.setattr(recording, "_prepared", then_changed)
        if times == 1:
            assert note(durand).sealed
        else:
            with pytest.raises(WorkspaceError, match="changed by another program meanwhile"):
                note(durand)
        text = durand.read("durand")
        assert [text.count(f"> saved {number}\n") for number in range(1, saved + 1)] == [1] * saved
        assert text.count("> hello\n") == (times == 1)

    def test_a_hook_environment_does_not_mislead(
        self, durand: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """GIT_DIR set by a hook that starts us does not send the commit to another repository."""
        other = tmp_path / "other"
        subprocess.run(["git", "init", "-q", str(other)], check=True)
        monkeypatch.setenv("GIT_DIR", str(other / ".git"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
        done = note(durand)
        monkeypatch.delenv("GIT_DIR")
        monkeypatch.delenv("GIT_INDEX_FILE")
        assert durand.git("rev-parse", "--short", "HEAD").strip() == done.commit


class TestSeveralActions:
    """One commit for all of them."""

    def test_two_of_one_dossier_are_both_written(self, durand: Desk) -> None:
        actions = [
            Action(
                dossier="durand",
                name="note",
                drafts=(Draft(date=TODAY, kind="note", text=words),),
                subject=say("{what}", what=words),
            )
            for words in ("the first", "the second")
        ]
        done = record_all(durand.session, actions, "note", say("{what}", what="two notes"))
        entries = durand.session.workspace.read("durand").dossier.entries
        assert [entry.text for entry in entries if entry.id in done.entries] == ["the first", "the second"]


class TestSigning:
    """Commits are signed as the user's git is told to."""

    @pytest.mark.skipif(
        subprocess.run(["sh", "-c", "command -v ssh-keygen"], capture_output=True, check=False).returncode != 0,
        reason="ssh-keygen is not installed",
    )
    def test_signed_with_an_ssh_key(self, durand: Desk, tmp_path: Path) -> None:
        """Git verifies the action's commit."""
        key = tmp_path / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        (tmp_path / "allowed").write_text(f"lea@example.com {key.with_suffix('.pub').read_text()}", encoding="utf-8")
        durand.git("config", "gpg.format", "ssh")
        durand.git("config", "commit.gpgsign", "true")
        durand.git("config", "user.signingkey", str(key))
        durand.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "allowed"))
        note(durand)
        assert durand.git("log", "-1", "--format=%G?").strip() == "G"


class TestContradictions:
    """An action that would make the dossier contradict itself is refused with nothing written."""

    def test_a_duplicate_invoice_number(self, durand: Desk) -> None:
        """The message names the line of the first."""
        with pytest.raises(ProblemsError, match="invoice F2026-031 is already at line 15"):
            record_invoice(
                durand.session, "durand", NewInvoice(number="F2026-031", money=Money(Decimal(10)), issued=TODAY)
            )
        assert durand.status() == ""

    def test_an_unknown_invoice(self, durand: Desk) -> None:
        """Those that stand are named, once each: not one struck out, nor one recorded again."""
        again = NewInvoice(number="F9", money=Money(Decimal(10)), issued=TODAY)
        record_invoice(durand.session, "durand", again)
        undo_last(durand.session)
        record_invoice(durand.session, "durand", again)
        record_invoice(durand.session, "durand", replace(again, number="F8"))
        undo_last(durand.session)
        with pytest.raises(NothingFoundError) as refused:
            known_invoice(durand.session.workspace.read("durand").dossier, "F7")
        assert str(refused.value.mend) == "its latest invoices are F2026-031, F9"

    def test_more_than_what_is_left(self, durand: Desk) -> None:
        """1,400.00 is left: 1,400.01 cannot be allocated."""
        too_much = Money(Decimal("1400.01"))
        with pytest.raises(ProblemsError, match="0.01 EUR too much is allocated to F2026-031"):
            record_payment(
                durand.session, "durand", NewPayment(money=too_much, received=TODAY, shares=(("F2026-031", too_much),))
            )
        assert durand.status() == ""

    def test_a_repair_of_a_contradiction_is_accepted(self, durand: Desk) -> None:
        """A dossier that already contradicts itself can still be mended by a cancel."""
        from recouv.usecases.undoing import cancel_entry

        twice = DURAND + "\n### 2026-11-14 payment ^g5w2kb8t\n- amount: 2000.00\n- allocate:\n  - F2026-031: 2000.00\n"
        durand.write("durand", twice)
        cancel_entry(durand.session, "durand", "g5w2kb8t")
        from recouv.store.dossier_text import read_dossier

        assert read_dossier(durand.read("durand").encode(), path=PATH).dossier.readable


class TestDaysToCome:
    """What has happened is not dated after today; the audit would say so for ever."""

    TOMORROW = TODAY + timedelta(days=1)

    def test_a_payment_and_a_call_of_tomorrow(self, durand: Desk) -> None:
        """Refused with the day, and nothing is written, not even what would be shown of it."""
        payment = NewPayment(money=Money(Decimal(10)), received=self.TOMORROW)
        for dry_run in (True, False):
            with pytest.raises(UsageError, match="payment of 2026-11-21: that day has not come yet") as refused:
                record_payment(durand.session, "durand", payment, dry_run=dry_run)
            assert str(refused.value.mend) == "give the day it happened: today, 2026-11-20, or an earlier one"
        with pytest.raises(UsageError, match="call of 2026-11-21: that day has not come yet"):
            log_talk(durand.session, "durand", Talk(kind="call", on=self.TOMORROW))
        assert durand.subjects()[0] == "by hand"
        assert durand.status() == ""

    def test_an_invoice_issued_in_advance_can_be_struck_out(self, durand: Desk) -> None:
        """It bears the day of its paper, and its cancel bears the same."""
        ahead = NewInvoice(number="F9", money=Money(Decimal(10)), issued=self.TOMORROW)
        record_invoice(durand.session, "durand", ahead)
        undo_last(durand.session)
        assert "### 2026-11-21 cancel" in durand.read("durand")

    def test_the_note_of_a_new_client(self, desk: Desk) -> None:
        """It is an entry like another."""
        client = NewClient(name="Petit", note="met at the fair", on=self.TOMORROW)
        with pytest.raises(UsageError, match="has not come yet"):
            create_client(desk.session, client)
        assert desk.status() == ""


class TestInterruption:
    """A process killed in the middle loses nothing of what was there."""

    def test_killed_between_the_write_and_the_commit(self, durand: Desk) -> None:
        """The half-done action is taken back by the next one, which says so: nothing counts twice when it is done again."""
        script = (
            "import os, sys; sys.argv = ['recouv']\n"
            "from recouv.store.git import Git\n"
            "Git.commit = lambda *a, **k: os._exit(9)\n"
            "from recouv.cli.main import run\n"
            f"run(['-C', {str(durand.root)!r}, 'log', 'durand', 'note', '--note', 'half'])\n"
        )
        killed = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
        assert killed.returncode == 9
        assert durand.status() == f" M {PATH}\n"
        done = note(durand, "whole")
        assert done.recovered == (PATH,)
        assert done.sealed == ()
        assert durand.status() == ""
        assert "> half" not in durand.read("durand")
        left = {path.name for path in (durand.root / ".git/recouv").iterdir()}
        assert {name for name in left if not name.startswith("holidays-")} == {"lock"}

    def test_what_was_typed_before_is_kept(self, durand: Desk) -> None:
        """Taking back an interrupted action restores the file as it was, a hand edit since then is left alone."""
        durand.write("durand", DURAND + "\n### 2026-11-19 note\n> typed\n", commit=False)
        note(durand)
        assert "> typed" in durand.read("durand")


def conflict(desk: Desk) -> None:
    """Two branches that changed the same line, and a commit that cannot be reverted cleanly."""
    settings = desk.root / "recouv.yaml"
    text = settings.read_text(encoding="utf-8")
    desk.git("checkout", "-qb", "other")
    settings.write_text(text.replace("terms: 30 days", "terms: 45 days"), encoding="utf-8")
    desk.git("commit", "-qam", "theirs")
    desk.git("checkout", "-q", "main")
    for days in (60, 10):
        settings.write_text(text.replace("terms: 30 days", f"terms: {days} days"), encoding="utf-8")
        desk.git("commit", "-qam", "ours")
