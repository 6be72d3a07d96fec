"""Amounts and dates as French and English write them.

Figures are those of the CLDR (a test compares them with Babel's), with two choices of ours: the narrow space that
CLDR puts between thousands is a plain no-break space, because many terminal fonts lack the narrow one; and every
currency but the euro is named by its code, which no reader can mistake.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from recouv.domain.money import Money, minor_digits, rounded_amount
from recouv.domain.percent import Percent

LANGUAGES = ("en", "fr")
_NBSP = "\u00a0"
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
}
_LONG_MONTHS = {
    "en": tuple("January February March April May June July August September October November December".split()),
    "fr": tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
}
_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
}


def number_text(amount: Decimal, digits: int, language: str) -> str:
    """An amount as `-1 234,50` or `-1,234.50`, with exactly `digits` decimals, halves away from zero."""
    # nearly all are written with their two decimals and need no rounding; `-0` may be a nil with a sign
    text = f"{amount:,}"
    if digits != 2 or text[-3:-2] != "." or text[:2] == "-0":
        text = f"{rounded_amount(amount, digits):z,.{digits}f}"
    return text.replace(",", _NBSP).replace(".", ",") if language == "fr" else text


def coin_texts(coins: Iterable[int], digits: int, language: str) -> list[str]:
    """Numbers of the smallest coin of a currency of so many decimals, as `number_text` writes the amounts."""
    unit, point = 10**digits, "," if language == "fr" else "."
    texts = []
    for part in coins:
        whole, rest = divmod(abs(part), unit)
        figures = f"{whole:,}" if whole > 999 else str(whole)
        if language == "fr":
            figures = figures.replace(",", _NBSP)
        sign = "-" if part < 0 else ""
        texts.append(f"{sign}{figures}{point}{rest:0{digits}d}" if digits else f"{sign}{figures}")
    return texts


def amount_text(money: Money, language: str) -> str:
    """The amount without its currency, for a column that names it once."""
    return number_text(money.amount, minor_digits(money.currency), language)


def money_text(money: Money, language: str) -> str:
    """The amount with its currency: `1 234,50 €`, `€1,234.50`, `1 234,50 USD`, `USD 1,234.50`."""
    return with_currency(amount_text(money, language), money.currency, language)


def with_currency(figures: str, currency: str, language: str) -> str:
    """The figures of an amount and the name of its currency, on the side where the language puts it."""
    if language == "fr":
        return f"{figures}{_NBSP}{'€' if currency == 'EUR' else currency}"
    if currency == "EUR":
        return f"-€{figures[1:]}" if figures.startswith("-") else f"€{figures}"
    return f"{currency}{_NBSP}{figures}"


def percent_text(percent: Percent, language: str) -> str:
    """A rate with two decimals, more where it has them: `12,40 %`, `12.40%`."""
    return f"{percent.plain.replace('.', ',')}{_NBSP}%" if language == "fr" else str(percent)


def decimal_text(number: Decimal, language: str) -> str:
    """A plain number, without the zeros that say nothing: `10`, `2,5`."""
    figures = f"{number.normalize():f}"
    return figures.replace(".", ",") if language == "fr" else figures


def date_text(day: date, language: str) -> str:
    """A date in a sentence or a table: `12/11/2026`, `12 Nov 2026`."""
    if language == "fr":
        return f"{day.day:02d}/{day.month:02d}/{day.year}"
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def long_date_text(day: date, language: str) -> str:
    """A date at the head of a letter: `12 novembre 2026`, `1er novembre 2026`, `12 November 2026`."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {_LONG_MONTHS[language][day.month - 1]} {day.year}"


def short_date_text(day: date, language: str) -> str:
    """A date in eight or nine cells: `12/11/26`, `12 Nov 26`."""
    if language == "fr":
        return f"{day.day:02d}/{day.month:02d}/{day.year % 100:02d}"
    return f"{day.day:2d} {_MONTHS[language][day.month - 1][:3]} {day.year % 100:02d}"


def weekday_text(day: date, language: str) -> str:
    """The short name of its weekday."""
    return _WEEKDAYS[language][day.weekday()]
