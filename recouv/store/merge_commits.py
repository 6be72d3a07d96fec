"""Where two histories met: the merges, and the files that neither side had as they became."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from recouv.store.git_process import fields

_COMMIT = "\x01"


class Meeting(Struct, frozen=True, kw_only=True):
    """A merge whose sides both changed some files."""

    commit: str
    """In full."""
    parents: tuple[str, ...]
    paths: tuple[str, ...]


def meetings(root: Path, revisions: str, folder: str) -> Generator[Meeting, None, None]:
    """The merges of `revisions` in which a file of `folder` differs from that of every parent, the newest first.

    Raises:
        GitError: git cannot tell.
    """
    args = ["log", "--merges", "--full-history", "-c", "--name-only", "--no-show-signature"]
    args += ["--no-color", "-z", "--format=tformat:%x01%H %P", revisions, "--", folder]
    commit, paths = "", list[str]()
    with closing(fields(root, args)) as printed:
        for part in printed:
            if part.startswith(_COMMIT):
                yield from _meeting(commit, paths)
                commit, paths = part[1:], []
            elif part:
                paths.append(part)
    yield from _meeting(commit, paths)


def _meeting(commit: str, paths: list[str]) -> Generator[Meeting, None, None]:
    if commit and paths:
        name, *parents = commit.split()
        yield Meeting(commit=name, parents=tuple(parents), paths=tuple(paths))
