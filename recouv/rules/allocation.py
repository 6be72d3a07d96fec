"""Which invoices a payment most likely settles: a proposal, never an allocation.

In this order: the invoices that the payer names; the one invoice (or the only set of a single due date) of exactly that
amount; then what C. civ. art. 1342-10 says when the debtor chose nothing: debts that are due before those that are not,
and the oldest first (read 2026-11-22).  What exceeds everything owed stays unallocated.

The debtor's own choice comes before everything else: C. civ. art. 1342-10 al. 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from recouv.domain.money import Money
from recouv.rules.account import Account, OpenItem


class Basis(StrEnum):
    """Why a share was proposed."""

    NAMED = "named"
    EXACT = "exact amount"
    OLDEST = "oldest first"


class ProposedShare(Struct, frozen=True):
    """Part of the money, and the invoice it would settle."""

    number: str
    money: Money
    basis: Basis


def propose(account: Account, money: Money, *, label: str = "", named: Sequence[str] = ()) -> list[ProposedShare]:
    """Shares of `money` over the open invoices of its currency; their sum never exceeds `money` nor what is owed.

    `label` is what the bank or the payer wrote; `named` are invoices given outright, taken in their order.
    """
    owed = _owed(account, money.currency)
    totals = _by_number(owed)
    chosen = [number for number in dict.fromkeys(named) if number in totals] or named_in(label, totals)
    if chosen:
        return _spread(money, [(number, totals[number]) for number in chosen], Basis.NAMED)
    exact = [(number, amount) for number, amount in totals.items() if amount == money.amount]
    if len(exact) == 1:
        return _spread(money, exact, Basis.EXACT)
    sets = _sets_of(owed, money.amount)
    if len(sets) == 1:
        return _spread(money, sets[0], Basis.EXACT)
    return _spread(money, [(item.number, item.balance.amount) for item in owed], Basis.OLDEST)


def named_in(label: str, numbers: Iterable[str]) -> list[str]:
    """The invoice numbers that `label` contains as whole words, case and repeated spaces apart, in the label's order.

    `F-031-2` names that invoice, not `F-031`: of two numbers at one place, the longer is meant.
    """
    text = _folded(label)
    found = sorted(
        (match.start(), match.end(), number)
        for number in numbers
        if len(_folded(number)) > 2
        for match in re.finditer(rf"(?<![0-9a-z]){re.escape(_folded(number))}(?![0-9a-z])", text)
    )
    longest = [span for span in found if not any(_within(span, other) for other in found)]
    return list(dict.fromkeys(number for _, _, number in longest))


def _within(span: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and other[1] - other[0] > span[1] - span[0]


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().lower()


def _owed(account: Account, currency: str) -> list[OpenItem]:
    """The open items of that currency, oldest due first: those that are due come before those that are not."""
    owed = [item for item in account.items if item.balance.amount > 0 and item.balance.currency == currency]
    return sorted(owed, key=lambda item: (item.due, item.issued, item.number))


def _by_number(items: Iterable[OpenItem]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for item in items:
        totals[item.number] = totals.get(item.number, Decimal(0)) + item.balance.amount
    return totals


def _sets_of(owed: Iterable[OpenItem], amount: Decimal) -> list[list[tuple[str, Decimal]]]:
    """For each due date of which all that is owed comes to `amount`: its invoices."""
    by_due: dict[date, list[OpenItem]] = {}
    for item in owed:
        by_due.setdefault(item.due, []).append(item)
    sets = [list(_by_number(items).items()) for items in by_due.values()]
    return [rows for rows in sets if sum((part for _, part in rows), Decimal(0)) == amount]


def _spread(money: Money, rows: Iterable[tuple[str, Decimal]], basis: Basis) -> list[ProposedShare]:
    """`money` over the rows in their order, one share for each invoice."""
    left = money.amount
    shares: dict[str, Decimal] = {}
    for number, owed in rows:
        part = min(left, owed)
        if part > 0:
            shares[number] = shares.get(number, Decimal(0)) + part
            left -= part
    return [ProposedShare(number, Money(part, money.currency), basis) for number, part in shares.items()]
