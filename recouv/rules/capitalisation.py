"""When interest bears interest itself: once a whole year of it is due, where that was agreed or claimed in court.

The first day is the later of the day it was asked for and the end of the first whole year; the next ones follow year by
year.  Nothing bears interest on interest unless a date says so.

Source: C. civ. art. 1343-2 (read 2026-11-22): interest due for at least a whole year, if the contract provides it or a
court decision says so.

>>> [day.isoformat() for day in capitalisation_days(date(2024, 3, 1), date(2023, 1, 31), date(2026, 6, 1))]
['2024-03-01', '2025-03-01', '2026-03-01']
"""

from __future__ import annotations

from datetime import date

from recouv.rules.months import months_later

_YEAR = 12


def capitalisation_days(asked: date, bears_after: date, on: date) -> list[date]:
    """The days, up to `on`, at whose end the interest due becomes a sum that bears interest.

    Args:
        asked: The day of the contract, or of the claim.
        bears_after: Interest runs from the day after.
        on: The day of the statement.
    """
    first = max(asked, months_later(bears_after, _YEAR))
    days: list[date] = []
    while (day := months_later(first, _YEAR * len(days))) <= on and day not in days:
        days.append(day)
    return days
