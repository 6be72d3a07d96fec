"""Entries in a few words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.wording.catalogue import catalogue
from recouv.wording.terms import full_description


class TestFullDescription:
    """With the day that the entry sets."""

    @pytest.mark.parametrize(
        ("language", "told"),
        [("en", "promise of €50.00, for 6 Dec 2026"), ("fr", "promesse de 50,00\u00a0€, pour le 06/12/2026")],
    )
    def test_a_promise(self, language: str, told: str) -> None:
        """Two of one amount differ in it."""
        values = {"amount": Money(Decimal(50)), "by": date(2026, 12, 6)}
        assert catalogue(language).text(full_description(Entry(date(2026, 12, 1), "promise", values=values))) == told

    def test_what_sets_none(self) -> None:
        """A call."""
        assert catalogue("en").text(full_description(Entry(date(2026, 12, 1), "call"))) == "call of 1 Dec 2026"
