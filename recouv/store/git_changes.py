"""What differs from the last commit, asked of git in the fewest processes and of the fewest files."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Self

from recouv.store.git_process import Asked, ask, names, refusal, run

#: Beyond this many paths, listing them on a command line risks the system's limit.
MANY = 200
#: Length of git's names → how they are computed.
_DIGESTS = {40: "sha1", 64: "sha256"}


class CommittedNames:
    """Git's names for files as they are in the last commit: asked for now, waited for when they are needed."""

    def __init__(self, root: Path, paths: Iterable[str]) -> None:
        # a pipe that git does not read yet holds so many questions; the others are asked when it comes to them
        self._paths = [path for path in paths if "\n" not in path][:MANY]
        objects = "".join(f"HEAD:{path}\n" for path in self._paths)
        self._asked = Asked(root, ("cat-file", "--batch-check=%(objectname)"), objects) if self._paths else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._asked is not None:
            self._asked.answer()

    def same(self, files: Mapping[str, bytes]) -> set[str]:
        """Those of `files`, by their path, that are byte for byte what the last commit holds."""
        printed = self._asked.answer().stdout.splitlines() if self._asked is not None else []
        given = dict(zip(self._paths, printed, strict=False))
        return {path for path, data in files.items() if _is_blob(given.get(path, ""), data)}


def changed_paths(root: Path, paths: Collection[str]) -> set[str]:
    """Those of `paths` (all when none) whose file differs from the last commit, new files included.

    The work tree alone is compared, as git would store it: what is staged and then taken back is no change, nor are
    line ends that git normalises.
    """
    asked = paths if len(paths) < MANY else ()
    changed = differing(root, _head_tree(root), *asked)
    listed = run(root, "--literal-pathspecs", "ls-files", "-z", "--others", "--exclude-standard", "--", *asked)
    unknown = set(names(listed))
    if paths:
        changed, unknown = changed.intersection(paths), unknown.intersection(paths)
    return (changed | unknown) - {path for path in changed & unknown if _is_as_committed(root, path)}


def differing(root: Path, tree: str, *paths: str, cached: bool = False) -> set[str]:
    """Those of `paths` (all when none) whose file, or what the index has of it when `cached`, differs from `tree`."""
    options = ("--no-renames", "--no-ext-diff", "--no-relative", *(("--cached",) if cached else ()))
    return set(names(run(root, "--literal-pathspecs", "diff", "--name-only", "-z", *options, tree, "--", *paths)))


def _head_tree(root: Path) -> str:
    """The last commit; before the first one, git's empty tree."""
    return "HEAD" if has_commit(root) else run(root, "hash-object", "-t", "tree", "--stdin").strip()


def has_commit(root: Path) -> bool:
    """Whether there is a first commit.

    Raises:
        GitError: HEAD cannot be read.
    """
    args = ("rev-parse", "-q", "--verify", "HEAD^{commit}")
    done = ask(root, args)
    if done.returncode != 0 and done.stderr.strip():
        raise refusal(args, done)
    return done.returncode == 0


def _is_as_committed(root: Path, path: str) -> bool:
    """Whether a file that the index no longer knows is, as git would store it, what the last commit holds."""
    stored = ask(root, ("hash-object", f"--path={path}", "--", path))
    return stored.returncode == 0 and stored.stdout == ask(root, ("rev-parse", f"HEAD:{path}")).stdout


def _is_blob(name: str, data: bytes) -> bool:
    """Whether git's name for a file's content is this content's."""
    if len(name) not in _DIGESTS:
        return False
    digest = hashlib.new(_DIGESTS[len(name)], b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest() == name
