"""Which repository a proof is about: a workspace's, or a server's, which has no files beside it."""

from __future__ import annotations

from pathlib import Path

from recouv.domain.errors import WorkspaceError
from recouv.store.git_process import ask
from recouv.store.workspace import Workspace


def repository_around(start: Path) -> Path:
    """The folder of the workspace around `start`, or `start` itself where it is a bare repository.

    Raises:
        WorkspaceError: it is neither.
    """
    try:
        workspace = Workspace.open(start)
    except WorkspaceError:
        if start.is_dir() and ask(start, ("rev-parse", "--is-bare-repository")).stdout.strip() == "true":
            return start.resolve()
        raise
    workspace.git.require_repository()
    return workspace.root
