"""The whole program in a real terminal, by tmux: started by its command, driven by keys, judged by git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep

import pytest

from recouv.store.workspace import Workspace
from recouv.usecases.session import Session
from recouv.usecases.setup import make_demo
from recouv.wording.catalogue import catalogue
from tests.tui.conftest import Book

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
PATIENCE_SECONDS = 30


class Terminal:
    """A tmux server of its own, with one window."""

    def __init__(self, book: Book, home: str, *, by_shell: bool = False) -> None:
        self.name = f"recouv-test-{os.getpid()}"
        line = (
            f"env -u NO_COLOR TERM=tmux-256color LANG=C.UTF-8 TEXTUAL_ANIMATIONS=none HOME={home} EDITOR={home}/editor.sh "
            f"{sys.executable} -m recouv --lang en -C {book.root}; echo ended with $?; exec sleep 60"
        )
        if by_shell:  # one that knows jobs
            line = "exec bash --norc --noprofile -i"
        self.tmux("-u", "new-session", "-d", "-s", "a", "-x", "80", "-y", "24", line, configured=True)
        for option in (("status", "off"), ("escape-time", "0"), ("set-clipboard", "on")):
            self.tmux("set", "-g", *option)

    def tmux(self, *args: str, configured: bool = False) -> str:
        """What tmux answers."""
        command = ["tmux", "-L", self.name, *(["-f", "/dev/null"] if configured else []), *args]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    def text(self) -> str:
        """What the window shows."""
        return self.tmux("capture-pane", "-p", "-t", "a")

    def wait_for(self, wanted: str) -> None:
        """Until the window shows it."""
        deadline = monotonic() + PATIENCE_SECONDS
        while wanted not in self.text():
            assert monotonic() < deadline, f"waited in vain for {wanted!r} on:\n{self.text()}"
            sleep(0.05)

    def press(self, *keys: str) -> None:
        """Type keys, as tmux names them."""
        self.tmux("send-keys", "-t", "a", *keys)

    def close(self) -> None:
        """End our server, and no other."""
        subprocess.run(["tmux", "-L", self.name, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """The demo as of the real day: the program asks its own clock."""
    root = tmp_path / "live"
    today = datetime.now().astimezone().date()
    make_demo(root, catalogue("en"), today)
    return Book(root, Session(workspace=Workspace.open(root), today=today))


@pytest.fixture
def terminal(book: Book, quiet_world: Path) -> Iterator[Terminal]:
    """The program, started, with an editor that adds a note."""
    editor = quiet_world / "editor.sh"
    editor.write_text('#!/bin/sh\nprintf "\\n### 2026-01-02 note\\n> Seen at the fair.\\n" >> "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    opened = Terminal(book, str(quiet_world))
    yield opened
    opened.close()


def test_a_call_is_logged_and_read_in_git(terminal: Terminal, book: Book) -> None:
    """From the shell to the commit and back, with the colours, the keys and the sizes of a real terminal."""
    before = book.commits
    terminal.wait_for("1 Agenda")
    terminal.wait_for("O'Connell")
    terminal.press("/")
    terminal.press("-l", "lefeb")
    terminal.press("Enter")
    terminal.wait_for("Transports Lefèbvre")
    terminal.press("a")
    terminal.wait_for("call · Transports")
    terminal.wait_for("wrong number")  # every outcome, the first time a form opens
    terminal.press("p")
    terminal.wait_for("→ promise of")
    terminal.press("Enter")
    terminal.wait_for("u undoes it")
    assert book.commits == before + 1
    assert "Transports Lefèbvre et Cie" in book.subject
    assert "outcome: promised" in book.committed("lefebvre")
    terminal.tmux("resize-window", "-t", "a", "-x", "40", "-y", "10")
    terminal.tmux("resize-window", "-t", "a", "-x", "100", "-y", "30")
    terminal.press("é")
    terminal.wait_for("[2 Balance]")
    terminal.press("q")
    terminal.wait_for("ended with 0")
    assert book.git("status", "--porcelain") == ""


def test_the_editor_takes_the_terminal_and_gives_it_back(terminal: Terminal, book: Book) -> None:
    """What it wrote is committed, and the screens are back."""
    terminal.wait_for("O'Connell")
    terminal.press("e")
    terminal.wait_for("u undoes it")
    terminal.wait_for("[1 Agenda]")
    assert "> Seen at the fair." in book.committed("oconnell")
    terminal.press("q")
    terminal.wait_for("ended with 0")


def test_ctrl_z_gives_the_shell_back_and_fg_the_screens(book: Book, quiet_world: Path) -> None:
    """Drawn again, whole."""
    terminal = Terminal(book, str(quiet_world), by_shell=True)
    try:
        terminal.press("-l", f"TERM=tmux-256color LANG=C.UTF-8 {sys.executable} -m recouv --lang en -C {book.root}")
        terminal.press("Enter")
        terminal.wait_for("O'Connell")
        terminal.press("C-z")
        terminal.wait_for("Stopped")
        terminal.press("-l", "clear; fg")
        terminal.press("Enter")
        terminal.wait_for("O'Connell")
        terminal.press("q")
        terminal.wait_for("bash-")
        terminal.press("-l", "echo ended with $?")
        terminal.press("Enter")
        terminal.wait_for("ended with 0")
    finally:
        terminal.close()
