"""What became of a promise to pay: open, kept, partly kept, broken, replaced or withdrawn.

A promise is judged on bank dates, by what was allocated to its invoices since it was made, so that an import that comes
late may turn a broken promise into a kept one.  The money has until the day promised and a few working days more (the
post, the bank); what lacks within the tolerance of the house lacks for nobody.  What comes later is money, and keeps no
promise.  One whose invoices owe nothing any more by then is kept, whatever settled them.

The same money keeps one promise only: of those about the same invoices, the first made, then the first due, has it
first.

A promise of a later day about the same invoices takes the place of one still open: what the client last said is what
holds; two made on one day are parts of one word.  The level of an invoice is the number of promises about it that were
not kept, wholly or in part.

Source: SAP FSCM's promise to pay (states, level, confirmation of a promise by the next), https://help.sap.com, "Promise
to Pay"; nobody publishes grace and tolerance: they are the house's, in recouv.yaml.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.domain.practice import House
from recouv.rules.commitments import Received
from recouv.rules.working_days import WorkingDays


class PromiseState(StrEnum):
    """What became of it."""

    OPEN = "open"
    """Its day has not come, or the money is still within its grace."""
    KEPT = "kept"
    PARTLY_KEPT = "partly-kept"
    BROKEN = "broken"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class JudgedPromise(Struct, frozen=True, kw_only=True):
    """A promise, and what became of it on a day."""

    promise: Entry
    state: PromiseState
    received: Money
    """What came for it, in its own currency."""
    by: date
    last_day: date
    """Until when the money is waited for: the day promised and the grace."""

    @property
    def is_not_kept(self) -> bool:
        """Whether the client did not do what was said, wholly or in part."""
        return self.state in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT)


def judged_promises(
    promises: Iterable[Entry], received: Received, on: date, house: House, *, withdrawn: Iterable[str] = ()
) -> list[JudgedPromise]:
    """Each promise and its state on `on`, oldest first.

    Args:
        promises: Those that count on that day; an entry without an amount or a day promises nothing and is left out.
        received: What came for each.
        on: The day.
        house: Gives grace, tolerance and the days worked.
        withdrawn: IDs of those taken back.
    """
    days, gone = WorkingDays(house.calendar), set(withdrawn)
    heard = sorted(promises, key=Entry.sort_key)
    judged: dict[int, JudgedPromise] = {}
    spent: dict[tuple[frozenset[str], str], dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for rank in sorted(range(len(heard)), key=lambda rank: (heard[rank].date, heard[rank].day("by") or date.max, rank)):
        promise = heard[rank]
        amount, by = promise.amount, promise.day("by")
        if amount is None or by is None:
            continue
        last_day = days.add(by, house.promises.grace)
        used = spent[frozenset(promise.invoices), amount.currency]
        rows = [(day, came - used[day]) for day, came in received.receipts(promise, amount.currency) if day <= last_day]
        came = Money(sum((left for _, left in rows), Decimal(0)), amount.currency)
        settled = received.settled_on(promise)
        is_kept = came.amount >= amount.amount - house.promises.tolerance and came.amount > 0
        if promise.id and promise.id in gone:
            state = PromiseState.WITHDRAWN
        elif is_kept or (settled is not None and settled <= last_day):
            state = PromiseState.KEPT
        elif _is_replaced(promise, heard[rank + 1 :], last_day):
            state = PromiseState.REPLACED
        elif on <= last_day:
            state = PromiseState.OPEN
        else:
            state = PromiseState.PARTLY_KEPT if came.amount > 0 else PromiseState.BROKEN
        if state not in (PromiseState.WITHDRAWN, PromiseState.REPLACED):
            _spend(rows, amount.amount, used)
        judged[rank] = JudgedPromise(promise=promise, state=state, received=came, by=by, last_day=last_day)
    return [judged[rank] for rank in sorted(judged)]


def _spend(rows: Sequence[tuple[date, Decimal]], amount: Decimal, used: dict[date, Decimal]) -> None:
    """Take a promise's money out of what is left of each day, earliest first."""
    for day, left in rows:
        part = min(left, amount)
        used[day] += part
        amount -= part


def _is_replaced(promise: Entry, later: Sequence[Entry], last_day: date) -> bool:
    """Whether another one, made while it was open, is about all that it is about."""
    named = set(promise.invoices)
    return any(
        promise.date < other.date <= last_day
        and other.amount is not None
        and promise.amount is not None
        and other.amount.currency == promise.amount.currency
        and (not other.invoices or (named and named <= set(other.invoices)))
        for other in later
    )
