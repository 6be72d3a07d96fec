"""What forms propose and understand before anything is written: days, invoices by a part of their number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recouv.domain.money import Money
from recouv.usecases.dossiers import DossierView, view_dossier
from recouv.usecases.proposals import first_instalment_day, left_of, numbers_meant, open_numbers, snooze_day
from recouv.wording.typed import TypedError
from tests.conftest import Desk

ROUX = """---
name: Roux & Fils
kind: company
---

## Journal

### 2026-09-01 invoice FA 4077
- amount: 300.00
- due: 2026-10-01

### 2026-09-02 invoice FA-40
- amount: 80.00
- due: 2026-10-02

### 2026-09-02 invoice FA-4078
- amount: 20.00
- due: 2026-10-03

### 2026-09-02 invoice US-1
- amount: 50.00 USD
- due: 2026-10-04

### 2026-09-02 invoice OLD-1
- amount: 10.00
- due: 2026-10-04

### 2026-10-05 payment
- amount: 10.00
- allocate:
  - OLD-1: 10.00
"""


@pytest.fixture
def view(desk: Desk) -> DossierView:
    """A client with four open invoices and one paid."""
    desk.write("roux", ROUX)
    return view_dossier(desk.session, "roux")


class TestNumbers:
    """A number, or a part of it that no other open invoice has."""

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("fa4077", ("FA 4077",)),
            ("4078", ("FA-4078",)),
            ("FA-40", ("FA-40",)),
            (" us ; 4077, US-1", ("US-1", "FA 4077")),
            ("*", ()),
            ("", ()),
        ],
    )
    def test_what_is_meant(self, view: DossierView, typed: str, meant: tuple[str, ...]) -> None:
        """Whole before a part; each once, in the order typed; `*` is the whole account."""
        assert numbers_meant(view, typed) == meant

    @pytest.mark.parametrize("typed", ["FA", "40", "OLD-1", "F-9", "4077, x"])
    def test_what_is_not(self, view: DossierView, typed: str) -> None:
        """Several, none, one that is paid: never guessed."""
        with pytest.raises(TypedError):
            numbers_meant(view, typed)

    def test_those_paid_are_not_open(self, view: DossierView) -> None:
        """Earliest due first."""
        assert open_numbers(view) == ("FA 4077", "FA-40", "FA-4078", "US-1")


class TestSums:
    """What is left of some invoices."""

    def test_of_one_currency(self, view: DossierView) -> None:
        """Added up."""
        assert left_of(view, ["FA 4077", "FA-40"]) == Money(Decimal("380.00"))

    def test_currencies_are_never_added(self, view: DossierView) -> None:
        """Nothing is proposed; nor is it of what is paid."""
        assert left_of(view, ["FA-40", "US-1"]) is None
        assert left_of(view, ["OLD-1"]) is None


def test_days_proposed() -> None:
    """A week on a day of work; the first of the next month."""
    assert snooze_day(date(2026, 11, 20)) == date(2026, 11, 27)
    assert snooze_day(date(2026, 11, 21)) == date(2026, 11, 30)
    assert first_instalment_day(date(2026, 12, 31)) == date(2027, 1, 1)
