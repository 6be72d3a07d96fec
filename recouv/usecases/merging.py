"""Dossiers merged by meaning: when git asks its driver, and afterwards, where another program left its markers."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.store.files import UnreadableFileError, read_bytes, write_bytes
from recouv.store.git import Git
from recouv.store.git_merge import BASE, OURS, THEIRS, blob, unmerged
from recouv.store.merge import MARKER_SIZE, Labels, Merged, merge_dossiers
from recouv.store.workspace import DOSSIERS

#: A conflict as git writes it, with the common ancestor where it was told to show it.
_CONFLICT = re.compile(
    r"^<{7}[^\n]*\n(?P<ours>.*?)(?:^\|{7}[^\n]*\n(?P<base>.*?))?^={7}[^\n]*\n(?P<theirs>.*?)^>{7}[^\n]*(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)


class Mended(Struct, frozen=True, kw_only=True):
    """A dossier that another merge had left in conflict."""

    path: str
    conflicts: tuple[str, ...]
    """What both sides changed, each in its own way; nothing when it is settled."""


def merge_files(base: Path, ours: Path, theirs: Path, *, size: int = MARKER_SIZE) -> Merged:
    """The three versions of a dossier as git gives them to its driver, merged into the file of ours.

    Raises:
        UsageError: one of them cannot be read.
        WorkspaceError: the result cannot be written; ours is as it was.
    """
    merged = merge_dossiers(_text(base), _text(ours), _text(theirs), Labels(size=size))
    write_bytes(ours, merged.text.encode("utf-8", "surrogateescape"))
    return merged


def mend_conflicts(root: Path) -> list[Mended]:
    """Merge by meaning the dossiers that git says are unmerged, and those that hold markers; tell git of the settled.

    Raises:
        WorkspaceError: git or the disk refuses.
    """
    git = Git(root)
    mended = []
    open_paths = unmerged(root, DOSSIERS)
    for path, stages in open_paths.items():
        if OURS in stages and THEIRS in stages:
            base, ours, theirs = (blob(root, stages.get(stage, "")) for stage in (BASE, OURS, THEIRS))
            merged = merge_dossiers(base, ours, theirs)
            mended.append(_written(git, root, path, merged))
        else:  # one side took the file out: a person says whether the client is gone
            mended.append(Mended(path=path, conflicts=("file",)))
    for file in sorted((root / DOSSIERS).rglob("*.md")):
        path = file.relative_to(root).as_posix()
        if path not in open_paths and not file.is_symlink():
            text = _text(file)
            if _CONFLICT.search(text):
                mended.append(_written(git, root, path, _parted(text)))
    return mended


def _written(git: Git, root: Path, path: str, merged: Merged) -> Mended:
    write_bytes(root / path, merged.text.encode("utf-8", "surrogateescape"))
    if not merged.conflicts:
        git.run("add", "--", path)
    return Mended(path=path, conflicts=merged.conflicts)


def _parted(text: str) -> Merged:
    """A text with markers, merged again; what stands outside them is the ancestor, where none is shown."""
    base = _CONFLICT.sub(lambda found: found["base"] or "", text)
    return merge_dossiers(base, _CONFLICT.sub(r"\g<ours>", text), _CONFLICT.sub(r"\g<theirs>", text))


def _text(path: Path) -> str:
    try:
        return _decoded(read_bytes(path))
    except UnreadableFileError as error:
        raise UsageError(say("{path} cannot be read: {reason}", path=str(path), reason=str(error.reason))) from None


def _decoded(data: bytes | None) -> str:
    """Bytes that are no text go through as they are: they are merged line by line, and shown as a conflict."""
    return (data or b"").decode("utf-8", "surrogateescape")
