"""What differs from the last commit among the dossiers, as git's own index knows it.

Asking git costs a third of comparing the date of every file from here, and it sees what dates do not: a file restored
with an old date, a branch that was switched.  The question is put early and its answer fetched late, so that git works
while the program starts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from recouv.store.git_environment import NO_PROGRAM, environment

#: As `git status` lists what no commit would take: hidden from git, not from us.
_ARGUMENTS = (
    "--no-optional-locks",
    "--literal-pathspecs",
    "status",
    "--porcelain=v2",
    "--branch",
    "-z",
    "--no-renames",
    "--untracked-files=all",
    "--ignored=matching",
    "--ignore-submodules=none",
)
#: What `status` never tells: files that git was told to take for unchanged (`update-index --assume-unchanged`), or to
#: leave alone (`--skip-worktree`, a sparse checkout).
_MARKS = ("--no-optional-locks", "--literal-pathspecs", "ls-files", "-v", "-s", "-z")
#: The letters of the others.
_LOOKED_AT = "HM"
_OTHER_REPOSITORY = "160000"
#: Where it is kept of which index none of its files is marked: it is the same until git writes it again.
_MEMORY = "unmarked"


class WorkTree(NamedTuple):  # a report printed again loads no library for it
    """A workspace's files beside its last commit."""

    head: str
    """Id of the last commit; empty before the first one."""
    changed: frozenset[str]
    """Paths of the dossiers' folder whose file is not, or may not be, as committed: changed, new, gone, ignored."""


class Answered:
    """A question that git has already answered."""

    def __init__(self, tree: WorkTree) -> None:
        self._tree = tree

    def answer(self) -> WorkTree | None:
        """What it said."""
        return self._tree


class Asking:
    """A question put to git, which works on it."""

    def __init__(self, root: Path, folder: str) -> None:
        self._memory = root / ".git" / "recouv" / _MEMORY
        self._status = _Said(root, (*_ARGUMENTS, "--", folder))
        self._stamp = _stamp(root / ".git" / "index")
        self._marks = None if self._is_known_unmarked() else _Said(root, (*_MARKS, "--", folder))

    def answer(self) -> WorkTree | None:
        """What git says; `None` when it refuses, or says something that cannot be relied upon."""
        said = self._status.text()
        tree = None if said is None else _understood(said)
        if self._marks is None:
            return tree
        marked = _marked(self._marks.text())
        if marked == set() and self._stamp:
            with suppress(OSError):
                self._memory.parent.mkdir(exist_ok=True)
                self._memory.write_text(self._stamp, encoding="ascii")
        return None if tree is None or marked is None else WorkTree(tree.head, tree.changed | marked)

    def _is_known_unmarked(self) -> bool:
        """Whether git's index is the one in which no mark was found."""
        with suppress(OSError, UnicodeDecodeError):
            return bool(self._stamp) and self._memory.read_text(encoding="ascii") == self._stamp
        return False


class _Said:
    """What a git that was started prints."""

    def __init__(self, root: Path, arguments: Sequence[str]) -> None:
        self._pending = False
        reading, writing = os.pipe()
        try:
            # what git complains about comes in the same pipe, where it spoils the answer: half an answer is none
            self._process = os.posix_spawnp(
                "git",
                ["git", "-C", str(root), *NO_PROGRAM, *arguments],
                environment(root, upwards=False),
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, writing, 1),
                    (os.POSIX_SPAWN_DUP2, writing, 2),
                ],
            )
        except OSError:
            os.close(reading)
        else:
            self._pipe = reading
            self._pending = True
        finally:
            os.close(writing)

    def text(self) -> str | None:
        """All of it, waited for once; `None` when git refuses, or says what is no text."""
        if self._pending:
            self._pending = False
            with os.fdopen(self._pipe, "rb") as stream:
                said = stream.read()
            _, status = os.waitpid(self._process, 0)
            if os.waitstatus_to_exitcode(status) == 0:
                with suppress(UnicodeDecodeError):
                    return said.decode("utf-8")
        return None

    def __del__(self) -> None:
        """Leave no process behind when nobody wants the answer any more."""
        if self._pending:
            with suppress(OSError):
                os.close(self._pipe)
                os.waitpid(self._process, 0)


def _marked(said: str | None) -> set[str] | None:
    """The paths that git was told not to look at; `None` when some of them belong to another repository."""
    if said is None:
        return None
    marked = set()
    for record in _records(said):
        # letter SPACE mode SPACE blob SPACE stage TAB path
        if record[0] not in _LOOKED_AT:
            marked.add(record.partition("\t")[2])
        if record[2:8] == _OTHER_REPOSITORY:
            return None
    return marked


def _stamp(index: Path) -> str:
    """What changes whenever git writes its index; empty when there is none."""
    try:
        status = index.stat()
    except OSError:
        return ""
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _understood(said: str) -> WorkTree | None:
    head = ""
    changed = set()
    for record in _records(said):
        kind, _, rest = record.partition(" ")
        if kind == "#":
            name, _, value = rest.partition(" ")
            if name == "branch.oid" and value != "(initial)":
                head = value
        elif kind in ("?", "!") and rest and rest[-1] != "/":
            changed.add(rest)
        elif kind in ("1", "u") and rest[3:7] == "N...":
            changed.add(rest.split(" ", 7 if kind == "1" else 9)[-1])
        else:  # a complaint, a folder that is another repository: what is in it is not told
            return None
    return WorkTree(head, frozenset(changed))


def _records(text: str) -> Iterator[str]:
    return (record for record in text.split("\0") if record)
