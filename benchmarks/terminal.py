"""The screens in a real terminal: a pseudo-terminal whose bytes are timed as they come."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.timing import Run, ended_pid

COLUMNS, LINES = 160, 50
#: Silence after which the screen is taken to be painted, in seconds.
QUIET = 0.15
_LEAVING_SECONDS = 15
_SETTINGS = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}


class TerminalError(Exception):
    """The program ended, or showed nothing of what was waited for; its last words are the message."""


class Terminal:
    """A program in a pseudo-terminal of its own; every duration is in seconds."""

    def __init__(self, command: Sequence[str], *, cwd: Path, env: dict[str, str]) -> None:
        whole = {**os.environ, **env, **_SETTINGS}
        whole.pop("NO_COLOR", None)
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            os.chdir(cwd)
            os.execvpe(command[0], list(command), whole)  # noqa: S606 no shell stands between the terminal and the program

    def wait_for(self, wanted: re.Pattern[str], patience: float) -> float:
        """How long after the start of the program the first of `wanted` arrived.

        Raises:
            TerminalError: it did not within `patience`.
        """
        shown = b""
        while (left := self.started + patience - time.perf_counter()) > 0:
            shown += self._bytes(left)
            if wanted.search(shown.decode(errors="ignore")):
                return time.perf_counter() - self.started
        raise TerminalError(f"{wanted.pattern[:40]} was not shown in {patience:.0f} s, but {_words(shown)[-200:]!r}")

    def settle(self, quiet: float = QUIET) -> None:
        """Until nothing has come for that long."""
        while self._bytes(quiet):
            pass

    def press(self, key: str) -> tuple[float, float]:
        """How long after `key` the first and the last byte of what it changed arrived.

        Raises:
            TerminalError: nothing came within five seconds.
        """
        sent = time.perf_counter()
        os.write(self._fd, key.encode())
        if not self._bytes(5):
            raise TerminalError(f"nothing came after {key!r}")
        first = last = time.perf_counter()
        while self._bytes(QUIET):
            last = time.perf_counter()
        return first - sent, last - sent

    def quit(self) -> Run:
        """Leave by `q`; what the program took.

        Raises:
            TerminalError: it did not end well.
        """
        os.write(self._fd, b"q")
        try:
            while self._bytes(5):
                pass
        except TerminalError:
            pass
        run, code = ended_pid(self.pid, self.started, time.perf_counter() - self.started + _LEAVING_SECONDS)
        os.close(self._fd)
        if code:
            raise TerminalError(f"ended with {code}")
        return run

    def _bytes(self, patience: float) -> bytes:
        """What comes next, empty when nothing does in that time."""
        ready, _, _ = select.select([self._fd], [], [], patience)
        if not ready:
            return b""
        try:
            return os.read(self._fd, 65536) or b""
        except OSError as error:  # Linux says so when the program has closed the terminal
            raise TerminalError("the program has ended") from error


def _words(shown: bytes) -> str:
    return re.sub(r"\x1b\[[0-9;?<>=]*[a-zA-Z]", "", shown.decode(errors="ignore"))
