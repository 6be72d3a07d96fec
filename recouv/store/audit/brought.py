"""Who brought an entry into a history: the first commit in which it stands, and the people that this commit names.

What an entry says of itself is what somebody typed; the commit that brings it is what a server can compare it with.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from recouv.rules.audit.append_only import own_id
from recouv.store.audit.journal_cut import entries_in, text_of
from recouv.store.git_objects import TRUTHFUL, UNGRAFTED, Objects
from recouv.store.git_process import fields

_FIELDS = ("%H", "%an", "%ae", "%cn", "%ce", "%(trailers:key=Recouv-Action,valueonly,separator=%x1e)")


class Brought(Struct, frozen=True):
    """A commit, as far as it says who made it."""

    commit: str
    author: str
    author_email: str
    committer: str
    committer_email: str
    action: str

    @property
    def is_forwarded(self) -> bool:
        """Whether somebody else committed it in the name of its author."""
        return self.author_email.casefold() != self.committer_email.casefold()


def brought(root: Path, objects: Objects, until: str, path: str, identifier: str) -> Brought | None:
    """The commit up to `until` that brought the entry of that ID; `None` when only a merge can have."""
    args = [
        *(*TRUTHFUL, "--literal-pathspecs", "log", "--reverse", "--topo-order", "--root", "--diff-merges=off"),
        *("--no-mailmap", "--no-color", "--no-show-signature", "--encoding=UTF-8", f"-S^{identifier}"),
        "--format=tformat:" + "".join(f"{field}%x00" for field in _FIELDS),
        *(until, "--", path),
    ]
    printed = fields(root, args, more=UNGRAFTED)
    rows = list(printed)
    for at in range(0, len(rows) - len(_FIELDS) + 1, len(_FIELDS)):
        commit, author, email, committer, committer_email, action = rows[at : at + len(_FIELDS)]
        commit = commit.strip()
        text = text_of(objects.at(commit, path) or b"") or ""
        if any(own_id(entry) == identifier for entry in entries_in(text)):
            return Brought(commit, author, email, committer, committer_email, action.strip())
    return None
