"""One writer at a time in a workspace, on this machine.

The lock is the kernel's (`flock`): a process that dies releases it, so there is no stale lock to remove by hand.  The
file only says who holds it.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say

PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.05


@contextmanager
def writing(folder: Path, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the workspace's lock, kept in `folder`.

    Raises:
        WorkspaceError: another process holds it longer than `patience_seconds`, or the disk refuses.
    """
    path = folder / "lock"
    descriptor = _opened(path)
    try:
        _acquire(descriptor, path, patience_seconds)
        with suppress(OSError):  # who holds it is only said to whoever waits
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)  # which releases it


def _opened(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise WorkspaceError(
            say("{path} cannot be written: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("nothing was changed; make room or check the permissions of the folder"),
        ) from None


def _acquire(descriptor: int, path: Path, patience_seconds: float) -> None:
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "?"
                raise WorkspaceError(
                    say("another recouv (process {pid}) is writing in this workspace", pid=holder),
                    say("wait until it has finished, then try again"),
                ) from None
            time.sleep(_PAUSE_SECONDS)
        except OSError as error:
            raise WorkspaceError(
                say("{path} cannot be locked: {reason}", path=str(path), reason=error.strerror or str(error)),
                say("put the workspace on a disk of this machine"),
            ) from None
        else:
            return
