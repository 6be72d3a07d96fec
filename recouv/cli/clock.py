"""The user's own day: the one place where the clock is read for it."""

from __future__ import annotations

from datetime import date


def today() -> date:
    """The day on the wall: a collector's, not that of UTC."""
    return date.today()  # noqa: DTZ011 as said
