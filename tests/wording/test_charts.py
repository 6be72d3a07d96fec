"""Bars and sparklines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from recouv.wording.charts import bar, columns, sparkline, split_bar

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


class TestSplitBar:
    """Full, then hatched."""

    @pytest.mark.parametrize(
        ("first", "second", "shown"),
        [
            (0, 0, ""),
            (100, 0, "████████"),
            (0, 100, "░░░░░░░░"),
            (50, 50, "████░░░░"),
            (99, 1, "███████░"),
            (1, 99, "█░░░░░░░"),
            (0, 1, "░"),
            (1, 1, "█░"),
        ],
    )
    def test_parts(self, first: int, second: int, shown: str) -> None:
        """Each part that is not nothing is seen."""
        assert split_bar(first, second, 100, 8) == shown

    def test_ascii(self) -> None:
        """Told apart without colours."""
        assert split_bar(50, 50, 100, 8, ascii=True) == "####----"

    @given(amounts, amounts, amounts, st.integers(0, 40), st.booleans())
    def test_never_wider(self, first: Decimal, second: Decimal, maximum: Decimal, width: int, ascii: bool) -> None:  # noqa: A002
        """Than its room."""
        assert cell_len(split_bar(first, second, maximum, width, ascii=ascii)) <= width


class TestColumns:
    """As high as their share of the greatest."""

    def test_eighths(self) -> None:
        """What is not nothing is seen; below zero nothing is drawn."""
        assert columns([-4, 0, 1, 8, 9, 16], 2) == ["    ▁█", "  ▁███"]
        assert columns([1000, 1], 1) == ["█▁"]

    def test_ascii(self) -> None:
        """Whole cells."""
        assert columns([0, 1, 8, 16], 2, ascii=True) == ["   #", " ###"]

    def test_nothing(self) -> None:
        """Neither empty nor all zero is a fault."""
        assert columns([], 2) == ["", ""]
        assert columns([0, -1], 1) == ["  "]

    @given(st.lists(amounts, max_size=14), st.integers(0, 12), st.booleans())
    def test_room(self, values: list[Decimal], height: int, ascii: bool) -> None:  # noqa: A002
        """As many lines as asked for, as long as the values."""
        assert [len(line) for line in columns(values, height, ascii=ascii)] == [len(values)] * height
