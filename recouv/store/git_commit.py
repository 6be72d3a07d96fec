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
from recouv.store.files import stamp
from recouv.store.git_changes import MANY, differing
from recouv.store.git_process import GitError, ask, names, run
from recouv.store.git_readiness import wait_for_index

#: What `git commit` says first: `[main 1a2b3c4] the subject`.
_MADE = re.compile(r"\[\S+ (?:\(root-commit\) )?([0-9a-f]{4,64})\] ")
#: In the scratch folder, the new files that git's index was told of for a commit that is not made yet.
_ANNOUNCED = "announced"
#: What git says where another git holds the index, and times that it is asked again.
_BUSY, _TRIES = "index.lock': File exists", 4
#: After one commit of so many, git sees whether its objects are to be packed: it counts thousands before it does.
_MAINTENANCE_EVERY = 16
#: With so few, the twenty threads with which git looks at the work tree cost more than they save.
_FEW_PROCESSORS = 2


def commit_paths(root: Path, paths: Sequence[str], message: str, scratch: Path) -> str:
    """Commit `paths` as they are in the work tree; the message waits in `scratch`.  Returns the new commit's short id.

    Raises:
        GitError: git refuses; new files are then no longer announced to the index.
        WorkspaceError: what git is to read cannot be written down.
    """
    note = scratch / f"message-{os.getpid()}"
    try:
        _write(note, message)
        before = {path: stamp(root / path) for path in paths}
        printed = _commit_announced(root, paths, note, scratch)
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
    with suppress(GitError):  # the commit is made, whatever comes after it
        refresh(root, [path for path in paths if stamp(root / path) != before[path]])
    made = _MADE.match(printed)
    return made[1] if made else run(root, "rev-parse", "--short", "HEAD").strip()


def _commit_announced(root: Path, paths: Sequence[str], note: Path, scratch: Path) -> str:
    """Commit; what git does not track yet is announced to its index first.

    To ask about it each time would cost every action a walk for the few that open a dossier: those are refused once.
    """
    many = len(paths) >= MANY
    try:
        if many:
            _announce(root, paths, scratch)
        try:
            printed = _commit(root, paths, note)
        except GitError as refusal:
            if many or not _announced_after_all(root, paths, scratch, refusal):
                raise
            printed = _commit(root, paths, note)
    except GitError:
        with suppress(GitError):  # the next action tries again
            settle_announced(root, scratch)
        raise
    (scratch / _ANNOUNCED).unlink(missing_ok=True)
    return printed


def _commit(root: Path, paths: Sequence[str], note: Path) -> str:
    for _ in range(_TRIES - 1):
        try:
            return _commit_once(root, paths, note)
        except GitError as refusal:
            if _BUSY not in str(refusal.what):
                raise
            wait_for_index(note.parents[1] / "index.lock")  # somebody's git came between: it is done in a moment
    return _commit_once(root, paths, note)


def _commit_once(root: Path, paths: Sequence[str], note: Path) -> str:
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


def refresh(root: Path, paths: Collection[str]) -> None:
    """Let the index say of committed files what HEAD says, where the file says it too and the index does not.

    A hook that rewrites a file and adds it again does so in the index of `commit --only`, which git throws away; a git
    that is killed once the commit is made writes no index at all.  What the index then holds, the file as it was
    before, is a change that nobody made, and the next `git commit` would take the action back.
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


def settle_announced(root: Path, scratch: Path) -> None:
    """Have the index say nothing more of new files that were announced to it and never committed.

    Raises:
        GitError: git refuses, of a full disk for instance; it is asked again the next time.
    """
    announced = scratch / _ANNOUNCED
    if not announced.exists():
        return
    paths = names(announced.read_text(encoding="utf-8", errors="surrogateescape"))
    known = names(run(root, "ls-files", "-z", "--cached"))
    committed = names(run(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", accept=(0, 128)))  # no commit yet: none
    never = sorted(set(paths).intersection(known).difference(committed))
    if never:
        run(root, "update-index", "--force-remove", "-z", "--stdin", stdin="\0".join(never))
    announced.unlink()


def _announce(root: Path, paths: Sequence[str], scratch: Path) -> bool:
    """Tell the index of those of `paths` that git does not track yet; whether there is any."""
    untracked = run(
        root, "--literal-pathspecs", "ls-files", "-z", "--others", "--", *(paths if len(paths) < MANY else ())
    )
    wanted = set(paths)
    new = "\0".join(path for path in names(untracked) if path in wanted)
    if new:
        _write(scratch / _ANNOUNCED, new)
        run(root, "--literal-pathspecs", "add", "-N", "--pathspec-from-file=-", "--pathspec-file-nul", stdin=new)
    return bool(new)


def _announced_after_all(root: Path, paths: Sequence[str], scratch: Path, refusal: GitError) -> bool:
    """The same after a refusal, whose words are the ones to be told; unless all it says is that a file is not known.

    Raises:
        GitError: git does not take a new file, of a full disk for instance.
    """
    try:
        return _announce(root, paths, scratch)
    except GitError:
        if "did not match any file" in str(refusal.what):
            raise
        return False


def _is_time_for_maintenance(paths: Sequence[str]) -> bool:
    return len(paths) >= MANY or random.randrange(_MAINTENANCE_EVERY) == 0  # noqa: S311  nothing secret hangs on it


def _write(note: Path, text: str) -> None:
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(text, encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise WorkspaceError(
            say("{path} cannot be written: {reason}", path=str(note), reason=error.strerror or str(error)),
            say("nothing was changed; make room or check the permissions of the folder"),
        ) from None
