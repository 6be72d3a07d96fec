"""`recouv` as the shell starts it: what it printed is out and what it promised to do at the end is done."""

from __future__ import annotations

import subprocess
import sys

import pytest

STARTED = """
import atexit, sys
from recouv import __main__
atexit.register(print, "tidied up")
__main__.main = lambda: {main}
__main__.program()
"""


def ended(main: str) -> subprocess.CompletedProcess[str]:
    """What a program does whose command line is `main`."""
    command = [sys.executable, "-c", STARTED.format(main=main)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("code", [0, 3])
def test_it_leaves_with_the_code_of_the_command(code: int) -> None:
    """What stands in the buffers is written, and functions registered for the end are run."""
    done = ended(f"(print('said'), print('told', file=sys.stderr), sys.exit({code}))")
    assert (done.returncode, done.stdout, done.stderr) == (code, "said\ntidied up\n", "told\n")


def test_without_a_code_it_was_a_success() -> None:
    assert ended("sys.exit()").returncode == 0


def test_what_is_no_code_is_said_as_python_says_it() -> None:
    done = ended("sys.exit('why')")
    assert (done.returncode, done.stderr) == (1, "why\n")


def test_a_bug_keeps_its_traceback() -> None:
    done = ended("1 / 0")
    assert (done.returncode, "ZeroDivisionError" in done.stderr) == (1, True)


def test_a_thread_still_at_work_is_waited_for() -> None:
    work = "__import__('threading').Thread(target=lambda: (sys.stdin.read(), print('done'))).start()"
    assert ended(f"({work}, sys.exit(0))").stdout == "done\ntidied up\n"
