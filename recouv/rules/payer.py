"""How a client pays, from the invoices that were paid: the average delay, and a grade that anybody can work out again.

The average delay is weighted by amount and counts what was paid early as negative days, over the last twelve invoices
that money settled in full; an invoice settled by a credit note or a write-off says nothing of the payer.

    average delay = sum of (amount paid x days from the due date to the last payment) / sum of the amounts paid

An invoice still open that is already later than that average counts with it, for what is not contested, as if it were
paid today: it can only be paid later, and who stops paying is no good payer for having been one.

The grade is the first of A, B, C, D whose bound the average delay does not pass (E beyond), one worse for each promise
not kept.  Under two invoices paid, and without a broken promise, nothing is known.

Source: the average payment delay as Upflow defines it (sum of amount x (paid - due) / sum of amounts), over the
client's own last invoices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from recouv.domain.condition import Grade
from recouv.domain.entry import Entry
from recouv.rules.account import OpenItem, money_key, shares

#: Invoices looked at: older habits say little of today's.
LAST = 12
_ENOUGH = 2
_GRADES = (Grade.A, Grade.B, Grade.C, Grade.D, Grade.E)


class Paid(Struct, frozen=True, array_like=True):
    """An invoice that money settled."""

    days_late: int
    """Of its last payment; below zero when it came early."""
    weight: int
    """What was paid, in the smallest coin of its currency."""


class PayerRecord(Struct, frozen=True, array_like=True):
    """What is known of how a client pays."""

    paid: tuple[Paid, ...] = ()
    """The last invoices paid, oldest first."""
    since: date | None = None
    """The day of the first invoice ever."""

    @property
    def average_delay(self) -> int | None:
        """Of what was paid, in whole days, halves away from zero; `None` when nothing was yet."""
        return _average(self.paid)

    def years(self, on: date) -> int:
        """Whole years for which the client has been one."""
        if self.since is None or self.since > on:
            return 0
        return on.year - self.since.year - ((on.month, on.day) < (self.since.month, self.since.day))


def payer_record(facts: Sequence[Entry], items: Sequence[OpenItem]) -> PayerRecord:
    """What the facts of an account say.

    Args:
        facts: Those that count on a day.
        items: Every invoice and instalment of the account on that day, settled ones included.
    """
    received = _received(facts)
    paid = []
    by_number: dict[str, list[OpenItem]] = {}
    for item in items:
        by_number.setdefault(item.number, []).append(item)
    for number, parts in by_number.items():
        if number in received and all(not part.balance.amount for part in parts):
            last, amount = received[number]
            due = max(part.due for part in parts)
            paid.append((last, number, Paid((last - due).days, amount)))
    first = min((fact.date for fact in facts if fact.kind == "invoice"), default=None)
    return PayerRecord(tuple([one for _, _, one in sorted(paid, key=lambda row: row[:2])[-LAST:]]), first)


def delay_on(record: PayerRecord, items: Iterable[OpenItem], on: date) -> int | None:
    """The average delay on `on`, the open `items` of the client looked at too; `None` when nothing was paid yet."""
    weight = sum(one.weight for one in record.paid)
    if not weight:
        return None
    late = sum(one.days_late * one.weight for one in record.paid)
    waited = []
    for item in items:
        days = item.days_late(on)
        owed = item.balance.minor - item.disputed.minor
        if owed > 0 and days * weight > late:
            waited.append(Paid(days, owed))
    return _average((*record.paid, *waited)) if waited else record.average_delay


def _average(known: Sequence[Paid]) -> int | None:
    weight = sum(one.weight for one in known)
    if not weight:
        return None
    days = Decimal(sum(one.days_late * one.weight for one in known)) / weight
    return int(days.quantize(Decimal(1), ROUND_HALF_UP))


def grade_of(record: PayerRecord, average: int | None, broken_promises: int, bounds: Sequence[int]) -> Grade:
    """The client's grade, from the average delay of the day."""
    if len(record.paid) < _ENOUGH or average is None:
        return Grade.UNKNOWN if not broken_promises else Grade.D
    rank = next((rank for rank, bound in enumerate(bounds) if average <= bound), len(bounds))
    return _GRADES[min(rank + broken_promises, len(_GRADES) - 1)]


def _received(facts: Sequence[Entry]) -> Mapping[str, tuple[date, int]]:
    """For each invoice, the last bank date of what was allocated to it from payments, and how much that is."""
    rejected = {fact.target for fact in facts if fact.kind == "rejected"}
    days = {money_key(fact): fact.date for fact in facts if fact.kind == "payment" and fact.id not in rejected}
    found: dict[str, tuple[date, int]] = {}
    for share in shares(facts):
        day = days.get(share.source)
        if day is not None:
            last, amount = found.get(share.number, (day, 0))
            found[share.number] = (max(last, day), amount + share.money.minor)
    return found
