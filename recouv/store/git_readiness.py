"""Whether a commit can be made now, read from the repository's own folder: no process is started for it."""

from __future__ import annotations

import time
from pathlib import Path

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import Message, say

INDEX_LOCK_PATIENCE_SECONDS = 2.0
_PAUSE_SECONDS = 0.02
#: State files of git that mean an operation is under way → its name.
_UNDER_WAY = {
    "MERGE_HEAD": "merge",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}


def require_nothing_under_way(folder: Path) -> None:
    """Refuse to write during an operation that a commit would spoil; `folder` is the repository's own.

    Raises:
        WorkspaceError: it names the operation.
    """
    for name, operation in _UNDER_WAY.items():
        if (folder / name).exists():
            raise WorkspaceError(
                say("a {operation} is under way in this repository", operation=operation),
                say("finish it or give it up (git {operation} --abort), then try again", operation=operation),
            )


def is_surely_on_branch(folder: Path) -> bool:
    """Whether HEAD is a file that names a branch.

    A no is no answer: HEAD may be an old symbolic link, or the placeholder of a repository that has reftables.
    """
    head = folder / "HEAD"
    try:
        said = "" if head.is_symlink() else head.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return False
    return said.startswith("ref: refs/heads/") and said != "ref: refs/heads/.invalid"


def wait_for_index(lock: Path) -> None:
    """Wait until no other git holds the index.

    Raises:
        WorkspaceError: it is still held after `INDEX_LOCK_PATIENCE_SECONDS`; the lock is never removed unasked.
    """
    deadline = time.monotonic() + INDEX_LOCK_PATIENCE_SECONDS
    while lock.exists():
        if time.monotonic() >= deadline:
            raise WorkspaceError(
                say("git's index is locked ({path}, {age})", path=str(lock), age=_age(lock)),
                say("if no git is running in this repository, remove that file, then try again"),
            )
        time.sleep(_PAUSE_SECONDS)


def seconds_locked(lock: Path) -> int:
    """For how long a lock file has been there as it is; 0 when there is none."""
    try:
        return max(0, int(time.time() - lock.stat().st_mtime))
    except FileNotFoundError:
        return 0


def _age(lock: Path) -> Message:
    seconds = seconds_locked(lock)
    return say("{minutes} min {seconds} s old", minutes=seconds // 60, seconds=seconds % 60)
