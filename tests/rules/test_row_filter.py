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
    total=Decimal("4118.40"),
    currency="EUR",
    actions=("call", "appel"),
    steps=("reminder-2", "relance 2", "2"),
    states=frozenset({"disputed"}),
    ages=("0", "31-60"),
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
    """In any writing, whole or from their beginning, to the cent where cents are typed."""

    @pytest.mark.parametrize(
        "typed",
        [
            *("4118,40", "4118.40", "4,118.40", "4.118,40", "4\u00a0118,40", "4 118,40", "-2725,20", "-2 725,20"),
            *(
                "1240,00",
                "1240",
                "1 240",
                "124",
                "1240,",
                "4118,4",
                "41",
                "4 1",
                "4 118",
                "4118,40€",
                "1240 €",
                "1240 4118",
            ),
        ],
    )
    def test_kept(self, typed: str) -> None:
        """The row holds it."""
        assert read_filter(typed).holds(ROW)

    @pytest.mark.parametrize("typed", ["4118,41", "118,40", "2725,20", "240", "41,00", "1240 4119", "4 029 118"])
    def test_left_out(self, typed: str) -> None:
        """Not another amount, nor a part of one."""
        assert not read_filter(typed).holds(ROW)


class TestBounds:
    """What the row comes to, in its currency when one is typed."""

    @pytest.mark.parametrize(
        "typed",
        [">=1000€", ">1 000 €", "> 1000,00", "<=4118,40", ">4118.39", ">4,000.00", "<5000 EUR", ">1000€ <5000€"],
    )
    def test_kept(self, typed: str) -> None:
        """4,118.40 euros."""
        assert read_filter(typed).holds(ROW)

    @pytest.mark.parametrize("typed", [">4118,40", ">=1000 USD", "<4 000€", ">1000"])
    def test_left_out(self, typed: str) -> None:
        """Nor in another currency; without a currency or cents, it is days."""
        assert not read_filter(typed).holds(ROW)


class TestWhatIsStillBeingTyped:
    """A sign or a key without its value keeps every row rather than none."""

    @pytest.mark.parametrize("typed", [">", ">=", "who:", "barth tag:", "step:", "-"])
    def test_kept(self, typed: str) -> None:
        """As if it was not there."""
        assert read_filter(typed).holds(ROW)


class TestStates:
    """What the client says of it."""

    @pytest.mark.parametrize("typed", ["disputed", "litige", "LITIGE", "disputed barth"])
    def test_kept(self, typed: str) -> None:
        """Part of it is contested."""
        assert read_filter(typed).holds(ROW)

    @pytest.mark.parametrize("typed", ["promised", "promesse"])
    def test_left_out(self, typed: str) -> None:
        """Nothing is promised."""
        assert not read_filter(typed).holds(ROW)


class TestTheAgendasWords:
    """What is proposed, by the beginning of its word or of its code."""

    @pytest.mark.parametrize(
        "typed", ["action:call", "action:appel", "step:2", "step:reminder", "étape:rel", "etape:2"]
    )
    def test_kept(self, typed: str) -> None:
        """A call, at level 2."""
        assert read_filter(typed).holds(ROW)

    @pytest.mark.parametrize("typed", ["action:letter", "step:1", "step:formal"])
    def test_left_out(self, typed: str) -> None:
        """Another."""
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


class TestBuckets:
    """Something owed of that age, whatever the age of the oldest."""

    @pytest.mark.parametrize("typed", ["age:31-60", "âge:0", "age:0 age:31-60"])
    def test_kept(self, typed: str) -> None:
        """0 is what is not due."""
        assert read_filter(typed).holds(ROW)

    @pytest.mark.parametrize("typed", ["age:1-30", "age:91+", "age:0 age:1-30", "age:31"])
    def test_left_out(self, typed: str) -> None:
        """Nothing of that age, or no such age."""
        assert not read_filter(typed).holds(ROW)


class TestOwnersAndTags:
    """By a key."""

    @pytest.mark.parametrize("typed", ["who:lea", "qui:LÉA", "owner:lea", "tag:fidele", "who:me tag:fidele"])
    def test_kept(self, typed: str) -> None:
        """Accents and case apart; `me` is whoever is at work."""
        assert read_filter(typed, me="Léa").holds(ROW)

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
