"""Who did what and when, from git."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from recouv.store.git import CommitRecord
from recouv.usecases.session import Session


def history(session: Session, clients: Sequence[str] = (), *, limit: int = 0) -> list[CommitRecord]:
    """The commits from the newest, those about `clients` when given; at most `limit` unless it is 0."""
    records = session.workspace.git.history(limit=0 if clients else limit)
    wanted = set(clients)
    chosen = (record for record in records if not wanted or wanted & set(record.dossiers))
    return list(islice(chosen, limit or None))
