"""When the money of a client's account is expected: by week, or without a date, each euro once.

The outstanding is cut in parts that sum to it, in each currency:

- *contested*: the part of the open items under an open dispute;
- *proceedings*: what is left of items in insolvency or handed over: nobody says when it comes;
- *promised*: by the days of open promises and of the instalments of plans that are not broken, the latest commitment
  first, because it says what the client last agreed to; each takes from the invoices it is about, earliest due first
  (C. civ. art. 1342-10), never more than is left of them, less what came since it was made;
- *due*: what no commitment covers and is not yet due, on its due date;
- *undated*: what no commitment covers and is overdue;
- *unallocated*: money that settles nothing yet, as in the aged balance: zero or below.

A week begins on Monday and ends on Sunday; the first one begins on the day asked for.  Money due that day is expected
in it, and so is an instalment that is late and still tolerated.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.domain.practice import House
from recouv.rules.account import Account, OpenItem
from recouv.rules.commitments import concerns
from recouv.rules.plans import PlanState
from recouv.rules.suspension import Commitments

WEEKS = 8


class Expected(Struct, frozen=True, kw_only=True):
    """The outstanding of a client, or of several, in one currency, by when it should come."""

    currency: str
    promised: tuple[Decimal, ...]
    """Each week's, then what is promised later."""
    due: tuple[Decimal, ...]
    """Each week's, then what is due later."""
    undated: Decimal
    contested: Decimal
    proceedings: Decimal
    unallocated: Decimal

    @property
    def weeks(self) -> tuple[Decimal, ...]:
        """What each week should bring, then what should come later."""
        return tuple(promised + due for promised, due in zip(self.promised, self.due, strict=True))

    @property
    def total(self) -> Decimal:
        """The sum of all parts: the outstanding."""
        return sum((*self.promised, *self.due), self.undated + self.contested + self.proceedings + self.unallocated)

    def __add__(self, other: Expected) -> Expected:
        assert self.currency == other.currency  # two currencies are never summed
        return Expected(
            currency=self.currency,
            promised=tuple(mine + theirs for mine, theirs in zip(self.promised, other.promised, strict=True)),
            due=tuple(mine + theirs for mine, theirs in zip(self.due, other.due, strict=True)),
            undated=self.undated + other.undated,
            contested=self.contested + other.contested,
            proceedings=self.proceedings + other.proceedings,
            unallocated=self.unallocated + other.unallocated,
        )


def week_ends(on: date, count: int = WEEKS) -> tuple[date, ...]:
    """The Sundays on which the `count` weeks end, that of `on` first; fewer at the end of time.

    >>> [day.isoformat() for day in week_ends(date(2026, 11, 20), 2)]
    ['2026-11-22', '2026-11-29']
    """
    first = on.toordinal() + 6 - on.weekday()
    last = date.max.toordinal()
    return tuple(date.fromordinal(min(last, first + 7 * rank)) for rank in range(count))


def expected_receipts(
    account: Account, facts: Sequence[Entry], weeks: Sequence[date], house: House
) -> tuple[Expected, ...]:
    """The parts of the account's outstanding, one value for each currency in alphabetical order.

    Args:
        account: On the day asked for.
        facts: The entries that count on that day.
        weeks: As `week_ends` gives them for that day.
        house: Says how long the money promised is waited for.
    """
    commitments = Commitments.of(facts, account.on, house)
    return tuple(_of_currency(account, commitments, weeks, currency) for currency in account.currencies())


def _of_currency(account: Account, commitments: Commitments, weeks: Sequence[date], currency: str) -> Expected:
    promised = [Decimal(0)] * (len(weeks) + 1)
    due = list(promised)
    undated = contested = proceedings = Decimal(0)
    stopped = [*commitments.running("insolvency"), *commitments.running("handover")]
    left: dict[int, Decimal] = {}
    items = [item for item in account.items if item.balance and item.balance.currency == currency]
    for rank, item in enumerate(items):
        contested += item.disputed.amount
        rest = item.balance.amount - item.disputed.amount
        if any(concerns(stop, item.number) for stop in stopped):
            proceedings += rest
        else:
            left[rank] = rest
    for commitment, parts in _open_commitments(commitments):
        for day, money in parts:
            if money is not None and money.currency != currency:
                continue
            taken = _take(commitment, money.amount if money else None, items, left)
            promised[bisect_left(weeks, max(day, account.on))] += taken
    for rank, rest in left.items():
        if items[rank].due < account.on:
            undated += rest
        else:
            due[bisect_left(weeks, items[rank].due)] += rest
    return Expected(
        currency=currency,
        promised=tuple(promised),
        due=tuple(due),
        undated=undated,
        contested=contested,
        proceedings=proceedings,
        unallocated=-account.unallocated(currency).amount,
    )


def _open_commitments(commitments: Commitments) -> Iterator[tuple[Entry, list[tuple[date, Money | None]]]]:
    """Promises and plans that still run, the latest made first, with the days and amounts still to come of each.

    `None` is all that is owed.
    """
    rows: list[tuple[Entry, list[tuple[date, Money | None]]]] = []
    for promise in commitments.open_promises:
        amount = promise.promise.amount
        rows.append((promise.promise, [(promise.by, amount - promise.received)] if amount else []))
    rows += [
        (plan.plan, [(one.day, one.left) for one in plan.instalments if not one.is_paid])
        for plan in commitments.plans
        if plan.state in (PlanState.ON_TRACK, PlanState.LATE)
    ]
    yield from sorted(rows, key=lambda row: row[0].sort_key(), reverse=True)


def _take(commitment: Entry, amount: Decimal | None, items: Sequence[OpenItem], left: dict[int, Decimal]) -> Decimal:
    """What the commitment's invoices still leave of `amount`, taken from them; `left` is brought down by as much."""
    taken = Decimal(0)
    for rank, rest in left.items():
        if rest > 0 and concerns(commitment, items[rank].number):
            part = rest if amount is None else min(rest, amount - taken)
            left[rank] = rest - part
            taken += part
    return taken
