"""The rate of penalties that a contract states, in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.penalties import AgreedRate, RateBasis
from recouv.rules.agreed_rate import UnknownAgreedRateError, parse_agreed_rate


class TestWords:
    """French and English, any case, any spacing."""

    @pytest.mark.parametrize(
        ("words", "basis", "figure"),
        [
            *((words, RateBasis.FIXED, "12") for words in ("12", "12 %", "12%", "12.0", "12 % l'an", "12 % a year")),
            *((words, RateBasis.FIXED, "12.5") for words in ("12.5 %", "12,5 %", "12,50%", "12.5 par an")),
            *((words, RateBasis.ECB, "12") for words in ("ECB + 12", "ecb+12", "BCE + 12 points", "taux BCE + 12 %")),
            *((words, RateBasis.ECB, "10") for words in ("the ECB rate + 10 points", "taux de la BCE + 10 pts")),
            *((words, RateBasis.LEGAL, "3") for words in ("3 x legal rate", "3 × the legal rate", "three times legal")),
            *(
                (words, RateBasis.LEGAL, "3")
                for words in ("3 fois le taux légal", "trois fois le taux d'intérêt légal")
            ),
            ("5 fois le taux d’intérêt légal", RateBasis.LEGAL, "5"),
        ],
    )
    def test_are_understood(self, words: str, basis: RateBasis, figure: str) -> None:
        """Each form of the page."""
        assert parse_agreed_rate(words) == AgreedRate(basis, Decimal(figure))

    @pytest.mark.parametrize(
        "words",
        [
            *(
                "",
                "%",
                "twelve",
                "-5 %",
                "12 %%",
                "1,234.50",
                "ECB",
                "ECB 12",
                "ECB - 1",
                "ECB + x",
                "101 %",
                "ECB + 200",
            ),
            *("3 x", "x legal rate", "legal rate", "3 fois le SMIC", "12 % a month", "12.12345 %", "EURIBOR + 3"),
        ],
    )
    def test_are_refused(self, words: str) -> None:
        """What is not understood is refused with the words themselves."""
        with pytest.raises(UnknownAgreedRateError) as refusal:
            parse_agreed_rate(words)
        assert refusal.value.args == (words,)

    @given(st.decimals(0, 100, places=2))
    def test_any_figure(self, figure: Decimal) -> None:
        """With a point or a comma."""
        for text in (f"{figure} %", f"{figure}".replace(".", ",")):
            assert parse_agreed_rate(text) == AgreedRate(RateBasis.FIXED, figure)
