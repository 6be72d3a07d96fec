"""So many messages in a minute, and no more: servers take a flood for spam."""

from __future__ import annotations

from collections.abc import Callable

#: Seconds between two looks at whether to stop.
_LOOK = 0.2


class Pace:
    """Waits between messages, each of them as late as the pace wants and no later."""

    def __init__(self, per_minute: int, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._between = 60 / per_minute
        self._clock = clock
        self._sleep = sleep
        self._next = clock()

    def count(self) -> None:
        """One more message has been handed over."""
        self._next = max(self._next, self._clock()) + self._between

    def wait(self, stopped: Callable[[], bool]) -> None:
        """Until the next message may go, or somebody stops it."""
        while (left := self._next - self._clock()) > 0 and not stopped():
            self._sleep(min(left, _LOOK))
