"""The user's own day, hour and moment: the one place where the clock is read for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time


def today() -> date:
    """The day on the wall: a collector's, not that of UTC."""
    return date.today()  # noqa: DTZ011 as said


def now() -> datetime:
    """The moment on the wall, with its time zone: messages leave at some hours and not at others."""
    return datetime.now().astimezone()


def moment(day: date) -> datetime:
    """Now; never before the day of the run has begun."""
    return max(datetime.now(UTC), datetime.combine(day, time(), UTC))
