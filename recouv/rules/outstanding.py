"""The outstanding of a client on several days: invoices − credits − payments + refunds + rejected − write-offs.

It is the total of the account of each of those days, to the cent, without rebuilding the accounts: allocations move
money between columns and never change the total, so each fact moves the sum by one amount from one day on.  The same
facts count as in `account`: no entry struck out, no write-off of an invoice that is not there yet, no rejection of an
unknown payment.

Spans: the month of a day ends with its last day, included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.rules.account import invoices_by_number, shares
from recouv.rules.standing import standing

#: Months that the curve of the outstanding goes back.
MONTHS = 12
_MONEY = frozenset(
    ("invoice", "credit-note", "payment", "refund", "rejected", "write-off", "cancel", "approve", "reject")
)


class Move(Struct, frozen=True):
    """What a fact changes in the outstanding, from a day on."""

    day: date
    currency: str
    amount: Decimal
    kind: str = ""
    """Of the fact; `rejected` for the way back of a payment."""
    fact: Entry | None = None
    """The fact itself; of the way back of a payment, the payment."""


def month_ends(on: date, count: int = MONTHS) -> tuple[date, ...]:
    """The last days of the `count` months before that of `on`, then `on` itself; fewer at the beginning of time.

    >>> [day.isoformat() for day in month_ends(date(2026, 3, 31), 2)]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    days = [on]
    for _ in range(count):
        first = days[0].replace(day=1)
        if first == date.min:
            break
        days.insert(0, first - timedelta(days=1))
    return tuple(days)


def outstanding_on(entries: Iterable[Entry], days: Sequence[date]) -> dict[str, tuple[Decimal, ...]]:
    """The outstanding at the end of each of `days`, earliest first, by currency in alphabetical order.

    A currency in which nothing moved by the last day is not there.
    """
    if not days:
        return {}
    facts = [entry for entry in entries if entry.kind in _MONEY and entry.date <= days[-1]]
    last = standing(facts, days[-1])
    if _is_settled_for_good(facts, last):
        return _summed(sorted(moves(last), key=lambda move: move.day), days)
    # an entry struck out later than it is dated counts until then: each day has its own facts
    found: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(days))
    for rank, day in enumerate(days):
        for currency, (amount,) in _summed(list(moves(standing(facts, day))), (day,)).items():
            found[currency][rank] = amount
    return {currency: tuple(found[currency]) for currency in sorted(found)}


def moves(facts: Sequence[Entry]) -> Iterator[Move]:
    """What each of these standing facts changes, and from when."""
    invoices = invoices_by_number(facts)
    rejected = _rejections(facts)
    for invoice in invoices.values():
        whole = invoice.amount
        assert whole is not None  # only entries with an amount are invoices
        for _, part in invoice.schedule("due") or ((invoice.date, None),):
            yield Move(invoice.date, whole.currency, (whole if part is None else part).amount, "invoice", invoice)
    for fact in facts:
        if fact.kind == "refund" and fact.amount:
            yield Move(fact.date, fact.amount.currency, fact.amount.amount, "refund", fact)
        elif fact.kind in ("payment", "credit-note") and fact.amount:
            yield from _credited(fact, rejected)
        elif fact.kind == "write-off":
            for share in shares((fact,)):
                written = invoices.get(share.number)
                if written and written.amount and written.amount.currency == share.money.currency:
                    day = max(fact.date, written.date)
                    yield Move(day, share.money.currency, -share.money.amount, "write-off", fact)


def _credited(fact: Entry, rejected: Mapping[str, date]) -> Iterator[Move]:
    """A payment or a credit note, and its way back when the bank rejects it; nothing when it was rejected before."""
    assert fact.amount is not None  # only those with an amount are asked for
    back = rejected.get(fact.id) if fact.id else None
    if back is None or back > fact.date:
        yield Move(fact.date, fact.amount.currency, -fact.amount.amount, fact.kind, fact)
        if back is not None:
            yield Move(back, fact.amount.currency, fact.amount.amount, "rejected", fact)
    else:
        yield Move(fact.date, fact.amount.currency, Decimal(0), fact.kind, fact)


def _rejections(facts: Iterable[Entry]) -> dict[str, date]:
    """ID of what was rejected → the first day on which it was."""
    found: dict[str, date] = {}
    for fact in facts:
        if fact.kind == "rejected":
            found[fact.target] = min(fact.date, found.get(fact.target, fact.date))
    return found


def _is_settled_for_good(facts: Sequence[Entry], last: Sequence[Entry]) -> bool:
    """Whether `last`, what counts on the last day, counted since its own day and alone.

    So it is where every cancellation is as old as what it strikes out, as recouv writes them, and no invoice number is
    used twice.
    """
    dated: dict[str, date] = {}
    for fact in facts:
        if fact.id:
            dated[fact.id] = min(fact.date, dated.get(fact.id, fact.date))
    numbers = [fact.object for fact in last if fact.kind == "invoice"]
    return len(numbers) == len(set(numbers)) and all(
        fact.date <= dated.get(fact.target, fact.date) for fact in facts if fact.kind == "cancel"
    )


def _summed(ordered: Sequence[Move], days: Sequence[date]) -> dict[str, tuple[Decimal, ...]]:
    """The sum of the moves, earliest first, up to the end of each day."""
    sums = {currency: Decimal(0) for currency in sorted({move.currency for move in ordered})}
    found: dict[str, list[Decimal]] = {currency: [] for currency in sums}
    rank = 0
    for day in days:
        while rank < len(ordered) and ordered[rank].day <= day:
            sums[ordered[rank].currency] += ordered[rank].amount
            rank += 1
        for currency, total in sums.items():
            found[currency].append(total)
    return {currency: tuple(values) for currency, values in found.items()}
