"""What is written for a person goes outside the workspace, whose files are the history's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.errors import UsageError
from recouv.domain.message import say

if TYPE_CHECKING:
    from pathlib import Path

    from recouv.usecases.session import Session

_OURS = frozenset({"dossiers", "scenarios", "letters", ".git"})


def require_outside_workspace(session: Session, path: Path) -> None:
    """Refuse to write an output over a file of the workspace.

    Raises:
        UsageError: `path` is one of its settings, dossiers, scenarios or letters.
    """
    root = session.workspace.root.resolve()
    inside = path.resolve().relative_to(root).parts if path.resolve().is_relative_to(root) else ()
    if inside and (inside[0] in _OURS or path.exists()):
        raise UsageError(
            say("{path} is in the workspace: it would be overwritten", path=str(path)), say("name a file elsewhere")
        )
