"""Files written whole or not at all, and never over a change that was not seen."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say


def read_bytes(path: Path) -> bytes | None:
    """The file's content; `None` when there is no such file.

    Raises:
        WorkspaceError: it is there and cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WorkspaceError(
            say("{path} cannot be read: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("check its permissions"),
        ) from None


def write_bytes(path: Path, data: bytes) -> None:
    """Replace the file by `data`: temporary file beside it, flush to disk, rename, flush the folder.

    Raises:
        WorkspaceError: the disk refuses, or the file is a link; the file is then as it was.
    """
    if path.is_symlink():
        raise WorkspaceError(say("{path} is a symbolic link", path=str(path)), say("put the file itself in its place"))
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
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
        raise WorkspaceError(
            say("{path} cannot be written: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("nothing was changed; make room or check the permissions of the folder"),
        ) from None


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


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
