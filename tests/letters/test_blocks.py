"""Markdown as blocks."""

from __future__ import annotations

import pytest

from recouv.letters.blocks import Heading, Listing, Paragraph, Quote, Rule, Run, Table, plain_runs, read_blocks


class TestReading:
    """Each kind of block."""

    def test_a_paragraph_keeps_its_lines_and_styles(self) -> None:
        """Bold and italic, one in the other; escapes are one with their text."""
        assert read_blocks("a *b **c*** d\\*\ne\n") == (
            Paragraph((Run("a "), Run("b ", italic=True), Run("c", bold=True, italic=True), Run(" d*\ne"))),
        )

    def test_titles_rules_quotes(self) -> None:
        """As they are written."""
        assert read_blocks("## T\n\n---\n\n> q\n") == (
            Heading((Run("T"),), 2),
            Rule(),
            Quote((Paragraph((Run("q"),)),)),
        )

    def test_lists_in_lists(self) -> None:
        """Ordered or not."""
        (outer,) = read_blocks("1. a\n    - b\n2. c\n")
        assert isinstance(outer, Listing)
        assert outer.ordered
        assert outer.items[0] == (Paragraph((Run("a"),)), Listing(((Paragraph((Run("b"),)),),)))

    def test_a_table_knows_its_figures(self) -> None:
        """Columns to the right; a row that lacks cells has empty ones."""
        (table,) = read_blocks("| a | b |\n|---|---:|\n| 1 | 2 |\n| 3 |\n")
        assert isinstance(table, Table)
        assert table.right == (False, True)
        assert [[plain_runs(cell) for cell in row] for row in table.rows] == [["1", "2"], ["3", ""]]

    @pytest.mark.parametrize(
        "text", ["<b>x</b>", "[a](http://x)", "![i](x)", "<http://x>", "`x`", "    x", "```x```", "[a]: http://x"]
    )
    def test_what_would_act_is_shown(self, text: str) -> None:
        """Raw HTML, links, images and code are the characters that were typed."""
        assert "".join(plain_runs(block.runs) for block in read_blocks(text)).strip() == text.strip()  # type: ignore[union-attr]

    def test_deep_nesting_ends(self) -> None:
        """A thousand quotes are no danger to the reader."""
        assert read_blocks(">" * 1000 + " x")

    def test_nothing(self) -> None:
        """An empty letter has no blocks."""
        assert read_blocks("\n\n") == ()
