"""One writer at a time, and the first come served first."""

from __future__ import annotations

import os
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest

from recouv.domain.errors import WorkspaceError
from recouv.store import git_readiness
from recouv.store.lock import writing
from recouv.usecases.talk import Talk, log_talk
from tests.conftest import DURAND, TODAY, Desk

PATIENCE_SECONDS = 20


def wait_until_queued(folder: Path, count: int) -> None:
    """Go on once so many wait for the lock, as the kernel says."""
    inode = f":{(folder / 'lock').stat().st_ino} "
    deadline = monotonic() + PATIENCE_SECONDS
    while monotonic() < deadline:
        locks = Path("/proc/locks").read_text(encoding="ascii").splitlines()
        if sum("->" in line and inode in line for line in locks) == count:
            return
        os.sched_yield()
    pytest.fail("nobody queued")


def take(folder: Path, name: str, served: list[str]) -> None:
    """Be served once."""
    with writing(folder, PATIENCE_SECONDS):
        served.append(name)


class TestWaiting:
    """Whoever waits is served in turn, or says that it was not."""

    @pytest.mark.skipif(sys.platform != "linux", reason="the kernel's list of locks is read")
    def test_the_first_come_is_served_first(self, tmp_path: Path) -> None:
        """In the order of their coming."""
        served: list[str] = []
        waiting: list[Future[None]] = []
        with ThreadPoolExecutor() as pool:
            with writing(tmp_path):
                for rank, name in enumerate("abcd", start=1):
                    waiting.append(pool.submit(take, tmp_path, name, served))
                    wait_until_queued(tmp_path, rank)
            for each in waiting:
                each.result()
        assert served == list("abcd")

    def test_patience_has_an_end(self, tmp_path: Path) -> None:
        """The message says who writes."""
        with (
            writing(tmp_path),
            pytest.raises(
                WorkspaceError,
                match=rf"another recouv \(process {os.getpid()}\) has been writing in this workspace for 0 s",
            ),
            writing(tmp_path, 0.0),
        ):
            pass

    def test_who_gave_up_holds_nothing(self, tmp_path: Path) -> None:
        """The lock that comes too late is free for the next."""
        served: list[str] = []
        with writing(tmp_path), pytest.raises(WorkspaceError), writing(tmp_path, 0.0):
            pass
        take(tmp_path, "next", served)
        assert served == ["next"]

    def test_the_holder_is_told_whole(self, tmp_path: Path) -> None:
        """Whatever was written there before."""
        (tmp_path / "lock").write_text("123456789012345678\n", encoding="ascii")
        with writing(tmp_path):
            assert (tmp_path / "lock").read_text(encoding="ascii").strip() == str(os.getpid())


class TestAnAction:
    """The index that another recouv's git holds is waited for by waiting for one's turn."""

    @pytest.mark.skipif(sys.platform != "linux", reason="the kernel's list of locks is read")
    def test_a_busy_index(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """However long the other takes, it is no lock left behind."""
        monkeypatch.setattr(git_readiness, "INDEX_LOCK_PATIENCE_SECONDS", 0.0)
        desk.write("durand", DURAND)
        scratch, held = desk.session.workspace.git.folder / "recouv", desk.root / ".git/index.lock"
        with ThreadPoolExecutor() as pool:
            with writing(scratch):
                held.touch()
                done = pool.submit(log_talk, desk.session, "durand", Talk(kind="note", on=TODAY, note="hello"))
                wait_until_queued(scratch, 1)
                held.unlink()
            assert done.result().commit
