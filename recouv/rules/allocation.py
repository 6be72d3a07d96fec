"""Which invoices a payment most likely settles: a proposal, never an allocation.

In this order: the invoices that the payer names; the one invoice (or the only set of a single due date) of exactly that
amount; then what C. civ. art. 1342-10 says when the debtor chose nothing: debts that are due before those that are not,
and the oldest first (read 2026-11-22).  What exceeds everything owed stays unallocated.

The debtor's own choice comes before everything else: C. civ. art. 1342-10 al. 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from recouv.domain.money import Money
from recouv.rules.account import Account, OpenItem


class Basis(StrEnum):
    """Why a share was proposed."""

    NAMED = "named"
    EXACT = "exact amount"
    OLDEST = "oldest first"


@dataclass(frozen=True, slots=True)
class ProposedShare:
    """Part of the money, and the invoice it would settle."""

    number: str
    money: Money
    basis: Basis


def propose(account: Account, money: Money, *, label: str = "", named: Sequence[str] = ()) -> list[ProposedShare]:
    """Shares of `money` over the open invoices of its currency; their sum never exceeds `money` nor what is owed.

    `label` is what the bank or the payer wrote; `named` are invoices given outright, taken in their order.
    """
    owed = _owed(account, money.currency)
    chosen = [number for number in named if number in owed] or named_in(label, owed)
    if chosen:
        return _spread(money, chosen, owed, Basis.NAMED)
    exact = [number for number, balance in owed.items() if balance == money.amount]
    if len(exact) == 1:
        return _spread(money, exact, owed, Basis.EXACT)
    return _spread(money, list(owed), owed, Basis.OLDEST)


def named_in(label: str, numbers: Iterable[str]) -> list[str]:
    """The invoice numbers that `label` contains as whole words, spaces and case apart, in the order of the label."""
    text = _folded(label)
    found = []
    for number in numbers:
        folded = _folded(number)
        match = re.search(rf"(?<![0-9a-z]){re.escape(folded)}(?![0-9a-z])", text) if len(folded) > 2 else None
        if match:
            found.append((match.start(), number))
    return [number for _, number in sorted(found)]


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().lower()


def _owed(account: Account, currency: str) -> dict[str, Decimal]:
    """What is left of each open invoice: due ones first, then the oldest."""

    def order(item: OpenItem) -> tuple[bool, object, object, str]:
        return (item.due >= account.on, item.due, item.issued, item.number)

    owed: dict[str, Decimal] = {}
    for item in sorted(account.items, key=order):
        if item.balance.amount > 0 and item.balance.currency == currency:
            owed[item.number] = owed.get(item.number, Decimal(0)) + item.balance.amount
    return owed


def _spread(money: Money, numbers: Sequence[str], owed: dict[str, Decimal], basis: Basis) -> list[ProposedShare]:
    left = money.amount
    spread = []
    for number in numbers:
        part = min(left, owed[number])
        if part > 0:
            spread.append(ProposedShare(number, Money(part, money.currency), basis))
            left -= part
    return spread
