"""Several clones of one workspace, through real remotes: every action everywhere, once."""

from __future__ import annotations

import random
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from recouv.domain.errors import WorkspaceError
from recouv.domain.money import Money
from recouv.store.git_remote import RemoteError
from recouv.store.git_sync import RewrittenError
from recouv.usecases.auditing import Wanted, audit
from recouv.usecases.checking import check_workspace
from recouv.usecases.promising import Promise, promise_action
from recouv.usecases.recording import record
from recouv.usecases.syncing import ConflictError
from tests.conftest import DURAND, TODAY, Desk, Ran
from tests.usecases.clones import NAME, Clone, joined


@pytest.fixture
def bare(desk: Desk, tmp_path: Path) -> Path:
    """An empty remote."""
    desk.write("durand", DURAND)
    path = tmp_path / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", str(path)], check=True)
    return path


@pytest.fixture
def lea(desk: Desk, bare: Path) -> Clone:
    """The first, who gave the workspace to the remote."""
    clone = Clone(desk.root)
    clone.git("remote", "add", "origin", str(bare))
    clone.sync()
    return clone


@pytest.fixture
def marc(lea: Clone, bare: Path, tmp_path: Path) -> Clone:
    """The second."""
    return joined(bare, tmp_path / "marc", "marc")


class TestTwoPeople:
    """What one did, the other has."""

    def test_the_first_time(self, desk: Desk, bare: Path) -> None:
        """An empty remote takes everything, and is followed from then on."""
        clone = Clone(desk.root)
        clone.git("remote", "add", "origin", str(bare))
        assert clone.sync().given == int(clone.git("rev-list", "--count", "HEAD"))
        assert clone.git("rev-parse", "--abbrev-ref", "@{upstream}") == "origin/main\n"

    def test_nothing_to_do(self, lea: Clone) -> None:
        """No commit is made for nothing."""
        before = lea.git("rev-parse", "HEAD")
        synced = lea.sync()
        assert (synced.received, synced.given) == ((), 0)
        assert lea.git("rev-parse", "HEAD") == before

    def test_one_side(self, lea: Clone, marc: Clone) -> None:
        """The other's action is taken in as it is, without a merge."""
        lea.note("one")
        lea.sync()
        (record_,) = marc.sync().received
        assert record_.author == "lea"
        assert marc.read() == lea.read()
        assert marc.git("log", "-1", "--merges", "--format=%h") == ""

    def test_both_sides(self, lea: Clone, marc: Clone) -> None:
        """Both entries, one merge with two parents, the same text at both."""
        lea.note("one")
        marc.note("two")
        lea.sync()
        synced = marc.sync()
        lea.sync()
        assert marc.read() == lea.read()
        assert "> one" in marc.read()
        assert "> two" in marc.read()
        assert len(synced.received) == 1
        assert marc.git("log", "-1", "--format=%s") == "sync: 1 action of lea\n"
        assert len(marc.git("log", "-1", "--format=%P").split()) == 2

    def test_what_is_being_typed_is_taken_in_first(self, lea: Clone, marc: Clone) -> None:
        """Hand edits are their own commit, sealed, and go with the rest."""
        lea.note("one")
        lea.sync()
        (marc.root / NAME).write_text(f"{marc.read()}\n### 2026-11-19 note\n> typed\n", encoding="utf-8")
        marc.sync()
        assert "> typed" in marc.read()
        assert "> one" in marc.read()
        assert marc.git("status", "--porcelain") == ""

    def test_what_cannot_be_read_yet_stays_as_typed(self, lea: Clone, marc: Clone) -> None:
        """A dossier in the middle of an edit is named and left alone; the others go."""
        half = f"{marc.read()}\n### 2026-11-\n"
        (marc.root / NAME).write_text(half, encoding="utf-8")
        assert marc.sync().edited == (NAME,)
        assert marc.read() == half

    def test_what_a_hook_refuses_is_told_as_it_says(self, marc: Clone) -> None:
        """It is no file that cannot be read yet."""
        (marc.root / NAME).write_text(f"{marc.read()}\n### 2026-11-19 note\n> typed\n", encoding="utf-8")
        hook = marc.root / ".git/hooks/pre-commit"
        hook.write_text("#!/bin/sh\necho house rule >&2\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        with pytest.raises(WorkspaceError, match="house rule"):
            marc.sync()

    def test_an_edit_in_the_way_stops_it_before_anything_moves(self, lea: Clone, marc: Clone) -> None:
        """The others' change of that very file is not written over what is being typed."""
        lea.note("one")
        lea.sync()
        half = f"{marc.read()}\n### 2026-11-\n"
        (marc.root / NAME).write_text(half, encoding="utf-8")
        before = marc.git("rev-parse", "HEAD")
        with pytest.raises(WorkspaceError, match="cannot be taken in"):
            marc.sync()
        assert marc.read() == half
        assert marc.git("rev-parse", "HEAD") == before

    def test_settings_of_both(self, lea: Clone, marc: Clone) -> None:
        """Other files are merged line by line."""
        for clone, line in ((lea, "# first\n"), (marc, "")):
            path = clone.root / "recouv.yaml"
            text = path.read_text(encoding="utf-8")
            path.write_text(line + text if line else f"{text}\n# last\n", encoding="utf-8")
            clone.git("commit", "-qam", "settings")
        lea.sync()
        marc.sync()
        text = (marc.root / "recouv.yaml").read_text(encoding="utf-8")
        assert text.startswith("# first\n")
        assert text.endswith("# last\n")


class TestConflict:
    """Both changed the same thing: a person decides, and nothing has moved."""

    def test_it_is_named(self, lea: Clone, marc: Clone) -> None:
        """The file and the key; both histories as they were."""
        lea.edit("kind: company", "kind: public")
        marc.edit("kind: company", "kind: consumer")
        lea.sync()
        before = marc.git("rev-parse", "HEAD")
        with pytest.raises(ConflictError) as refused:
            marc.sync()
        assert refused.value.conflicts == ((NAME, "kind"),)
        assert marc.git("rev-parse", "HEAD") == before
        assert marc.git("status", "--porcelain") == ""

    def test_it_is_settled_by_git_and_a_person(self, lea: Clone, marc: Clone) -> None:
        """As the message says; the next sync goes."""
        lea.edit("kind: company", "kind: public")
        marc.edit("kind: company", "kind: consumer")
        lea.sync()
        with pytest.raises(ConflictError):
            marc.sync()
        subprocess.run(["git", "merge", "-q", "origin/main"], cwd=marc.root, capture_output=True, check=False)
        text = marc.read()
        settled = text[: text.index("<<<<<<<")] + "kind: public\n" + text[text.index(">>>>>>>") :].split("\n", 1)[1]
        (marc.root / NAME).write_text(settled, encoding="utf-8")
        marc.git("commit", "-qam", "public")
        marc.sync()
        lea.sync()
        assert "kind: public" in lea.read()


class TestCrossings:
    """What two people did without knowing of each other is shown."""

    def test_two_calls(self, lea: Clone, marc: Clone) -> None:
        """On one day, to one client."""
        lea.call()
        marc.call()
        lea.sync()
        (met,) = marc.sync().met
        assert met.client == "durand"
        assert "within 0 days" in str(met.crossing.what)

    def test_one_payment_twice(self, lea: Clone, marc: Clone) -> None:
        """The same amount, by two people who read the same bank page."""
        for clone in (lea, marc):
            payment = "\n### 2026-11-19 payment\n- amount: 500.00\n"
            (clone.root / NAME).write_text(clone.read() + payment, encoding="utf-8")
        lea.sync()
        (met,) = marc.sync().met
        assert "may have been entered twice" in str(met.crossing.what)

    def test_two_promises(self, lea: Clone, marc: Clone) -> None:
        """About one invoice."""
        for clone in (lea, marc):
            promise = Promise(money=Money(Decimal(100)), by=date(2026, 11, 27), on=TODAY, invoices=("F2026-031",))
            record(clone.session, promise_action(clone.session, "durand", promise))
        lea.sync()
        (met,) = marc.sync().met
        assert "F2026-031" in str(met.crossing.what)

    def test_the_command_tells_both(self, lea: Clone, marc: Clone, recouv: Callable[..., Ran]) -> None:
        """Who, when, which IDs, and what to type; exit code 1."""
        lea.call()
        marc.call()
        lea.sync()
        ran = recouv("sync", at=marc.root)
        assert ran.code == 1
        assert "recouv crossings --both ^" in ran.out
        assert "lea" in ran.out


class TestRemotes:
    """A remote that is not there, refuses, moves, or lies."""

    def test_none(self, desk: Desk) -> None:
        """It says how to name one."""
        desk.write("durand", DURAND)
        with pytest.raises(WorkspaceError, match="no remote"):
            Clone(desk.root).sync()

    def test_out_of_reach(self, lea: Clone, bare: Path) -> None:
        """Work goes on: nothing here has changed."""
        bare.rename(bare.with_name("elsewhere.git"))
        lea.note("offline")
        with pytest.raises(RemoteError, match="cannot be asked"):
            lea.sync()
        assert "> offline" in lea.read()

    def test_refused_by_a_hook(self, lea: Clone, bare: Path) -> None:
        """The server's own words."""
        hook = bare / "hooks/pre-receive"
        hook.write_text("#!/bin/sh\necho 'closed for the audit' >&2\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        lea.note("one")
        with pytest.raises(RemoteError, match="refuses"):
            lea.sync()

    def test_rewritten(self, lea: Clone, marc: Clone) -> None:
        """A history from which somebody took commits is not taken."""
        lea.note("one")
        lea.sync()
        marc.sync()
        lea.git("reset", "-q", "--hard", "HEAD~1")
        lea.git("push", "-qf", "origin", "main")
        with pytest.raises(RewrittenError):
            marc.sync()
        assert "> one" in marc.read()

    def test_another_workspace(self, lea: Clone, tmp_path: Path) -> None:
        """Two histories with no commit in common are not mixed."""
        other = tmp_path / "other"
        subprocess.run(["git", "init", "-q", "--initial-branch=main", str(other)], check=True)
        subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "other"], cwd=other, check=True)
        lea.git("remote", "set-url", "origin", str(other))
        lea.git("update-ref", "-d", "refs/remotes/origin/main")
        with pytest.raises(WorkspaceError, match="another workspace"):
            lea.sync()

    def test_the_tags_of_closings_go_with_the_branch(self, lea: Clone, marc: Clone) -> None:
        """Given and taken; other tags stay where they are."""
        lea.note("one")
        lea.git("tag", "-a", "-m", "closing", "closing/2026-10", "HEAD")
        lea.git("tag", "mine")
        lea.sync()
        marc.sync()
        assert marc.git("tag", "-l") == "closing/2026-10\n"

    def test_a_closings_tag_that_was_moved(self, lea: Clone, marc: Clone) -> None:
        """It is not taken, and nothing else is."""
        lea.note("one")
        lea.git("tag", "-a", "-m", "closing", "closing/2026-10", "HEAD")
        lea.sync()
        marc.sync()
        marc.note("two")
        marc.git("tag", "-f", "-a", "-m", "mine", "closing/2026-10", "HEAD")
        marc.git("push", "-qf", "origin", "main", "closing/2026-10")
        with pytest.raises(RewrittenError, match="tag was moved"):
            lea.sync()
        assert "> two" not in lea.read()

    def test_a_push_that_was_raced(self, lea: Clone, marc: Clone, bare: Path) -> None:
        """Somebody was faster between our fetch and our push: taken in, and tried again."""
        lea.note("one")
        marc.note("two")
        hook = marc.root / ".git/hooks/pre-push"
        hook.write_text(
            f"#!/bin/sh\nrm -f {hook}\nunset GIT_DIR\ncd {lea.root} && git push -q origin main\n", encoding="utf-8"
        )
        hook.chmod(0o755)
        marc.sync()
        lea.sync()
        assert marc.read() == lea.read()
        assert "> one" in marc.read()

    def test_served_by_git_daemon(self, lea: Clone, bare: Path, tmp_path: Path) -> None:
        """Through git's own network protocol."""
        with daemon(bare.parent) as address:
            far = joined(f"{address}/remote.git", tmp_path / "far", "paul")
            far.note("from afar")
            far.sync()
        lea.sync()
        assert "> from afar" in lea.read()


@contextmanager
def daemon(folder: Path) -> Iterator[str]:
    """`git daemon` on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ("--reuseaddr", "--export-all", "--enable=receive-pack", "--listen=127.0.0.1", "--verbose")
    command = ["git", "daemon", *options, f"--port={port}", f"--base-path={folder}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr is not None
        while "Ready" not in (line := process.stderr.readline()):
            assert line, "git daemon did not start"
        try:
            yield f"git://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.stderr.close()


class TestATeam:
    """Five people at random."""

    def test_every_action_is_everywhere_once(self, lea: Clone, bare: Path, tmp_path: Path) -> None:
        """At the end all clones are equal, hold every note once, and check has nothing to say."""
        rng = random.Random(7)
        team = [lea, *(joined(bare, tmp_path / who, who) for who in ("marc", "paul", "ines", "noor"))]
        notes = []
        for turn in range(60):
            clone = rng.choice(team)
            if rng.random() < 0.35:
                clone.sync()
            else:
                notes.append(f"note {turn}")
                clone.note(notes[-1])
        for _ in range(2):
            for clone in team:
                clone.sync()
        texts = {clone.read() for clone in team}
        assert len(texts) == 1
        text = texts.pop()
        assert all(text.count(f"> {note}\n") == 1 for note in notes)
        assert len({clone.git("rev-parse", "HEAD") for clone in team}) == 1
        assert check_workspace(team[0].session) == []
        found = audit(team[0].root, Wanted(), datetime.now(UTC)).findings
        # the day of the tests may be after that of the computer that runs them
        assert {str(one.observation.flaw) for one in found} - {"dated-after-commit"} == set()
