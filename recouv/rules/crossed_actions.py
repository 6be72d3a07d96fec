"""What two people did to one client without knowing of each other: found when their histories meet.

A merge keeps every fact of both sides; some of them together are more than anybody meant.  Each pair is shown to a
person, who strikes one out or leaves both.

- one invoice or credit note entered by both;
- one payment entered by both: the same amount, within three days, and no reference that tells them apart;
- one step of a scenario carried out by both for one invoice;
- two messages or calls that reached the client within the interval of the house;
- a promise or a dispute about one invoice recorded by both;
- a proposal on which both decided: the first decision holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.kinds import NOT_DELIVERED
from recouv.domain.message import Code, Message, say
from recouv.domain.practice import House
from recouv.rules.approvals import DECISIONS
from recouv.rules.contacts import CONTACTS

#: Days between the dates that two people give to one receipt.
_SAME_RECEIPT = 3


class Crossing(Struct, frozen=True, kw_only=True):
    """A pair, and what it may be."""

    ours: Entry
    theirs: Entry
    what: Message


def crossings(ours: Sequence[Entry], theirs: Sequence[Entry], house: House) -> Iterator[Crossing]:
    """The pairs among the entries that count and that one side alone had."""
    for own in ours:
        for other in theirs:
            what = _crossing(own, other, house)
            if what is not None:
                yield Crossing(ours=own, theirs=other, what=what)


def _crossing(own: Entry, other: Entry, house: House) -> Message | None:
    if own.kind == other.kind in ("invoice", "credit-note"):
        if own.object.casefold() == other.object.casefold():
            return say("{kind} {number} was entered twice", kind=Code(own.kind), number=own.object)
        return None
    if own.kind == other.kind == "payment":
        if _is_one_receipt(own, other):
            return say("one payment of {amount} may have been entered twice", amount=own.amount or "-")
        return None
    if own.kind in DECISIONS and other.kind in DECISIONS:
        return _two_decisions(own, other)
    if own.kind in CONTACTS and other.kind in CONTACTS:
        return _two_contacts(own, other, house)
    if own.kind == other.kind in ("promise", "dispute"):
        shared = [number for number in own.invoices if number in other.invoices]
        if shared:
            return say("two entries of the kind {kind} about {numbers}", kind=Code(own.kind), numbers=", ".join(shared))
    return None


def _is_one_receipt(own: Entry, other: Entry) -> bool:
    mine, yours = own.word("reference"), other.word("reference")
    return (
        own.amount == other.amount
        and abs((own.date - other.date).days) <= _SAME_RECEIPT
        and (not mine or not yours or mine.casefold() == yours.casefold())
    )


def _two_decisions(own: Entry, other: Entry) -> Message | None:
    if own.target != other.target:
        return None
    first, second = sorted((own, other), key=Entry.sort_key)
    return say(
        "two people decided on ^{id}: the first decision holds ({first}), not the second ({second})",
        id=own.target,
        first=Code(first.kind),
        second=Code(second.kind),
    )


def _two_contacts(own: Entry, other: Entry, house: House) -> Message | None:
    if own.word("outcome") in NOT_DELIVERED or other.word("outcome") in NOT_DELIVERED:
        return None
    shared = [row for row in own.steps() if row in other.steps()]
    if shared:
        number, step = shared[0]
        return say("{step} about {number} was carried out twice", step=Code(step), number=number)
    apart = abs((own.date - other.date).days)
    if apart < house.contact.interval:
        return say("{kind} and {other} within {days} days", kind=Code(own.kind), other=Code(other.kind), days=apart)
    return None
