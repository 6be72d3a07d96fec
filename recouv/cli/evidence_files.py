"""The evidence file written where a person wants it: a folder, or one zip; never over what is there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.store.files import UnreadableFileError, read_bytes, write_bytes
from recouv.usecases.evidence.archive import as_zip
from recouv.usecases.evidence.file_names import MANIFEST, safe_name
from recouv.usecases.outside import require_outside_workspace

if TYPE_CHECKING:
    from recouv.cli.context import Context
    from recouv.usecases.evidence.making import Evidence

_ZIP = ".zip"
_FILE_MODE = 0o644


class Ready(Struct, frozen=True, kw_only=True):
    """The file as it is about to be written."""

    path: Path
    """The zip, or the folder."""
    archive: bytes
    """Empty for a folder."""
    proof: Path
    """What the fingerprint is of: the zip, or the manifest of the folder."""
    sha256: str
    is_there: bool = False
    """Whether the very same zip was there before."""
    new_folders: tuple[Path, ...] = ()
    """Those that were not there before, the innermost first."""


def prepared(context: Context, evidence: Evidence, out: str) -> Ready:
    """What would be written there, and its fingerprint.

    Raises:
        UsageError: something else is there, or the place belongs to the workspace.
    """
    path = Path(out).expanduser()
    require_outside_workspace(context.session, path)
    if path.suffix.lower() != _ZIP:
        _require_empty(path)
        return Ready(
            path=path,
            archive=b"",
            proof=path / MANIFEST,
            sha256=evidence.sha256,
            new_folders=_not_there((path, *path.parents)),
        )
    archive = as_zip(evidence.files, f"{safe_name(evidence.client)}-{evidence.on.isoformat()}", evidence.on)
    _require_free(path, archive)
    return Ready(
        path=path,
        archive=archive,
        proof=path,
        sha256=hashlib.sha256(archive).hexdigest(),
        is_there=path.exists(),
        new_folders=_not_there(path.parents),
    )


def write_evidence(evidence: Evidence, ready: Ready) -> None:
    """Write it; of a folder the manifest comes last, so that one without it is not whole.

    Raises:
        WorkspaceError: the disk refuses.
    """
    if ready.archive:
        write_bytes(ready.path, ready.archive)
        _dated(ready.path, evidence)
        return
    for name in sorted(evidence.files, key=lambda one: (one == MANIFEST, one)):
        write_bytes(ready.path / name, evidence.files[name])
        _dated(ready.path / name, evidence)


def take_evidence_back(evidence: Evidence, ready: Ready) -> None:
    """Remove what was written of it, and nothing else: what it was made for was not done."""
    folders = ready.new_folders
    written = [] if ready.is_there else [ready.path]
    if not ready.archive:
        written = [ready.path / name for name in evidence.files]
        inner = {file.parent for file in written} - {ready.path}
        folders = (*sorted(inner, key=lambda one: len(one.parts), reverse=True), *folders)
    with suppress(OSError):  # why it was not done is told; what a disk keeps of it all the same is no reason to hide it
        for file in written:
            file.unlink(missing_ok=True)
        for folder in folders:
            folder.rmdir()


def _not_there(folders: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(folder for folder in folders if not folder.exists())


def _dated(path: Path, evidence: Evidence) -> None:
    """The same permissions and the same date, whoever made it and when."""
    on = evidence.on
    moment = datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp()
    try:
        path.chmod(_FILE_MODE)
        os.utime(path, (moment, moment))
    except OSError:  # a disk without permissions or dates: the content is what is proved
        return


def _require_free(path: Path, archive: bytes) -> None:
    try:
        there = read_bytes(path)
    except UnreadableFileError as error:
        raise UsageError(
            say("{path} cannot be written: {reason}", path=str(path), reason=error.reason), say("name another file")
        ) from None
    if there is not None and there != archive:
        raise UsageError(
            say("{path} is there, and is another file", path=str(path)), say("name a new file, or take that one away")
        )


def _require_empty(path: Path) -> None:
    try:
        is_empty = not path.exists() or next(path.iterdir(), None) is None
    except OSError as error:
        raise UsageError(
            say("{path} cannot be written: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("name another folder"),
        ) from None
    if not is_empty:
        raise UsageError(
            say("{path} is not empty", path=str(path)), say("name a new folder: an old file is not to be mixed with it")
        )
