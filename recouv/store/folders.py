"""The folders under a folder, remembered from one question to the next.

The system stamps a folder whenever a name comes into it or leaves it: as long as its stamp is the same, so are the
folders in it.  Thousands of files are then not listed again to find the one that is wanted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

#: A change within this time of the listing may leave the stamp as it was: the coarsest stamps count two seconds.
_TOO_RECENT_NANOSECONDS = 2_000_000_000


class Folders:
    """The folder `top` and those under it, hidden ones left out."""

    def __init__(self, top: str) -> None:
        self.top = top
        self._known: dict[str, tuple[tuple[int, int, int], tuple[str, ...]]] = {}

    def __iter__(self) -> Iterator[str]:
        """Each folder that can be listed, as it is now."""
        pending = [self.top]
        while pending:
            current = pending.pop()
            try:
                inside = self._inside(current)
            except OSError:  # gone, no folder, or closed to us: what looks at every file tells it
                continue
            yield current
            pending += inside

    def _inside(self, folder: str) -> tuple[str, ...]:
        now = time.time_ns()
        status = os.stat(folder)  # noqa: PTH116  a hundred at each action
        stamp = (status.st_dev, status.st_ino, status.st_mtime_ns)
        known = self._known.pop(folder, None)
        if known is None or known[0] != stamp:
            with os.scandir(folder) as scanned:
                inside = [entry.path for entry in scanned if entry.is_dir(follow_symlinks=False)]
            known = stamp, tuple(path for path in inside if not os.path.basename(path).startswith("."))  # noqa: PTH119
            if now - status.st_mtime_ns <= _TOO_RECENT_NANOSECONDS:
                return known[1]
        self._known[folder] = known
        return known[1]
