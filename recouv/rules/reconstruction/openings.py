"""Which opening lines of the books repeat what the dossier already holds: nothing is created for those.

A line repeats an item of the same reference and amount, else of the same amount when as many lines as items have it;
one line may be the sum of all that is held.  What the books open with and the dossier lacks is created; what the
dossier holds and the books do not open with is balanced, so that the account ties out with the books.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from recouv.domain.message import Message, say_many
from recouv.rules.reconstruction.labels import folded
from recouv.rules.reconstruction.lines import LineKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from recouv.domain.imported import KnownItem
    from recouv.rules.reconstruction.lines import CustomerLine


class Opened(Struct, frozen=True, kw_only=True):
    """What became of the opening lines once compared with the dossier."""

    created: Sequence[CustomerLine]
    """Every line to take over, those of the period included."""
    matched: tuple[CustomerLine, ...] = ()
    letters: dict[str, str] = field(default_factory=dict)
    """By key of a known item: the letter of the opening line that repeats it."""
    notes: tuple[Message, ...] = ()


def compare_openings(lines: Sequence[CustomerLine], held: Sequence[KnownItem]) -> Opened:
    """The lines to take over once the opening ones among `lines` are compared with what the dossier holds open."""
    openings = [line for line in lines if line.kind is LineKind.OPENING]
    if not held:
        return Opened(created=lines)
    if not openings:
        return Opened(created=lines, notes=(_not_opened_with(len(held)),))
    comparison = _Comparison(openings, held)
    comparison.match()
    created, notes = comparison.difference()
    kept = {line.key for line in created}
    return Opened(
        created=created + [line for line in lines if line.kind is not LineKind.OPENING],
        matched=tuple(line for line in openings if line.key not in kept),
        letters=comparison.letters,
        notes=notes,
    )


class _Comparison:
    """The opening lines and the items of the dossier, of which those that repeat each other are put aside."""

    def __init__(self, openings: Sequence[CustomerLine], held: Sequence[KnownItem]) -> None:
        self._openings = openings
        self._lines = list(openings)
        """What is left of the opening lines."""
        self._items = list(held)
        """What is left of the dossier's items."""
        self.letters: dict[str, str] = {}

    def match(self) -> None:
        """Put aside the lines and items that are the same, and keep the lines' letters."""
        self._pair(_reference_and_amount)
        if not self._is_sum():
            self._pair(_amount)
        if len(self._lines) == 1 and (self._is_sum() or self._is_whole_balance()):
            self.letters.update({item.key: self._lines[0].letter for item in self._items})

    def difference(self) -> tuple[list[CustomerLine], tuple[Message, ...]]:
        """The opening lines to create, so that the account ties out with the books."""
        too_much = _balance(self._items)
        if not too_much:
            return self._lines, ()
        if self._is_sum():
            return [], ()
        note = _not_opened_with(len(self._items))
        if self._is_whole_balance():  # only what the dossier lacks of it is new
            whole = self._lines[0]
            return [replace(whole, amount=whole.amount - too_much)], (note,)
        first = min(self._openings, key=lambda line: line.age)
        rest = replace(first, key=f"{first.key} rest", amount=-too_much, reference="", label="", letter="", entry="")
        return [*self._lines, rest], (note,)

    def _pair(self, trait: Callable[[Decimal, str], object]) -> None:
        """Put aside the lines and items of one trait where there are as many of each."""
        lines_of: dict[object, list[CustomerLine]] = defaultdict(list)
        items_of: dict[object, list[KnownItem]] = defaultdict(list)
        for line in sorted(self._lines, key=lambda line: line.age):
            lines_of[trait(line.amount, line.reference)].append(line)
        for item in sorted(self._items, key=lambda item: (item.date, item.key)):
            items_of[trait(_signed(item), item.number)].append(item)
        gone: set[str] = set()
        for key, items in items_of.items():
            if key is not None and len(items) == len(lines_of[key]):
                for item, line in zip(items, lines_of[key], strict=True):
                    self.letters[item.key] = line.letter
                    gone |= {item.key, line.key}
        self._lines = [line for line in self._lines if line.key not in gone]
        self._items = [item for item in self._items if item.key not in gone]

    def _is_sum(self) -> bool:
        """Whether the lines left, most often a single one, are the sum of the items left."""
        if not self._lines or not self._items:
            return False
        return sum(line.amount for line in self._lines) == _balance(self._items)

    def _is_whole_balance(self) -> bool:
        """Whether the one opening line stands for all that the client owed: alone, and naming no invoice."""
        return len(self._openings) == len(self._lines) == 1 and not any(map(str.isdigit, self._lines[0].reference))


def _reference_and_amount(amount: Decimal, reference: str) -> object:
    return (amount, folded(reference)) if folded(reference) else None


def _amount(amount: Decimal, _reference: str) -> object:
    return amount


def _signed(item: KnownItem) -> Decimal:
    """What the client owes by it: below zero for money not allocated."""
    return -item.balance.amount if item.is_credit else item.balance.amount


def _balance(held: Iterable[KnownItem]) -> Decimal:
    return sum(map(_signed, held), Decimal(0))


def _not_opened_with(count: int) -> Message:
    return say_many(
        "{count} open entry of the dossier is not in the opening balance of the books",
        "{count} open entries of the dossier are not in the opening balance of the books",
        count,
    )
