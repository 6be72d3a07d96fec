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


class TestPayer:
    """How the client pays, and which scenario each invoice follows."""

    HISTORY = """---
name: Durand
kind: public
---

## Journal

### 2024-05-02 invoice F1 ^aaaaaaaa
- amount: 100.00
- due: 2024-06-01

### 2024-06-11 payment ^bbbbbbbb
- amount: 100.00
- allocate:
  - F1: 100.00

### 2024-07-01 invoice F2 ^cccccccc
- amount: 300.00
- due: 2024-07-31

### 2024-08-02 payment ^dddddddd
- amount: 300.00
- allocate:
  - F2: 300.00

### 2026-09-01 invoice F3 ^eeeeeeee
- amount: 100.00
- due: 2026-10-31

### 2026-09-02 invoice F4 ^ffffffff
- amount: 100.00
- due: 2026-10-31
- scenario: firm
"""

    def test_average_delay_grade_and_years(self, desk: Desk) -> None:
        """(10 days x 100 + 2 days x 300) / 400 = 4 days, between 0 and 10: B; two whole years.

        Twenty days late, the two open ones count with them: (1,600 + 20 x 100 + 20 x 100) / 600 = 9.
        """
        desk.write("durand", self.HISTORY)
        view = view_dossier(desk.session, "durand", date(2026, 10, 31))
        assert (view.average_delay, view.grade, view.years) == (4, "B", 2)
        assert view_dossier(desk.session, "durand", date(2026, 11, 20)).average_delay == 9

    def test_nothing_is_known_of_who_never_paid(self, desk: Desk) -> None:
        """No average, no grade."""
        desk.write("durand", OWING.split("### 2026-11-05")[0])
        view = view_dossier(desk.session, "durand", date(2026, 11, 20))
        assert (view.average_delay, view.grade, view.years) == (None, "unknown", 0)

    def test_the_scenario_of_each_invoice_and_why(self, desk: Desk) -> None:
        """Its own, or the rule that the client meets."""
        desk.write("durand", self.HISTORY)
        view = view_dossier(desk.session, "durand", date(2026, 11, 20))
        assert [(row.item.number, row.assigned.name, str(row.assigned.why)) for row in view.items] == [
            ("F3", "public", "rule 2 of recouv.yaml; kind: public"),
            ("F4", "firm", "invoice F4 names it"),
        ]
