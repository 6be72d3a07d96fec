"""Days and amounts as people type them, in French and in English, in a field of a form or after an option.

Both grammars are read in every language: nobody should have to know which one the program speaks.  What could be read
in two ways is refused, never guessed; a form echoes what was understood, in full, before anything is written.

Days: nothing (the one proposed), `2026-12-15`, `15`, `15/12`, `15 dec`, `15/12/26`, `15/12/2026`, `ven` or `friday`,
`+7`, `-3`, `+7j`, `+2s` or `+2w`, `+1m`, `fm` or `eom` (end of the month), `auj`, `demain`, `hier`, `today`,
`tomorrow`, `yesterday`.  The day comes before the month.

Amounts: `1200`, `1 200,50`, `1,200.50`, `1'200.50`, `50%` or `=` of the whole, with a currency or without.

>>> from datetime import date
>>> read_typed_day("15", date(2026, 11, 23))
datetime.date(2026, 12, 15)
>>> str(read_typed_amount("1 200,50", currency="EUR"))
'1200.50 EUR'
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from recouv.domain.message import Message, say
from recouv.domain.money import CURRENCIES, Money, minor_digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WEEKDAYS = (
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
_MONTHS = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split(),
    "january february march april may june july august september october november december".split(),
)
_AROUND_TODAY = {
    "today": 0,
    "auj": 0,
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "tomorrow": 1,
    "demain": 1,
    "yesterday": -1,
    "hier": -1,
}
_MONTH_END = {"fm", "fdm", "fin de mois", "eom", "end of month"}
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY = re.compile(r"([0-9]{1,2})(?:[/.]([0-9]{1,2})(?:[/.]([0-9]{4}|[0-9]{2}))?)?")
_WRITTEN = re.compile(r"([0-9]{1,2})(?:er)? ([^\W\d_]{3,})\.?(?: ([0-9]{4}|[0-9]{2}))?")
_LATER = re.compile(r"([+-]) ?([0-9]{1,4}) ?(j|jours?|d|days?|s|sem|semaines?|w|weeks?|m|mois|months?)?")
#: Long enough to meet the next 29 February, over a century that is not a leap year.
_YEARS_AHEAD = 9

_SPACES = re.compile("[\\s\u00a0\u2007\u2009\u202f]+")
_SIGNS = {"€": ("EUR",), "£": ("GBP", "EGP", "FKP", "GIP", "SHP"), "$": ("USD", "AUD", "CAD", "HKD", "NZD", "SGD")}
_CODE = "[A-Za-z]{3}|[€$£]"
_MARKED = re.compile(rf"(?P<before>{_CODE})? ?(?P<number>[^A-Za-z€$£]*?) ?(?P<after>{_CODE})?")
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,4})?) ?%")
#: Digits alone or in threes, parted alike; then the decimals, behind a sign that does not part the threes.
_NUMBER = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:(?P<parting>[ '.,])[0-9]{3})(?:(?P=parting)[0-9]{3})*|[0-9]+)"
    r"(?:(?!(?P=parting))(?P<point>[.,])(?P<decimals>[0-9]+))?"
)
_MOST_DIGITS = 15


class TypedError(ValueError):
    """What was typed cannot be used; the message says why to whom typed it."""

    def __init__(self, what: Message) -> None:
        super().__init__(str(what))
        self.what = what


class TypedDayError(TypedError):
    """Not a day."""


class TypedAmountError(TypedError):
    """Not an amount, or not one that can be claimed or paid."""


class NotAnAmountError(TypedAmountError):
    """No number at all."""


class UnclearAmountError(TypedAmountError):
    """A number that is no amount as it stands: its message says why, wherever it was typed."""


def read_typed_day(
    text: str, today: date, *, proposed: date | None = None, past: bool = False, since: date | None = None
) -> date:
    """The day that `text` means on `today`.

    A day of the month, with its month or not, is the next one that exists, today included; a weekday is the next one
    after today.  With `past`, for what has already happened, they are the latest one and the latest one before today.
    With `since`, for what follows an event, a day of the month is the next one from then: an invoice of September is
    due on a 30/10 that may be gone.  Nothing typed is `proposed`.  A full date and a number of days are taken as they
    are: whether a promise may be in the past is its rule's business.

    Raises:
        TypedDayError: not a day, no such day, or nothing typed where nothing is proposed.
    """
    typed = _SPACES.sub(" ", text.replace("’", "'").replace("−", "-")).strip().casefold()
    if not typed:
        if proposed is None:
            raise TypedDayError(say("type a day"))
        return proposed
    if typed in _AROUND_TODAY:
        return _moved(today, timedelta(_AROUND_TODAY[typed]), text)
    if typed in _MONTH_END:
        return _month_end(today, past=past)
    if match := _ISO.fullmatch(typed):
        return _existing(int(match[1]), int(match[2]), int(match[3]), text)
    if match := _LATER.fullmatch(typed):
        return _later(today, int(match[1] + match[2]), (match[3] or "d")[0], text)
    if match := _DAY.fullmatch(typed) or _WRITTEN.fullmatch(typed):
        day, named, year = match.groups()
        month = _month(named, text) if named else None
        if year and month:
            return _existing(int(year) + (2000 if len(year) == 2 else 0), month, int(day), text)
        return _nearest(since or today, int(day), month, past=past, text=text)
    return _weekday(today, typed.removesuffix("."), past=past, text=text)


def not_before(day: date, earliest: date) -> date:
    """`day` itself.

    Raises:
        TypedDayError: it is before `earliest`: a promise and a reminder are for today or later.
    """
    if day < earliest:
        raise TypedDayError(say("{day} is past: give today or a later day", day=day))
    return day


def not_after(day: date, latest: date) -> date:
    """`day` itself.

    Raises:
        TypedDayError: it is after `latest`: what was paid or judged was so today or earlier.
    """
    if day > latest:
        raise TypedDayError(say("{day} has not come yet: give today or an earlier day", day=day))
    return day


def read_typed_amount(text: str, *, currency: str, whole: Money | None = None) -> Money:
    """The amount that `text` means, in `currency` unless it names another.

    Nothing typed, or `=`, is `whole`; a percentage is of `whole`, rounded half up to the smallest coin.

    Raises:
        TypedAmountError: not an amount, one that can be read in two ways, nothing or less, decimals that the currency
            has not, or a share of the whole where there is none.
    """
    typed = _SPACES.sub(" ", text.replace("’", "'")).strip()
    if typed in {"", "="}:
        return _above_zero(_known(whole), text)
    if match := _PERCENT.fullmatch(typed):
        share = Decimal(match[1].replace(",", "."))
        if share > 100:
            raise TypedAmountError(say("{typed} is more than the whole", typed=text))
        owed = _known(whole)
        return _above_zero(Money(owed.amount * share / 100, owed.currency).rounded(), text)
    marked = _MARKED.fullmatch(typed)
    if marked is None or (marked["before"] and marked["after"]):
        raise _not_an_amount(text)
    if marked["number"].startswith(("-", "−", "(")):
        raise TypedAmountError(say("an amount is typed without a sign: {typed}", typed=text))
    named = _currency(marked["before"] or marked["after"], currency, text)
    return _above_zero(Money(_number(marked["number"], minor_digits(named), text), named), text)


def _not_an_amount(text: str) -> NotAnAmountError:
    return NotAnAmountError(say("not an amount: {typed} (type 1200, 1 200,50, 50% or =)", typed=text))


def _known(whole: Money | None) -> Money:
    if whole is None:
        raise TypedAmountError(say("type an amount"))
    return whole


def _above_zero(money: Money, text: str) -> Money:
    if money.amount <= 0:
        raise TypedAmountError(say("an amount is more than nothing: {typed}", typed=text))
    return money


def _currency(mark: str | None, usual: str, text: str) -> str:
    """The currency of a sign or of a code; a sign shared by several currencies is the usual one's if it can be."""
    if mark is None:
        return usual
    if mark in _SIGNS:
        return usual if usual in _SIGNS[mark] else _SIGNS[mark][0]
    if mark.upper() == usual or mark in CURRENCIES:
        return mark.upper()
    raise UnclearAmountError(say("not a currency: {typed} (type its code in capitals)", typed=text))


def _number(typed: str, digits: int, text: str) -> Decimal:
    match = _NUMBER.fullmatch(typed)
    if match is None:
        raise _not_an_amount(text)
    parting, before, after = match["parting"], match["whole"], match["decimals"] or ""
    if parting in {".", ","} and not after and before.count(parting) == 1:
        thousands, hundreds = before.split(parting)
        if digits > 2 or thousands.startswith("0"):
            before, after = thousands, hundreds
        elif digits:
            read = {"thousands": thousands + hundreds, "decimals": f"{thousands}.{hundreds}"}
            raise UnclearAmountError(
                say("{typed} can be {thousands} or {decimals}: type only digits", typed=text, **read)
            )
    if len(after) > digits:
        raise UnclearAmountError(
            say("{typed} has more decimals than its currency, which has {digits}", typed=text, digits=digits)
        )
    before = re.sub("[^0-9]", "", before)
    if len(before) > _MOST_DIGITS:
        raise UnclearAmountError(say("{typed} is too large an amount", typed=text))
    return Decimal(f"{before}.{after or 0}")


def _not_a_day(text: str) -> TypedDayError:
    return TypedDayError(say("not a day: {typed} (type 15, 15/12, fri, +7, 2026-12-15)", typed=text))


def _month(named: str, text: str) -> int:
    """The rank of a month given by its number, its name or the beginning of its name, accents or not."""
    if named.isdecimal():
        return int(named)
    bare = "".join(sign for sign in normalize("NFKD", named) if not combining(sign))
    found = {rank for names in _MONTHS for rank in _beginning(names, bare)}
    if len(found) != 1:
        raise _not_a_day(text)
    return found.pop() + 1


def _no_such_day(text: str) -> TypedDayError:
    return TypedDayError(say("there is no such day: {typed} (the day comes before the month)", typed=text))


def _existing(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_such_day(text) from None


def _moved(today: date, by: timedelta, text: str) -> date:
    try:
        return today + by
    except OverflowError:
        raise _no_such_day(text) from None


def _later(today: date, count: int, unit: str, text: str) -> date:
    """`today` moved by days, weeks, or months; the last day of a month too short for the day."""
    if unit != "m":
        return _moved(today, timedelta(count * (7 if unit in "sw" else 1)), text)
    year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
    if not date.min.year <= year <= date.max.year:
        raise _no_such_day(text)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _month_end(today: date, *, past: bool) -> date:
    end = today.replace(day=monthrange(today.year, today.month)[1])
    return end if not past or end == today else today.replace(day=1) - timedelta(1)


def _nearest(today: date, day: int, month: int | None, *, past: bool, text: str) -> date:
    for year, rank in _months_from(today, -1 if past else 1):
        if month in {None, rank} and 1 <= day <= monthrange(year, rank)[1]:
            found = date(year, rank, day)
            if found == today or (found < today) == past:
                return found
    raise _no_such_day(text)


def _months_from(today: date, step: int) -> Iterator[tuple[int, int]]:
    """Years and months, this one first."""
    for count in range(12 * _YEARS_AHEAD):
        year, month = divmod(today.year * 12 + today.month - 1 + step * count, 12)
        if date.min.year <= year <= date.max.year:
            yield year, month + 1


def _weekday(today: date, typed: str, *, past: bool, text: str) -> date:
    found = {rank for names in _WEEKDAYS for rank in _beginning(names, typed)}
    if len(typed) < 3 or len(found) != 1:
        raise _not_a_day(text)
    ahead = (found.pop() - today.weekday()) % 7
    return _moved(today, timedelta(ahead - 7 if past else ahead or 7), text)


def _beginning(names: Iterable[str], typed: str) -> Iterator[int]:
    return (rank for rank, name in enumerate(names) if name.startswith(typed))
