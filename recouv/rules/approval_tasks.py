"""What waits for somebody else's approval: one task for each proposal, from the day it was made until it is decided.

The task is everybody's but its author's; whose it is on a screen depends on who looks at it (`for_viewer`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce

from msgspec.structs import replace

from recouv.domain.entry import Entry
from recouv.domain.message import Code, Message, say
from recouv.domain.practice import House
from recouv.domain.task import Held, Task, Viewer
from recouv.rules.approvals import amount_of
from recouv.rules.office_task import office_task
from recouv.rules.priority import Score
from recouv.rules.situation import Situation


def approval_tasks(situation: Situation, house: House) -> Iterator[Task]:
    """The proposals of one client that wait."""
    for proposal in situation.proposals:
        by = proposal.recorded.by if proposal.recorded else ""
        task = office_task(
            "approve",
            [proposal_words(proposal)],
            [Score(house.points.approval, say("a decision that waits"))],
            invoices=proposal_numbers(proposal),
            amount=amount_of(proposal),
            since=proposal.date,
            entry_id=proposal.id,
        )
        yield replace(task, proposed_by=by or "?")


def for_viewer(rows: Iterable[Task | Held], viewer: Viewer | None) -> list[Task | Held]:
    """The same rows as that person has them: what they cannot approve is not asked of them, it waits."""
    if viewer is None:
        return list(rows)
    return [
        _waiting(row) if isinstance(row, Task) and row.action == "approve" and not _is_theirs(row, viewer) else row
        for row in rows
    ]


def _is_theirs(task: Task, viewer: Viewer) -> bool:
    return viewer.may_approve and task.proposed_by.casefold() != viewer.id.casefold()


def _waiting(task: Task) -> Held:
    why = reduce(lambda first, second: say("{first}; {second}", first=first, second=second), task.why)
    reason = say("waits for somebody else's approval: {what}", what=why)
    return Held(client=task.client, name=task.name, invoices=task.invoices, reason=reason)


def proposal_numbers(proposal: Entry) -> tuple[str, ...]:
    """The invoices that the proposal is about; none for the whole account."""
    if proposal.kind == "write-off" and (proposal.object or proposal.shares):
        return (proposal.object,) if proposal.object else tuple(number for number, _ in proposal.shares)
    if proposal.kind == "credit-note":
        named = proposal.word("invoice")
        return (named,) if named else tuple(number for number, _ in proposal.shares)
    return proposal.invoices


def proposal_words(proposal: Entry) -> Message:
    """What is proposed, by whom and why."""
    by = proposal.recorded.by if proposal.recorded else ""
    what = proposed_words(proposal)
    reason = proposal.word("reason") or proposal.text.partition("\n")[0]
    if by and reason:
        return say("{what} proposed by {who}: {reason}", what=what, who=by, reason=reason)
    if by:
        return say("{what} proposed by {who}", what=what, who=by)
    return say("{what} proposed, not committed yet: nobody knows by whom", what=what)


def proposed_words(proposal: Entry) -> Message:
    """The proposal in a few words: what it is, how much, about which invoices or to whom."""
    kind, money = Code(proposal.kind), amount_of(proposal)
    about = (
        ", ".join(proposal_numbers(proposal)) or proposal.word("to") or (proposal.object if not proposal.target else "")
    )
    if money is not None and about:
        return say("{kind} of {amount} ({about})", kind=kind, amount=money, about=about)
    if money is not None:
        return say("{kind} of {amount}", kind=kind, amount=money)
    if about:
        return say("{kind} ({about})", kind=kind, about=about)
    return say("{kind}", kind=kind)
