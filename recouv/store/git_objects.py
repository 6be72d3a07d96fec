"""git's objects, read one after the other by one process, as they were committed.

Neither replacements (`refs/replace`) nor grafts nor a commit-graph file are believed: what they show is not what was
committed.  Each content is compared with its name, which is its fingerprint.
"""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Self

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.store.git_process import started

#: For git to show what was committed.
TRUTHFUL = ("--no-replace-objects", "-c", "core.commitGraph=false")
#: A file that is not there: no grafts.
UNGRAFTED = {"GIT_GRAFT_FILE": "/dev/null/none"}
#: Names asked for together: fewer than a pipe holds, so that git is never waited for while it waits.
_TOGETHER = 64
_DIGESTS = {40: "sha1", 64: "sha256"}


class BrokenObjectError(WorkspaceError):
    """The repository lacks an object, or holds it damaged."""

    def __init__(self, name: str) -> None:
        super().__init__(
            say("git's object {name} is missing or damaged", name=name),
            say("git fsck says more; fetch the history again from a colleague's copy"),
        )


class Objects:
    """The objects of a repository; a context manager, for its process."""

    def __init__(self, root: Path) -> None:
        args = (*TRUTHFUL, "cat-file", "--batch")
        self._process = started(root, args, subprocess.PIPE, subprocess.DEVNULL, more=UNGRAFTED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        process = self._process
        if process.stdin is not None and process.stdout is not None:
            process.stdin.close()
            process.stdout.close()
        process.kill()
        process.wait()

    def content(self, name: str) -> bytes:
        """A content by its own name.

        Raises:
            BrokenObjectError: it is not there, or is not what its name says.
        """
        return self._true(name, self._asked(name))

    def contents(self, names: Iterable[str]) -> Iterator[bytes]:
        """Several, in that order; asked for together, which costs a tenth of asking one after the other.

        Raises:
            BrokenObjectError: one is not there, or is not what its name says.
        """
        left = iter(names)
        while some := list(islice(left, _TOGETHER)):
            self._ask(some)
            yield from [self._true(name, self._answer()) for name in some]

    @staticmethod
    def _true(name: str, found: tuple[bytes, str, bytes] | None) -> bytes:
        if found is None:
            raise BrokenObjectError(name)
        kind, true_name, data = found
        digest = hashlib.new(_DIGESTS[len(true_name)], b"%b %d\0" % (kind, len(data)), usedforsecurity=False)
        digest.update(data)
        if digest.hexdigest() != true_name:
            raise BrokenObjectError(name)
        return data

    def at(self, commit: str, path: str) -> bytes | None:
        """The content of a path at a commit; `None` when there is none."""
        found = self._asked(f"{commit}:{path}") if "\n" not in path else None
        return found[2] if found is not None and found[0] == b"blob" else None

    def name_at(self, commit: str, path: str) -> str:
        """Git's name of what a path is at a commit; empty when there is nothing."""
        found = self._asked(f"{commit}:{path}") if "\n" not in path else None
        return found[1] if found is not None else ""

    def committed(self, commit: str) -> int:
        """The moment of a commit: seconds since 1970.

        Raises:
            BrokenObjectError: it is not there.
        """
        for line in self.content(commit).split(b"\n\n", 1)[0].splitlines():
            if line.startswith(b"committer "):
                return int(line.split()[-2])
        raise BrokenObjectError(commit)

    def _asked(self, name: str) -> tuple[bytes, str, bytes] | None:
        self._ask([name])
        return self._answer()

    def _ask(self, names: Sequence[str]) -> None:
        asking = self._process.stdin
        assert asking is not None
        asking.write("".join([f"{name}\n" for name in names]).encode("utf-8", "surrogateescape"))
        asking.flush()

    def _answer(self) -> tuple[bytes, str, bytes] | None:
        answering = self._process.stdout
        assert answering is not None
        line = answering.readline()
        words = line.split()
        if len(words) != 3 or line.endswith((b" missing\n", b" ambiguous\n")):
            return None
        data = answering.read(int(words[2]))
        answering.read(1)
        return words[1], words[0].decode(), data
