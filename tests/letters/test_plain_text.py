"""Blocks as plain text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recouv.letters.blocks import read_blocks
from recouv.letters.plain_text import as_text, cells

TABLE = """| Facture | Échue le | Reste dû |
|---|---|---:|
| FA-4029 | 05/10/2026 | 4 118,40 € |
| FA-4071 | 01/11/2026 | 640,00 € |
"""
LABELS = """| Poste | Montant |
|---|---:|
| Indemnité forfaitaire pour frais de recouvrement | 80,00 € |
"""


class TestTables:
    """As wide as they must be, as narrow as they can."""

    def test_figures_are_aligned(self) -> None:
        """On the right; words on the left."""
        assert as_text(read_blocks(TABLE)).splitlines() == [
            "Facture  Échue le      Reste dû",
            "-------  ----------  ----------",
            "FA-4029  05/10/2026  4 118,40 €",
            "FA-4071  01/11/2026    640,00 €",
        ]

    def test_a_column_of_words_folds(self) -> None:
        """Figures stay on the first line."""
        assert as_text(read_blocks(LABELS), 40).splitlines() == [
            "Poste                            Montant",
            "-------------------------------  -------",
            "Indemnité forfaitaire pour       80,00 €",
            "frais de recouvrement",
        ]

    def test_a_table_that_does_not_fit_is_stacked(self) -> None:
        """Each row's cells one under the other, empty ones left out."""
        text = as_text(read_blocks(TABLE.replace("01/11/2026", "")), 24, "\u00a0: ").replace("\u00a0: ", " : ")
        assert text.splitlines()[:4] == ["Facture : FA-4029", "Échue le : 05/10/2026", "Reste dû : 4 118,40 €", ""]
        assert text.splitlines()[4:] == ["Facture : FA-4071", "Reste dû : 640,00 €"]

    def test_east_asian_letters_take_two_cells(self) -> None:
        """The columns stay straight."""
        text = as_text(read_blocks("| a | b |\n|---|---:|\n| 日本 | 1 |\n| xy | 2 |\n"))
        assert [cells(line) for line in text.splitlines()] == [7, 7, 7, 7]

    @given(width=st.integers(20, 100))
    def test_no_line_is_wider_than_it_may(self, width: int) -> None:
        """Whatever the width."""
        assert all(cells(line) <= width for line in as_text(read_blocks(TABLE + "\n" + LABELS), width).splitlines())


class TestTheRest:
    """Paragraphs, lists, titles."""

    def test_paragraphs_fold_at_spaces_that_break(self) -> None:
        """A no-break space keeps an amount whole."""
        assert as_text(read_blocks("il reste 1\u00a0500,00\u00a0€\n"), 14) == "il reste\n1\u00a0500,00\u00a0€\n"

    def test_lists(self) -> None:
        """Numbered, nested, folded under their mark."""
        assert (
            as_text(read_blocks("1. un deux\n    - trois\n2. quatre\n"), 9) == "1. un\n   deux\n   - trois\n2. quatre\n"
        )

    def test_titles_quotes_and_rules(self) -> None:
        """As an e-mail shows them."""
        assert as_text(read_blocks("# T\n\n> q\n\n---\n"), 5) == "T\n=\n\n> q\n\n-----\n"
