"""Many files written together: prepared out of sight, put in place at the end, taken back whole when something refuses.

Contents wait on disk, in the repository's own folder, so that an import of any size needs no more memory than its
largest dossier.
"""

from __future__ import annotations

import difflib
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.store.files import read_bytes, remove, write_bytes


class Staging:
    """Files to come, by their path from the workspace's root."""

    def __init__(self, root: Path, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        self.root = root
        self.folder = Path(tempfile.mkdtemp(prefix="import-", dir=scratch))
        self._staged: dict[str, Path] = {}
        self._seen: dict[str, str | None] = {}
        self._in_place: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self, path: str) -> bytes | None:
        """The file as it will be: staged, else as it is in the workspace; `None` when it is neither."""
        staged = self._staged.get(path)
        if staged is not None:
            return staged.read_bytes()
        data = read_bytes(self.root / path)
        self._seen.setdefault(path, _fingerprint(data))
        return data

    def put(self, path: str, data: bytes) -> None:
        """Stage the file's new content."""
        if path not in self._seen:
            self._seen[path] = _fingerprint(read_bytes(self.root / path))
        staged = self._staged.get(path) or self.folder / f"{len(self._staged)}.new"
        staged.write_bytes(data)
        self._staged[path] = staged

    def expect(self, path: str, data: bytes) -> None:
        """Let the file be `data` when `apply` comes: it was rightly written since it was read."""
        self._seen[path] = _fingerprint(data)

    @property
    def paths(self) -> list[str]:
        """The files staged, in the order they were first put."""
        return list(self._staged)

    def apply(self) -> None:
        """Put every staged file in its place, or none.

        Raises:
            WorkspaceError: a file changed since it was read, or the disk refuses; every file is then as it was.
        """
        try:
            for path, staged in self._staged.items():
                before = read_bytes(self.root / path)
                require_unchanged(path, seen=self._seen[path], now=_fingerprint(before))
                if before is not None:
                    (self.folder / f"{staged.stem}.old").write_bytes(before)
                write_bytes(self.root / path, staged.read_bytes())
                self._in_place.append(path)
        except BaseException:
            self.take_back()
            raise

    def take_back(self) -> None:
        """Put every file back as it was before `apply`."""
        while self._in_place:
            path = self._in_place.pop()
            old = self.folder / f"{self._staged[path].stem}.old"
            if old.exists():
                write_bytes(self.root / path, old.read_bytes())
            else:
                remove(self.root / path)

    def diff(self) -> Iterator[str]:
        """The change, file by file, as `git diff` would show it."""
        for path, staged in self._staged.items():
            before = read_bytes(self.root / path)
            old = (before or b"").decode("utf-8", "replace").splitlines(keepends=True)
            new = staged.read_bytes().decode("utf-8", "replace").splitlines(keepends=True)
            name = f"a/{path}" if before is not None else "/dev/null"
            yield "".join(difflib.unified_diff(old, new, name, f"b/{path}"))


def require_unchanged(path: str, *, seen: object, now: object) -> None:
    """Refuse to write over a change that was not seen.

    Raises:
        WorkspaceError: the file is not what it was when it was read.
    """
    if seen != now:
        raise WorkspaceError(
            say("{path} was changed by another program meanwhile", path=path),
            say("nothing was written over it; do the action again"),
        )


def _fingerprint(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()
