"""Ctrl-C while something is written: heard, and obeyed once it is written or taken back."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let nothing stop what is done inside half-way; what git then reports is known before anybody leaves.

    Only the main thread of a program is interrupted; in any other there is nothing to hold.

    Raises:
        KeyboardInterrupt: at the end, where somebody asked for it meanwhile.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is not signal.default_int_handler:
        yield
        return
    asked: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if asked:
            raise KeyboardInterrupt
