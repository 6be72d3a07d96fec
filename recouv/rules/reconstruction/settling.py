"""Debits and credits of one client while they are being settled: what is left of each, and what settled it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.rules.reconstruction.labels import folded
from recouv.rules.reconstruction.lines import LineKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from recouv.domain.imported import KnownItem
    from recouv.rules.reconstruction.lines import CustomerLine


class Item(Struct, eq=False, kw_only=True):
    """A debit or a credit while it is being settled."""

    key: str
    kind: LineKind
    day: date
    line: int
    rest: Decimal
    """What nothing has settled yet, from the whole amount down to zero."""
    reference: str
    """Folded; empty when it says nothing."""
    letter: str
    known_number: str = ""
    is_known: bool = False
    """Whether the dossier already holds it."""

    @property
    def age(self) -> tuple[date, int, str]:
        """Sorts the oldest first."""
        return (self.day, self.line, self.key)

    @property
    def is_refund(self) -> bool:
        """Whether it is money sent back."""
        return self.kind is LineKind.REFUND

    @property
    def is_write_off(self) -> bool:
        """Whether it is a credit without money."""
        return self.kind is LineKind.WRITE_OFF


def line_item(line: CustomerLine) -> Item:
    """A line of the books, of which nothing is settled yet."""
    return Item(
        key=line.key,
        kind=line.kind,
        day=line.date,
        line=line.line,
        rest=abs(line.amount),
        reference=folded(line.reference),
        letter=line.letter.strip(),
    )


def known_item(item: KnownItem, letter: str) -> Item:
    """What is left of an item of the dossier, with the letter of the opening line that repeats it."""
    return Item(
        key=item.key,
        kind=LineKind.OPENING,
        day=item.date,
        line=0,
        rest=item.balance.amount,
        reference=folded(item.number),
        letter=letter,
        known_number=item.number,
        is_known=True,
    )


class Share(Struct, frozen=True):
    """What a credit settles of a debit."""

    credit: Item
    debit: Item
    amount: Decimal
    basis: str


class Settling:
    """Debits and credits of one client, settled step by step."""

    def __init__(self, debits: Iterable[Item], funds: Iterable[Item]) -> None:
        self.debits = sorted(debits, key=lambda item: item.age)
        self.funds = sorted(funds, key=lambda item: item.age)
        self.shares: list[Share] = []
        self.given_back: dict[str, Item] = {}
        """The credit that each refund gives back."""

    def left(self) -> tuple[list[Item], list[Item]]:
        """Debits and credits of which something is left."""
        return [debit for debit in self.debits if debit.rest], [credit for credit in self.funds if credit.rest]

    def pay(self, debit: Item, credit: Item, *, basis: str) -> None:
        """Settle as much of `debit` as `credit` can; a refund is given back by one credit, whole, or by none."""
        amount = min(credit.rest, debit.rest)
        assert amount, "both sides have something left"
        if debit.is_refund:
            if amount < debit.rest or credit.is_write_off:
                return
            self.given_back[debit.key] = credit
        else:
            self.shares.append(Share(credit, debit, amount, basis))
        credit.rest -= amount
        debit.rest -= amount

    def pay_oldest_first(self, debits: list[Item], funds: list[Item], *, basis: str) -> None:
        """Settle `debits`, no refund among them, with `funds`, both in their order."""
        waiting = [debit for debit in reversed(debits) if debit.rest]
        for credit in funds:
            while credit.rest and waiting:
                self.pay(waiting[-1], credit, basis=basis)
                if not waiting[-1].rest:
                    waiting.pop()
