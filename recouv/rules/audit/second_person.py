"""A second person: nobody approves what they recorded, by what the commits say and not the entries.

Whoever brought an entry is its commit's author and committer, by their e-mails and by the names that entries give them:
one of these in common, and the approval is the author's own.  An entry that the settings of its day asked a second
person for, and that was recorded to count at once, is a remark: an approval may come after it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from recouv.domain.entry import Entry
from recouv.domain.message import say
from recouv.domain.past_commit import PastCommit
from recouv.domain.practice import Approvals
from recouv.rules.approvals import asks_for_approval, is_proposal
from recouv.rules.audit.observation import Flaw, Observation


def people_of(commit: PastCommit, writer: str) -> frozenset[str]:
    """By what a commit's makers are known; `writer` is how entries name its author."""
    names = (commit.author_email, commit.committer_email, writer)
    return frozenset(name.casefold() for name in names if name)


def judged_approval(entry: Entry, people: Collection[str], proposers: Collection[str]) -> Iterator[Observation]:
    """What is wrong with an `approve` brought by `people`, of an entry that `proposers` brought."""
    shared = sorted(set(people) & set(proposers))
    if entry.kind == "approve" and shared:
        what = say("the entry ^{id} was recorded and approved by one person: {who}", id=entry.target, who=shared[0])
        yield Observation(flaw=Flaw.SELF_APPROVED, what=what, entry=entry.id)


def judged_alone(entry: Entry, approvals: Approvals) -> Iterator[Observation]:
    """What is to be said of an entry that counts at once; `approvals` are those of its commit."""
    if asks_for_approval(entry, approvals) and not is_proposal(entry) and not entry.word("source"):
        what = say("the entry ^{id} counts at once, where somebody else was to approve it first", id=entry.id)
        yield Observation(flaw=Flaw.UNAPPROVED, what=what, entry=entry.id)
