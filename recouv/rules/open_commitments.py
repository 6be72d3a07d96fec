"""Which promises, plans, disputes, holds and handovers a person may still end, and why not the others.

What is over ends by itself: a promise kept, broken or replaced, a plan paid, a hold whose last day is past.  It is left
as it is, because the history of what a client did must stay true; what was a mistake is struck out by a `cancel`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from recouv.domain.entry import Entry
from recouv.domain.message import Code, Message, say
from recouv.domain.practice import House
from recouv.rules.consistency import TARGETS
from recouv.rules.plans import PlanState
from recouv.rules.promises import PromiseState
from recouv.rules.suspension import Commitments

#: What ends what: the entry that ends, and the kinds that it may end.
ENDED_BY: Mapping[str, tuple[str, ...]] = {kind: TARGETS[kind] for kind in ("withdraw", "resolve", "release", "recall")}

_ENDS = {
    PromiseState.KEPT: say("it was kept"),
    PromiseState.PARTLY_KEPT: say("it was kept in part"),
    PromiseState.BROKEN: say("it was broken"),
    PromiseState.REPLACED: say("a later promise took its place"),
    PromiseState.WITHDRAWN: say("it was withdrawn"),
}


def open_commitments(facts: Sequence[Entry], ending: str, on: date, house: House) -> list[Entry]:
    """Those that an entry of the kind `ending` may end on `on`, oldest first; `facts` are those that count then."""
    named = [fact for fact in facts if fact.kind in ENDED_BY[ending]]
    over = why_over(facts, on, house)
    return sorted((fact for fact in named if _key(fact) not in over), key=Entry.sort_key)


def why_over(facts: Sequence[Entry], on: date, house: House) -> dict[str, Message]:
    """Of the commitments among the facts that count on `on`, those that are over, by ID, and how each ended."""
    over: dict[str, Message] = {}
    commitments = Commitments.of(facts, on, house)
    for promise in commitments.promises:
        if promise.state is not PromiseState.OPEN:
            over[_key(promise.promise)] = _ENDS[promise.state]
    for plan in commitments.plans:
        if plan.state is PlanState.DONE:
            over[_key(plan.plan)] = say("every instalment is paid")
    for hold in commitments.running("hold"):
        until = hold.day("until")
        if until is not None and until < on:
            over[_key(hold)] = say("it ended on {day}", day=until)
    for fact in facts:
        if fact.kind in ENDED_BY and fact.target:
            over[fact.target] = say("{kind} of {day} ended it", kind=Code(fact.kind), day=fact.date)
    return over


def _key(fact: Entry) -> str:
    return fact.id or f"line {fact.line}"
