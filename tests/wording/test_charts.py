"""Bars and sparklines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from recouv.tui.charts import ageing_bars, bar, sparkline

amounts = st.decimals(-(10**9), 10**9, places=2)


class TestBar:
    """As long as its share of the greatest."""

    @pytest.mark.parametrize(
        ("value", "shown"),
        [(0, ""), (-5, ""), (100, "█████"), (250, "█████"), (50, "██▌"), (20, "█"), (1, "▏"), (Decimal("47.5"), "██▍")],
    )
    def test_eighths(self, value: int, shown: str) -> None:
        """Of a cell; what is not nothing is seen."""
        assert bar(value, 100, 5) == shown

    @pytest.mark.parametrize(("value", "shown"), [(0, ""), (100, "#####"), (50, "###"), (1, "#")])
    def test_ascii(self, value: int, shown: str) -> None:
        """Whole cells."""
        assert bar(value, 100, 5, ascii=True) == shown

    def test_without_room_or_maximum(self) -> None:
        """There is no bar."""
        assert bar(5, 0, 10) == bar(5, 10, 0) == bar(5, 10, -3) == ""

    @given(amounts, amounts, st.integers(0, 40), st.booleans())
    def test_never_wider(self, value: Decimal, maximum: Decimal, width: int, ascii: bool) -> None:  # noqa: A002
        """Than its room."""
        assert cell_len(bar(value, maximum, width, ascii=ascii)) <= width


class TestSparkline:
    """One character for each value."""

    def test_levels(self) -> None:
        """From the lowest to the greatest."""
        assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
        assert sparkline([-4, 0, 7], ascii=True) == "__#"

    def test_nothing(self) -> None:
        """Neither empty nor all zero is a fault."""
        assert sparkline([]) == ""
        assert sparkline([0, 0]) == sparkline([-1, -2]) == "▁▁"

    @given(st.lists(amounts, max_size=30), st.booleans())
    def test_length(self, values: list[Decimal], ascii: bool) -> None:  # noqa: A002
        """As many as the values."""
        assert cell_len(sparkline(values, ascii=ascii)) == len(values)


class TestAgeingBars:
    """The number is written beside its bar."""

    def test_lines(self) -> None:
        """Names to the left, numbers to the right, bars of what is left."""
        buckets = [
            ("Non échu", Decimal(0), "·"),
            ("1-30", Decimal(2000), "2 000,00"),
            (">90", Decimal(1000), "1 000,00"),
        ]
        assert ageing_bars(buckets, 26) == [
            "Non échu        ·",
            "1-30     2 000,00 ████████",
            ">90      1 000,00 ████",
        ]
        assert ageing_bars(buckets, 26, ascii=True)[2] == ">90      1 000,00 ####"

    def test_without_room(self) -> None:
        """The numbers stay."""
        assert ageing_bars([("1-30\x1b", Decimal(5), "5,00")], 4) == ["1-30� 5,00"]
        assert ageing_bars([], 20) == []
