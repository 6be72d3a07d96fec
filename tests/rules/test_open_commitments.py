"""What a person may still end, and why not the rest."""

from __future__ import annotations

from datetime import date

import pytest

from recouv.rules.open_commitments import open_commitments, why_over
from recouv.rules.standing import standing
from tests.rules.journals import HOUSE, sound

INVOICE = "### 2026-09-01 invoice F1 ^aaaaaaaa\n- amount: 1000.00\n- due: 2026-10-01\n\n"
PAID = "\n\n### 2026-11-08 payment ^pppppppp\n- amount: 400.00\n- allocate:\n  - F1: 400.00"
PROMISE = "### 2026-11-05 promise ^bbbbbbbb\n- amount: 400.00\n- by: 2026-11-12\n- invoices: F1"
PLAN = "### 2026-11-05 plan ^bbbbbbbb\n- invoices: F1\n- instalments:\n  - 2026-11-12: 400.00\n- grace: 0"
HOLD = "### 2026-11-05 hold ^bbbbbbbb\n- until: 2026-11-12"
DISPUTE = "### 2026-11-05 dispute F1 ^bbbbbbbb"
HANDOVER = "### 2026-11-05 handover ^bbbbbbbb\n- to: Vidal"


def is_open(ending: str, journal: str, on: str) -> bool:
    """Whether the one commitment may be ended on that day."""
    day = date.fromisoformat(on)
    found = open_commitments(standing(sound(INVOICE + journal).entries, day), ending, day, HOUSE)
    assert [fact.id for fact in found] in ([], ["bbbbbbbb"])
    return bool(found)


@pytest.mark.parametrize(
    ("ending", "journal", "on", "expected"),
    [
        ("withdraw", PROMISE, "2026-11-12", True),
        ("withdraw", PROMISE, "2026-11-13", False),
        ("withdraw", PROMISE + PAID, "2026-11-09", False),
        ("withdraw", PROMISE + "\n\n### 2026-11-06 withdraw ^bbbbbbbb ^cccccccc", "2026-11-06", False),
        ("withdraw", PROMISE, "2026-11-04", False),
        ("release", HOLD, "2026-11-12", True),
        ("release", HOLD, "2026-11-13", False),
        ("release", "### 2026-11-05 hold ^bbbbbbbb", "2030-01-01", True),
        ("release", HOLD + "\n\n### 2026-11-06 release ^bbbbbbbb ^cccccccc", "2026-11-06", False),
        ("release", PLAN, "2026-11-12", True),
        ("release", PLAN, "2026-11-20", True),
        ("release", PLAN + PAID, "2026-11-09", False),
        ("resolve", DISPUTE, "2026-11-05", True),
        ("resolve", DISPUTE + "\n\n### 2026-11-06 resolve ^bbbbbbbb ^cccccccc", "2026-11-06", False),
        ("recall", HANDOVER, "2026-11-05", True),
        ("recall", HANDOVER + "\n\n### 2026-11-06 cancel ^bbbbbbbb ^cccccccc", "2026-11-06", False),
        ("resolve", HANDOVER, "2026-11-05", False),
    ],
)
def test_open(ending: str, journal: str, on: str, expected: bool) -> None:
    """On its last day still, not after, and not once it ended."""
    assert is_open(ending, journal, on) is expected


@pytest.mark.parametrize(
    ("journal", "why"),
    [
        (PROMISE, "it was broken"),
        (PROMISE + PAID, "it was kept"),
        (PROMISE.replace("400", "600") + PAID, "it was kept in part"),
        (PROMISE + "\n\n### 2026-11-06 withdraw ^bbbbbbbb ^cccccccc", "withdraw of 2026-11-06 ended it"),
        (PLAN + PAID, "every instalment is paid"),
        (HOLD, "it ended on 2026-11-12"),
    ],
)
def test_why(journal: str, why: str) -> None:
    """How it ended."""
    day = date(2026, 11, 20)
    assert str(why_over(standing(sound(INVOICE + journal).entries, day), day, HOUSE)["bbbbbbbb"]) == why
