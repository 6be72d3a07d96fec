"""The aged balance (balance âgée): what is owed, by days past the due date.

Columns: not due, the age buckets, unallocated money, total.  0 days late is not due; the first bucket begins the day
after the due date.  Money that settles nothing yet stands in its own negative column, never in an age bucket, where
an old credit would hide an old debt.  The total is the sum of the columns, per currency, always.

Source: the usage of the field as described by OCA's aged partner balance and Upflow's identity
(outstanding = due + overdue − unapplied).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.money import Money, amount_of_coins

if TYPE_CHECKING:
    from recouv.rules.account import Account

DEFAULT_BOUNDS = (30, 60, 90)


def bucket_names(bounds: Sequence[int] = DEFAULT_BOUNDS) -> tuple[str, ...]:
    """The age columns for these upper bounds in days (inclusive), `not_due` first.

    >>> bucket_names((30, 60, 90))
    ('not_due', '1-30', '31-60', '61-90', '91+')
    """
    starts = [1, *(bound + 1 for bound in bounds)]
    ranges = [f"{start}-{bound}" for start, bound in zip(starts, bounds, strict=False)]
    return ("not_due", *ranges, f"{starts[-1]}+")


class AgedRow(Struct, frozen=True, kw_only=True):
    """One line of the aged balance, in one currency.

    It is made, summed, sorted and written ten thousand at a time: hence whole numbers of the currency's smallest coin,
    and amounts made of them for whoever asks.
    """

    currency: str
    coins: tuple[int, ...]
    """The age columns as `bucket_names`, not due first, in the smallest coin."""
    unallocated_coins: int
    disputed_coins: int = 0
    oldest_due: date | None = None
    """Due date of the oldest overdue item."""
    days_late: int = 0
    """Of that item."""

    @property
    def total_coins(self) -> int:
        """The total, in the smallest coin."""
        return sum(self.coins) + self.unallocated_coins

    @property
    def overdue_coins(self) -> int:
        """What is overdue, in the smallest coin."""
        return sum(self.coins) - self.coins[0]

    @property
    def buckets(self) -> tuple[Decimal, ...]:
        """The age columns as `bucket_names`: not due first."""
        return tuple([self._amount(part) for part in self.coins])

    @property
    def unallocated(self) -> Decimal:
        """Zero or below, save where refunds exceed what was received."""
        return self._amount(self.unallocated_coins)

    @property
    def disputed(self) -> Decimal:
        """Of which contested: already counted in the buckets."""
        return self._amount(self.disputed_coins)

    @property
    def not_due(self) -> Decimal:
        """Owed and not yet due."""
        return self._amount(self.coins[0])

    @property
    def overdue(self) -> Decimal:
        """Owed and past due, before any unallocated money."""
        return self._amount(self.overdue_coins)

    @property
    def open_items(self) -> Decimal:
        """What is left of invoices, due or not, before any unallocated money."""
        return self._amount(sum(self.coins))

    @property
    def total(self) -> Decimal:
        """The sum of the columns: the outstanding."""
        return self._amount(self.total_coins)

    @property
    def is_empty(self) -> bool:
        """Whether every column is nil."""
        return not any(self.coins) and not self.unallocated_coins

    def money(self, amount: Decimal) -> Money:
        """One of the row's amounts in its currency."""
        return Money(amount, self.currency)

    def _amount(self, coins: int) -> Decimal:
        return amount_of_coins(coins, self.currency)


Item = tuple[int, int, int]
"""An open item: its due date as an ordinal, its balance and its disputed part in the currency's smallest coin."""


def aged_rows(account: Account, bounds: Sequence[int] = DEFAULT_BOUNDS) -> list[AgedRow]:
    """One row for each currency of the account."""
    return [
        aged_row(
            currency,
            (
                (item.due.toordinal(), item.balance.minor, item.disputed.minor)
                for item in account.open_items_in(currency)
            ),
            account.unallocated(currency).minor,
            account.on,
            bounds,
        )
        for currency in account.currencies()
    ]


def aged_row(
    currency: str, items: Iterable[Item], received: int, on: date, bounds: Sequence[int] = DEFAULT_BOUNDS
) -> AgedRow:
    """The row of one currency; `received` is the money that settles nothing yet, in the smallest coin."""
    buckets = [0] * (len(bounds) + 2)
    disputed = 0
    today = oldest = on.toordinal()
    for due, balance, contested in items:
        buckets[0 if due >= today else 1 + bisect_left(bounds, today - due)] += balance
        disputed += contested
        if due < oldest:
            oldest = due
    return AgedRow(
        currency=currency,
        coins=tuple(buckets),
        unallocated_coins=-received,
        disputed_coins=disputed,
        oldest_due=date.fromordinal(oldest) if oldest < today else None,
        days_late=today - oldest,
    )


def sum_rows(rows: Iterable[AgedRow]) -> dict[str, AgedRow]:
    """The total of `rows`, currency by currency, in alphabetical order."""
    of_currency: dict[str, list[AgedRow]] = {}
    for row in rows:
        of_currency.setdefault(row.currency, []).append(row)
    return {currency: _summed(of_currency[currency]) for currency in sorted(of_currency)}


def _summed(rows: Sequence[AgedRow]) -> AgedRow:
    """The total of rows of one currency: column by column, which ten thousand rows at each key call for."""
    oldest = max(rows, key=attrgetter("days_late"))
    return AgedRow(
        currency=rows[0].currency,
        coins=tuple(map(sum, zip(*[row.coins for row in rows], strict=True))),
        unallocated_coins=sum([row.unallocated_coins for row in rows]),
        disputed_coins=sum([row.disputed_coins for row in rows]),
        oldest_due=oldest.oldest_due,
        days_late=oldest.days_late,
    )


def empty_row(currency: str, bounds: Sequence[int] = DEFAULT_BOUNDS) -> AgedRow:
    """The row of a client who owes nothing."""
    return AgedRow(currency=currency, coins=(0,) * (len(bounds) + 2), unallocated_coins=0)


def share_of(part: Decimal, whole: Decimal) -> int:
    """The part in whole percents of the whole, halves away from zero; 0 where there is nothing."""
    return int((part * 100 / whole).quantize(Decimal(1), ROUND_HALF_UP)) if whole > 0 else 0


def overdue_shares(row: AgedRow) -> tuple[int, ...]:
    """Each age bucket's part of what is overdue, in whole percents; `not due` is left out."""
    return tuple(share_of(part, row.overdue) for part in row.buckets[1:])
