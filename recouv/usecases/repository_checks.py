"""What is wrong with the repository itself: what `check` says of git, and how to mend it.

Nothing is mended here: an action that was interrupted is taken back by the next one, and what git has lost is taken
from another clone by a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import Message, say
from recouv.domain.problem import Problem, Severity
from recouv.store.git import Git, GitError
from recouv.store.git_process import names
from recouv.store.git_readiness import seconds_locked
from recouv.store.staging import interrupted
from recouv.store.workspace import DOSSIERS
from recouv.usecases.session import Session

#: A lock of git's index younger than this is that of a git at work.
_LOCK_SECONDS = 60


def repository_problems(session: Session) -> list[Problem]:
    """What keeps git from working in the workspace, what it has lost, and what was left half done."""
    git = session.workspace.git
    try:
        git.require_repository()
        folder = git.folder
    except WorkspaceError as error:
        return [_problem(".git", error.what, error.mend or say("run git status"))]
    return [*_locked(folder / "index.lock"), *_interrupted(folder), *_lost(git)]


def _locked(lock: Path) -> Iterator[Problem]:
    seconds = seconds_locked(lock)
    if seconds > _LOCK_SECONDS:
        what = say("git's index is locked since {minutes} min", minutes=seconds // 60)
        yield _problem(".git/index.lock", what, say("if no git is running in this repository, remove that file"))


def _interrupted(folder: Path) -> Iterator[Problem]:
    for path in interrupted(folder / "recouv"):
        what = say("an action was interrupted before its commit, or just after it")
        yield _problem(path, what, say("the next action settles it and says so"), Severity.WARNING)


def _lost(git: Git) -> Iterator[Problem]:
    """What the last commit holds and git cannot give; what it holds and nobody finds."""
    mend = say("git fsck says what is damaged; take it from another clone: docs/repair.md")
    try:
        git.run("ls-files", "--", "recouv.yaml")
    except GitError as error:
        yield _problem(
            ".git/index", error.what, say("make it again: remove that file, then git reset; no file of yours changes")
        )
        return
    if not git.succeeds("rev-parse", "--verify", "--quiet", "HEAD"):
        return  # no commit yet
    try:
        rows = names(git.run("ls-tree", "-r", "-z", "HEAD", "--", DOSSIERS))
    except GitError as error:
        yield _problem(".git", error.what, mend)
        return
    blobs = {path: about.rpartition(" ")[2] for about, _, path in (row.partition("\t") for row in rows)}
    asked = "".join(f"{blob}\n" for blob in blobs.values())
    # the type is not known without reading what is kept
    told = git.run("cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=asked, accept=(0, 128))
    sound = set(told.splitlines())
    lost = [(path, blob) for path, blob in blobs.items() if f"{blob} blob" not in sound]
    for path, blob in lost:
        yield _problem(path, say("git has lost the last committed version of this file ({blob})", blob=blob), mend)
    if lost:
        return  # git compares nothing any more
    for path in names(git.run("diff", "--no-renames", "--name-only", "-z", "--diff-filter=D", "HEAD", "--", DOSSIERS)):
        what = say("this dossier is in the last commit, and not in the folder")
        back = say("get it back: git restore {path}; or take it out for good: git rm {path}", path=path)
        yield _problem(path, what, back, Severity.WARNING)


def _problem(path: str, what: Message, mend: Message, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(path, 1, 1, what, mend, severity)
