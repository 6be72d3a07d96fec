"""What the lettering of the books settles: debits and credits that bear one letter.

A group that does not balance is normal: what its credits do not cover stays open; debits alone were paid after the
books were written; credits alone pay an invoice of an earlier year.
"""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from recouv.rules.reconstruction.settling import Item, Settling

BASIS = "lettering"


def settle_letters(settling: Settling) -> dict[str, int]:
    """Settle inside each letter group; how many debits each letter has that was paid after the books were written."""
    paid_later: dict[str, int] = {}
    known = [debit for debit in settling.debits if debit.is_known]
    for letter, (debits, funds) in _groups(settling).items():
        if debits and funds:
            _settle_group(settling, debits, funds)
        elif debits:
            paid_later[letter] = len(debits)
        else:
            _settle_known(settling, known, funds)
    return paid_later


def _groups(settling: Settling) -> dict[str, tuple[list[Item], list[Item]]]:
    groups: dict[str, tuple[list[Item], list[Item]]] = defaultdict(lambda: ([], []))
    for debit in settling.debits:
        groups[debit.letter][0].append(debit)
    for credit in settling.funds:
        groups[credit.letter][1].append(credit)
    groups.pop("", None)
    return groups


def _settle_group(settling: Settling, debits: list[Item], funds: list[Item]) -> None:
    """Equal references first, then equal amounts, then refunds, then the oldest."""
    _settle_alike(settling, debits, funds, trait=attrgetter("reference"))
    _settle_alike(settling, debits, funds, trait=attrgetter("rest"))
    _give_back(settling, debits, funds)
    invoices = [debit for debit in debits if not debit.is_refund]
    settling.pay_oldest_first(invoices, funds, basis=BASIS)


def _settle_alike(
    settling: Settling, debits: list[Item], funds: list[Item], *, trait: Callable[[Item], object]
) -> None:
    waiting: dict[object, list[Item]] = defaultdict(list)
    for debit in reversed(debits):
        waiting[trait(debit)].append(debit)
    for credit in funds:
        alike = waiting[trait(credit)] if trait(credit) else []
        while alike and credit.rest:
            settling.pay(alike[-1], credit, basis=BASIS)
            if alike[-1].rest:
                break
            alike.pop()


def _give_back(settling: Settling, debits: list[Item], funds: list[Item]) -> None:
    """Each refund gives back the smallest credit that covers it."""
    for refund in debits:
        if refund.is_refund and refund.rest:
            covering = [credit for credit in funds if credit.rest >= refund.rest and not credit.is_write_off]
            if covering:
                settling.pay(refund, min(covering, key=attrgetter("rest")), basis=BASIS)


def _settle_known(settling: Settling, known: list[Item], funds: list[Item]) -> None:
    """Credits lettered together pay an invoice of an earlier year: the one known item that is their sum."""
    total = sum(credit.rest for credit in funds)
    same = [debit for debit in known if debit.rest == total]
    if len(same) == 1:
        settling.pay_oldest_first(same, funds, basis=BASIS)
