"""Who did what and when, from git."""

from __future__ import annotations

from collections.abc import Sequence

from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.store.git import CommitRecord
from recouv.usecases.session import Session

#: What git can count to.
MOST = 2**31 - 1


def history(session: Session, clients: Sequence[str] = (), *, limit: int = 0) -> list[CommitRecord]:
    """The commits from the newest, those about `clients` when given; at most `limit` unless it is 0.

    Raises:
        UsageError: `limit` is no number of commits.
        WorkspaceError: the workspace's repository cannot be read.
    """
    if not 0 <= limit <= MOST:
        raise UsageError(
            say("{limit} is not a number of commits", limit=limit), say("write one from 1 to {most}", most=MOST)
        )
    return list(session.workspace.git.history(limit=limit, dossiers=clients))
