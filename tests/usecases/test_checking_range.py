"""What a push brings, judged before it is taken: by a command, and by a server's own hook."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from recouv.usecases.checking_range import check_range
from tests.conftest import Ran
from tests.usecases.history import DURAND, HEAD, History, made

PROJECT = Path(__file__).resolve().parents[2]
LAST = "2026-12-01"
TOO_MUCH = """
### 2026-11-20 payment ^n1n1n1n1
- amount: 10.00
- allocate:
  - F2026-031: 90.00
- recorded: 2026-11-20T11:00:00Z lea
"""


@pytest.fixture
def history(tmp_path: Path) -> History:
    """An honest one."""
    return made(tmp_path / "small")


def places(history: History, span: str) -> list[str]:
    """Where something is wrong."""
    return [problem.path for problem in check_range(history.root, span, LAST)]


class TestRange:
    """Whoever pushes answers for what they push."""

    def test_nothing(self, history: History) -> None:
        """Of an honest range, from nothing too."""
        assert places(history, "HEAD~1..HEAD") == places(history, "..HEAD") == []

    def test_what_the_range_brings(self, history: History) -> None:
        """With its line; what is on the disk does not count."""
        history.act(TOO_MUCH, action="payment")
        history.git("reset", "-q", "--hard", "HEAD~1")
        (problem,) = check_range(history.root, "HEAD..HEAD@{1}", LAST)
        assert problem.path == DURAND
        assert problem.line > 20

    def test_what_was_wrong_already(self, history: History) -> None:
        """Is not told again, even in a file that the range changes."""
        history.act(TOO_MUCH, action="payment")
        history.act("\n### 2026-11-20 note ^p2p2p2p2\n- recorded: 2026-11-20T11:00:00Z lea\n")
        assert places(history, "HEAD~1..HEAD") == []
        assert places(history, "HEAD~2..HEAD") == [DURAND]

    def test_a_link(self, history: History) -> None:
        """It is no dossier."""
        (history.root / "dossiers/martin.md").symlink_to("durand.md")
        history.commit()
        assert places(history, "HEAD~1..HEAD") == ["dossiers/martin.md"]

    def test_a_twin_in_a_sub_folder(self, history: History) -> None:
        """One client in two files."""
        history.write("dossiers/du/durand.md", HEAD)
        history.commit()
        (problem,) = check_range(history.root, "HEAD~1..HEAD", LAST)
        assert problem.path == "dossiers/du/durand.md"

    def test_settings(self, history: History) -> None:
        """Of the configuration and of a scenario."""
        history.write("recouv.yaml", "recouv: 1\nlanguage: xx\n")
        history.write("scenarios/standard.yaml", "steps: 3\n")
        history.commit()
        assert set(places(history, "HEAD~1..HEAD")) == {"recouv.yaml", "scenarios/standard.yaml"}

    def test_the_command(self, history: History, recouv: Callable[..., Ran]) -> None:
        """Exit code 1, the place, and no client beside it."""
        history.act(TOO_MUCH, action="payment")
        ran = recouv("check", "--rev", "HEAD~1..HEAD", at=history.root)
        assert (ran.code, ran.out.startswith(DURAND)) == (1, True)
        assert recouv("check", "durand", "--rev", "HEAD~1..HEAD", at=history.root).code == 2


class TestServer:
    """The hook of docs/team.md, on a bare repository that has no files, before the push is taken."""

    @pytest.fixture
    def server(self, history: History, tmp_path: Path) -> Path:
        """A bare repository with the hook."""
        bare = tmp_path / "server.git"
        subprocess.run(["git", "clone", "-q", "--bare", str(history.root), str(bare)], check=True)
        text = (PROJECT / "docs/team.md").read_text(encoding="utf-8")
        script = text.split("```sh\n#!/bin/sh\n# pre-receive")[1].split("```")[0]
        program = f"PYTHONPATH={PROJECT} {sys.executable} -m recouv"
        hook = bare / "hooks/pre-receive"
        hook.write_text("#!/bin/sh\n# pre-receive" + script.replace("recouv -C", f"{program} -C"), encoding="utf-8")
        hook.chmod(0o755)
        history.git("remote", "add", "origin", str(bare))
        return bare

    def push(self, history: History, *options: str) -> subprocess.CompletedProcess[str]:
        """To the server."""
        words = ["git", "push", *options, "origin", "main"]
        return subprocess.run(words, cwd=history.root, capture_output=True, encoding="utf-8", check=False)

    def test_an_honest_push(self, history: History, server: Path) -> None:
        """It is taken."""
        history.act("\n### 2026-11-20 note ^p2p2p2p2\n- recorded: 2026-11-20T11:00:00Z lea\n")
        assert self.push(history).returncode == 0

    def test_a_dossier_that_contradicts_itself(self, history: History, server: Path) -> None:
        """It is refused, with the place and what to mend."""
        history.act(TOO_MUCH, action="payment")
        done = self.push(history)
        assert done.returncode != 0
        assert f"remote: {DURAND}:" in done.stderr

    def test_a_fact_changed(self, history: History, server: Path) -> None:
        """The audit of the push sees objects that the server has not taken yet."""
        history.edit("- amount: 1000.00", "- amount: 900.00")
        history.edit("F2026-031: 1000.00", "F2026-031: 900.00")
        history.commit()
        done = self.push(history)
        assert done.returncode != 0
        assert "-- amount: 1000.00" in done.stderr

    def test_a_history_rewritten(self, history: History, server: Path) -> None:
        """Pushed by force."""
        history.git("reset", "-q", "--hard", "HEAD~1")
        history.act("\n### 2026-11-20 note ^p2p2p2p2\n- recorded: 2026-11-20T11:00:00Z lea\n")
        done = self.push(history, "--force")
        assert done.returncode != 0
        assert "rewritten" in done.stderr
