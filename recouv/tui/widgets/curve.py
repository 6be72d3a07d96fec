"""The outstanding month by month: on one line of characters, or in columns with their numbers where there is room."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.tui.kit import MUTED, STRONG, cells, content
from recouv.wording.charts import columns, sparkline
from recouv.wording.formats import number_text
from recouv.wording.plain import clip, pad

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual.content import Content

    from recouv.tui.widgets.client_pane import Look
    from recouv.wording.catalogue import Catalogue

#: Columns narrower than this cannot bear their numbers.
_LEAST_COLUMN = 6
_WIDEST_COLUMN = 12
_LEAST_HEIGHT = 4
_UNITS = ((Decimal(10) ** 9, "G"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))


class Curve(Struct, frozen=True, kw_only=True):
    """What is drawn: one amount for each day, in one currency."""

    days: Sequence[date]
    amounts: Sequence[Decimal]
    currency: str

    def money(self, amount: Decimal) -> Money:
        """An amount of the curve."""
        return Money(amount, self.currency)


def curve_line(curve: Curve, look: Look) -> Content:
    """One line: the characters, then the first amount, the last, and the extremes where there is room."""
    words = look.words
    drawn = sparkline(curve.amounts, ascii=look.ascii_only)
    room = look.width - cells(drawn) - 2
    facts = curve_facts(curve, words)
    if cells(" · ".join(facts)) > room:
        facts = curve_facts(curve, words, dated=False)
    while len(facts) > 1 and cells(" · ".join(facts)) > room:
        facts.pop()
    return content((drawn, "$text-primary"), "  ", (clip(" · ".join(facts), max(0, room)), MUTED))


def curve_facts(curve: Curve, words: Catalogue, *, dated: bool = True) -> list[str]:
    """Where it came from and to, then the greatest and the least, each number written, and of when where `dated`."""
    first, last = curve.amounts[0], curve.amounts[-1]
    greatest, least = max(curve.amounts), min(curve.amounts)
    about = {
        "first": words.amount(curve.money(first)),
        "last": words.amount(curve.money(last)),
        "month": words.short_day(curve.days[0]).strip(),
    }

    def extreme(amount: Decimal) -> dict[str, str]:
        day = curve.days[curve.amounts.index(amount)]
        return {"amount": words.amount(curve.money(amount)), "month": words.short_day(day).strip()}

    if not dated:
        return [
            words.text(say("{first} to {last}", **about)),
            words.text(say("max {amount}", **extreme(greatest))),
            words.text(say("min {amount}", **extreme(least))),
        ]
    return [
        words.text(say("{first} ({month}) to {last}", **about)),
        words.text(say("max {amount} ({month})", **extreme(greatest))),
        words.text(say("min {amount} ({month})", **extreme(least))),
    ]


def curve_columns(curve: Curve, look: Look, height: int) -> list[Content]:
    """`height` lines of columns, their months and amounts below; one line alone where the room is too small."""
    wide = min(_WIDEST_COLUMN, look.width // max(1, len(curve.days)))
    if wide < _LEAST_COLUMN or height < _LEAST_HEIGHT + 2:
        return [curve_line(curve, look)]
    lines = columns(curve.amounts, height - 2, ascii=look.ascii_only)
    thick = wide - 2
    rows = [content(("".join(mark * thick + "  " for mark in line), "$text-primary")) for line in lines]
    months = "".join(pad(f"{day.month:02d}/{day.year % 100:02d}", wide) for day in curve.days)
    exact = [number_text(amount, 0, look.words.language) for amount in curve.amounts]
    short = [compact(amount, look.words.language) for amount in curve.amounts]
    figures = "".join(pad(text, wide) for text in (exact if max(map(cells, exact)) < wide else short))
    return [*rows, content((figures.rstrip(), STRONG)), content((months.rstrip(), MUTED))]


def compact(amount: Decimal, language: str) -> str:
    """An amount in five characters or so, three digits of it at least: `51.8k`, `105k`, `1.20M`, `920`.

    >>> compact(Decimal("51814.40"), "en")
    '51.8k'
    """
    for unit, name in _UNITS:
        if abs(amount) >= unit:
            part = amount / unit
            digits = 0 if abs(part) >= 100 else 1
            return number_text(part, digits, language) + name
    return number_text(amount, 0, language)
