"""Which commit brought each entry of a dossier, and which changed it since: from git's history, not from trailers.

Versions of the file are compared one after the other, the oldest first, those of branches that were merged included.
An entry is known by its ID; one that was typed by hand is known from the commit that gave it one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from recouv.rules.audit.append_only import own_id
from recouv.store.audit.journal_cut import entries_in, text_of
from recouv.store.committed import Committed
from recouv.store.git_history import CommitRecord, read_history


class Brought(Struct, frozen=True):
    """Where an entry comes from."""

    by: CommitRecord
    changed: CommitRecord | None = None
    """The commit that gave it the words it has now, where it is not the one that brought it."""


class FileHistory(Struct, frozen=True, kw_only=True):
    """How one dossier came to be."""

    commits: tuple[CommitRecord, ...]
    """Those that touched its file, the oldest first."""
    entries: Mapping[str, Brought]
    """By ID."""


def file_history(committed: Committed, path: str) -> FileHistory:
    """The history of the file at `path` as the commit knows it.

    Raises:
        GitError: git cannot tell.
    """
    records = tuple(read_history(committed.root, path=path, revisions=committed.commit, every_branch=True))[::-1]
    first: dict[str, tuple[CommitRecord, str]] = {}
    worded: dict[tuple[str, str], CommitRecord] = {}
    for record in records:
        for identifier, words in _entries(committed.read_at(record.full_id, path)):
            first.setdefault(identifier, (record, words))
            worded.setdefault((identifier, words), record)
    now = dict(_entries(committed.read(path)))
    return FileHistory(
        commits=records,
        entries={
            identifier: Brought(first[identifier][0], _later(first[identifier], worded.get((identifier, words)), words))
            for identifier, words in now.items()
            if identifier in first
        },
    )


def _later(first: tuple[CommitRecord, str], now: CommitRecord | None, words: str) -> CommitRecord | None:
    return None if words == first[1] else now


def _entries(data: bytes | None) -> Iterator[tuple[str, str]]:
    """ID and words of each entry that has one."""
    for entry in entries_in(text_of(data or b"") or ""):
        identifier = own_id(entry)
        if identifier:
            yield identifier, entry
