"""A quiet world for every test: no configuration of the machine's user, one known identity, no pager, no prompt."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from recouv.cli.main import run
from recouv.store.workspace import Workspace
from recouv.usecases.session import Session
from recouv.usecases.setup import init_workspace
from recouv.wording.catalogue import catalogue

# how long an example takes says how busy the machine is, not whether the claim holds; the same examples each time, so
# that a checkout which passed passes everywhere, and a new finding is not laid at the door of whoever comes next
settings.register_profile("gate", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, print_blob=True)
settings.load_profile("gate")

TODAY = date(2026, 11, 20)
REAL_FILES = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def quiet_world(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test, with an identity for git."""
    home = tmp_path_factory.mktemp("home")
    (home / "gitconfig").write_text("[user]\n\tname = Léa Martin\n\temail = lea@example.com\n", encoding="utf-8")
    for name in [name for name in os.environ if name.startswith(("GIT_", "RECOUV_"))]:
        monkeypatch.delenv(name)
    for name, value in {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C.UTF-8",
        "LANG": "C.UTF-8",
        "TEXTUAL_ANIMATIONS": "none",
    }.items():
        monkeypatch.setenv(name, value)
    return home


@dataclass
class Desk:
    """A workspace under test, and short ways to look at it."""

    root: Path
    session: Session

    def write(self, identifier: str, text: str, *, commit: bool = True) -> Path:
        """A dossier as a person would write it, committed unless told otherwise."""
        path = self.root / "dossiers" / f"{identifier}.md"
        path.write_bytes(text.encode())
        if commit:
            self.git("add", "-A")
            self.git("commit", "-qm", "by hand")
        return path

    def read(self, identifier: str) -> str:
        """The dossier's text."""
        return (self.root / "dossiers" / f"{identifier}.md").read_bytes().decode()

    def git(self, *args: str) -> str:
        """What git prints."""
        done = subprocess.run(["git", *args], cwd=self.root, capture_output=True, encoding="utf-8", check=True)
        return done.stdout

    def subjects(self) -> list[str]:
        """Subjects of the history, the newest first."""
        return self.git("log", "--format=%s").splitlines()

    def status(self) -> str:
        """What differs from the last commit."""
        return self.git("status", "--porcelain")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A new workspace, in English, on a fixed day."""
    root = tmp_path / "ws"
    init_workspace(root, catalogue("en"))
    return Desk(root, Session(workspace=Workspace.open(root), today=TODAY))


@pytest.fixture
def recouv_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`recouv`, wherever git looks for programs, is the code under test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "recouv"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m recouv "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[1]))


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def recouv(desk: Desk, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """`recouv` run in the workspace under test, on a fixed day."""
    monkeypatch.setattr("recouv.cli.main.today", lambda: TODAY)

    def command(*words: str, at: Path | None = None) -> Ran:
        capfd.readouterr()
        code = call(["-C", str(at or desk.root), *words])
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return command


def call(words: Sequence[str]) -> int:
    """The exit code of a command, argparse's own way out included."""
    try:
        return run(words)
    except SystemExit as way_out:
        return int(way_out.code or 0)


DURAND = """---
recouv: 1                       # version of this format
name: Menuiserie Durand SARL
kind: company
siren: "732829320"
terms: 30 days end of month
---

# Menuiserie Durand SARL

Ask for Mme Petit, never on Friday afternoon.

## Journal

### 2026-09-01 invoice F2026-031 ^7k3f9x2m
- amount: 2400.00
- due: 2026-10-31
- recorded: 2026-09-01T09:12:07Z import

### 2026-11-13 payment ^f5w2kb8t
- amount: 1000.00
- method: transfer
- allocate:
  - F2026-031: 1000.00
- recorded: 2026-11-16T07:55:10Z import
"""
