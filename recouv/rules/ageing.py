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
from typing import TYPE_CHECKING

from msgspec import Struct, field

from recouv.domain.money import Money, minor_digits

if TYPE_CHECKING:
    from recouv.rules.account import Account

DEFAULT_BOUNDS = (30, 60, 90)
#: Nothing, in a currency of so many decimals: written at once as `0.00` is.
_NILS = tuple(Decimal(0).scaleb(-digits) for digits in range(5))


def bucket_names(bounds: Sequence[int] = DEFAULT_BOUNDS) -> tuple[str, ...]:
    """The age columns for these upper bounds in days (inclusive), `not_due` first.

    >>> bucket_names((30, 60, 90))
    ('not_due', '1-30', '31-60', '61-90', '91+')
    """
    starts = [1, *(bound + 1 for bound in bounds)]
    ranges = [f"{start}-{bound}" for start, bound in zip(starts, bounds, strict=False)]
    return ("not_due", *ranges, f"{starts[-1]}+")


class AgedRow(Struct, frozen=True, kw_only=True):
    """One line of the aged balance, in one currency."""

    currency: str
    buckets: tuple[Decimal, ...]
    """As `bucket_names`: not due first."""
    unallocated: Decimal
    """Zero or below, save where refunds exceed what was received."""
    disputed: Decimal
    """Of which contested: already counted in the buckets."""
    oldest_due: date | None = None
    """Due date of the oldest overdue item."""
    days_late: int = 0
    """Of that item."""

    @property
    def not_due(self) -> Decimal:
        """Owed and not yet due."""
        return self.buckets[0]

    @property
    def overdue(self) -> Decimal:
        """Owed and past due, before any unallocated money."""
        return sum(self.buckets[1:], Decimal(0))

    @property
    def open_items(self) -> Decimal:
        """What is left of invoices, due or not, before any unallocated money."""
        return sum(self.buckets, Decimal(0))

    @property
    def total(self) -> Decimal:
        """The sum of the columns: the outstanding."""
        return sum(self.buckets, Decimal(0)) + self.unallocated

    @property
    def is_empty(self) -> bool:
        """Whether every column is nil."""
        return not any(self.buckets) and not self.unallocated

    def money(self, amount: Decimal) -> Money:
        """One of the row's amounts in its currency."""
        return Money(amount, self.currency)


class _Sum(Struct):
    buckets: list[Decimal]
    unallocated: Decimal = Decimal(0)
    disputed: Decimal = Decimal(0)
    oldest: date | None = field(default=None)
    days_late: int = 0


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
    """The row of one currency; `received` is the money that settles nothing yet, in the smallest coin.

    Whole numbers, because ten thousand clients are aged each time that a list is opened.
    """
    buckets = [0] * (len(bounds) + 2)
    disputed = 0
    today = oldest = on.toordinal()
    for due, balance, contested in items:
        buckets[0 if due >= today else 1 + bisect_left(bounds, today - due)] += balance
        disputed += contested
        if due < oldest:
            oldest = due
    exponent = -minor_digits(currency)
    nil = _NILS[-exponent]
    return AgedRow(
        currency=currency,
        buckets=tuple([Decimal(part).scaleb(exponent) if part else nil for part in buckets]),
        unallocated=Decimal(-received).scaleb(exponent) if received else nil,
        disputed=Decimal(disputed).scaleb(exponent) if disputed else nil,
        oldest_due=date.fromordinal(oldest) if oldest < today else None,
        days_late=today - oldest,
    )


def sum_rows(rows: Iterable[AgedRow], bounds: Sequence[int] = DEFAULT_BOUNDS) -> dict[str, AgedRow]:
    """The total of `rows`, currency by currency, in alphabetical order."""
    of_currency: dict[str, list[AgedRow]] = {}
    for row in rows:
        of_currency.setdefault(row.currency, []).append(row)
    return {currency: _summed(of_currency[currency], bounds) for currency in sorted(of_currency)}


def _summed(rows: Sequence[AgedRow], bounds: Sequence[int]) -> AgedRow:
    """The total of rows of one currency: column by column, which ten thousand rows at each key call for."""
    late = [row for row in rows if row.oldest_due]
    oldest = min(late, key=lambda row: row.oldest_due or date.max, default=None)
    return AgedRow(
        currency=rows[0].currency,
        buckets=tuple(sum((row.buckets[rank] for row in rows), Decimal(0)) for rank in range(len(bounds) + 2)),
        unallocated=sum((row.unallocated for row in rows), Decimal(0)),
        disputed=sum((row.disputed for row in rows), Decimal(0)),
        oldest_due=oldest.oldest_due if oldest else None,
        days_late=oldest.days_late if oldest else 0,
    )


def empty_row(currency: str, bounds: Sequence[int] = DEFAULT_BOUNDS) -> AgedRow:
    """The row of a client who owes nothing."""
    return _row(currency, _Sum([Decimal(0)] * (len(bounds) + 2)))


def _row(currency: str, total: _Sum) -> AgedRow:
    return AgedRow(
        currency=currency,
        buckets=tuple(total.buckets),
        unallocated=total.unallocated,
        disputed=total.disputed,
        oldest_due=total.oldest,
        days_late=total.days_late,
    )


def share_of(part: Decimal, whole: Decimal) -> int:
    """The part in whole percents of the whole, halves away from zero; 0 where there is nothing."""
    return int((part * 100 / whole).quantize(Decimal(1), ROUND_HALF_UP)) if whole > 0 else 0


def overdue_shares(row: AgedRow) -> tuple[int, ...]:
    """Each age bucket's part of what is overdue, in whole percents; `not due` is left out."""
    return tuple(share_of(part, row.overdue) for part in row.buckets[1:])
