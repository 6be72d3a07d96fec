"""The numbers of invoices and credit notes: the piece, else what the label names; made longer until each is unique.

A number that several would bear is followed by that of its entry, else replaced by the journal's and the entry's, else
followed by a rank.  Debits of one sales entry and piece are instalments of one invoice: `F12/1`, `F12/2`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from recouv.rules.reconstruction.labels import own_number
from recouv.rules.reconstruction.lines import LineKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from recouv.rules.reconstruction.lines import CustomerLine

#: The lines of one invoice or credit note.
Unit: TypeAlias = "list[CustomerLine]"

#: Whose numbers are taken as they are when two kinds share one.
_FIRST_NAMED = (LineKind.INVOICE, LineKind.OPENING, LineKind.CREDIT_NOTE, LineKind.TRANSFER, LineKind.WRITE_OFF)
_CREDIT_NOTES = frozenset((LineKind.CREDIT_NOTE, LineKind.TRANSFER, LineKind.WRITE_OFF))


def number_lines(lines: Iterable[CustomerLine], taken: Iterable[str]) -> dict[str, str]:
    """The number of each invoice and credit note, by key; no two are the same, nor one of `taken`."""
    families: dict[tuple[bool, LineKind], dict[object, Unit]] = defaultdict(dict)
    for line in sorted(lines, key=lambda line: line.age):
        if line.kind in (_FIRST_NAMED if line.is_debit else _CREDIT_NOTES):
            families[line.is_debit, line.kind].setdefault(_unit_key(line), []).append(line)
    numbering = _Numbering(taken)
    for family in product((True, False), _FIRST_NAMED):
        numbering.name(list(families[family].values()))
    return numbering.numbers


def _unit_key(line: CustomerLine) -> object:
    """Debits of one sales entry and piece are instalments of one invoice."""
    if line.kind is LineKind.INVOICE and line.entry:
        return (line.entry, own_number(line))
    return line.key


class _Numbering:
    """Numbers given so far, none of them twice."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._used = set(taken)
        self.numbers: dict[str, str] = {}
        """By key of a line."""

    def name(self, units: list[Unit]) -> None:
        """Number every one of `units`, the oldest first."""
        for shape in (own_number, _own_number_and_entry, _entry_number):
            units = self._name_by(shape, units)
        self._name_by_rank(units)

    def _name_by(self, shape: Callable[[CustomerLine], str], units: list[Unit]) -> list[Unit]:
        """Number the units whose number of that shape is theirs alone; the others."""
        bases = [shape(unit[0]) for unit in units]
        count = Counter(bases)
        others = []
        for unit, base in zip(units, bases, strict=True):
            if base and count[base] == 1 and self._is_free(base, unit):
                self._give(base, unit)
            else:
                others.append(unit)
        return others

    def _name_by_rank(self, units: list[Unit]) -> None:
        ranks: Counter[str] = Counter()
        for unit in units:
            stem = base = _own_number_and_entry(unit[0]) or _entry_number(unit[0]) or unit[0].key
            while not self._is_free(base, unit):
                ranks[stem] += 1
                base = f"{stem}-{ranks[stem] + 1}"
            self._give(base, unit)

    def _is_free(self, base: str, unit: Unit) -> bool:
        return self._used.isdisjoint([base, *_instalments(base, unit)])

    def _give(self, base: str, unit: Unit) -> None:
        numbers = _instalments(base, unit)
        self.numbers.update(zip((line.key for line in unit), numbers, strict=True))
        self._used.update([base, *numbers])


def _instalments(base: str, unit: Unit) -> list[str]:
    """The number of each line of `unit`."""
    return [base] if len(unit) == 1 else [f"{base}/{rank}" for rank in range(1, len(unit) + 1)]


def _own_number_and_entry(line: CustomerLine) -> str:
    own = own_number(line)
    return f"{own}-{line.number}" if own and line.number else ""


def _entry_number(line: CustomerLine) -> str:
    return f"{line.journal}-{line.number}".strip("-")
