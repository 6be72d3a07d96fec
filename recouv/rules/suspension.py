"""When an invoice must not be chased: insolvency, handover, hold, plan, promise, dispute.

The first reason that applies is given, heaviest first.  A promise or a plan is judged on bank dates: on what was
received and allocated to its invoices since it was made.

Source: C. com. art. L622-7 and L622-21 (no claim is chased after the opening judgment); the others are the usage of
the field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Self

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.rules.account import OpenItem
from recouv.rules.commitments import Received, concerns, grace_of, received_for_commitments
from recouv.rules.standing import standing

_SUSPENDING = frozenset({"insolvency", "handover", "hold", "plan", "promise", "dispute"})


class Suspension(Struct, frozen=True):
    """Why an item waits."""

    reason: Message
    until: date | None
    """Last day of it; `None` when a person must end it."""


def live_commitments(facts: Sequence[Entry]) -> list[Entry]:
    """Of the facts that count on a day, those that suspend something and that nothing has ended, in the order given."""
    ended = {fact.target for fact in facts if fact.kind in ("withdraw", "resolve", "release", "recall")}
    return [fact for fact in facts if fact.kind in _SUSPENDING and not (fact.id and fact.id in ended)]


class Commitments:
    """What suspends a client's items on a day: looked up once, asked for each."""

    def __init__(self, live: Sequence[Entry], received: Received, on: date) -> None:
        """`live` as `live_commitments` gives them, on a day on which the same facts count as on `on`."""
        self._on = on
        self._received = received
        self._running: dict[str, list[Entry]] = defaultdict(list)
        for fact in sorted(live, key=Entry.sort_key):
            self._running[fact.kind].append(fact)

    @classmethod
    def of(cls, facts: Sequence[Entry], on: date) -> Self:
        """Those of the facts that count on `on`."""
        return cls(live_commitments(facts), received_for_commitments(facts), on)

    def suspension(self, item: OpenItem) -> Suspension | None:
        """Why `item` must not be chased; `None` when it may be."""
        if self._running:
            for judge in (self._insolvency, self._handover, self._hold, self._plan, self._promise, self._dispute):
                found = judge(item)
                if found is not None:
                    return found
        return None

    def broken_promises(self, number: str) -> list[Entry]:
        """Promises on that invoice whose day is past and whose money did not come, oldest first."""
        return [fact for fact in self._broken if concerns(fact, number)]

    @cached_property
    def _broken(self) -> list[Entry]:
        return [
            fact
            for fact in self._running["promise"]
            if (fact.day("by") or self._on) < self._on and not self._received.is_kept(fact)
        ]

    def _insolvency(self, _item: OpenItem) -> Suspension | None:
        for fact in self._running["insolvency"]:
            return Suspension(say("insolvency proceedings opened on {day}", day=fact.date), None)
        return None

    def _handover(self, item: OpenItem) -> Suspension | None:
        for fact in self._running["handover"]:
            if concerns(fact, item.number):
                return Suspension(say("handed over to {whom} on {day}", whom=fact.word("to"), day=fact.date), None)
        return None

    def _hold(self, item: OpenItem) -> Suspension | None:
        live = [
            hold
            for hold in self._running["hold"]
            if (hold.day("until") or date.max) >= self._on and concerns(hold, item.number)
        ]
        if not live:
            return None
        last = max(live, key=lambda hold: hold.day("until") or date.max)
        reason = last.word("reason")
        message = say("on hold: {reason}", reason=reason) if reason else say("on hold since {day}", day=last.date)
        return Suspension(message, last.day("until"))

    def _plan(self, item: OpenItem) -> Suspension | None:
        return next((stop for plan, stop in self._kept_plans if concerns(plan, item.number)), None)

    @cached_property
    def _kept_plans(self) -> list[tuple[Entry, Suspension]]:
        """The plans that run and are kept, and what to say of them."""
        return [(plan, stop) for plan in self._running["plan"] if (stop := self._kept_plan(plan)) is not None]

    def _kept_plan(self, plan: Entry) -> Suspension | None:
        rows = plan.schedule("instalments")
        if self._received.is_broken(plan, self._on):
            return None
        upcoming = [day for day, _ in rows if day >= self._on]
        if not upcoming and self._received.covers(plan, [money for _, money in rows]):
            return None  # the plan has run its course: what it did not cover is chased again
        last = max(day for day, _ in rows).toordinal() + grace_of(plan)
        until = min(upcoming) if upcoming else date.fromordinal(min(last, date.max.toordinal()))
        return Suspension(say("payment plan of {day}", day=plan.date), until)

    def _promise(self, item: OpenItem) -> Suspension | None:
        live = [row for row in self.live_promises if concerns(row[1], item.number)]
        if not live:
            return None
        by, last = max(live, key=lambda row: row[0])
        return Suspension(say("promise of {amount} by {day}", amount=last.amount, day=by), by)

    @cached_property
    def live_promises(self) -> list[tuple[date, Entry]]:
        """The promises whose day is still to come and whose money has not, with that day."""
        return [
            (by, fact)
            for fact in self._running["promise"]
            if (by := fact.day("by")) and by >= self._on and not self._received.is_kept(fact)
        ]

    def _dispute(self, item: OpenItem) -> Suspension | None:
        """Where all that is left of the item is contested."""
        if not item.disputed or item.disputed != item.balance:
            return None
        for fact in self._running["dispute"]:
            if item.number in fact.invoices:
                category = fact.word("category") or fact.word("reason")
                reason = (
                    say("disputed: {category}", category=category)
                    if category
                    else say("disputed since {day}", day=fact.date)
                )
                revisit = fact.day("revisit")
                return Suspension(reason, revisit if revisit and revisit >= self._on else None)
        return None


def promises_to_come(entries: Sequence[Entry], on: date) -> list[Entry]:
    """The promises that hold on `on`: for that day or a later one, neither withdrawn nor already kept."""
    if not any(entry.kind == "promise" for entry in entries):
        return []
    return [promise for _, promise in Commitments.of(standing(entries, on), on).live_promises]


def claimed(item: OpenItem) -> Money:
    """What may be asked for on an item: its balance less the part in dispute."""
    return item.balance - item.disputed
