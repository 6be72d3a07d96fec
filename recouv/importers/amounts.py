"""Amounts and days as files write them, French or English.

An amount may have spaces (no-break ones included), apostrophes, commas or points between its thousands, leading zeros,
a sign before or after it, or parentheses for a sum below zero.  It has at most fifteen digits before the decimals, no
exponent, and is never infinite.  Nothing is guessed: `1,234` is refused until the file's decimal mark is told.

Source: LPF art. A47 A-1 (comma, sign first or last); BOI-CF-IOR-60-40-20 (zero padding); ISO 8601 for days.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Literal

DayOrder = Literal["dmy", "mdy", "ymd"]
#: Digits before the decimals: more is a mistyped reference, not a debt.
MOST_DIGITS = 15

_SPACES = re.compile("[\\s'’\u00a0\u2007\u2009\u202f]+")
_CURRENCY_SIGN = re.compile(r"^(?:€|EUR)|(?:€|EUR)$", re.IGNORECASE)
_SIGNED = re.compile(r"([+-]?)([0-9.,]+)([+-]?)")
#: All digits, or thousands in threes with one and the same mark.
_WHOLE = re.compile(r"\d*|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+")
_DAY_PARTS = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})")
_MINUS = str.maketrans("−–\u2010\u2011", "----")


class AmbiguousAmountError(ValueError):
    """An amount such as `1,234` or `1.234` is one or a thousand times as much, and the file does not say which."""


def read_amount(text: str, *, decimal_mark: str | None = None, decimals: int = 2) -> Decimal:
    """The amount written in `text`; `decimals` digits after the mark at most, trailing zeros apart.

    `decimal_mark` is `,` or `.`; without it the last of two different marks is the decimal one, a mark that comes
    several times parts thousands, and a mark followed by other than three digits is decimal.

    >>> read_amount("1 234,50-")
    Decimal('-1234.50')

    Raises:
        AmbiguousAmountError: one mark, three digits after it, and no `decimal_mark`.
        ValueError: not an amount.
    """
    negative, digits = _sign_apart(text)
    whole, part = _halves(digits, decimal_mark, text)
    significant = part.rstrip("0")
    if len(significant) > decimals or len(whole.lstrip("0")) > MOST_DIGITS:
        raise ValueError(text)
    amount = Decimal(f"{whole or '0'}.{part[:decimals]}")
    return -amount if negative and amount else amount


def read_day(text: str, order: DayOrder = "dmy") -> date:
    """The day written in `text`: `AAAAMMJJ`, ISO, or with its parts in `order` where the year does not come first.

    >>> read_day("03/04/2026", "mdy")
    datetime.date(2026, 3, 4)

    Raises:
        ValueError: not a day of the calendar.
    """
    text = text.strip()
    if len(text) == 8 and text.isascii() and text.isdigit():
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    match = _DAY_PARTS.fullmatch(re.split(r"[T ]", text, maxsplit=1)[0])
    if match is None or not match[0].isascii():
        raise ValueError(text)
    first, second, third = match.groups()
    if len(first) == 4:
        return date(int(first), int(second), int(third))
    if len(third) != 4 or len(first) > 2 or order == "ymd":
        raise ValueError(text)
    return date(int(third), *((int(second), int(first)) if order == "dmy" else (int(first), int(second))))


def _sign_apart(text: str) -> tuple[bool, str]:
    bare = _CURRENCY_SIGN.sub("", _SPACES.sub("", text.translate(_MINUS)))
    in_parentheses = bare.startswith("(") and bare.endswith(")")
    match = _SIGNED.fullmatch(bare[1:-1] if in_parentheses else bare)
    if match is None or (match[1] and match[3]) or (in_parentheses and (match[1] or match[3])):
        raise ValueError(text)
    return in_parentheses or "-" in (match[1], match[3]), match[2]


def _halves(digits: str, decimal_mark: str | None, text: str) -> tuple[str, str]:
    """The digits before the decimal mark, and those after it."""
    mark = _decimal_mark(digits, decimal_mark, text)
    whole, _, part = digits.rpartition(mark) if mark else (digits, "", "")
    if _WHOLE.fullmatch(whole) is None or (mark and mark in whole) or not (part.isdigit() or not part):
        raise ValueError(text)
    if not (whole or part):
        raise ValueError(text)
    return re.sub(r"[.,]", "", whole), part


def _decimal_mark(digits: str, told: str | None, text: str) -> str:
    """The mark before the decimals of `digits`; empty when they have none."""
    marks = [character for character in digits if not character.isdigit()]
    if not marks or told in marks:
        return (told or "") if marks else ""
    if len(set(marks)) == 2:
        return marks[-1]
    before, _, after = digits.partition(marks[0])
    if len(marks) > 1:
        return ""
    if len(after) != 3 or not 1 <= len(before) <= 3 or before == "0":
        return marks[0]
    if told:
        return ""  # the other mark is the decimal one: this one parts thousands
    raise AmbiguousAmountError(text)
