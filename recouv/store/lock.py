"""One writer at a time in a workspace, on this machine.

The lock is the kernel's (`flock`): a process that dies releases it, so there is no stale lock to remove by hand.
Whoever has to wait stands in the kernel's queue, which serves the first come and wakes nobody else: asking again and
again instead leaves the unlucky waiting while others come and go.  The file only says who holds the lock.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.store.git_readiness import seconds_locked

PATIENCE_SECONDS = 30.0


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
            os.pwrite(descriptor, f"{os.getpid():<{_HOLDER_BYTES - 1}}\n".encode(), 0)
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
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _queue(descriptor, path, patience_seconds)
    except OSError as error:
        raise _unlockable(path, error) from None


def _queue(descriptor: int, path: Path, patience_seconds: float) -> None:
    """Stand in the kernel's queue.

    It is a thread that waits there, for a wait in the kernel cannot be given up.  It has a descriptor of its own: when
    patience is over the caller closes the other, and a lock that is then given is free again at once.
    """
    served, refusals = Event(), list[OSError]()
    own = os.dup(descriptor)

    def wait() -> None:
        try:
            fcntl.flock(own, fcntl.LOCK_EX)
        except OSError as error:
            refusals.append(error)
        finally:
            os.close(own)
        served.set()

    Thread(target=wait, name="lock", daemon=True).start()
    if not served.wait(patience_seconds):
        holder = os.pread(descriptor, _HOLDER_BYTES, 0).decode("ascii", "replace").strip() or "?"
        raise WorkspaceError(
            say(
                "another recouv (process {pid}) has been writing in this workspace for {seconds} s",
                pid=holder,
                seconds=seconds_locked(path),  # the holder wrote its number there when it began
            ),
            say("wait until it has finished, then try again"),
        )
    for error in refusals:
        raise _unlockable(path, error)


def _unlockable(path: Path, error: OSError) -> WorkspaceError:
    return WorkspaceError(
        say("{path} cannot be locked: {reason}", path=str(path), reason=error.strerror or str(error)),
        say("put the workspace on a disk of this machine"),
    )


#: As many characters say who holds the lock: nothing has to be cut before they are written over.
_HOLDER_BYTES = 20
