"""The user's own day and hour: the one place where the clock is read for them."""

from __future__ import annotations

from datetime import date, datetime


def today() -> date:
    """The day on the wall: a collector's, not that of UTC."""
    return date.today()  # noqa: DTZ011 as said


def now() -> datetime:
    """The moment on the wall, with its time zone: messages leave at some hours and not at others."""
    return datetime.now().astimezone()
