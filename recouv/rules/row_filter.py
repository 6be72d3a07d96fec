"""Which rows of a list a few typed words keep: a name, an invoice number, an amount, an age.

Words are joined by *and*.  `>90`, `<30`, `>=60` are days late; `1240,00` or `1,240.00` is an amount that the row
holds, to the cent; `who:lea`, `qui:lea` and `tag:loyal` are the owner and a tag; `*` asks for every row, those at nil
included; any other word is looked for in the names and numbers, accents and case apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from recouv.rules.client_search import folded

EVERYTHING = "*"
_AGE = re.compile(r"(>=|<=|>|<)(\d{1,5})")
_AMOUNT = re.compile(r"-?\d{1,3}(?:[.,\u00a0\u202f]?\d{3})*[.,]\d{2}")
_NAMED = re.compile(r"(who|owner|qui|tag):(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFacts:
    """What a row may be found by."""

    texts: tuple[str, ...]
    """Names, ids, invoice numbers."""
    amounts: tuple[Decimal, ...] = ()
    days_late: int = 0
    owner: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowFilter:
    """The words of a filter, each understood once."""

    words: tuple[str, ...] = ()
    amounts: tuple[Decimal, ...] = ()
    ages: tuple[tuple[str, int], ...] = ()
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    everything: bool = False
    """Whether rows at nil are asked for outright."""

    @property
    def keeps_settled(self) -> bool:
        """Whether rows at nil are shown: when asked for, and when something is looked for by name."""
        return self.everything or bool(self.words)

    def holds(self, row: RowFacts) -> bool:
        """Whether the row answers to every word."""
        return (
            all(_is_late(row.days_late, sign, days) for sign, days in self.ages)
            and all(amount in row.amounts for amount in self.amounts)
            and all(folded(row.owner) == owner for owner in self.owners)
            and all(tag in map(folded, row.tags) for tag in self.tags)
            and self._is_named(row.texts)
        )

    def _is_named(self, texts: Iterable[str]) -> bool:
        if not self.words:
            return True
        everything = "\n".join(map(folded, texts))
        return all(word in everything for word in self.words)


def read_filter(text: str) -> RowFilter:
    """The filter that `text` means; an empty one keeps every row.

    >>> read_filter("nord >90").ages
    (('>', 90),)
    """
    words: list[str] = []
    amounts: list[Decimal] = []
    ages: list[tuple[str, int]] = []
    owners: list[str] = []
    tags: list[str] = []
    everything = False
    for word in text.split(" "):
        if age := _AGE.fullmatch(word):
            ages.append((age[1], int(age[2])))
        elif named := _NAMED.fullmatch(word):
            (tags if named[1].lower() == "tag" else owners).append(folded(named[2]))
        elif word == EVERYTHING:
            everything = True
        elif _AMOUNT.fullmatch(word):
            amounts.append(_amount(word))
        elif word.strip():
            words.append(folded(word))
    return RowFilter(tuple(words), tuple(amounts), tuple(ages), tuple(owners), tuple(tags), everything)


def _amount(word: str) -> Decimal:
    """The last mark before two digits parts the cents, whichever it is."""
    digits = re.sub(r"[^\d-]", "", word)
    return Decimal(f"{digits[:-2] or 0}.{digits[-2:]}")


def _is_late(days_late: int, sign: str, days: int) -> bool:
    match sign:
        case ">":
            return days_late > days
        case ">=":
            return days_late >= days
        case "<":
            return days_late < days
        case _:
            return days_late <= days
