"""Leaving with the terminal.

A program whose terminal goes away is told by SIGHUP, unless that signal is ignored, as after `nohup`, or sent to
another process.  Textual then reads an end of file over and over, with a whole processor, and for ever.
"""

from __future__ import annotations

import os
import select
import signal
from threading import Thread


def leave_with_terminal(file: int) -> None:
    """End this process as SIGHUP would once the terminal open as `file` is gone; what was being written is recovered.

    A thread waits for it: whatever is drawn by then goes nowhere, and soon blocks the application.
    """
    Thread(target=_wait, args=(file,), name="terminal", daemon=True).start()


def _wait(file: int) -> None:
    poll = select.poll()
    poll.register(file, 0)  # what is asked for is nothing: a closed terminal is told in any case
    if any(found & (select.POLLHUP | select.POLLERR) for _, found in poll.poll()):
        os._exit(128 + signal.SIGHUP)
