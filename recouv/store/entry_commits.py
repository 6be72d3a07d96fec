"""Which commit brought each entry of a dossier, and which changed it since: from git's history, not from trailers.

Versions of the file are compared one after the other, the oldest first, those of branches that were merged included.
An entry is known by its ID; one that was typed by hand is known from the commit that gave it one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from recouv.domain.kinds import KINDS, Names
from recouv.store.committed import Committed
from recouv.store.git_history import CommitRecord, read_history

_TITLE = re.compile(r"### +\S+ +(\S+)(.*)")
_ID = re.compile(r"\^([0-9a-hjkmnp-tv-z]{8})(?![0-9A-Za-z])")


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
        data = committed.read_at(record.full_id, path)
        for identifier, words in _entries((data or b"").decode("utf-8", "replace")):
            first.setdefault(identifier, (record, words))
            worded.setdefault((identifier, words), record)
    now = dict(_entries((committed.read(path) or b"").decode("utf-8", "replace")))
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


def _entries(text: str) -> Iterator[tuple[str, str]]:
    """ID and words of each entry that has one."""
    slices: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("### "):
            slices.append([])
        if slices:
            slices[-1].append(line.rstrip())
    for lines in slices:
        identifier = _own_id(lines)
        if identifier:
            yield identifier, "\n".join(lines).rstrip()


def _own_id(lines: Sequence[str]) -> str:
    """The ID of the entry itself: the last of its title, unless that is the entry it concerns."""
    title = _TITLE.match(lines[0])
    if title is None:
        return ""
    found = _ID.findall(title[2])
    kind = KINDS.get(title[1])
    concerns_another = kind is not None and kind.names is Names.ENTRY
    if len(found) == 1 and concerns_another and not any(line.startswith("- entry:") for line in lines):
        return ""
    return found[-1] if found else ""
