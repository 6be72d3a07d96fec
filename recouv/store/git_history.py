"""The history as recouv wrote it, read commit by commit, so that the newest cost nothing of the rest."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from recouv.store.git_process import fields


class CommitRecord(Struct, frozen=True):
    """One commit of the history, as recouv wrote it."""

    id: str
    when: str
    """ISO date and time of its author."""
    author: str
    email: str
    """Of its author."""
    subject: str
    action: str
    """`Recouv-Action`; empty for a commit that is not ours."""
    dossiers: tuple[str, ...]
    entries: tuple[str, ...]
    """Each `^id`, as written."""
    full_id: str = ""
    reverts: str = ""
    """Full id of the commit that it takes back, when `git revert` made it."""
    is_merge: bool = False
    """Whether it joins two histories: what it brings was done in other commits."""


_FIELDS = (
    *("%H", "%P", "%h", "%aI", "%an", "%ae", "%s", "%b"),
    *(f"%(trailers:key={key},valueonly,separator=%x1e)" for key in ("Recouv-Action", "Recouv-Dossier", "Recouv-Entry")),
)
#: Each field ends with NUL, which no part of a commit may hold: a subject may hold anything else.
_FORMAT = "".join(f"{field}%x00" for field in _FIELDS)
_REVERTS = re.compile(r"This reverts commit ([0-9a-f]{40,64})")


def read_history(
    root: Path,
    *,
    limit: int = 0,
    dossiers: frozenset[str] = frozenset(),
    path: str = "",
    revisions: str = "",
    every_branch: bool = False,
) -> Generator[CommitRecord, None, None]:
    """The commits from the newest: those that name one of `dossiers`, or touch `path`, when given; `limit` 0 is none.

    `revisions` are those looked at, `A..B` for instance; empty for the history of the current commit.  `every_branch`
    gives those of merged branches that git leaves out of the history of a `path`, parents always after their children.

    Raises:
        GitError: git cannot tell, in an empty repository for instance.
    """
    args = ["log", "--no-show-signature", "--no-color", f"--format=tformat:{_FORMAT}"]
    if dossiers:
        # git passes over commits that nowhere hold the name, which is most of them; the trailers are judged below
        args += ["--fixed-strings", "--regexp-ignore-case", *(f"--grep={dossier}" for dossier in sorted(dossiers))]
    elif limit:
        args.append(f"--max-count={limit}")
    if every_branch:
        args += ["--full-history", "--topo-order"]
    if revisions:
        args.append(revisions)
    if path:
        args = ["--literal-pathspecs", *args, "--", path]
    found = 0
    with closing(_records(root, args)) as records:
        for record in records:
            if dossiers and dossiers.isdisjoint(record.dossiers):
                continue
            yield record
            found += 1
            if found == limit:
                return


def _records(root: Path, args: Sequence[str]) -> Generator[CommitRecord, None, None]:
    with closing(fields(root, args)) as printed:
        parts: list[str] = []
        for part in printed:
            parts.append(part)
            if len(parts) == len(_FIELDS):
                yield _record(parts)
                parts.clear()


def _record(parts: Sequence[str]) -> CommitRecord:
    full_id, parents, identifier, when, author, email, subject, body, action, dossiers, entries = parts
    reverted = _REVERTS.search(body)
    return CommitRecord(
        id=identifier,
        when=when,
        author=author,
        email=email,
        subject=subject,
        action=action.strip(),
        dossiers=_values(dossiers),
        entries=_values(entries),
        full_id=full_id.strip(),
        reverts=reverted[1] if reverted else "",
        is_merge=" " in parents,
    )


def _values(trailers: str) -> tuple[str, ...]:
    return tuple(value for part in trailers.split("\x1e") if (value := part.strip()))
