"""Where a file of today was at an earlier commit, and since when it is there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from recouv.store.git_process import names, run


def path_then(root: Path, commit: str, path: str) -> str:
    """The path from which the file now at `path` was renamed since `commit`; `path` itself when it never was."""
    asked = ("log", "--follow", "--diff-filter=R", "--name-status", "--no-show-signature", "--format=", "-z")
    parts = names(run(root, "--no-replace-objects", *asked, f"{commit}..HEAD", "--", path))
    # status, path before and path after, from the newest rename to the oldest
    renamed = [before for status, before in zip(parts[::3], parts[1::3], strict=False) if status.startswith("R")]
    return renamed[-1] if renamed else path


def first_day(root: Path, path: str) -> date | None:
    """The day of the commit that brought the file at `path`, under whatever name; `None` when none did yet."""
    asked = ("log", "--follow", "--diff-filter=A", "--no-show-signature", "--format=%ct", "HEAD", "--", path)
    moments = run(root, "--no-replace-objects", *asked).split()
    return datetime.fromtimestamp(int(moments[-1]), UTC).astimezone().date() if moments else None
