"""What the words typed after `/` keep."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recouv.rules.row_filter import RowFacts, read_filter

ROW = RowFacts(
    texts=("Domaine Barthélémy & Fils", "barthelemy", "FA-4029", "FA 4071"),
    amounts=(Decimal("4118.40"), Decimal("1240.00"), Decimal("-2725.20")),
    days_late=56,
    owner="Léa",
    tags=("Fidèle",),
)


class TestNames:
    """Names, ids and numbers, accents and case apart; several words are joined by and."""

    @pytest.mark.parametrize("typed", ["", " ", "barth", "BARTHELEMY", "fils domaine", "fa-4029", "4071", "&"])
    def test_kept(self, typed: str) -> None:
        """The row answers."""
        assert read_filter(typed).holds(ROW)

    @pytest.mark.parametrize("typed", ["peyrat", "barth peyrat", "fa-4030"])
    def test_left_out(self, typed: str) -> None:
        """One word that the row has not is enough."""
        assert not read_filter(typed).holds(ROW)

    def test_a_word_never_joins_two_texts(self) -> None:
        """The end of a name and the beginning of an id are apart."""
        assert not read_filter("filsbarthelemy").holds(ROW)


class TestAmounts:
    """To the cent, in either writing."""

    @pytest.mark.parametrize(
        "typed", ["4118,40", "4118.40", "4,118.40", "4.118,40", "4\u00a0118,40", "-2725,20", "1240,00"]
    )
    def test_kept(self, typed: str) -> None:
        """The row holds it."""
        assert read_filter(typed).holds(ROW)

    @pytest.mark.parametrize("typed", ["4118,41", "118,40", "2725,20"])
    def test_left_out(self, typed: str) -> None:
        """Not another amount, nor a part of one."""
        assert not read_filter(typed).holds(ROW)


class TestAges:
    """Days late."""

    @pytest.mark.parametrize("typed", [">55", ">=56", "<57", "<=56", ">30 <60"])
    def test_kept(self, typed: str) -> None:
        """56 days."""
        assert read_filter(typed).holds(ROW)

    @pytest.mark.parametrize("typed", [">56", "<56", ">=57", "<=55"])
    def test_left_out(self, typed: str) -> None:
        """56 days."""
        assert not read_filter(typed).holds(ROW)


class TestOwnersAndTags:
    """By a key."""

    @pytest.mark.parametrize("typed", ["who:lea", "qui:LÉA", "owner:lea", "tag:fidele", "who:lea tag:fidele"])
    def test_kept(self, typed: str) -> None:
        """Accents and case apart."""
        assert read_filter(typed).holds(ROW)

    @pytest.mark.parametrize("typed", ["who:marc", "tag:loyal", "who:le"])
    def test_left_out(self, typed: str) -> None:
        """Whole words."""
        assert not read_filter(typed).holds(ROW)


class TestSettledClients:
    """Shown when asked for outright, or looked for by name."""

    @pytest.mark.parametrize(
        ("typed", "shown"), [("", False), (">90", False), ("1240,00", False), ("*", True), ("barth", True)]
    )
    def test_shown(self, typed: str, shown: bool) -> None:
        """A star, or a word."""
        assert read_filter(typed).keeps_settled is shown
