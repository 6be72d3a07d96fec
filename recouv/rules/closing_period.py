"""Periods that are closed: a month, a quarter or a year of the calendar.

>>> [closing_period(words).last.isoformat() for words in ("2026-11", "2026-Q4", "2026")]
['2026-11-30', '2026-12-31', '2026-12-31']
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec import Struct

from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.rules.months import months_later

_WORDS = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>0[1-9]|1[0-2])|-[QqTt](?P<quarter>[1-4]))?")


class Period(Struct, frozen=True):
    """From its first day to its last, both included."""

    name: str
    first: date
    last: date


def closing_period(words: str) -> Period:
    """The period of that name; `2026-T4` is the French way to write `2026-Q4`.

    Raises:
        UsageError: it is none.
    """
    match = _WORDS.fullmatch(words.strip())
    if match is None:
        raise UsageError(
            say("{text} is no period that can be closed", text=words),
            say("write a month (2026-11), a quarter (2026-Q4) or a year (2026)"),
        )
    year = int(match["year"])
    if match["month"]:
        return _from(f"{year}-{match['month']}", date(year, int(match["month"]), 1), 1)
    if match["quarter"]:
        return _from(f"{year}-Q{match['quarter']}", date(year, 3 * int(match["quarter"]) - 2, 1), 3)
    return _from(str(year), date(year, 1, 1), 12)


def _from(name: str, first: date, months: int) -> Period:
    return Period(name, first, months_later(first, months) - timedelta(days=1))
