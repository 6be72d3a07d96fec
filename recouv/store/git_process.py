"""git started as a program: with which settings, in which environment, and what is said when it cannot be."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Self

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.store.git_environment import NO_PROGRAM, environment

_CONFIG = ("-c", "core.quotePath=false", "-c", "advice.detachedHead=false", *NO_PROGRAM)
#: Git's words for an object or an index that it cannot read.
_DAMAGED = re.compile(r"corrupt|unable to (unpack|read)|could not parse|bad object|index file|missing (blob|tree)")
_AT_ONCE = 1 << 16
"""Bytes read from git at a time."""


class GitError(WorkspaceError):
    """git answered no."""


class Asked:
    """A question that git works on while we do something else; a short one, which a pipe holds."""

    def __init__(self, root: Path, args: Sequence[str], stdin: str = "") -> None:
        self._process = started(root, args, subprocess.PIPE if stdin else subprocess.DEVNULL)
        self._lock = Lock()
        if stdin and self._process.stdin is not None:
            with suppress(OSError), self._process.stdin as stream:  # a git that stops early says why
                stream.write(stdin.encode("utf-8", "surrogateescape"))
        self._done: subprocess.CompletedProcess[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.answer()

    def answer(self) -> subprocess.CompletedProcess[str]:
        """What it answers, waited for the first time."""
        with self._lock:
            if self._done is None:
                self._process.stdin = None
                out, err = self._process.communicate()
                self._done = completed(self._process, out, err)
            return self._done


def ask(
    root: Path,
    args: Sequence[str],
    stdin: str = "",
    *,
    upwards: bool = False,
    index: Path | None = None,
    more: Mapping[str, str] | None = None,
    leads: bool = False,
) -> subprocess.CompletedProcess[str]:
    """What git answers, whatever its exit status; from another `index` than the repository's, when one is given, and
    with `more` variables in its environment; in a session of its own, which no Ctrl-C reaches, when it `leads`.

    It looks for the repository in `root` alone, and in the folders above only when told to go `upwards`: a workspace
    whose own repository breaks must never write in the one around it.

    Raises:
        WorkspaceError: git cannot be started there.
    """
    pipe = subprocess.PIPE if stdin else subprocess.DEVNULL
    with started(root, args, pipe, upwards=upwards, index=index, more=more, leads=leads) as process:
        out, err = process.communicate(stdin.encode("utf-8", "surrogateescape") if stdin else None)
    return completed(process, out, err)


def run(root: Path, *args: str, stdin: str = "", accept: Sequence[int] = (0,), index: Path | None = None) -> str:
    """What git prints; from another `index` than the repository's, when one is given.

    Raises:
        GitError: git is not installed, or exits with a status not in `accept`.
    """
    done = ask(root, args, stdin, index=index)
    if done.returncode not in accept:
        raise refusal(args, done)
    return done.stdout


def ask_bytes(root: Path, args: Sequence[str]) -> bytes | None:
    """What git prints, as it is; `None` when it exits with an error.

    Raises:
        WorkspaceError: git cannot be started there.
    """
    with started(root, args, subprocess.DEVNULL) as process:
        out, _ = process.communicate()
    return out if process.returncode == 0 else None


def fields(root: Path, args: Sequence[str], *, more: Mapping[str, str] | None = None) -> Generator[str, None, None]:
    """What git prints, cut after each NUL, as it comes; git is stopped when nobody asks for more.

    `more` are variables beside those of its environment.

    Raises:
        GitError: git exits with an error, once what it printed before has been given.
        WorkspaceError: git cannot be started there.
    """
    with (
        tempfile.TemporaryFile() as said,
        started(root, args, subprocess.DEVNULL, said.fileno(), more=more) as process,
    ):
        assert process.stdout is not None
        rest = b""
        try:
            while piece := os.read(process.stdout.fileno(), _AT_ONCE):
                *whole, rest = (rest + piece).split(b"\0")
                yield from (field.decode("utf-8", "surrogateescape") for field in whole)
            process.wait()
        finally:
            process.kill()
        if process.returncode != 0:
            said.seek(0)
            raise refusal(args, completed(process, b"", said.read()))


def refusal(args: Sequence[str], done: subprocess.CompletedProcess[str]) -> GitError:
    """The error that tells what git answered."""
    said = answer(done)
    mend = say("the repository is damaged: recouv check says how to mend it") if _DAMAGED.search(said) else None
    return GitError(say("git {verb}: {answer}", verb=_verb(args), answer=said), mend)


def answer(done: subprocess.CompletedProcess[str]) -> str:
    """Git's own words about what went wrong."""
    said = (done.stderr.strip() or done.stdout.strip()).encode("utf-8", "replace").decode()
    return said.removeprefix("fatal: ").removeprefix("error: ") or f"exit status {done.returncode}"


def names(printed: str) -> list[str]:
    """The names in what a command with `-z` prints."""
    return [name for name in printed.split("\0") if name]


def started(
    root: Path,
    args: Sequence[str],
    stdin: int,
    stderr: int = subprocess.PIPE,
    *,
    upwards: bool = False,
    index: Path | None = None,
    more: Mapping[str, str] | None = None,
    leads: bool = False,
) -> subprocess.Popen[bytes]:
    """Git at work, for a dialogue over its pipes; with `more` variables in its environment.

    One that `leads` has a session of its own: no terminal, and all that it starts can be ended with it.

    Raises:
        WorkspaceError: git cannot be started there.
    """
    variables = environment(root, upwards=upwards)
    if index is not None:
        variables["GIT_INDEX_FILE"] = str(index)
    variables.update(more or {})
    try:
        return subprocess.Popen(
            ["git", *_CONFIG, *args],
            cwd=root,
            env=variables,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=leads,
        )
    except OSError as error:
        raise _not_started(root, error) from None


def completed(process: subprocess.Popen[bytes], out: bytes, err: bytes) -> subprocess.CompletedProcess[str]:
    """What a git that has ended printed, as text."""
    return subprocess.CompletedProcess(
        process.args,
        process.returncode,
        out.decode("utf-8", "surrogateescape"),
        err.decode("utf-8", "surrogateescape"),
    )


def _not_started(root: Path, error: OSError) -> WorkspaceError:
    if not root.is_dir():
        return WorkspaceError(say("{path} is not a folder", path=str(root)), say("go to a folder that exists"))
    if isinstance(error, FileNotFoundError):
        return GitError(say("git is not installed"), say("install git, then try again"))
    return GitError(say("git cannot be started: {reason}", reason=error.strerror or str(error)))


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
