"""What git keeps of a merge that it could not finish."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from recouv.store.git_process import ask_bytes, fields

#: Of an unmerged path, as git numbers its versions.
BASE, OURS, THEIRS = 1, 2, 3


def unmerged(root: Path, folder: str) -> dict[str, dict[int, str]]:
    """Paths of `folder` that both sides changed and nobody settled, with the name of the content of each version."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for row in fields(root, ("ls-files", "--unmerged", "-z", "--", folder)):
        about, _, path = row.partition("\t")
        _, name, stage = about.split()
        found[path][int(stage)] = name
    return dict(found)


def blob(root: Path, name: str) -> str:
    """A content by its name, as it is stored; bytes that are no text are kept as they are."""
    data = ask_bytes(root, ("cat-file", "blob", name)) if name else b""
    return (data or b"").decode("utf-8", "surrogateescape")
