"""Columns that stay straight whatever is in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from recouv.cli.table import Table
from recouv.wording.plain import pad, plain

cells = st.text(max_size=30) | st.sampled_from(
    ["", "1 234,50", "Éts. Lefèvre", "日本株式会社", "a\tb", "e\u0301", "\x1b[31m", "👩\u200d💻"]
)
rows = st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=6)


class TestWidths:
    """A column is as wide as its widest cell."""

    @given(rows)
    def test_as_measured_cell_by_cell(self, body: list[tuple[str, ...]]) -> None:
        """What is measured a row at a time is what each cell takes."""
        table = Table(body)
        assert table.widths == [max(cell_len(plain(row[i])) for row in body) for i in range(3)]
        assert table.width == sum(table.widths) + 4

    def test_parts_share_them(self) -> None:
        """The head and the totals stand over and under the figures."""
        table = Table([("Client", "Total")], [("A", "1.00")], [("Total EUR", "1000.00")], right=[1])
        assert [line for part in range(3) for line in table.lines(part)] == [
            "Client       Total",
            "A             1.00",
            "Total EUR  1000.00",
        ]

    def test_no_row(self) -> None:
        """A head alone is a table."""
        assert list(Table([("Client", "Total")], []).lines(0)) == ["Client  Total"]


class TestLines:
    """Each cell in its column, to the left or to the right."""

    @given(rows, st.sets(st.integers(0, 2)), st.integers(0, 60))
    def test_as_padded_cell_by_cell(self, body: list[tuple[str, ...]], right: set[int], room: int) -> None:
        """What is padded a row at a time is what each cell gives, cut or not."""
        table = Table(body, right=sorted(right))
        table.fit(room)
        expected = [
            "  ".join(pad(cell, table.widths[i], right=i in right) for i, cell in enumerate(row)).rstrip()
            for row in body
        ]
        assert list(table.lines(0)) == expected

    @pytest.mark.parametrize("letter", ["x", "日"])
    def test_one_endless_name(self, letter: str) -> None:
        """Where nothing is cut it is told whole, and the other lines are not as long."""
        table = Table([(letter * 300, "1.00"), ("Durand", "20.00")], right=[1])
        long, short = table.lines(0)
        assert long == f"{letter * 300}   1.00"
        assert short == f"{'Durand':60}  20.00"

    def test_figures_are_never_cut(self) -> None:
        """The widest words are, down to twelve cells."""
        table = Table([("Boulangerie de la Place", "Lyon", "1 234 567,00 €")], right=[2])
        table.fit(10)
        assert list(table.lines(0)) == ["Boulangerie…  Lyon  1 234 567,00 €"]
