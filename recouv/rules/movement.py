"""How the outstanding of a client moved between two states of the journal, kind by kind, to the cent.

A state is a journal and a day: the same journal on two days tells what happened, two journals on one day what became
known.  An entry that was struck out in between moves the sum back, under the kind that it had.

    outstanding at the end = outstanding at the beginning + the moves of every kind
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.rules.outstanding import moves
from recouv.rules.standing import standing


class Movement(Struct, frozen=True, kw_only=True):
    """One client's, or everybody's, in one currency."""

    currency: str
    before: Decimal
    after: Decimal
    by_kind: Mapping[str, Decimal]
    """Kind of entry → what it added or took off; kinds that moved nothing are not there."""

    @property
    def difference(self) -> Decimal:
        """What was added, or taken off."""
        return self.after - self.before


def outstanding_by_kind(entries: Iterable[Entry], on: date) -> dict[str, dict[str, Decimal]]:
    """Currency → kind → what the entries of that kind make of the outstanding at the end of `on`."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for move in moves(standing(entries, on)):
        if move.day <= on:
            found[move.currency][move.kind] += move.amount
    return found


def movements(
    before: Mapping[str, Mapping[str, Decimal]], after: Mapping[str, Mapping[str, Decimal]]
) -> list[Movement]:
    """What moved between two states, one for each currency of either, in alphabetical order."""
    found = []
    for currency in sorted({*before, *after}):
        old, new = before.get(currency, {}), after.get(currency, {})
        kinds = {kind: new.get(kind, Decimal(0)) - old.get(kind, Decimal(0)) for kind in dict.fromkeys((*old, *new))}
        found.append(
            Movement(
                currency=currency,
                before=sum(old.values(), Decimal(0)),
                after=sum(new.values(), Decimal(0)),
                by_kind={kind: amount for kind, amount in kinds.items() if amount},
            )
        )
    return found


def summed(several: Iterable[Movement]) -> list[Movement]:
    """The movements of several clients as one, for each currency, in alphabetical order."""
    sums: dict[str, list[Movement]] = defaultdict(list)
    for one in several:
        sums[one.currency].append(one)
    found = []
    for currency, rows in sorted(sums.items()):
        kinds: dict[str, Decimal] = defaultdict(Decimal)
        for row in rows:
            for kind, amount in row.by_kind.items():
                kinds[kind] += amount
        found.append(
            Movement(
                currency=currency,
                before=sum((row.before for row in rows), Decimal(0)),
                after=sum((row.after for row in rows), Decimal(0)),
                by_kind={kind: amount for kind, amount in kinds.items() if amount},
            )
        )
    return found
