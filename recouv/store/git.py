"""The user's git, driven as a program.

`git commit --only` costs as much as the libraries that bypass it, and it alone runs the user's hooks, signs as
configured, honours filters, and leaves what the user has staged out of our commit.  Everything asked around it costs a
process or a walk over the work tree: what a file of the repository tells as exactly is read there, and what is asked is
asked of the paths at hand.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.store.git_changes import MANY, CommittedNames, changed_paths, has_commit
from recouv.store.git_commit import commit_paths, refresh, settle_announced
from recouv.store.git_history import CommitRecord, read_history
from recouv.store.git_process import Asked, GitError, answer, ask, ask_bytes, run
from recouv.store.git_readiness import is_surely_on_branch, require_nothing_under_way, wait_for_index

__all__ = ["CommitRecord", "Git", "GitError", "Identity"]


class Identity(Struct, frozen=True):
    """Who commits."""

    name: str
    email: str


class _Place(Struct, frozen=True):
    """Where git found the repository, and the mark of the `.git` that led it there."""

    top: Path
    folder: Path
    mark: tuple[int, int] | None


class Git:
    """The repository of a workspace."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._place: _Place | None = None
        self._who: Asked | None = None
        self._names: CommittedNames | None = None

    def run(self, *args: str, stdin: str = "", accept: Sequence[int] = (0,)) -> str:
        """What git prints.

        Raises:
            GitError: git is not installed, or exits with a status not in `accept`.
        """
        return run(self.root, *args, stdin=stdin, accept=accept)

    def succeeds(self, *args: str) -> bool:
        """Whether git exits with 0."""
        return ask(self.root, args).returncode == 0

    @property
    def folder(self) -> Path:
        """The repository's own folder (`.git`, or where it points).

        It is asked once of git, as long as the workspace's `.git` is the same: what else may have changed in it since
        (its owner, its configuration), git says at the next command.
        """
        if self._place is None or self._place.mark is None or self._place.mark != _mark(self.root):
            self._place = self._placed()
        return self._place.folder

    def _placed(self) -> _Place:
        mark = _mark(self.root)
        printed = self.run("rev-parse", "--show-toplevel", "--absolute-git-dir").split("\n")
        if len(printed) == len(("top", "folder", "")):
            return _Place(Path(printed[0]), Path(printed[1]), mark)
        # the path holds an end of line: ask for one at a time
        top = self.run("rev-parse", "--show-toplevel").removesuffix("\n")
        return _Place(Path(top), Path(self.run("rev-parse", "--absolute-git-dir").removesuffix("\n")), mark)

    def top(self) -> Path | None:
        """The top of the work tree that holds the folder; `None` when no repository does.

        Raises:
            WorkspaceError: there is a repository and git refuses to work in it (another owner, a broken file).
        """
        self._place = None
        done = ask(self.root, ("rev-parse", "--show-toplevel"), upwards=True)
        if done.returncode == 0:
            return Path(done.stdout.removesuffix("\n"))
        if _NO_REPOSITORY in done.stderr and not os.path.lexists(self.root / ".git"):
            return None
        said = answer(done).partition("\n")[0]
        mend = say("mend the repository as git says, then try again: git status")
        if _DUBIOUS in done.stderr:
            path = shlex.quote(str(self.root.resolve()))
            mend = say("if you trust that folder: git config --global --add safe.directory {path}", path=path)
        raise WorkspaceError(say("git: {answer}", answer=said), mend)

    def is_repository_root(self) -> bool:
        """Whether the workspace is the top of a work tree.

        Raises:
            WorkspaceError: git refuses to work there.
        """
        top = self.top()
        return top is not None and top.resolve() == self.root.resolve()

    def is_inside_repository(self) -> bool:
        """Whether the folder lies anywhere in a work tree."""
        return self.top() is not None

    def require_repository(self) -> None:
        """Refuse a workspace that is not a repository of its own.

        Raises:
            WorkspaceError: there is no repository, it is another folder's, or git refuses to work in it.
        """
        with suppress(GitError):  # why git refuses is told below
            if self.folder and self._place and self._place.top.resolve() == self.root.resolve():
                return
        top = self.top()
        if top is None:
            raise WorkspaceError(
                say("{path} is not a git repository", path=str(self.root)), say("make it one, there: git init")
            )
        if top.resolve() != self.root.resolve():
            raise WorkspaceError(
                say("{path} lies inside another git repository, {top}", path=str(self.root), top=str(top)),
                say("a workspace is a repository of its own: move it out, or run git init in it"),
            )

    def _require_repository_still(self) -> None:
        """The same, whatever git said of the repository before."""
        self._place = None
        self.require_repository()

    def identity(self) -> Identity:
        """Who would commit, never guessed from the machine's name.

        Raises:
            WorkspaceError: no name or no e-mail is configured.
        """
        who = self._who
        done = who.answer() if who is not None else ask(self.root, _WHO)
        if done.returncode != 0 and _BAD_CONFIG in done.stderr:
            raise GitError(say("git: {answer}", answer=answer(done)), say("mend that file, then try again"))
        if done.returncode != 0:
            raise WorkspaceError(
                say("git does not know who you are"),
                say('run: git config --global user.name "Your Name"; git config --global user.email you@example.com'),
            )
        name, _, rest = done.stdout.rpartition(" <")
        return Identity(name.strip(), rest.partition(">")[0])

    @contextmanager
    def asking(self, paths: Collection[str]) -> Iterator[None]:
        """Meanwhile git is asked only once who commits, and from now on what the last commit holds of `paths`.

        What it answers of them is told by `as_committed`, and compared there with files read later: a commit made in
        between is no danger, for it changed the file too.
        """
        with Asked(self.root, _WHO) as self._who, CommittedNames(self.root, paths) as self._names:
            try:
                yield
            finally:
                self._who = self._names = None

    def require_ready(self) -> None:
        """Refuse to write where a commit would go wrong.

        Raises:
            WorkspaceError: not a repository, an operation is under way, HEAD is detached, or the index stays locked.
        """
        self.require_repository()
        folder = self.folder
        require_nothing_under_way(folder)
        if not is_surely_on_branch(folder):
            self._require_repository_still()
            if not self.succeeds("symbolic-ref", "-q", "HEAD"):
                raise WorkspaceError(
                    say("HEAD is detached: a commit would be on no branch"),
                    say("go back to your branch: git switch main"),
                )
        wait_for_index(folder / "index.lock")

    def as_committed(self, files: Mapping[str, bytes]) -> set[str]:
        """Those of `files`, by their path, that are byte for byte what the last commit holds.

        One that is left out may still be unchanged as git sees it, which normalises line ends: `changed_paths` tells.
        """
        found = self._names.same(files) if self._names is not None else set()
        left = list(files.keys() - found)
        for at in range(0, len(left), MANY):
            with CommittedNames(self.root, left[at : at + MANY]) as names:
                found |= names.same(files)
        return found

    def changed_paths(self, *paths: str) -> set[str]:
        """Those of `paths` (all when none) whose file differs from the last commit, new files included.

        The work tree alone is compared, as git would store it: what is staged and then taken back is no change, nor are
        line ends that git normalises.
        """
        try:
            return changed_paths(self.root, paths)
        except GitError:
            self._require_repository_still()
            raise

    def committed(self, path: str, revision: str = "HEAD") -> bytes | None:
        """The file as last committed, or as that revision has it; `None` when it is not there."""
        return ask_bytes(self.root, ("cat-file", "--filters", f"{revision}:{path}"))

    def commit(self, paths: Sequence[str], message: str) -> str:
        """Commit exactly `paths` as they are in the work tree; what else is staged stays staged.

        Returns the new commit's short id.

        Raises:
            GitError: git refuses (a hook, signing, a full disk); new files are then no longer announced to the index.
            WorkspaceError: the message cannot be written down for git.
        """
        return commit_paths(self.root, paths, message, self.folder / "recouv")

    def settle_announced(self) -> None:
        """Have the index say nothing of files that were new in an action that never came to its commit.

        Raises:
            GitError: git refuses, of a full disk for instance.
        """
        settle_announced(self.root, self.folder / "recouv")

    def refresh(self, paths: Collection[str]) -> None:
        """Let the index say of these files what the last commit says, where they are as committed and it is not."""
        refresh(self.root, paths)

    def history(
        self, *, limit: int = 0, dossiers: Collection[str] = (), path: str = "", revisions: str = ""
    ) -> Iterator[CommitRecord]:
        """The commits from the newest, those that name one of `dossiers` or touch `path` when given.

        `revisions` are those looked at, `A..B` for instance; empty for the history of the current commit.

        They are read as they are asked for: the first ones do not wait for the rest.
        """
        self.require_repository()
        try:
            yield from read_history(
                self.root, limit=limit, dossiers=frozenset(dossiers), path=path, revisions=revisions
            )
        except GitError:
            self._require_repository_still()
            if has_commit(self.root):
                raise


#: How git begins what it says where no repository is, and where one belongs to somebody else.
_NO_REPOSITORY = "not a git repository"
_DUBIOUS = "dubious ownership"
_BAD_CONFIG = "bad config"
_WHO = ("-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT")


def _mark(root: Path) -> tuple[int, int] | None:
    """What tells the workspace's `.git` from one put there later; `None` when there is none."""
    try:
        status = (root / ".git").stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
