"""Which proposals a second person approved: only those count, and from the day of the approval on.

An entry that says `proposed: yes` counts for nothing until an `approve` that names it was recorded by somebody else.
The journal alone decides it, whatever the house asks for today: to ask for approvals later, or to raise an amount,
changes nothing that was decided before.

- **Day.** An approved proposal counts, and is dated, from the later of its own day and that of its approval: what was
  given up on the 2nd and approved on the 9th was owed, and bore interest, until the 9th.
- **Who.** The author of an entry is who recorded it.  One who approves what they proposed approves nothing, and so does
  an approval that nobody sealed yet, for nobody knows whose it is.  To turn down takes nobody else: the author may.
- **Two decisions.** The first holds, by its day, then by the moment it was recorded; whoever changes their mind cancels
  it first.
- An `approve` of an entry that counts already says that somebody else agrees: it moves no day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.entry import Entry
from recouv.domain.kinds import APPROVABLE
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.domain.practice import Approvals
from recouv.domain.problem import Severity
from recouv.rules.finding import Finding

#: What decides on a proposal.
DECISIONS = frozenset({"approve", "reject"})
_SEALED_LATER = say("recouv says whose it is when it next commits this file")


class ProposalState(StrEnum):
    """What became of a proposal."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"


class Proposal(Struct, frozen=True):
    """An entry that changes nothing before somebody else agrees to it."""

    entry: Entry
    """As its author wrote it, on its own day."""
    decision: Entry | None = None
    """The `approve` or `reject` that holds."""

    @property
    def state(self) -> ProposalState:
        """Whether it waits, counts or was turned down."""
        if self.decision is None:
            return ProposalState.WAITING
        return ProposalState.APPROVED if self.decision.kind == "approve" else ProposalState.REJECTED


def is_proposal(entry: Entry) -> bool:
    """Whether the entry counts only once somebody else has approved it."""
    return entry.kind in APPROVABLE and entry.word("proposed") == "yes"


def author(entry: Entry) -> str:
    """Who recorded the entry, as names are compared; empty while nobody did."""
    return entry.recorded.by.casefold() if entry.recorded else ""


def approves(approval: Entry, entry: Entry) -> bool:
    """Whether that `approve` is somebody else's than the author of what it approves."""
    return bool(author(approval) and author(entry)) and author(approval) != author(entry)


def decided(facts: list[Entry]) -> list[Entry]:
    """Those of the facts of a day that count: every proposal left out that is not approved, the others dated.

    `facts` are dated up to that day and not cancelled.
    """
    if not any("proposed" in fact.values for fact in facts):
        return facts
    by_target = _decisions(facts)
    counting = []
    for fact in facts:
        if not is_proposal(fact):
            counting.append(fact)
        elif (decision := _holding(fact, by_target)) is not None and decision.kind == "approve":
            counting.append(replace(fact, date=max(fact.date, decision.date)))
    return counting


def proposals(facts: Sequence[Entry]) -> list[Proposal]:
    """The proposals among these facts, dated up to a day and not cancelled, and what became of each."""
    by_target = _decisions(facts)
    return [Proposal(fact, _holding(fact, by_target)) for fact in facts if is_proposal(fact)]


def _decisions(facts: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for fact in facts:
        if fact.kind in DECISIONS and fact.target:
            found[fact.target].append(fact)
    return found


def _holding(proposal: Entry, by_target: Mapping[str, list[Entry]]) -> Entry | None:
    named = by_target.get(proposal.id, ()) if proposal.id else ()
    valid = [one for one in named if one.kind == "reject" or approves(one, proposal)]
    return min(valid, key=Entry.sort_key, default=None)


def amount_of(entry: Entry) -> Money | None:
    """What is at stake: the entry's amount, of a plan the sum of its instalments; `None` where it has none."""
    parts = [part for _, part in entry.schedule("instalments") if part is not None]
    if parts and len({part.currency for part in parts}) == 1:
        return Money(sum((part.amount for part in parts), Decimal(0)), parts[0].currency)
    return entry.amount


def asks_for_approval(entry: Entry, approvals: Approvals) -> bool:
    """Whether the house asks a second person for it: always, or above an amount.

    What has no amount, or one in another currency, cannot be compared: it is asked for.
    """
    if entry.kind not in approvals.kinds or entry.kind not in APPROVABLE:
        return False
    above, money = approvals.kinds[entry.kind], amount_of(entry)
    return above is None or money is None or not is_compared(entry, above) or money > above


def is_compared(entry: Entry, above: Money) -> bool:
    """Whether what is at stake can be more or less than `above`: it has an amount, in the same currency."""
    money = amount_of(entry)
    return money is not None and money.currency == above.currency


def unapproved(facts: Sequence[Entry], approvals: Approvals) -> list[Entry]:
    """The entries that count although nobody else agreed to them, of those that the house asks a second person for.

    `facts` are those that count.  What was recorded before approvals were asked for is left as it was.
    """
    since = approvals.since.isoformat() if approvals.since else ""
    return [
        fact
        for fact in facts
        if asks_for_approval(fact, approvals)
        and not is_proposal(fact)
        and not (fact.recorded and fact.recorded.at[:10] < since)
        and approval_of(fact, facts) is None
    ]


def approval_of(fact: Entry, facts: Iterable[Entry]) -> Entry | None:
    """The first `approve` by somebody else than its author that an entry has among the facts that count."""
    valid = (one for one in facts if one.kind == "approve" and one.target == fact.id and approves(one, fact))
    return min(valid, key=Entry.sort_key, default=None)


def loosened(before: Approvals, after: Approvals) -> list[str]:
    """What is asked of a second person less than before: kinds, and `approvers` where more people may approve.

    >>> from recouv.domain.money import parse_money
    >>> was = Approvals(kinds={"write-off": parse_money("500"), "handover": None})
    >>> loosened(was, Approvals(kinds={"write-off": parse_money("900"), "handover": None}))
    ['write-off']
    >>> loosened(was, Approvals(kinds={"write-off": None, "handover": None, "limit": None}))
    []
    """
    found = [kind for kind, above in before.kinds.items() if not _as_strict(above, kind, after)]
    if before.approvers and not (after.approvers and set(after.approvers) <= set(before.approvers)):
        found.append("approvers")
    if before.kinds and after.since and (before.since is None or after.since > before.since):
        found.append("since")
    return found


def strictest(first: Approvals, second: Approvals) -> Approvals:
    """What either asks for, the approvers being those of the first: nothing passes because the settings change with it.

    Of entries recorded at any time: those of a range are new.
    """
    kinds = dict(second.kinds)
    kinds |= {kind: above for kind, above in first.kinds.items() if not _as_strict(above, kind, second)}
    return Approvals(kinds=kinds, approvers=first.approvers or second.approvers, since=None)


def _as_strict(above: Money | None, kind: str, other: Approvals) -> bool:
    """Whether `other` asks for that kind at least from that amount on."""
    if kind not in other.kinds:
        return False
    theirs = other.kinds[kind]
    if theirs is None:
        return True
    return above is not None and above.currency == theirs.currency and theirs <= above


def approval_findings(facts: Sequence[Entry], known: Mapping[str, Entry]) -> Iterator[Finding]:
    """Decisions that decide nothing, proposals that nobody can decide on; `known` are all the entries by ID."""
    for fact in known.values():
        if is_proposal(fact) and fact.recorded is None:
            what = say("nobody knows yet who proposes ^{id}: it cannot be approved", id=fact.id)
            yield Finding(fact, what, _SEALED_LATER, "proposed", Severity.WARNING)
    first: dict[str, Entry] = {}
    for fact in sorted((one for one in facts if one.kind in DECISIONS), key=Entry.sort_key):
        target = known.get(fact.target)
        if target is None or target.kind not in APPROVABLE:
            continue  # which is told of every entry that names another
        finding = _of_decision(fact, target, first.get(fact.target))
        if finding is not None:
            yield finding
        elif fact.kind == "approve" or is_proposal(target):
            first.setdefault(fact.target, fact)


def _of_decision(fact: Entry, target: Entry, earlier: Entry | None) -> Finding | None:
    if fact.kind == "approve" and fact.recorded is None:
        what = say("nobody knows yet who approves ^{id}: it counts for nothing", id=fact.target)
        return Finding(fact, what, _SEALED_LATER, "", Severity.WARNING)
    if fact.kind == "approve" and not approves(fact, target):
        by = fact.recorded.by if fact.recorded else ""
        what = say("{by} approves ^{id} and recorded it too: the approval counts for nothing", by=by, id=fact.target)
        return Finding(fact, what, say("somebody else approves it, or it is cancelled"), "recorded", Severity.WARNING)
    if fact.kind == "reject" and not is_proposal(target):
        what = say("^{id} is no proposal: rejecting it changes nothing", id=fact.target)
        mend = say("cancel the entry, if it was a mistake")
        return Finding(fact, what, mend, "", Severity.WARNING)
    if earlier is not None and is_proposal(target):
        what = say(
            "^{id} was decided on {day} already, by {by}: this changes nothing",
            id=fact.target,
            day=earlier.date,
            by=earlier.recorded.by if earlier.recorded else "?",
        )
        return Finding(fact, what, say("cancel the first decision, or this one"), "", Severity.WARNING)
    if fact.date < target.date:
        what = say("^{id} is approved before it was proposed, on {day}", id=fact.target, day=target.date)
        if fact.kind == "reject":
            what = say("^{id} is rejected before it was proposed, on {day}", id=fact.target, day=target.date)
        return Finding(fact, what, say("correct the date of one of the two"), "", Severity.WARNING)
    return None
