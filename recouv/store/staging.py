"""Files written together: prepared out of sight, put in place at the end, taken back whole when something refuses.

Contents wait on disk, in the repository's own folder, so that an import of any size needs no more memory than its
largest dossier.  Before the first file is put in place a manifest says which ones will be: when the process is killed
before git has committed them, the next action finds the manifest and takes the half-done one back (`recover`), so that
nothing of it is mistaken for something a person typed.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.store.files import ChangedMeanwhileError, read_bytes, remove, stamp, sync_folders, write_bytes
from recouv.store.git import Git, GitError

_PREFIX = "writing-"
_MANIFEST = "manifest.json"


class Staging:
    """Files to come, by their path from the workspace's root."""

    def __init__(self, root: Path, scratch: Path | None) -> None:
        """`scratch` is where contents wait; `None` for a dry run, which must not touch the repository."""
        self.root = root
        with _writing_in(scratch or Path(tempfile.gettempdir())):
            if scratch is not None:
                scratch.mkdir(parents=True, exist_ok=True)
            self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=scratch))
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
            return _new(staged)
        data = read_bytes(self.root / path)
        self._seen.setdefault(path, _fingerprint(data))
        return data

    def put(self, path: str, data: bytes) -> None:
        """Stage the file's new content.

        Raises:
            WorkspaceError: the disk refuses.
        """
        if path not in self._seen:
            self._seen[path] = _fingerprint(read_bytes(self.root / path))
        staged = self._staged.get(path) or self.folder / f"{len(self._staged)}.new"
        with _writing_in(self.folder):
            staged.write_bytes(data)
        self._staged[path] = staged

    def take_out(self, path: str) -> None:
        """Stage the file's removal."""
        if path not in self._seen:
            self._seen[path] = _fingerprint(read_bytes(self.root / path))
        staged = self._staged.setdefault(path, self.folder / f"{len(self._staged)}.new")
        staged.unlink(missing_ok=True)  # no content to put in place is what says so, to who recovers it too

    def expect(self, path: str, data: bytes | None) -> None:
        """Let the file be `data` (`None`: not there) when `apply` comes."""
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
            stamps = {}
            with _writing_in(self.folder):
                for path, staged in self._staged.items():
                    stamps[path] = stamp(self.root / path)
                    before = read_bytes(self.root / path)
                    _require_unchanged(path, seen=self._seen[path], now=_fingerprint(before))
                    if before is not None:
                        _old(staged).write_bytes(before)
                manifest = {path: staged.name for path, staged in self._staged.items()}
                (self.folder / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
                for path, staged in self._staged.items():
                    self._in_place.append(path)
                    after = _new(staged)
                    if after is None:
                        remove(self.root / path)
                    else:
                        write_bytes(self.root / path, after, sync_folder=False, over=stamps[path])
                sync_folders(
                    folder for path in self._staged if (folder := (self.root / path).parent).is_dir()
                )  # what was taken out may have been the last of its folder
        except BaseException:
            self.take_back()
            raise

    def take_back(self) -> None:
        """Put every file back as it was before `apply`.

        Raises:
            WorkspaceError: somebody changed a file meanwhile: it is left as they made it.
        """
        left = []
        while self._in_place:
            path = self._in_place.pop()
            if not _put_back(self.root / path, self._staged[path]):
                left.append(path)
        if left:
            raise WorkspaceError(
                say("{paths} changed while git was refusing", paths=", ".join(left)),
                say("look at it with git diff: it holds both the change and what was not committed"),
            )

    def diff(self) -> Iterator[str]:
        """The change, file by file, as `git diff` would show it."""
        for path, staged in self._staged.items():
            yield file_diff(path, read_bytes(self.root / path), _new(staged))


def file_diff(path: str, before: bytes | None, after: bytes | None) -> str:
    """One file's change as a unified diff; `before` is `None` for a new file, `after` for one taken out."""
    old = (before or b"").decode("utf-8", "replace").splitlines(keepends=True)
    new = (after or b"").decode("utf-8", "replace").splitlines(keepends=True)
    name = f"a/{path}" if before is not None else "/dev/null"
    lines = difflib.unified_diff(old, new, name, f"b/{path}" if after is not None else "/dev/null")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def recover(root: Path, scratch: Path, git: Git) -> list[str]:
    """Take back what a killed process left half done, and return the paths put back; the caller holds the lock."""
    put_back: list[str] = []
    for folder in sorted(scratch.glob(f"{_PREFIX}*")) if scratch.is_dir() else ():
        manifest = folder / _MANIFEST
        if manifest.exists():
            with suppress(ValueError):
                put_back += _recovered(root, folder, json.loads(manifest.read_text(encoding="utf-8")), git)
        elif _is_alive(folder.name):
            continue  # somebody is reading the diff of an import before saying yes
        shutil.rmtree(folder, ignore_errors=True)
    with suppress(GitError):
        git.settle_announced()
    for note in scratch.glob("message-*"):
        if not _is_alive(note.name):
            note.unlink(missing_ok=True)
    return put_back


def interrupted(scratch: Path) -> list[str]:
    """The paths of an action that was killed, which the next one settles; nothing is touched."""
    found: set[str] = set()
    for folder in scratch.glob(f"{_PREFIX}*") if scratch.is_dir() else ():
        with suppress(OSError, ValueError):
            if not _is_alive(folder.name):
                found |= json.loads((folder / _MANIFEST).read_text(encoding="utf-8")).keys()
    return sorted(found)


def _recovered(root: Path, folder: Path, manifest: dict[str, str], git: Git) -> list[str]:
    uncommitted = git.changed_paths(*manifest) if manifest else set()
    done = [path for path in uncommitted if _put_back(root / path, folder / manifest[path])]
    for path in manifest:
        for scrap in (root / path).parent.glob(f".{Path(path).name}.*.tmp"):
            scrap.unlink(missing_ok=True)
    with suppress(GitError):
        git.refresh(manifest.keys() - uncommitted)  # git was killed too, between its commit and its index
    return sorted(done)


def _put_back(path: Path, staged: Path) -> bool:
    """Restore one file; whether it is as it was (a file that was never put in place is)."""
    mark, now, old = stamp(path), read_bytes(path), _old(staged)
    before = old.read_bytes() if old.exists() else None
    if now == before:
        return True
    if now != _new(staged):
        return False
    if before is None:
        remove(path)
    else:
        try:
            write_bytes(path, before, over=mark)
        except ChangedMeanwhileError:
            return False
    return True


def _new(staged: Path) -> bytes | None:
    """The content to put in place; `None` for a file to be taken out."""
    return staged.read_bytes() if staged.exists() else None


def _old(staged: Path) -> Path:
    return staged.with_suffix(".old")


@contextmanager
def _writing_in(folder: Path) -> Iterator[None]:
    """What the disk refuses, told as what it is.

    Raises:
        WorkspaceError: it refused.
    """
    try:
        yield
    except OSError as error:
        raise WorkspaceError(
            say("{path} cannot be written: {reason}", path=str(folder), reason=error.strerror or str(error)),
            say("nothing was changed; make room or check the permissions of the folder"),
        ) from None


def _is_alive(name: str) -> bool:
    """Whether the process that named a file of the scratch folder still runs."""
    number = name.split("-")[1] if name.count("-") else ""
    if not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _require_unchanged(path: str, *, seen: object, now: object) -> None:
    if seen != now:
        raise ChangedMeanwhileError(path)


def _fingerprint(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()
