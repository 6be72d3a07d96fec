"""What counts although nobody else agreed to it, and approvals by people whom the house does not name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
from recouv.domain.practice import Approvals
from recouv.domain.problem import Problem, Severity
from recouv.rules.approval_tasks import proposed_words
from recouv.rules.approvals import is_compared, unapproved
from recouv.rules.standing import standing


def approval_problems(dossier: Dossier, approvals: Approvals, ids: Sequence[str]) -> Iterator[Problem]:
    """Those of one dossier; `ids` are who may approve, as entries name them: nobody in particular when there are none.

    What an import found in the books is the books' own.
    """
    if not approvals.kinds:
        return
    facts = standing(dossier.entries, date.max)
    for fact in unapproved(facts, approvals):
        if not fact.word("source"):
            mend = say(
                "have somebody else approve it: recouv approve {client} ^{id}; or say since when it is asked for, "
                "by since under approvals",
                client=dossier.id,
                id=fact.id,
            )
            yield Problem(dossier.path, fact.line, 1, counts_alone(fact, approvals), mend, Severity.WARNING)
    if ids:
        known = {one.casefold() for one in ids}
        for fact in facts:
            if fact.kind == "approve" and fact.recorded and fact.recorded.by.casefold() not in known:
                what = say("{who} may not approve here: ^{id}", who=fact.recorded.by, id=fact.target)
                mend = say("one of them does: {names}", names=", ".join(ids))
                line = fact.lines.get("recorded", fact.line)
                yield Problem(dossier.path, line, 1, what, mend, Severity.WARNING)


def counts_alone(fact: Entry, approvals: Approvals) -> Message:
    """What is said of an entry that nobody else agreed to."""
    who = fact.recorded.by if fact.recorded else "?"
    above = approvals.kinds.get(fact.kind)
    what = proposed_words(fact)
    if above is None:
        return say("{what} by {who} counts, and nobody else approved it", what=what, who=who)
    if not is_compared(fact, above):
        return say(
            "{what} by {who} counts, and nobody else approved it: it needs an approval, since it cannot be compared "
            "with {amount}",
            what=what,
            who=who,
            amount=above,
        )
    return say("{what} by {who} counts, above {amount}, and nobody else approved it", what=what, who=who, amount=above)


def head_limit_needs_approval(approvals: Approvals, before: Dossier | None, after: Dossier) -> bool:
    """Whether the head states another credit limit than before, one that a second person has to agree to."""
    from recouv.rules.approvals import asks_for_approval

    limit = after.client.credit_limit
    if limit is None or (before is not None and before.client.credit_limit == limit):
        return False
    return asks_for_approval(Entry(date.min, "limit", values={"amount": limit}), approvals)
