"""The payment code: what a telephone reads in it."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.money import Money
from recouv.letters.payment_code import payment_code, payment_content

IBAN = "FR76 9999 9000 0101 2345 6789 012"


def code(
    amount: str = "8616.00", currency: str = "EUR", name: str = "Imprimerie de l'Autan", text: str = "F1 F2"
) -> str:
    """A code as SVG."""
    return payment_code(name=name, iban=IBAN, bic="DEMOFRPPXXX", amount=Money(Decimal(amount), currency), text=text)


class TestWhenThereIsOne:
    """Euros only, within the bounds of the standard."""

    @pytest.mark.parametrize(
        ("amount", "currency"), [("0.00", "EUR"), ("1000000000.00", "EUR"), ("8616.00", "USD"), ("-1.00", "EUR")]
    )
    def test_none(self, amount: str, currency: str) -> None:
        """Nothing, too much, another currency, money owed to the client."""
        assert code(amount, currency) == ""

    @pytest.mark.parametrize("amount", ["0.01", "999999999.99"])
    def test_the_bounds_themselves(self, amount: str) -> None:
        """Are allowed."""
        assert code(amount).startswith("<svg")

    def test_nobody_to_pay(self) -> None:
        """Without a name there is none."""
        assert code(name="") == ""


class TestContent:
    """What stands in it."""

    @given(name=st.text(min_size=1, max_size=200), text=st.text(max_size=400))
    def test_never_more_than_331_bytes_nor_another_line(self, name: str, text: str) -> None:
        """Accents and line ends included; twelve lines at the most, each in its place."""
        content = payment_content(name=name, iban=IBAN, bic="", amount=Money(Decimal("1.00")), text=text)
        lines = content.decode().split("\n")
        assert len(content) <= 331
        assert lines == [""] or (lines[7], len(lines)) == ("EUR1.00", 12)

    def test_a_text_that_is_too_long_is_cut(self) -> None:
        """Between two characters, never within one."""
        content = payment_content(name="é" * 70, iban=IBAN, bic="", amount=Money(Decimal("1.00")), text="é" * 140)
        assert 329 <= len(content) <= 331
        assert content.decode().split("\n")[10].strip("é") == ""

    @pytest.mark.skipif(shutil.which("zbarimg") is None or shutil.which("rsvg-convert") is None, reason="no zbarimg")
    def test_read_back(self, tmp_path: Path) -> None:
        """By another program, from the picture."""
        svg = tmp_path / "code.svg"
        svg.write_text(
            code(text="Facture F1 réglée").replace("<svg", '<svg width="400" height="400"', 1), encoding="utf-8"
        )
        subprocess.run(["rsvg-convert", "-b", "white", "-o", str(tmp_path / "code.png"), str(svg)], check=True)
        done = subprocess.run(
            ["zbarimg", "--quiet", "--raw", "-Sbinary", str(tmp_path / "code.png")], capture_output=True, check=True
        )
        assert done.stdout.decode().rstrip("\n").split("\n") == [
            *("BCD", "002", "1", "SCT", "DEMOFRPPXXX", "Imprimerie de l'Autan"),
            *("FR7699999000010123456789012", "EUR8616.00", "", "", "Facture F1 réglée"),
        ]
