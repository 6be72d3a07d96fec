"""Commands that are killed at a chosen moment: `python dying.py` reads one order a line, and answers each.

An order is `{"argv": […], "at": folder, "point": n}`.  The command runs in a child, and everything that it does to the disk or through
git is a point: a file opened to be written, a flush, a rename, a removal, a folder made, a program started.  Before the
n-th the child and all that it started are killed; with 0 it is let live.  The answer is `{"died": …, "code": …,
"points": …}`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import date
from typing import Any

import recouv.cli.main
from recouv.cli.main import run
from recouv.usecases import bulk, committing, importing, syncing, undoing  # loaded once, for every child

TODAY = date(2026, 11, 20)
LOADED = (bulk, committing, importing, syncing, undoing)
#: What Python tells its auditors before it does it.
_TOLD = {
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "os.chmod",
    "os.link",
    "os.symlink",
    "shutil.rmtree",
    "sqlite3.connect",
    "subprocess.Popen",
    "os.posix_spawn",
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Fate:
    """Counts the points, and kills at one of them."""

    def __init__(self, point: int) -> None:
        self.point = point
        self.passed = 0

    def told(self, event: str, args: tuple[Any, ...]) -> None:
        """An auditor of Python's."""
        if event in _TOLD or (event == "open" and isinstance(args[2], int) and args[2] & _WRITING):
            self.come()

    def come(self) -> None:
        """One more point."""
        self.passed += 1
        if self.passed == self.point:
            os.killpg(0, signal.SIGKILL)


def live(order: dict[str, Any], answer: int) -> None:
    """In the child: run the command, and tell how many points it had."""
    os.setpgid(0, 0)
    os.chdir(order["at"])
    _, terminal = os.openpty()  # an editor is opened in nothing else
    for stream in (0, 1, 2):
        os.dup2(terminal, stream)
    fate = Fate(order["point"])
    flush = os.fsync

    def counted(descriptor: int) -> None:
        fate.come()
        flush(descriptor)

    os.fsync = counted
    sys.addaudithook(fate.told)
    try:
        code = run(order["argv"])
    except SystemExit as way_out:
        code = int(way_out.code or 0)
    passed = fate.passed
    os.write(answer, json.dumps({"died": False, "code": int(code), "points": passed}).encode())
    os._exit(0)


def main() -> None:
    """Orders, until there are no more."""
    recouv.cli.main.today = lambda: TODAY
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                live(order, writing)
            finally:
                os._exit(70)  # a crash: nothing was answered
        os.close(writing)
        with os.fdopen(reading, "rb") as answer:
            told = answer.read()
        _, status = os.waitpid(child, 0)
        died = os.WIFSIGNALED(status)
        sys.stdout.write((told.decode() if told else json.dumps({"died": died, "code": -1, "points": 0})) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
