"""Ctrl-C, or git's own failure, once the commit is made: what was committed stays, in the files too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DURAND, Desk
from tests.usecases.test_syncing import Clone, bare, lea, marc  # noqa: F401 - fixtures

#: The group of processes that a terminal would interrupt: that of the recouv that started this git.
_CTRL_C = f"""#!{sys.executable}
import os, signal, sys
if sys.argv[1:] in ([], ["prepared"]) and (not sys.argv[1:] or " refs/heads/" in sys.stdin.read()):
    with open(f"/proc/{{os.getppid()}}/stat") as git:
        os.killpg(os.getpgid(int(git.read().split()[3])), signal.SIGINT)
"""
#: Git cannot put its index in place any more: it says so, and exits with an error.
_NO_INDEX = """#!/bin/sh
[ "$1" = committed ] && rm -f "$(git rev-parse --git-dir)/index.lock"
exit 0
"""


def hook(root: Path, name: str, text: str) -> Path:
    """A program that git runs."""
    path = root / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


#: As a shell starts it, whatever the runner of the tests ignores.
_STARTED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from recouv.__main__ import main
main()
"""


def recouv(root: Path, *words: str) -> int:
    """As from a terminal of its own; the exit code."""
    command = [sys.executable, "-c", _STARTED, "-C", str(root), *words]
    return subprocess.run(command, start_new_session=True, capture_output=True, check=False).returncode


class TestTheCommitIsMade:
    """The next action commits no loss of it."""

    @pytest.mark.parametrize(
        ("name", "text", "code"),
        [("post-commit", _CTRL_C, 130), ("reference-transaction", _NO_INDEX, 0)],
        ids=["ctrl-c", "no-index"],
    )
    def test_it_is_kept(self, desk: Desk, name: str, text: str, code: int) -> None:
        """In the file, in the index, in the history."""
        desk.write("durand", DURAND)
        found = hook(desk.root, name, text)
        assert recouv(desk.root, "pay", "durand", "300", "--unallocated") == code
        found.unlink()
        assert desk.subjects()[0] == "payment: Menuiserie Durand SARL, €300.00"
        assert "amount: 300.00" in desk.read("durand")
        assert desk.git("status", "--porcelain") == ""
        assert recouv(desk.root, "log", "durand", "note", "--note", "hello") == 0
        assert desk.subjects()[1] == "payment: Menuiserie Durand SARL, €300.00"
        assert "amount: 300.00" in desk.read("durand")

    def test_before_it_is_made(self, desk: Desk) -> None:
        """Nothing is: the file is as it was."""
        desk.write("durand", DURAND)
        found = hook(desk.root, "pre-commit", _CTRL_C)
        assert recouv(desk.root, "pay", "durand", "300", "--unallocated") == 130
        found.unlink()
        assert desk.read("durand") == DURAND
        assert desk.git("status", "--porcelain") == ""


def test_a_sync_moves_whole(lea: Clone, marc: Clone) -> None:  # noqa: F811
    """Interrupted while the files move: half of what a colleague did is not taken for what was typed here."""
    lea.note("one")
    lea.sync()
    found = hook(marc.root, "reference-transaction", _CTRL_C)
    assert recouv(marc.root, "sync") == 130
    found.unlink()
    assert marc.git("status", "--porcelain") == ""
    marc.sync()
    assert marc.git("log", "--format=%an", "-1") == "lea\n"
    assert marc.read() == lea.read()
