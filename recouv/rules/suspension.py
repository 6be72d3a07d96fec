"""When an invoice must not be chased: insolvency, handover, hold, plan, promise, dispute.

The first reason that applies is given, heaviest first.  A promise or a plan is judged on bank dates: on what was
received and allocated to its invoices since it was made.

Source: C. com. art. L622-7 and L622-21 (no claim is chased after the opening judgment); the others are the usage of
the field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Self

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.kinds import MESSAGES
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.domain.practice import House
from recouv.rules.account import OpenItem
from recouv.rules.commitments import Received, concerns, received_for_commitments
from recouv.rules.plans import JudgedPlan, PlanState, judged_plan
from recouv.rules.promises import JudgedPromise, PromiseState, judged_promises

#: Of a message: nobody knows whether it left, or its address takes none.
_UNDELIVERED = frozenset({"unconfirmed", "undeliverable"})
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


def undelivered_messages(facts: Sequence[Entry]) -> list[Entry]:
    """Of the facts that count on a day, the messages that may have left, and those whose address takes none."""
    return [fact for fact in facts if fact.kind in MESSAGES and fact.word("outcome") in _UNDELIVERED]


class Commitments:
    """What suspends a client's items on a day: looked up once, asked for each."""

    def __init__(self, live: Sequence[Entry], received: Received, on: date, house: House) -> None:
        """`live` as `live_commitments` and `undelivered_messages` give it, on a day on which the same facts count."""
        self._on = on
        self._received = received
        self._house = house
        self._running: dict[str, list[Entry]] = defaultdict(list)
        for fact in sorted(live, key=Entry.sort_key):
            self._running[fact.kind].append(fact)

    @classmethod
    def of(cls, facts: Sequence[Entry], on: date, house: House) -> Self:
        """Those of the facts that count on `on`."""
        live = [*live_commitments(facts), *undelivered_messages(facts)]
        return cls(live, received_for_commitments(facts), on, house)

    def suspension(self, item: OpenItem) -> Suspension | None:
        """Why `item` must not be chased; `None` when it may be."""
        if self._running:
            for judge in (self._insolvency, self._handover, self._hold, self._plan, self._promise, self._dispute):
                found = judge(item)
                if found is not None:
                    return found
        return None

    def broken_promises(self, number: str) -> list[JudgedPromise]:
        """Promises on that invoice that were not kept, wholly or in part, oldest first."""
        return [judged for judged in self.promises if judged.is_not_kept and concerns(judged.promise, number)]

    @cached_property
    def promises(self) -> list[JudgedPromise]:
        """Every promise that was not withdrawn, oldest first."""
        return judged_promises(self._running["promise"], self._received, self._on, self._house)

    @property
    def promises_not_kept(self) -> int:
        """How many promises were not kept, wholly or in part."""
        return sum(judged.is_not_kept for judged in self.promises)

    @property
    def open_promises(self) -> list[JudgedPromise]:
        """Those whose money is still waited for."""
        return [judged for judged in self.promises if judged.state is PromiseState.OPEN]

    @cached_property
    def plans(self) -> list[JudgedPlan]:
        """Every plan that was not cancelled, oldest first."""
        return [judged_plan(plan, self._received, self._on, self._house) for plan in self._running["plan"]]

    def is_awaited(self, number: str) -> bool:
        """Whether money for that invoice is expected by an open promise or a plan that is kept."""
        kept = (judged.plan for judged in self.plans if judged.state in (PlanState.ON_TRACK, PlanState.LATE))
        said = (judged.promise for judged in self.open_promises)
        return any(concerns(commitment, number) for commitment in (*kept, *said))

    def unsettled(self, numbers: Collection[str]) -> Entry | None:
        """The last message about these invoices of which nobody knows whether it left; `None` when each is known."""
        about = [
            fact
            for fact in self._messages("unconfirmed")
            if not fact.invoices or any(number in fact.invoices for number in numbers)
        ]
        return max(about, key=Entry.sort_key, default=None)

    @property
    def dead_addresses(self) -> frozenset[str]:
        """Addresses to which a message could not be delivered."""
        return frozenset(fact.word("to").casefold() for fact in self._messages("undeliverable") if fact.word("to"))

    def _messages(self, outcome: str) -> Iterator[Entry]:
        return (
            fact for kind in sorted(MESSAGES) for fact in self._running.get(kind, ()) if fact.word("outcome") == outcome
        )

    def running(self, kind: str) -> list[Entry]:
        """The commitments of that kind that nothing has ended, oldest first."""
        return self._running[kind]

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
        for judged in self.plans:
            if judged.state in (PlanState.ON_TRACK, PlanState.LATE) and concerns(judged.plan, item.number):
                return Suspension(say("payment plan of {day}", day=judged.plan.date), judged.until(self._on))
        return None

    def _promise(self, item: OpenItem) -> Suspension | None:
        waited = [judged for judged in self.open_promises if concerns(judged.promise, item.number)]
        if not waited:
            return None
        last = max(waited, key=lambda judged: judged.last_day)
        return Suspension(say("promise of {amount} by {day}", amount=last.promise.amount, day=last.by), last.last_day)

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


def claimed(item: OpenItem) -> Money:
    """What may be asked for on an item: its balance less the part in dispute."""
    return item.balance - item.disputed
