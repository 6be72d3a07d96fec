"""Whether the bank's movements are known well enough."""

from __future__ import annotations

from datetime import date

import pytest

from recouv.domain.practice import House, StaleAnyway
from recouv.rules.bank_data import blocking, decided_anyway, is_stale, overridden

HOUSE = House(
    bank_until=date(2026, 2, 1),
    stale_after=3,
    stale_anyway=(
        StaleAnyway(day=date(2026, 2, 6), by="lea", reason="site down"),
        StaleAnyway(day=date(2026, 2, 2), by="x", reason="y"),
    ),
)


@pytest.mark.parametrize(
    ("on", "stale", "block", "told"),
    [
        (date(2026, 2, 4), False, None, None),
        (date(2026, 2, 5), True, "bank data of 2026-02-01", None),
        (date(2026, 2, 6), True, None, "bank data of 2026-02-01, overridden by lea: site down"),
        (date(2026, 2, 7), True, "bank data of 2026-02-01", None),
        (date(2026, 2, 2), False, None, None),
    ],
    ids=["the last day", "the day after", "decided", "the next", "decided for nothing"],
)
def test_each_day(on: date, stale: bool, block: str | None, told: str | None) -> None:
    """Blocked, or let go by somebody for that day alone."""
    found = (blocking(HOUSE, on), overridden(HOUSE, on))
    assert is_stale(HOUSE, on) is stale
    assert tuple(str(one) if one else None for one in found) == (block, told)
    assert (decided_anyway(HOUSE, on) is not None) is (told is not None)


def test_no_limit() -> None:
    """Where nobody set a limit, nothing is stale."""
    house = House(bank_until=date(2020, 1, 1))
    assert not is_stale(house, date(2026, 2, 5))
    assert blocking(house, date(2026, 2, 5)) is None
    assert overridden(house, date(2026, 2, 5)) is None


def test_nobody_said_until_when() -> None:
    """With a limit, what is not known is stale; the message says so."""
    house = House(stale_after=3)
    assert is_stale(house, date(2026, 2, 5))
    assert str(blocking(house, date(2026, 2, 5))) == "nobody said until when the bank's movements are known"
