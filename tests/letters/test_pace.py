"""So many messages in a minute, by a clock of our own."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from recouv.letters.pace import Pace


class Clock:
    """Time passes when somebody sleeps, or works."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def never() -> bool:
    """Nobody stops it."""
    return False


class TestPace:
    """No minute has more messages than it may."""

    def test_the_first_waits_for_nothing(self) -> None:
        """And nothing is waited for after the last."""
        clock = Clock()
        Pace(20, clock, clock.sleep).wait(never)
        assert clock.now == 100.0

    @given(st.integers(1, 600), st.lists(st.floats(0, 30), min_size=2, max_size=30))
    def test_any_minute(self, per_minute: int, work: list[float]) -> None:
        """Whatever each message takes, two are as far apart as the pace wants, and nobody waits longer."""
        clock = Clock()
        pace, sent = Pace(per_minute, clock, clock.sleep), list[float]()
        for seconds in work:
            sent.append(clock.now)
            clock.now += seconds
            pace.count()
            before = clock.now
            pace.wait(never)
            assert clock.now - before <= 60 / per_minute + 1e-6
        assert all(later - earlier >= 60 / per_minute - 1e-6 for earlier, later in itertools.pairwise(sent))

    def test_stopped(self) -> None:
        """Whoever stops it does not wait a minute for it."""
        clock = Clock()
        pace = Pace(1, clock, clock.sleep)
        pace.count()
        pace.wait(lambda: clock.now > 101.0)
        assert clock.now < 102.0
