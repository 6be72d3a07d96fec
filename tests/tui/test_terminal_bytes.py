"""What the program sends to a terminal, byte by byte, and what it makes of what a terminal sends: by a pty."""

from __future__ import annotations

import base64
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic

import pytest

from recouv.usecases.setup import make_demo
from recouv.wording.catalogue import catalogue

PATIENCE_SECONDS = 30
#: SGR codes that set a colour: 30-37, 38;…, 40-47, 48;…, 90-97, 100-107.
COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
MOUSE = b"\x1b[?1003h"


class Screen:
    """The program on a pseudo-terminal of 80x24."""

    def __init__(self, root: Path, environment: dict[str, str], code: str = "") -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        run = ["-c", code] if code else ["-m", "recouv"]
        self.process = subprocess.Popen(
            [sys.executable, *run, "--lang", "en", "-C", str(root)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(Path.cwd()), **environment},
            start_new_session=True,
        )
        os.close(theirs)
        self.sent = b""

    def until(self, wanted: bytes) -> bytes:
        """All that was sent, once it holds `wanted`."""
        deadline = monotonic() + PATIENCE_SECONDS
        while wanted not in self.sent:
            assert monotonic() < deadline, f"waited in vain for {wanted!r} in:\n{self.sent!r}"
            self._read(0.2)
        return self.sent

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self.ours, keys)

    def leave(self) -> int:
        """Read to the end; the exit code."""
        deadline = monotonic() + PATIENCE_SECONDS
        while self._read(0.2) or self.process.poll() is None:
            assert monotonic() < deadline, f"it does not end; it sent:\n{self.sent!r}"
        return self.process.wait(PATIENCE_SECONDS)

    def hang_up(self) -> None:
        """Close the terminal."""
        os.close(self.ours)
        self.ours = -1

    def close(self) -> None:
        """End it, whatever it does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.ours >= 0:
            self.hang_up()

    def _read(self, seconds: float) -> bool:
        if not select.select([self.ours], [], [], seconds)[0]:
            return False
        try:
            found = os.read(self.ours, 65536)
        except OSError:  # the other end is closed
            return False
        self.sent += found
        return bool(found)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The demo as of the real day."""
    root = tmp_path / "live"
    make_demo(root, catalogue("en"), datetime.now().astimezone().date())
    return root


@pytest.fixture
def started(root: Path) -> Iterator[Callable[..., Screen]]:
    """The program started with this environment."""
    opened: list[Screen] = []

    def start(code: str = "", **environment: str) -> Screen:
        opened.append(Screen(root, environment, code))
        return opened[-1]

    yield start
    for screen in opened:
        screen.close()


Start = Callable[..., Screen]


class TestColours:
    """The terminal's user decides."""

    def test_no_color_sends_no_colour_at_all(self, started: Start) -> None:
        """Through the lists, a form and the help: bold and reverse only."""
        screen = started(NO_COLOR="1")
        screen.until(b"Lef")
        screen.press(b"2")
        screen.until(b"[2 Balance]")
        screen.press(b"?")
        screen.until(b"Esc closes")
        screen.press(b"\x11")
        assert screen.leave() == 0
        assert COLOUR.findall(screen.sent) == []

    @pytest.mark.parametrize(("theme", "whole"), [("terminal", False), ("dark", True)])
    def test_the_terminals_own_colours(self, started: Start, quiet_world: Path, theme: str, whole: bool) -> None:
        """`terminal` names the sixteen colours and no other; `dark` brings its own."""
        settings = quiet_world / "settings.toml"
        settings.write_text(f'theme = "{theme}"\n', encoding="utf-8")
        screen = started(RECOUV_SETTINGS=str(settings), COLORTERM="truecolor")
        screen.until(b"Lef")
        assert COLOUR.findall(screen.sent)
        assert (b"8;2;" in screen.sent) is whole


class TestTerminals:
    """Poor ones, and those that say little."""

    def test_an_ascii_locale(self, started: Start) -> None:
        """Bars are of ASCII, names keep their accents as far as UTF-8 goes; no escaped text."""
        screen = started(LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
        screen.until(b"Lef")
        screen.press(b"2")
        screen.until(b"[2 Balance]")
        assert b"\\u" not in screen.sent
        assert "█".encode() not in screen.sent

    def test_a_dumb_terminal_gets_the_agenda_and_the_way_to_work(self, started: Start) -> None:
        """As lines."""
        screen = started(TERM="dumb")
        assert screen.leave() == 0
        assert b"ACCESSIBLE=1 recouv asks line by line" in screen.sent
        assert b"\x1b" not in screen.sent

    @pytest.mark.parametrize("has_mouse", [True, False])
    def test_the_mouse_is_left_to_the_terminal_when_asked(
        self, started: Start, quiet_world: Path, has_mouse: bool
    ) -> None:
        """By a setting."""
        settings = quiet_world / "settings.toml"
        settings.write_text(f"mouse = {str(has_mouse).lower()}\n", encoding="utf-8")
        screen = started(RECOUV_SETTINGS=str(settings))
        screen.until(b"Lef")
        assert (MOUSE in screen.sent) is has_mouse


class TestKeys:
    """Keys of French keyboards, of shells, and of one's own."""

    def test_the_digits_of_azerty_without_shift(self, started: Start) -> None:
        """`é` opens the balance, `&` the agenda."""
        screen = started()
        screen.until(b"Lef")
        screen.press("é".encode())
        screen.until(b"[2 Balance]")
        screen.sent = b""
        screen.press(b"&")
        screen.until(b"[1 Agenda]")

    def test_ctrl_c_says_how_to_quit(self, started: Start) -> None:
        """And quits nothing."""
        screen = started()
        screen.until(b"Lef")
        screen.press(b"\x03")
        screen.until(b"leaves, ^Q too")
        assert screen.process.poll() is None

    def test_a_copy_goes_to_the_clipboard_of_the_terminal(self, started: Start) -> None:
        """OSC 52, over ssh as well; what was copied is said."""
        screen = started(SSH_TTY="/dev/pts/9")
        screen.until(b"Lef")
        screen.press(b"y")
        screen.until(b"the whole row")
        screen.press(b"y")
        screen.until(b"copied: ")
        match = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)", screen.sent)
        assert match
        assert "O'Connell Interiors" in base64.b64decode(match[1]).decode()

    def test_ones_own_key(self, started: Start, quiet_world: Path) -> None:
        """It does what it says, the footer shows it, and a mistake beside it is told."""
        settings = quiet_world / "settings.toml"
        settings.write_text('[keys]\nbalance = "Z"\nundo = "ctrl+b"\n', encoding="utf-8")
        screen = started(RECOUV_SETTINGS=str(settings))
        screen.until(b"settings.toml:3: ctrl+b cannot be used")
        screen.until(b"Z Balance")
        screen.press(b"Z")
        screen.until(b"[Z Balance]")


def test_the_settings_open_in_the_editor_and_are_followed(started: Start, quiet_world: Path) -> None:
    """Made for the person the first time; the keys count as soon as the editor is closed."""
    settings = quiet_world / "me" / "settings.toml"
    editor = quiet_world / "editor.sh"
    editor.write_text('#!/bin/sh\nprintf "\\n[keys]\\nbalance = \\"Z\\"\\n" > "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    screen = started(RECOUV_SETTINGS=str(settings), EDITOR=str(editor))
    screen.until(b"Lef")
    screen.press(b",")
    screen.until(b"settings taken")
    screen.press(b"Z")
    screen.until(b"[Z Balance]")


def test_a_crash_shows_no_value_and_ends_with_one(started: Start) -> None:
    """The traceback says where; names, amounts and IBAN stay off the terminal."""
    code = (
        "from recouv.cli.main import run\n"
        "import sys\n"
        "from recouv.tui.app import RecouvApp\n"
        "def broken(self):\n"
        "    iban = 'FR76 SECRET'\n"
        "    raise RuntimeError('on purpose')\n"
        "RecouvApp.action_verb_help = broken\n"
        "sys.exit(run(sys.argv[1:]))\n"
    )
    screen = started(code)
    screen.until(b"Lef")
    screen.press(b"?")
    assert screen.leave() == 1
    assert b"on purpose" in screen.sent
    traceback = screen.sent[screen.sent.rindex(b"Traceback") :]
    assert b"Lef" not in traceback
    assert b"locals" not in traceback


def test_it_ends_with_its_terminal_though_it_ignores_the_signal(started: Start) -> None:
    """As `nohup` starts it: nobody is left to see it, and it would read the end of its input for ever."""
    code = (
        "import signal, sys\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from recouv.cli.main import run\n"
        "sys.exit(run(sys.argv[1:]))\n"
    )
    screen = started(code)
    screen.until(b"Lef")
    screen.hang_up()
    assert screen.process.wait(PATIENCE_SECONDS) == 128 + signal.SIGHUP
