"""Which days are worked: neither week-ends nor public holidays.

>>> from recouv.domain.practice import Calendar
>>> days = WorkingDays(Calendar(holidays=frozenset({date(2026, 12, 25)})))
>>> days.add(date(2026, 12, 24), 1)
datetime.date(2026, 12, 28)
"""

from __future__ import annotations

from datetime import date, timedelta

from recouv.domain.practice import Calendar

_SATURDAY = 5
#: No country rests so long: a calendar of nothing but holidays is not gone through to its end.
_LONGEST_REST = 60


class WorkingDays:
    """Those of a calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def is_worked(self, day: date) -> bool:
        """Whether people work on that day."""
        calendar = self._calendar
        return calendar.every_day or (day.weekday() < _SATURDAY and day not in calendar.holidays)

    def on_or_after(self, day: date) -> date:
        """That day, or the next one that is worked."""
        if self._calendar.every_day:
            return day
        for count in range(min(_LONGEST_REST, (date.max - day).days + 1)):
            found = day + timedelta(days=count)
            if self.is_worked(found):
                return found
        return day

    def on_or_before(self, day: date) -> date:
        """That day, or the last one before it that is worked."""
        for count in range(min(_LONGEST_REST, (day - date.min).days + 1)):
            found = day - timedelta(days=count)
            if self.is_worked(found):
                return found
        return day

    def add(self, day: date, count: int) -> date:
        """The `count`-th day worked after `day`; the day itself for 0."""
        for _ in range(count):
            if day == date.max:
                break
            day = self.on_or_after(day + timedelta(days=1))
        return day
