"""What the lettering left and the figures settle without a doubt; nothing else is settled.

In this order: same reference and amount, and write-offs by their reference alone; same amount, alone of its kind and
not earlier than the invoice; one opening line that is the sum of the credits left; a difference of five cents at most.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from recouv.rules.reconstruction.lines import LineKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from recouv.rules.reconstruction.settling import Item, Settling

#: A difference this small between a debit and a credit is a rounding.
ROUNDING = Decimal("0.05")


def settle_leftovers(settling: Settling, paid_later: Collection[str]) -> None:
    """Settle what is left where the figures leave no doubt; debits of the letters `paid_later` are paid elsewhere."""
    _settle_same_reference(settling)
    _settle_referenced_write_offs(settling)
    _settle_same_amount(settling, paid_later)
    _settle_openings(settling)
    _settle_roundings(settling, paid_later)


def _settle_same_reference(settling: Settling) -> None:
    debits, funds = settling.left()
    waiting: dict[tuple[str, Decimal], list[Item]] = defaultdict(list)
    for credit in reversed(funds):
        waiting[credit.reference, credit.rest].append(credit)
    for debit in debits:
        same = waiting[debit.reference, debit.rest]
        if debit.reference and same and not (debit.is_known and same[-1].is_known):
            settling.pay(debit, same.pop(), basis="same reference")


def _settle_referenced_write_offs(settling: Settling) -> None:
    debits, funds = settling.left()
    named = Counter(debit.reference for debit in debits)
    alone = {debit.reference: debit for debit in debits if debit.reference and named[debit.reference] == 1}
    for credit in funds:
        debit = alone.get(credit.reference)
        if debit and credit.is_write_off and debit.rest >= credit.rest:
            settling.pay(debit, credit, basis="same reference")


def _settle_same_amount(settling: Settling, paid_later: Collection[str]) -> None:
    debits, funds = settling.left()
    owed, paid = Counter(debit.rest for debit in debits), Counter(credit.rest for credit in funds)
    alone = {credit.rest: credit for credit in funds if paid[credit.rest] == 1}
    for debit in debits:
        credit = alone.get(debit.rest)
        if credit and owed[debit.rest] == 1 and _may_pay(credit, debit, paid_later):
            settling.pay(debit, credit, basis="same amount")


def _may_pay(credit: Item, debit: Item, paid_later: Collection[str]) -> bool:
    """Whether the days allow it: an invoice is paid once it is there, money is given back once it came."""
    if debit.is_known and credit.is_known:
        return False
    if debit.letter in paid_later and debit.kind is not LineKind.OPENING:
        return False
    return credit.day <= debit.day if debit.is_refund else credit.day >= debit.day


def _settle_openings(settling: Settling) -> None:
    """One opening line, or all that the dossier held, is the sum of the credits left."""
    debits, funds = settling.left()
    if all(credit.is_known for credit in funds):
        return
    total = sum(credit.rest for credit in funds)
    same = [debit for debit in debits if debit.kind is LineKind.OPENING and debit.rest == total]
    known = [debit for debit in debits if debit.is_known]
    if same:
        settling.pay_oldest_first(same[:1], funds, basis="opening balance")
    elif sum(debit.rest for debit in known) == total:
        settling.pay_oldest_first(known, funds, basis="opening balance")


def _settle_roundings(settling: Settling, paid_later: Collection[str]) -> None:
    """A debit and a credit that differ by a rounding, each with no other as near."""
    debits, funds = settling.left()
    invoices = [debit for debit in debits if not debit.is_refund]
    funds.sort(key=lambda credit: credit.rest)
    owed, paid = sorted(debit.rest for debit in invoices), [credit.rest for credit in funds]
    for debit in invoices:
        near = _near(paid, debit.rest)
        if len(near) != 1:
            continue
        credit = funds[near[0]]
        is_alone = len(_near(owed, credit.rest)) == 1
        if is_alone and min(credit.rest, debit.rest) > ROUNDING and _may_pay(credit, debit, paid_later):
            settling.pay(debit, credit, basis="rounding")


def _near(amounts: list[Decimal], amount: Decimal) -> range:
    """Where the amounts, sorted, stand that differ by a rounding."""
    return range(bisect_left(amounts, amount - ROUNDING), bisect_right(amounts, amount + ROUNDING))
