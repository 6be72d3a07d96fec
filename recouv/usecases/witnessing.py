"""Where the history stands, told to somebody who keeps it elsewhere."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.store.audit.witness import Seen, is_remote, record


def witness(root: Path, where: str, now: datetime) -> Seen:
    """Record the current commit in a file, or on a remote.

    Raises:
        UsageError: the file is in the workspace, where whoever rewrites the history writes too.
        WitnessError: the history was rewritten since the witness saw it, or the witness refuses.
    """
    if not is_remote(root, where):
        path = Path(where).expanduser().resolve()
        if path.is_relative_to(root.resolve()):
            raise UsageError(
                say("{path} is in the workspace: it would be rewritten with the history", path=where),
                say("name a file elsewhere, on another disk or another computer"),
            )
        if not path.parent.is_dir():
            raise UsageError(
                say("{path} is neither a file of a folder that is there nor a remote", path=where),
                say("git remote -v lists the remotes"),
            )
        where = str(path)
    return record(root, where, now)
