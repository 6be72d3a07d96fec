"""One client's file on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recouv.usecases.dossiers import view_dossier
from tests.conftest import Desk

OWING = """---
name: Durand
---

## Journal

### 2026-09-01 invoice F1 ^aaaaaaaa
- amount: 1000.00
- due: 2026-10-31

### 2026-11-05 promise ^bbbbbbbb
- amount: 400.00
- by: 2026-11-12
"""
PAID = (
    OWING
    + """
### 2026-11-08 payment ^cccccccc
- amount: 400.00
- allocate:
  - F1: 400.00
"""
)
WITHDRAWN = (
    OWING
    + """
### 2026-11-07 withdraw ^bbbbbbbb ^dddddddd
"""
)


class TestPromises:
    """Each with its state on the day."""

    @pytest.mark.parametrize(
        ("text", "on", "state"),
        [
            (OWING, "2026-11-12", "open"),
            (OWING, "2026-11-16", "open"),
            (OWING, "2026-11-17", "broken"),
            (PAID, "2026-11-07", "open"),
            (PAID, "2026-11-08", "kept"),
            (PAID, "2026-11-13", "kept"),
            (WITHDRAWN, "2026-11-08", "withdrawn"),
        ],
    )
    def test_state(self, desk: Desk, text: str, on: str, state: str) -> None:
        """One paid before its last day is kept at once; the money has two days worked more, of which no week-end is."""
        desk.write("durand", text)
        view = view_dossier(desk.session, "durand", date.fromisoformat(on))
        assert [found for _, found in view.promises] == [state]


class TestOutstanding:
    """How the client's debt moved."""

    def test_months(self, desk: Desk) -> None:
        """At the end of the last twelve months, and on the day."""
        desk.write("durand", PAID)
        view = view_dossier(desk.session, "durand", date(2026, 11, 20))
        assert len(view.months) == len(view.outstanding["EUR"]) == 13
        assert view.outstanding["EUR"][-3:] == (Decimal(1000), Decimal(1000), Decimal(600))
