"""What an audit says of a history: each thing by one code, a finding or a remark.

A finding is what the rules of the house forbid, or what cannot be proved: somebody has to explain it.  A remark is what
is allowed and worth knowing.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from recouv.domain.message import Message


class Flaw(StrEnum):
    """What may be wrong, as `--json` calls it."""

    # entries
    ENTRY_CHANGED = "entry-changed"
    ENTRY_REMOVED = "entry-removed"
    HAND_CHANGED = "hand-edit-changed"
    HAND_REMOVED = "hand-edit-removed"
    ID_REUSED = "id-reused"
    ENTRY_MOVED = "entry-moved"
    ENTRY_RETURNED = "entry-returned"
    RESTYLED = "entry-restyled"
    UNSEALED = "entry-unsealed"
    CASE_TWIN = "case-twin"
    # dossiers
    DOSSIER_REMOVED = "dossier-removed"
    DOSSIER_RENAMED = "dossier-renamed"
    DOSSIER_MOVED = "dossier-moved"
    NOT_A_FILE = "not-a-file"
    NOT_TEXT = "not-text"
    CONFLICT_LEFT = "conflict-left"
    LINE_ENDS = "line-ends"
    HEAD_CHANGED = "head-changed"
    FORGOTTEN = "forgotten"
    # what a commit says of itself
    TRAILER_ENTRY = "trailer-entry"
    TRAILER_OMITS = "trailer-omits"
    TRAILER_DOSSIER = "trailer-dossier"
    FOREIGN = "not-recouv"
    # days and people
    DATED_AFTER = "dated-after-commit"
    RECORDED_AFTER = "recorded-after-commit"
    WRITER = "recorded-by-another"
    CLOCK_BACK = "clock-back"
    FUTURE = "commit-in-future"
    COMMITTED_AGAIN = "committed-again"
    # a second person
    SELF_APPROVED = "approved-by-author"
    UNAPPROVED = "counted-unapproved"
    APPROVALS_LOOSENED = "approvals-loosened"
    # merges
    MERGE_ADDED = "merge-added"
    MERGE_LOST = "merge-lost"
    MERGE_CHANGED = "merge-changed"
    MERGE_HEAD = "merge-head"
    MERGE_FILE = "merge-file"
    # what left, and documents
    MESSAGE_CHANGED = "message-changed"
    MESSAGE_REMOVED = "message-removed"
    MESSAGE_HASH = "message-hash"
    MESSAGE_UNNAMED = "message-unnamed"
    DOCUMENT_CHANGED = "document-changed"
    DOCUMENT_HASH = "document-hash"
    # signatures
    UNSIGNED = "unsigned"
    SIGNATURE_BAD = "signature-bad"
    SIGNER_UNKNOWN = "signer-unknown"
    SIGNER_OTHER = "signer-other"
    SIGNERS_CHANGED = "signers-changed"
    SIGNERS_INSIDE = "signers-inside"
    # the history as a whole
    REWRITTEN = "history-rewritten"
    SHALLOW = "history-shallow"
    REPLACED = "history-replaced"
    OBJECT_BROKEN = "object-broken"
    STATE_DROPPED = "audited-elsewhere"
    # closings
    CLOSING_CHANGED = "closing-changed"
    CLOSING_WRONG = "closing-wrong"
    CLOSING_TAG_MOVED = "closing-tag-moved"
    CLOSING_TAG_MISSING = "closing-tag-missing"
    CLOSED_PERIOD = "closed-period"


#: What is allowed, and worth knowing.
REMARKS = frozenset(
    {
        Flaw.RESTYLED,
        Flaw.UNSEALED,
        Flaw.ENTRY_RETURNED,
        Flaw.DOSSIER_MOVED,
        Flaw.LINE_ENDS,
        Flaw.HEAD_CHANGED,
        Flaw.FORGOTTEN,
        Flaw.FOREIGN,
        Flaw.COMMITTED_AGAIN,
        Flaw.MESSAGE_UNNAMED,
        Flaw.UNAPPROVED,
        Flaw.APPROVALS_LOOSENED,
        Flaw.SIGNERS_CHANGED,
        Flaw.STATE_DROPPED,
        Flaw.CLOSING_TAG_MISSING,
        Flaw.CLOSED_PERIOD,
    }
)


class Observation(Struct, frozen=True, kw_only=True):
    """One thing that an audit saw."""

    flaw: Flaw
    what: Message
    path: str = ""
    entry: str = ""
    """ID of the entry concerned, without its caret."""
    lines: tuple[str, ...] = ()
    """The lines that went (`-`) and came (`+`), exactly."""

    @property
    def is_finding(self) -> bool:
        """Whether somebody has to explain it."""
        return self.flaw not in REMARKS
