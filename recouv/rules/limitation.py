"""Until when an invoice may be claimed in court: two dates, a prudent one and the usual one.

The prudent date counts from the day of delivery or performance (`performed`), else from the day of issue; the usual
one from the due date.  Courts have taken the first where an invoice came late, and the second where a term was agreed:
the alarm is on the earlier of both.

    last day to sue = first day + the period, date to date

The period is acquired when that last day is over.  It is five years against a company or a sole trader, two against a
consumer, and against a public body four from the next 1 January.  The head's `limitation`, else that of `recouv.yaml`
for the client's kind, takes its place: goods transport has one year, a residential rent three.  A period of one's own
is counted date to date, for a public body too.  Once there is a judgment, what runs is the ten years to enforce it.

What starts it again: see `recouv.rules.interruptions`.  Neither a dispute nor a formal notice does.

Source: C. com. art. L110-4; C. civ. art. 2224, 2228, 2229, 2231, 2233; C. conso. art. L218-2; loi 68-1250 of 31
December 1968, art. 1; CPCE art. L111-4; Cass. com. 26 Feb. 2020, n° 18-25.036 (services: from their performance).
Week-ends and holidays do not lengthen it: no text says so of limitation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from recouv.domain.dossier import Client, ClientKind
from recouv.domain.message import Message, say, say_many
from recouv.domain.practice import House
from recouv.rules.account import OpenItem
from recouv.rules.interruptions import NONE, Interruptions
from recouv.rules.months import months_later

_YEAR = 12
#: Of a judgment (CPCE art. L111-4), in months; a claim whose own period is longer keeps it.
TO_ENFORCE = 120
_STATUTORY: Mapping[ClientKind, tuple[int, Message]] = {
    ClientKind.COMPANY: (60, say("5 years against a business (C. com. art. L110-4, C. civ. art. 2224)")),
    ClientKind.SOLE_TRADER: (60, say("5 years against a business (C. com. art. L110-4, C. civ. art. 2224)")),
    ClientKind.CONSUMER: (24, say("2 years against a consumer (C. conso. art. L218-2)")),
    ClientKind.PUBLIC: (48, say("4 years against a public body, from the next 1 January (loi 68-1250, art. 1)")),
}


class Period(Struct, frozen=True):
    """How long a claim may be brought."""

    months: int
    why: Message
    from_january: bool = False
    """Whether it runs from the 1 January that follows."""

    def last_day(self, start: date) -> date:
        """The last day to sue, where it runs from `start`."""
        return months_later(start.replace(month=12, day=31) if self.from_january else start, self.months)


class Deadline(Struct, frozen=True):
    """The last day to sue."""

    last_day: date | None
    """`None` while nothing runs."""
    why: tuple[Message, ...]
    """From when it runs, then for how long."""


class Limitation(Struct, frozen=True):
    """Both dates of an item."""

    prudent: Deadline
    usual: Deadline


def period_of(client: Client, house: House) -> Period:
    """That of the client's invoices, as long as there is no judgment."""
    if client.limitation:
        return Period(client.limitation, say("{period}, by the head of the dossier", period=_said(client.limitation)))
    months = house.limitation.get(str(client.kind))
    if months:
        return Period(months, say("{period}, by recouv.yaml", period=_said(months)))
    months, why = _STATUTORY[client.kind]
    return Period(months, why, from_january=client.kind is ClientKind.PUBLIC)


def limitation_of(item: OpenItem, interruptions: Interruptions, period: Period) -> Limitation:
    """Both dates of an item, with the reasons of each."""
    if interruptions.declared:
        waits = Deadline(
            None,
            (
                say(
                    "the claim was declared on {day}: nothing runs until the proceedings close"
                    " (C. com. art. L622-25-1)",
                    day=interruptions.declared,
                ),
            ),
        )
        return Limitation(waits, waits)
    if interruptions.judged:
        period = Period(max(TO_ENFORCE, period.months), say("10 years to enforce a judgment (CPCE art. L111-4)"))
    due = (item.due, say("counted from its due date, {day}", day=item.due))
    return Limitation(
        _deadline(min(_earliest(item, interruptions), due, key=lambda row: row[0]), interruptions, period),
        _deadline(due, interruptions, period, usual=True),
    )


def is_far(item: OpenItem, interruptions: Interruptions, since: date) -> bool:
    """Whether nothing of the item can be lost before what began on `since` is: quicker to know than its dates."""
    return item.due > since and (interruptions.performed or item.issued) > since


def of_item(item: OpenItem, interruptions: Mapping[str, Interruptions], period: Period) -> Limitation:
    """The same, among the interruptions of all invoices."""
    return limitation_of(item, interruptions.get(item.number, NONE), period)


def _earliest(item: OpenItem, interruptions: Interruptions) -> tuple[date, Message]:
    if interruptions.performed:
        return interruptions.performed, say(
            "counted from its delivery or performance, {day}", day=interruptions.performed
        )
    return item.issued, say("counted from its issue, {day}", day=item.issued)


def _deadline(
    first: tuple[date, Message], interruptions: Interruptions, period: Period, *, usual: bool = False
) -> Deadline:
    start, why = first
    again = interruptions.restarted
    if again is not None and again > start:
        start, why = again, _restart(interruptions.by, again)
    enforceable = interruptions.enforceable
    if usual and enforceable is not None and enforceable > start:
        start, why = enforceable, say("counted from the day the judgment may be enforced, {day}", day=enforceable)
    return Deadline(period.last_day(start), (why, period.why))


def _restart(kind: str, day: date) -> Message:
    match kind:
        case "payment":
            return say("runs again from a payment of {day} (C. civ. art. 2240)", day=day)
        case "plan":
            return say("runs again from the payment plan of {day} (C. civ. art. 2240)", day=day)
        case "handover":
            return say("runs again from the action in court of {day} (C. civ. art. 2241)", day=day)
        case "judgment":
            return say("counted from the judgment of {day}", day=day)
        case "claim":
            return say("runs again from {day}, after the claim declared (C. com. art. L622-25-1)", day=day)
        case _:
            return say("runs again from the acknowledgment of {day} (C. civ. art. 2240)", day=day)


def _said(months: int) -> Message:
    years, rest = divmod(months, _YEAR)
    if rest:
        return say_many("{count} month", "{count} months", months)
    return say_many("{count} year", "{count} years", years)
