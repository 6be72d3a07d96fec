"""The files of one commit, read from git's objects as they were committed: no file of the work tree is opened."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Self

from recouv.store.git_objects import TRUTHFUL, Objects
from recouv.store.git_process import run

_LINK, _FOLDER, _REPOSITORY = "120000", "040000", "160000"


class Held(StrEnum):
    """What a commit holds at a path."""

    FILE = "file"
    LINK = "link"
    FOLDER = "folder"
    NOTHING = "nothing"


class Committed:
    """One commit; a context manager, for the process that reads it."""

    def __init__(self, root: Path, commit: str) -> None:
        """`commit` is a full name."""
        self.root = root
        self.commit = commit
        self._objects = Objects(root)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._objects.__exit__()

    def held(self, path: str) -> Held:
        """What is there at `path`, from the root, with `/`."""
        clean = PurePosixPath(path).as_posix()
        args = ("--literal-pathspecs", *TRUTHFUL, "ls-tree", "-z", self.commit, "--", clean)
        mode = run(self.root, *args).partition(" ")[0]
        match mode:
            case "":
                return Held.NOTHING
            case _ if mode == _LINK:
                return Held.LINK
            case _ if mode in (_FOLDER, _REPOSITORY):
                return Held.FOLDER
            case _:
                return Held.FILE

    def read(self, path: str) -> bytes | None:
        """The content of the file at `path`; `None` where the commit holds no file there."""
        return self._objects.at(self.commit, PurePosixPath(path).as_posix()) if self.held(path) is Held.FILE else None

    def read_at(self, commit: str, path: str) -> bytes | None:
        """The same, of another commit; `None` where nothing is there."""
        return self._objects.at(commit, path)
