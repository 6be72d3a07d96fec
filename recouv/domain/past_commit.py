"""One commit as an auditor reads it: who, when, what it says that it did, and which files it changed."""

from __future__ import annotations

from msgspec import Struct

#: Modes of git's trees.
FILE_MODES = frozenset({"100644", "100755"})
NO_MODE = "000000"


class Signature(Struct, frozen=True, kw_only=True):
    """What git says of a commit's or a tag's signature."""

    state: str
    """One letter, as git writes it: `G` good, `U` good by a key that is not known, `N` none, `B` bad…"""
    signer: str = ""
    """Whom the key belongs to."""
    keys: tuple[str, ...] = ()
    """Fingerprints of the key, and of the one that it is under."""


class PastCommit(Struct, frozen=True, kw_only=True):
    """One commit of the history."""

    id: str
    """In full."""
    parents: tuple[str, ...]
    author: str
    author_email: str
    authored: int
    """Seconds since 1970."""
    committer_email: str
    committed: int
    subject: str
    action: str = ""
    """`Recouv-Action`; empty for a commit that is not ours."""
    dossiers: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    """IDs that its trailers name, without their caret."""
    reverts: str = ""
    """Full id of the commit that it takes back, when `git revert` made it."""
    signature: Signature | None = None
    """`None` when nobody asked."""

    @property
    def is_ours(self) -> bool:
        """Whether recouv made it, as far as its message tells."""
        return bool(self.action)

    @property
    def is_merge(self) -> bool:
        """Whether it has several parents."""
        return len(self.parents) > 1


class PathChange(Struct, frozen=True):
    """A file that differs between a commit and its parent."""

    path: str
    before_mode: str
    after_mode: str
    before: str
    """git's name of the content; zeros when there was none."""
    after: str

    @property
    def is_new(self) -> bool:
        """Whether it was not there before."""
        return self.before_mode == NO_MODE

    @property
    def is_gone(self) -> bool:
        """Whether it is not there any more."""
        return self.after_mode == NO_MODE

    @property
    def is_file(self) -> bool:
        """Whether it is a plain file now: no link, no repository of its own."""
        return self.after_mode in FILE_MODES
