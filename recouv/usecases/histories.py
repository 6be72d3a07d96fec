"""Who did what and when, from git."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.store.git import CommitRecord
from recouv.usecases.session import Session

#: What git can count to.
MOST = 2**31 - 1


def history(session: Session, clients: Sequence[str] = (), *, limit: int = 0, span: str = "") -> list[CommitRecord]:
    """The commits from the newest, those about `clients` when given; at most `limit` unless it is 0.

    `span` is `A..B`, two revisions, or two days of their authors, both included.

    Raises:
        UsageError: `limit` is no number of commits, `span` no range.
        NothingFoundError: git knows no such revision.
        WorkspaceError: the workspace's repository cannot be read.
    """
    if not 0 <= limit <= MOST:
        raise UsageError(
            say("{limit} is not a number of commits", limit=limit), say("write one from 1 to {most}", most=MOST)
        )
    if not span:
        return list(session.workspace.git.history(limit=limit, dossiers=clients))
    from recouv.usecases.differences import days_of  # deferred: for those who ask for a range

    days = days_of(span)
    if days is None:
        return list(session.workspace.git.history(limit=limit, dossiers=clients, revisions=_revisions(session, span)))
    first, last = (day.isoformat() for day in days)
    records = session.workspace.git.history(dossiers=clients)
    return list(islice((one for one in records if first <= one.when[:10] <= last), limit or None))


def _revisions(session: Session, span: str) -> str:
    from recouv.store.audit.history_state import commit_named
    from recouv.usecases.auditing import wanted_range

    since, until = wanted_range(span)
    root = session.workspace.root
    first = commit_named(root, since) if since else ""
    second = commit_named(root, until)
    return f"{first}..{second}" if first else second
