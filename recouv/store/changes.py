"""What differs from the last commit among the dossiers, as git's own index knows it.

Asking git costs a third of comparing the date of every file from here, and it sees what dates do not: a file restored
with an old date, a branch that was switched.  The question is put early and its answer fetched late, so that git works
while the program starts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from recouv.store.git_environment import environment

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
)


@dataclass(frozen=True, slots=True)
class WorkTree:
    """A workspace's files beside its last commit."""

    head: str
    """Id of the last commit; empty before the first one."""
    changed: frozenset[str]
    """Paths of the dossiers' folder whose file is not, or may not be, as committed: changed, new, gone, ignored."""


class Asking:
    """A question put to git, which works on it."""

    def __init__(self, root: Path, folder: str) -> None:
        self._answer: WorkTree | None = None
        self._pending = False
        reading, writing = os.pipe()
        try:
            # what git complains about comes in the same pipe, where it spoils the answer: half an answer is none
            self._process = os.posix_spawnp(
                "git",
                ["git", "-C", str(root), *_ARGUMENTS, "--", folder],
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

    def answer(self) -> WorkTree | None:
        """What git says; `None` when it refuses, or says something that cannot be relied upon."""
        if self._pending:
            self._pending = False
            with os.fdopen(self._pipe, "rb") as stream:
                said = stream.read()
            _, status = os.waitpid(self._process, 0)
            if os.waitstatus_to_exitcode(status) == 0:
                self._answer = _understood(said)
        return self._answer

    def __del__(self) -> None:
        """Leave no process behind when nobody wants the answer any more."""
        if self._pending:
            with suppress(OSError):
                os.close(self._pipe)
                os.waitpid(self._process, 0)


def _understood(said: bytes) -> WorkTree | None:
    try:
        text = said.decode("utf-8")
    except UnicodeDecodeError:
        return None
    head = ""
    changed = set()
    for record in _records(text):
        kind, _, rest = record.partition(" ")
        if kind == "#":
            name, _, value = rest.partition(" ")
            if name == "branch.oid" and value != "(initial)":
                head = value
        elif kind in ("?", "!") and rest and rest[-1] != "/":
            changed.add(rest)
        elif kind in ("1", "u"):
            changed.add(rest.split(" ", 7 if kind == "1" else 9)[-1])
        else:  # a complaint, a folder that is another repository: what is in it is not told
            return None
    return WorkTree(head, frozenset(changed))


def _records(text: str) -> Iterator[str]:
    return (record for record in text.split("\0") if record)
