"""One writer at a time in a workspace, on this machine.

The lock is the kernel's (`flock`): a process that dies releases it, so there is no stale lock to remove by hand.  The
file only says who holds it.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say

PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.05


@contextmanager
def writing(folder: Path, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the workspace's lock, kept in `folder`.

    Raises:
        WorkspaceError: another process holds it longer than `patience_seconds`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+", encoding="utf-8") as stream:
        _acquire(stream.fileno(), folder / "lock", patience_seconds)
        try:
            stream.seek(0)
            stream.truncate()
            stream.write(f"{os.getpid()}\n")
            stream.flush()
            yield
        finally:
            fcntl.flock(stream.fileno(), fcntl.LOCK_UN)


def _acquire(descriptor: int, path: Path, patience_seconds: float) -> None:
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = path.read_text(encoding="utf-8").strip() or "?"
                raise WorkspaceError(
                    say("another recouv (process {pid}) is writing in this workspace", pid=holder),
                    say("wait until it has finished, then try again"),
                ) from None
            time.sleep(_PAUSE_SECONDS)
        else:
            return
