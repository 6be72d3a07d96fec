"""How wide the balance's columns are: wide enough for every row and for any total of them, whatever is filtered.

The widths come from two sums a column and a currency, worked out when the balance is read.  Formatting ten thousand
rows at each key typed would take half a second, and columns that follow the filter would jump under the eye.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.message import say
from recouv.domain.money import Money, amount_of_coins
from recouv.tui.kit import cells
from recouv.tui.line_table import Column
from recouv.tui.widgets.client_pane import names_of_buckets
from recouv.wording.formats import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recouv.rules.ageing import AgedRow
    from recouv.wording.catalogue import Catalogue

#: Least width of the client's name; the amounts lose their decimals before it loses more.
NAME_CELLS = 16
NIL = "·"
#: The gutter, the spaces and the scroll bar.
_AROUND = 7


class Reach(Struct, frozen=True, kw_only=True):
    """How far the amounts of each column go."""

    columns: tuple[tuple[Money, ...], ...] = ()
    """For each bucket, then what is unallocated: the sums of all that is above nil and of all that is below."""
    totals: tuple[Money, ...] = ()
    marks: tuple[str, ...] = ("",)
    """Each mark that a row may bear."""


def reach_of(rows: Sequence[AgedRow], count: int, home: str) -> Reach:
    """How far the amounts of these rows go, in `count` buckets."""
    apart: dict[str, list[AgedRow]] = {}
    for row in rows:
        apart.setdefault(row.currency, []).append(row)

    def both(parts: Iterable[tuple[str, Sequence[int]]]) -> tuple[Money, ...]:
        sums = [(sum(c for c in found if c > 0), sum(c for c in found if c < 0), currency) for currency, found in parts]
        return tuple(
            Money(amount_of_coins(coins, currency), currency) for *ends, currency in sums for coins in ends if coins
        )

    buckets = {currency: list(zip(*(row.coins for row in found), strict=True)) for currency, found in apart.items()}
    columns = [both((currency, found[rank]) for currency, found in buckets.items()) for rank in range(count)]
    columns.append(both((currency, [row.unallocated_coins for row in found]) for currency, found in apart.items()))
    return Reach(
        columns=tuple(columns),
        totals=both((currency, [row.total_coins for row in found]) for currency, found in apart.items()),
        marks=tuple({mark_of(bool(row.disputed_coins), row.currency, home) for row in rows}) or ("",),
    )


def mark_of(disputed: bool, currency: str, home: str) -> str:  # noqa: FBT001 - a part of the row
    """What must not be missed: a dispute, another currency."""
    return " ".join(("!D",) * disputed + (currency,) * (currency != home))


def part_text(money: Money, words: Catalogue, *, cents: bool) -> str:
    """An amount of a column, in whole units where cents do not fit."""
    if not money:
        return NIL
    return words.amount(money) if cents else number_text(money.amount, 0, words.language)


def columns_for(names: Sequence[str], reach: Reach, words: Catalogue, width: int) -> tuple[list[Column], bool]:
    """The columns for a screen of `width` cells, and whether amounts have their cents there."""
    total = words.text(say("total"))
    marks = max(map(cells, reach.marks))
    wide = max([cells(total) + 1, 9, *(cells(words.amount(money)) for money in reach.totals)])
    found = reach.columns or ((),) * (len(names) + 1)
    for cents in (True, False):
        last = say("unallocated") if cents else say("unall.")
        titles = [*names_of_buckets(names, words), words.text(last)]
        widths = [
            max([cells(title) + 1, 5, *(cells(part_text(money, words, cents=cents)) for money in moneys)])
            for title, moneys in zip(titles, found, strict=True)
        ]
        if width - _AROUND - sum(widths) - len(widths) - wide - marks >= NAME_CELLS:
            break
    amounts = [
        Column(key, title, cell, right=True)
        for key, title, cell in zip([*names, "unallocated"], titles, widths, strict=True)
    ]
    return [
        Column("client", words.text(say("Client")), NAME_CELLS, flexible=True),
        Column("mark", "", marks, style="warning"),
        *amounts,
        Column("total", total, wide, right=True, style="strong"),
        Column("late", words.text(say("late")), 6, right=True, from_width=112),
        Column("owner", words.text(say("owner")), 10, from_width=140, style="muted"),
    ], cents
