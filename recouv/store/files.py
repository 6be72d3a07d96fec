"""Files written whole or not at all, and never over a change that was not seen."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import Message, say


class UnreadableFileError(WorkspaceError):
    """A file that is there and cannot be read."""

    def __init__(self, path: Path, reason: str | Message) -> None:
        super().__init__(
            say("{path} cannot be read: {reason}", path=str(path), reason=reason), say("check its permissions")
        )
        self.reason = reason


def read_bytes(path: Path) -> bytes | None:
    """The file's content; `None` when there is no such file.

    Raises:
        UnreadableFileError: it is there and cannot be read.
    """
    try:
        # never opened when it is no file: a pipe would wait for ever for somebody to write in it
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableFileError(path, say("it is not a regular file"))
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from None


class ChangedMeanwhileError(WorkspaceError):
    """Somebody wrote the file since it was read: it is left as they made it."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("{path} was changed by another program meanwhile", path=path),
            say("nothing was written over it; do the action again"),
        )


Stamp = tuple[int, int, int, int]
#: Of a file that is not there.
_ABSENT: Stamp = (0, 0, 0, 0)


def stamp(path: Path) -> Stamp:
    """What changes when anything writes the file, or when it comes or goes."""
    try:
        status = path.lstat()
    except OSError:
        return _ABSENT
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def write_bytes(path: Path, data: bytes, *, sync_folder: bool = True, over: Stamp | None = None) -> None:
    """Replace the file by `data`: temporary file beside it, flush to disk, rename, flush the folder.

    Whoever writes many files of a folder does that last step once, for all of them: `sync_folders`.  `over` is the
    stamp that the file has to have when all is flushed and it is about to be replaced: a flush takes long enough for
    an editor to save.

    Raises:
        ChangedMeanwhileError: it has another one.
        WorkspaceError: the disk refuses, or the file is a link; the file is then as it was.
    """
    if path.is_symlink():
        raise WorkspaceError(say("{path} is a symbolic link", path=str(path)), say("put the file itself in its place"))
    import tempfile  # deferred: what only reads makes no file

    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else None
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(mode if mode is not None else 0o666 & ~_umask())
        if over is not None:
            _require_stamp(path, over)
        Path(temporary).replace(path)
        if sync_folder:
            _sync_folder(path.parent)
    except ChangedMeanwhileError:
        Path(temporary).unlink()
        raise
    except OSError as error:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
        raise WorkspaceError(
            say("{path} cannot be written: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("nothing was changed; make room or check the permissions of the folder"),
        ) from None


def _require_stamp(path: Path, expected: Stamp) -> None:
    if stamp(path) != expected:
        raise ChangedMeanwhileError(str(path))


def remove(path: Path) -> None:
    """Remove the file if it is there, and its folder if that leaves it empty."""
    with suppress(FileNotFoundError):
        path.unlink()
    with suppress(OSError):
        path.parent.rmdir()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def sync_folders(folders: Iterable[Path]) -> None:
    """Flush the names in these folders to disk, each once.

    Raises:
        OSError: the disk refuses.
    """
    for folder in dict.fromkeys(folders):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
