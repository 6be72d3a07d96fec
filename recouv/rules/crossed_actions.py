"""What two people did to one client without knowing of each other: found when their histories meet.

A merge keeps every fact of both sides; some of them together are more than anybody meant.  Each pair is shown to a
person, who strikes one out or says that both are right.

- one invoice or credit note entered by both;
- one payment entered by both: the same amount, within three days, and no reference that tells them apart;
- money allocated by both, or one sum of an invoice settled by both;
- an invoice settled by both, be it paid by one and written off by the other, beyond what was owed on it;
- one step of a scenario carried out by both for one invoice;
- two messages or calls that reached the client within the interval of the house;
- a promise, a plan, a dispute or a handover about one invoice recorded by both;
- a proposal on which both decided: the first decision holds;
- one task set by both; one entry ended by both (a task done, a dispute resolved, a promise withdrawn…);
- two decisions about such a pair: each struck out the other's entry, and nothing is left of the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.kinds import MESSAGES, NOT_DELIVERED
from recouv.domain.message import Code, Message, say
from recouv.domain.practice import House
from recouv.rules.account import invoices_by_number, shares
from recouv.rules.approvals import DECISIONS
from recouv.rules.contacts import CONTACTS
from recouv.rules.standing import cancelled_ids, standing

#: Days between the dates that two people give to one receipt.
_SAME_RECEIPT = 3
#: Two of them about one invoice are more than anybody meant.
_ONCE_AN_INVOICE = frozenset({"promise", "plan", "dispute", "handover"})
#: What ends, or takes back, the entry that it names.
_ENDS = frozenset({"done", "withdraw", "resolve", "release", "recall", "rejected"})
_SETTLES = frozenset({"payment", "credit-note", "allocate", "write-off"})


class Keep(StrEnum):
    """What a person decides of a pair."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"


class Crossing(Struct, frozen=True, kw_only=True):
    """A pair, and what it may be."""

    ours: Entry
    theirs: Entry
    what: Message
    too_much: str = ""
    """The invoice on which the two settle more than was owed: they cannot both stand as they are."""

    @property
    def ids(self) -> frozenset[str]:
        """Of both entries."""
        return frozenset({self.ours.id, self.theirs.id})

    @property
    def ways(self) -> tuple[Keep, ...]:
        """How it may be decided: a message that left is not struck out, one number is not that of two invoices."""
        if self.ours.kind in DECISIONS:
            return (Keep.BOTH,)  # the first holds, whatever anybody decides of the two now
        one_number = self.ours.kind == self.theirs.kind and self.ours.kind in ("invoice", "credit-note")
        found = []
        if not _has_left(self.theirs):
            found.append(Keep.FIRST)
        if not _has_left(self.ours):
            found.append(Keep.SECOND)
        if not one_number and not self.too_much:
            found.append(Keep.BOTH)
        return tuple(found)


def crossings(
    ours: Sequence[Entry], theirs: Sequence[Entry], house: House, known: Mapping[str, Entry] | None = None
) -> Iterator[Crossing]:
    """The pairs among the entries that count and that one side alone had.

    `known` are the entries of the dossier by their IDs: what decisions of both sides are about.
    """
    excessive = _settled_too_much(known.values()) if known else frozenset()
    for own in ours:
        for other in theirs:
            what = _crossing(own, other, house, known or {})
            number = next(iter(sorted(_settled(own) & _settled(other) & excessive)), "")
            if number and what is None:
                what = say("{number} was settled by both, beyond what was owed", number=number)
            if what is not None:
                yield Crossing(ours=own, theirs=other, what=what, too_much=number)


def _settled_too_much(entries: Iterable[Entry]) -> frozenset[str]:
    """The invoices on which the entries that count settle more than was owed."""
    facts = standing(entries, date.max)
    invoices = invoices_by_number(facts)
    settled: dict[str, Decimal] = defaultdict(Decimal)
    for share in shares(facts):
        settled[share.number] += share.money.amount
    return frozenset(
        number for number, amount in settled.items() if number in invoices and amount > _owed(invoices[number])
    )


def _owed(invoice: Entry) -> Decimal:
    return invoice.amount.amount if invoice.amount else Decimal(0)


def _settled(entry: Entry) -> set[str]:
    """The invoices that the entry settles, wholly or in part."""
    return {share.number for share in shares([entry])}


def counting(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that count on any day, cancellations included."""
    everything = list(entries)
    struck = cancelled_ids(everything)
    cancels = [entry for entry in everything if entry.kind == "cancel" and entry.id not in struck]
    return [*standing(everything, date.max), *cancels]


def decided(entries: Iterable[Entry]) -> set[frozenset[str]]:
    """The pairs of which an entry that counts says that both are right."""
    return {
        frozenset({entry.target, entry.word("other")})
        for entry in standing(entries, date.max)
        if entry.kind == "distinct"
    }


def _crossing(own: Entry, other: Entry, house: House, known: Mapping[str, Entry]) -> Message | None:
    if own.kind == other.kind in ("invoice", "credit-note"):
        if own.object.casefold() == other.object.casefold():
            return say("{kind} {number} was entered twice", kind=Code(own.kind), number=own.object)
        return None
    if own.kind == other.kind == "payment":
        if _is_one_receipt(own, other):
            return say("one payment of {amount} may have been entered twice", amount=own.amount or "-")
        return None
    if own.kind in DECISIONS and other.kind in DECISIONS:
        return _one_proposal(own, other)
    if own.kind in CONTACTS and other.kind in CONTACTS:
        return _two_contacts(own, other, house)
    if own.kind == other.kind in _ONCE_AN_INVOICE:
        shared = [number for number in own.invoices if number in other.invoices]
        if shared:
            return say("two entries of the kind {kind} about {numbers}", kind=Code(own.kind), numbers=", ".join(shared))
        return None
    if "cancel" in (own.kind, other.kind):
        return _two_decisions(own, other, house, known)
    return _settled_twice(own, other) or _done_twice(own, other)


def _is_one_receipt(own: Entry, other: Entry) -> bool:
    mine, yours = own.word("reference"), other.word("reference")
    return (
        own.amount == other.amount
        and abs((own.date - other.date).days) <= _SAME_RECEIPT
        and (not mine or not yours or mine.casefold() == yours.casefold())
    )


def _one_proposal(own: Entry, other: Entry) -> Message | None:
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


def _settled_twice(own: Entry, other: Entry) -> Message | None:
    """One source allocated by both, or an allocation of one side that settles what the other settled too."""
    if own.kind == other.kind == "allocate" and own.target == other.target:
        return say("one sum was allocated twice, ^{id}", id=own.target)
    if "allocate" in (own.kind, other.kind) and {own.kind, other.kind} <= _SETTLES:
        shared = [number for number, money in own.shares if (number, money) in other.shares]
        if shared:
            return say("{number} may have been settled twice", number=shared[0])
    return None


def _done_twice(own: Entry, other: Entry) -> Message | None:
    if own.kind != other.kind:
        return None
    if own.kind in _ENDS and own.target and own.target == other.target:
        return say("{kind} was entered twice, about ^{id}", kind=Code(own.kind), id=own.target)
    if (
        own.kind == "task"
        and own.object.casefold() == other.object.casefold()
        and own.day("due") == other.day("due")
        and own.word("owner") == other.word("owner")
    ):
        return say("one task was set twice: {task}", task=own.object or "-")
    return None


def _two_decisions(own: Entry, other: Entry, house: House, known: Mapping[str, Entry]) -> Message | None:
    """Both sides decided of one pair, each its own way."""
    if own.kind == other.kind == "cancel":
        first, second = known.get(own.target), known.get(other.target)
        if first is None or second is None or first.id == second.id or "cancel" in (first.kind, second.kind):
            return None
        if _crossing(first, second, house, {}) is None:
            return None
        return say("each struck out the other's entry: neither counts any more")
    cancel, kept = (own, other) if own.kind == "cancel" else (other, own)
    if kept.kind == "distinct" and cancel.target in (kept.target, kept.word("other")):
        return say("one said that both are right, the other struck one out")
    return None


def _has_left(entry: Entry) -> bool:
    """Whether recouv handed the message over, and nobody has said that it did not leave."""
    return entry.kind in MESSAGES and bool(entry.word("sha256")) and entry.word("outcome") in ("", "unconfirmed")
