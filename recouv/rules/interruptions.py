"""What starts the limitation of an invoice again.

- the client acknowledges the debt: an `acknowledgment`, a payment plan, a payment of part of the invoice.  A promise
  told on the telephone proves nothing: when it comes in writing, it is recorded as an `acknowledgment` too;
- a court is seized: a `handover` whose `role` is `court`, dated by the summons or by the service of the order; handing
  the file to a collector or a bailiff interrupts nothing;
- a `judgment`: what runs from then on is the period to enforce it;
- a `claim` declared in insolvency proceedings: nothing runs until they are closed (`release`), then all of it again.

A formal notice, even by registered post, interrupts nothing, and no other message does.  A payment that the bank took
back, or that an import made of the books (`nature`), is no act of the client.  An entry that names no invoice is about
those issued by then.

Source: C. civ. art. 2231, 2240, 2241; C. com. art. L622-25-1; Cass. com. 18 May 2022, n° 20-23.204 (the list of 2240,
2241 and 2244 is closed: a formal notice is not in it).  Left out, so that the alarm comes early and never late:
enforcement acts (2244), mediation (2238), and the written demand that interrupts against a public body (loi 68-1250,
art. 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.rules.account import OpenItem, invoices_by_number, money_key, shares

_ACTS = frozenset({"acknowledgment", "plan", "handover", "judgment", "claim"})


class Interruptions(Struct, frozen=True, array_like=True):
    """What moves the limitation of one invoice, beside its own dates."""

    performed: date | None = None
    """When it was delivered or performed, where the invoice says so."""
    restarted: date | None = None
    """The last day from which it runs again."""
    by: str = ""
    """The kind of the entry that started it again."""
    judged: date | None = None
    """The day of the last judgment: what runs is the period to enforce it."""
    enforceable: date | None = None
    """The last day from which one may be enforced, where any says so."""
    declared: date | None = None
    """When it was declared in proceedings still open: nothing runs."""


NONE = Interruptions()


def interruptions_of(facts: Sequence[Entry], items: Sequence[OpenItem]) -> dict[str, Interruptions]:
    """By invoice, for those of `items` that anything moves.

    Args:
        facts: Those that count on a day.
        items: The invoices that matter.
    """
    issued = {item.number: item.issued for item in items}
    if not issued:
        return {}
    invoices = invoices_by_number(facts)
    performed = {number: invoices[number].day("performed") for number in issued if number in invoices}
    events: dict[str, list[tuple[date, str, date | None]]] = {}
    for number, event in _events(facts, issued):
        events.setdefault(number, []).append(event)
    declared = _declared(facts, issued)
    return {
        number: _of_one(performed.get(number), events.get(number, ()), declared.get(number))
        for number in issued
        if performed.get(number) or number in events or number in declared
    }


def _of_one(
    performed: date | None, events: Sequence[tuple[date, str, date | None]], declared: date | None
) -> Interruptions:
    last = max(events, key=lambda event: event[:2], default=None)
    return Interruptions(
        performed=performed,
        restarted=last[0] if last else None,
        by=last[1] if last else "",
        judged=max((day for day, kind, _ in events if kind == "judgment"), default=None),
        enforceable=max((day for _, _, day in events if day is not None), default=None),
        declared=declared,
    )


def _events(facts: Sequence[Entry], issued: Mapping[str, date]) -> Iterator[tuple[str, tuple[date, str, date | None]]]:
    rejected = {fact.target for fact in facts if fact.kind == "rejected"}
    paid = {
        money_key(fact): fact.date
        for fact in facts
        if fact.kind == "payment" and fact.id not in rejected and not fact.word("nature")
    }
    if paid:
        for share in shares(facts):
            if share.number in issued and share.source in paid:
                yield share.number, (paid[share.source], "payment", None)
    for fact in facts:
        if fact.kind not in _ACTS or (fact.kind == "handover" and fact.word("role") != "court"):
            continue
        day = fact.date
        if fact.kind == "claim":
            day = _closed(fact, facts)
        for number in _concerned(fact, issued):
            yield number, (day, fact.kind, fact.day("enforceable"))


def _concerned(fact: Entry, issued: Mapping[str, date]) -> Iterator[str]:
    named = fact.invoices
    if named:
        yield from (number for number in named if number in issued)
    else:
        yield from (number for number, day in issued.items() if day <= fact.date)


def _proceedings(claim: Entry, facts: Sequence[Entry]) -> list[Entry]:
    return [fact for fact in facts if fact.kind == "insolvency" and fact.date <= claim.date]


def _closed(claim: Entry, facts: Sequence[Entry]) -> date:
    """The day on which the proceedings were closed; that of the claim as long as they are not."""
    opened = {fact.id for fact in _proceedings(claim, facts) if fact.id}
    return max([claim.date, *(fact.date for fact in facts if fact.kind == "release" and fact.target in opened)])


def _declared(facts: Sequence[Entry], issued: Mapping[str, date]) -> dict[str, date]:
    """Invoice → the day of the last claim declared for it in proceedings that are still open."""
    closed = {fact.target for fact in facts if fact.kind == "release"}
    declared: dict[str, date] = {}
    for fact in facts:
        if fact.kind == "claim" and any(not (one.id and one.id in closed) for one in _proceedings(fact, facts)):
            for number in _concerned(fact, issued):
                declared[number] = max(declared.get(number, fact.date), fact.date)
    return declared
