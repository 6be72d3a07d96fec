"""Days counted in months, date to date.

A day that the month reached does not have is its last day: a month after 31 January, and a year after 29 February 2028,
end on the 28th.

Source: C. proc. civ. art. 641 (in the absence of an identical date, the period ends on the last day of the month).
"""

from __future__ import annotations

from datetime import date, timedelta

_MONTHS = 12


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or earlier when below zero; within the calendar.

    >>> months_later(date(2017, 7, 31), 60).isoformat()
    '2022-07-31'
    >>> months_later(date(2024, 2, 29), 24).isoformat()
    '2026-02-28'
    """
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, _last_day(year, month + 1)))


def _last_day(year: int, month: int) -> int:
    if month == _MONTHS:
        return 31
    return (date(year, month + 1, 1) - timedelta(days=1)).day
