"""`git commit --only` of exactly some paths, new ones included, and the index left as the user had it."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.store.git_changes import MANY, differing
from recouv.store.git_process import GitError, ask, names, run

#: What `git commit` says first: `[main 1a2b3c4] the subject`.
_MADE = re.compile(r"\[\S+ (?:\(root-commit\) )?([0-9a-f]{4,64})\] ")
#: After one commit of so many, git sees whether its objects are to be packed: it counts thousands before it does.
_MAINTENANCE_EVERY = 16
#: With so few, the twenty threads with which git looks at the work tree cost more than they save.
_FEW_PROCESSORS = 2


def commit_paths(root: Path, paths: Sequence[str], message: str, scratch: Path) -> str:
    """Commit `paths` as they are in the work tree; the message waits in `scratch`.  Returns the new commit's short id.

    Raises:
        GitError: git refuses; new files are then no longer announced to the index.
        WorkspaceError: the message cannot be written down for git.
    """
    note = scratch / f"message-{os.getpid()}"
    try:
        _write_note(note, message)
        before = {path: _stamp(root / path) for path in paths}
        printed = _commit_announced(root, paths, note)
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
    with suppress(GitError):  # the commit is made, whatever comes after it
        _refresh(root, [path for path in paths if _stamp(root / path) != before[path]])
    made = _MADE.match(printed)
    return made[1] if made else run(root, "rev-parse", "--short", "HEAD").strip()


def _commit_announced(root: Path, paths: Sequence[str], note: Path) -> str:
    """Commit; what git does not track yet is announced to its index first.

    To ask about it each time would cost every action a walk for the few that open a dossier: those are refused once.
    """
    new = _announce(root, paths) if len(paths) >= MANY else []
    try:
        try:
            return _commit(root, paths, note)
        except GitError:
            if new:
                raise
            new = _announced_after_all(root, paths)
            if not new:
                raise
        return _commit(root, paths, note)
    except GitError:
        forget(root, new)
        raise


def _commit(root: Path, paths: Sequence[str], note: Path) -> str:
    return run(
        root,
        *("-c", "user.useConfigOnly=true"),
        *("-c", "core.fsync=committed,loose-object"),
        *(() if _is_time_for_maintenance(paths) else ("-c", "maintenance.auto=false")),
        *(("-c", "core.preloadIndex=false") if (os.cpu_count() or 1) <= _FEW_PROCESSORS else ()),
        "--literal-pathspecs",
        *("commit", "--only", "--cleanup=verbatim", f"--file={note}"),
        *(("--quiet",) if len(paths) >= MANY else ()),  # it would say a line about each new file
        *("--pathspec-from-file=-", "--pathspec-file-nul"),
        stdin="\0".join(paths),
    )


def _refresh(root: Path, paths: Collection[str]) -> None:
    """Let the index say of committed files what HEAD says, for those that changed while git was committing.

    A hook that rewrites a file and adds it again does so in the index of `commit --only`, which git throws away:
    the real one would keep the file as it was before the hook, as a change that nobody made.
    """
    if not paths:
        return
    asked = paths if len(paths) < MANY else ()
    stale = differing(root, "HEAD", *asked, cached=True).intersection(paths)
    if stale:
        stale -= differing(root, "HEAD", *asked)
    if stale:
        ask(
            root,
            ("--literal-pathspecs", "reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"),
            "\0".join(sorted(stale)),
        )


def forget(root: Path, paths: Sequence[str]) -> None:
    """Take new files that were announced and never committed out of the index again."""
    if paths:
        ask(root, ("update-index", "--force-remove", "-z", "--stdin"), "\0".join(paths))


def _announce(root: Path, paths: Sequence[str]) -> list[str]:
    """Tell the index of those of `paths` that git does not track yet, and return them."""
    untracked = run(
        root, "--literal-pathspecs", "ls-files", "-z", "--others", "--", *(paths if len(paths) < MANY else ())
    )
    wanted = set(paths)
    new = [path for path in names(untracked) if path in wanted]
    if new:
        run(
            root,
            "--literal-pathspecs",
            "add",
            "-N",
            "--pathspec-from-file=-",
            "--pathspec-file-nul",
            stdin="\0".join(new),
        )
    return new


def _announced_after_all(root: Path, paths: Sequence[str]) -> list[str]:
    """The same after a refusal, whose words are the ones to be told whatever git says now."""
    with suppress(GitError):
        return _announce(root, paths)
    return []


def _is_time_for_maintenance(paths: Sequence[str]) -> bool:
    return len(paths) >= MANY or random.randrange(_MAINTENANCE_EVERY) == 0  # noqa: S311  nothing secret hangs on it


def _stamp(path: Path) -> tuple[int, int, int, int] | None:
    """What changes when anything writes the file; `None` when it is gone."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _write_note(note: Path, message: str) -> None:
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(message, encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(
            say("{path} cannot be written: {reason}", path=str(note), reason=error.strerror or str(error)),
            say("nothing was changed; make room or check the permissions of the folder"),
        ) from None
