"""The user's git, driven as a program.

`git commit --only` costs as much as the libraries that bypass it, and it alone runs the user's hooks, signs as
configured, honours filters, and leaves what the user has staged out of our commit.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import Message, say

#: Set by a hook that starts us, these would send git to another repository or index than the workspace's.
_MISLEADING = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
_INDEX_LOCK_PATIENCE_SECONDS = 2.0
_PAUSE_SECONDS = 0.05
#: State files of git that mean an operation is under way → its name.
_UNDER_WAY = {
    "MERGE_HEAD": "merge",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}


class GitError(WorkspaceError):
    """git answered no."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who commits."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class CommitRecord:
    """One commit of the history, as recouv wrote it."""

    id: str
    when: str
    """ISO date and time of its author."""
    author: str
    subject: str
    action: str
    """`Recouv-Action`; empty for a commit that is not ours."""
    dossiers: tuple[str, ...]
    entries: tuple[str, ...]
    """Each `^id`, as written."""
    full_id: str = ""
    reverts: str = ""
    """Full id of the commit that it takes back, when `git revert` made it."""


class Git:
    """The repository of a workspace."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *args: str, stdin: str = "", accept: Sequence[int] = (0,)) -> str:
        """What git prints.

        Raises:
            GitError: git is not installed, or exits with a status not in `accept`.
        """
        done = self._call(args, stdin)
        if done.returncode not in accept:
            raise GitError(say("git {verb}: {answer}", verb=_verb(args), answer=_answer(done)))
        return done.stdout

    def succeeds(self, *args: str) -> bool:
        """Whether git exits with 0."""
        return self._call(args, "").returncode == 0

    @property
    def folder(self) -> Path:
        """The repository's own folder (`.git`, or where it points)."""
        return Path(self.run("rev-parse", "--absolute-git-dir").strip())

    def top(self) -> Path | None:
        """The top of the work tree that holds the folder; `None` when no repository does.

        Raises:
            WorkspaceError: there is a repository and git refuses to work in it (another owner, a broken file).
        """
        done = self._call(("rev-parse", "--show-toplevel"), "")
        if done.returncode == 0:
            return Path(done.stdout.removesuffix("\n"))
        if _NO_REPOSITORY in done.stderr and not os.path.lexists(self.root / ".git"):
            return None
        answer = _answer(done).partition("\n")[0]
        mend = say("mend the repository as git says, then try again: git status")
        if _DUBIOUS in done.stderr:
            path = shlex.quote(str(self.root.resolve()))
            mend = say("if you trust that folder: git config --global --add safe.directory {path}", path=path)
        raise WorkspaceError(say("git: {answer}", answer=answer), mend)

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

    def identity(self) -> Identity:
        """Who would commit, never guessed from the machine's name.

        Raises:
            WorkspaceError: no name or no e-mail is configured.
        """
        done = self._call(("-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"), "")
        if done.returncode != 0 and _BAD_CONFIG in done.stderr:
            raise GitError(say("git: {answer}", answer=_answer(done)), say("mend that file, then try again"))
        if done.returncode != 0:
            raise WorkspaceError(
                say("git does not know who you are"),
                say('run: git config --global user.name "Your Name"; git config --global user.email you@example.com'),
            )
        name, _, rest = done.stdout.rpartition(" <")
        return Identity(name.strip(), rest.partition(">")[0])

    def require_ready(self) -> None:
        """Refuse to write where a commit would go wrong.

        Raises:
            WorkspaceError: not a repository, an operation is under way, HEAD is detached, or the index stays locked.
        """
        self.require_repository()
        folder = self.folder
        for name, operation in _UNDER_WAY.items():
            if (folder / name).exists():
                raise WorkspaceError(
                    say("a {operation} is under way in this repository", operation=operation),
                    say("finish it or give it up (git {operation} --abort), then try again", operation=operation),
                )
        if not self.succeeds("symbolic-ref", "-q", "HEAD"):
            raise WorkspaceError(
                say("HEAD is detached: a commit would be on no branch"),
                say("go back to your branch: git switch main"),
            )
        _wait_for_index(folder / "index.lock")

    def changed_paths(self, *paths: str) -> set[str]:
        """Those of `paths` (all when none) whose file differs from the last commit, new files included.

        The work tree alone is compared, as git would store it: what is staged and then taken back is no change, nor are
        line ends that git normalises.
        """
        changed = self._differing(self._head_tree(), *paths)
        listed = self.run("--literal-pathspecs", "ls-files", "-z", "--others", "--exclude-standard", "--", *paths)
        unknown = set(_names(listed))
        return (changed | unknown) - {path for path in changed & unknown if self._is_as_committed(path)}

    def _differing(self, tree: str, *paths: str, cached: bool = False) -> set[str]:
        options = ("--no-renames", "--no-ext-diff", "--no-relative", *(("--cached",) if cached else ()))
        return set(_names(self.run("--literal-pathspecs", "diff", "--name-only", "-z", *options, tree, "--", *paths)))

    def _head_tree(self) -> str:
        """The last commit; before the first one, git's empty tree."""
        return "HEAD" if self._has_commit() else self.run("hash-object", "-t", "tree", "--stdin").strip()

    def _has_commit(self) -> bool:
        done = self._call(("rev-parse", "-q", "--verify", "HEAD^{commit}"), "")
        if done.returncode != 0 and done.stderr.strip():
            raise GitError(say("git {verb}: {answer}", verb="rev-parse", answer=_answer(done)))
        return done.returncode == 0

    def _is_as_committed(self, path: str) -> bool:
        """Whether a file that the index no longer knows is, as git would store it, what the last commit holds."""
        stored = self._call(("hash-object", f"--path={path}", "--", path), "")
        return stored.returncode == 0 and stored.stdout == self._call(("rev-parse", f"HEAD:{path}"), "").stdout

    def committed(self, path: str) -> bytes | None:
        """The file as last committed; `None` when it is not in HEAD."""
        try:
            done = subprocess.run(
                ["git", *_CONFIG, "cat-file", "--filters", f"HEAD:{path}"],
                cwd=self.root,
                env=_environment(),
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise self._not_started(error) from None
        return done.stdout if done.returncode == 0 else None

    def commit(self, paths: Sequence[str], message: str) -> str:
        """Commit exactly `paths` as they are in the work tree; what else is staged stays staged.

        Returns the new commit's short id.

        Raises:
            GitError: git refuses (a hook, signing, a full disk); new files are then no longer announced to the index.
            WorkspaceError: the message cannot be written down for git.
        """
        new: list[str] = []
        note = self.folder / "recouv" / f"message-{os.getpid()}"
        try:
            _write_note(note, message)
            new = self._announce(paths)
            self.run(
                "-c",
                "user.useConfigOnly=true",
                "-c",
                "core.fsync=committed,loose-object",
                "--literal-pathspecs",
                "commit",
                "--only",
                "--quiet",
                "--cleanup=verbatim",
                f"--file={note}",
                "--pathspec-from-file=-",
                "--pathspec-file-nul",
                stdin="\0".join(paths),
            )
        except GitError:
            self.forget(new)
            raise
        finally:
            with suppress(OSError):
                note.unlink(missing_ok=True)
        with suppress(GitError):  # the commit is made, whatever comes after it
            self._refresh(paths)
        return self.run("rev-parse", "--short", "HEAD").strip()

    def _refresh(self, paths: Sequence[str]) -> None:
        """Let the index say of committed files what HEAD says.

        A hook that rewrites a file and adds it again does so in the index of `commit --only`, which git throws away:
        the real one would keep the file as it was before the hook, as a change that nobody made.
        """
        asked = paths if len(paths) < _MANY else ()
        stale = self._differing("HEAD", *asked, cached=True) & set(paths)
        if stale:
            stale -= self._differing("HEAD", *asked)
        if stale:
            self._call(
                ("--literal-pathspecs", "reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"),
                "\0".join(sorted(stale)),
            )

    def forget(self, paths: Sequence[str]) -> None:
        """Take new files that were announced and never committed out of the index again."""
        if paths:
            self._call(("update-index", "--force-remove", "-z", "--stdin"), "\0".join(paths))

    def history(self, *, limit: int = 0, dossier: str = "", path: str = "") -> Iterator[CommitRecord]:
        """The commits from the newest, those that name `dossier` or touch `path` when given."""
        self.require_repository()
        if not self._has_commit():
            return
        args = ["log", "--no-show-signature", "--no-color", f"--format=tformat:{_HISTORY_FORMAT}"]
        if limit:
            args.append(f"--max-count={limit}")
        if path:
            args += ["--", path]
        # fields end with NUL, which no part of a commit may hold: a subject may hold anything else
        fields = self.run(*args).split("\0")
        for at in range(0, len(fields) - len(_HISTORY_FIELDS), len(_HISTORY_FIELDS)):
            record = _commit_record(fields[at : at + len(_HISTORY_FIELDS)])
            if not dossier or dossier in record.dossiers:
                yield record

    def _announce(self, paths: Sequence[str]) -> list[str]:
        """Tell the index of those of `paths` that git does not track yet, and return them."""
        untracked = self.run(
            "--literal-pathspecs", "ls-files", "-z", "--others", "--", *(paths if len(paths) < _MANY else ())
        )
        wanted = set(paths)
        new = [path for path in untracked.split("\0") if path in wanted]
        if new:
            self.run(
                "--literal-pathspecs",
                "add",
                "-N",
                "--pathspec-from-file=-",
                "--pathspec-file-nul",
                stdin="\0".join(new),
            )
        return new

    def _call(self, args: Sequence[str], stdin: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["git", *_CONFIG, *args],
                cwd=self.root,
                env=_environment(),
                input=stdin,
                capture_output=True,
                encoding="utf-8",
                errors="surrogateescape",
                check=False,
            )
        except OSError as error:
            raise self._not_started(error) from None

    def _not_started(self, error: OSError) -> WorkspaceError:
        if not self.root.is_dir():
            return WorkspaceError(say("{path} is not a folder", path=str(self.root)), say("go to a folder that exists"))
        if isinstance(error, FileNotFoundError):
            return GitError(say("git is not installed"), say("install git, then try again"))
        return GitError(say("git cannot be started: {reason}", reason=error.strerror or str(error)))


#: How git begins what it says where no repository is, and where one belongs to somebody else.
_NO_REPOSITORY = "not a git repository"
_DUBIOUS = "dubious ownership"
_BAD_CONFIG = "bad config"
_HISTORY_FIELDS = (
    *("%H", "%h", "%aI", "%an", "%s", "%b"),
    *(f"%(trailers:key={key},valueonly,separator=%x1e)" for key in ("Recouv-Action", "Recouv-Dossier", "Recouv-Entry")),
)
_HISTORY_FORMAT = "".join(f"{field}%x00" for field in _HISTORY_FIELDS)
_REVERTS = re.compile(r"This reverts commit ([0-9a-f]{40,64})")
_CONFIG = ("-c", "core.quotePath=false", "-c", "advice.detachedHead=false")
#: Beyond this many paths, listing them on a command line risks the system's limit.
_MANY = 200


def _commit_record(fields: Sequence[str]) -> CommitRecord:
    full_id, identifier, when, author, subject, body, action, dossiers, entries = fields
    reverted = _REVERTS.search(body)
    return CommitRecord(
        id=identifier,
        when=when,
        author=author,
        subject=subject,
        action=action.strip(),
        dossiers=_values(dossiers),
        entries=_values(entries),
        full_id=full_id.strip(),
        reverts=reverted[1] if reverted else "",
    )


def _values(trailers: str) -> tuple[str, ...]:
    return tuple(value for part in trailers.split("\x1e") if (value := part.strip()))


def _names(answer: str) -> list[str]:
    return [name for name in answer.split("\0") if name]


def _write_note(note: Path, message: str) -> None:
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(message, encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(
            say("{path} cannot be written: {reason}", path=str(note), reason=error.strerror or str(error)),
            say("nothing was changed; make room or check the permissions of the folder"),
        ) from None


def _environment() -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    environment["LC_ALL"] = "C.UTF-8"
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    return environment


def _verb(args: Sequence[str]) -> str:
    skip = False
    for arg in args:
        if skip:
            skip = False
        elif arg == "-c":
            skip = True
        elif not arg.startswith("-"):
            return arg
    return ""


def _answer(done: subprocess.CompletedProcess[str]) -> str:
    said = (done.stderr.strip() or done.stdout.strip()).encode("utf-8", "replace").decode()
    return said.removeprefix("fatal: ").removeprefix("error: ") or f"exit status {done.returncode}"


def _wait_for_index(lock: Path) -> None:
    deadline = time.monotonic() + _INDEX_LOCK_PATIENCE_SECONDS
    while lock.exists():
        if time.monotonic() >= deadline:
            raise WorkspaceError(
                say("git's index is locked ({path}, {age})", path=str(lock), age=_age(lock)), _ABOUT_LOCK
            )
        time.sleep(_PAUSE_SECONDS)


def _age(lock: Path) -> Message:
    try:
        seconds = max(0, int(time.time() - lock.stat().st_mtime))
    except FileNotFoundError:
        seconds = 0
    return say("{minutes} min {seconds} s old", minutes=seconds // 60, seconds=seconds % 60)


_ABOUT_LOCK = say("if no git is running in this repository, remove that file, then try again")
