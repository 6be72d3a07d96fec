"""Tables read from text files."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from recouv.domain.errors import RecouvError, UsageError
from recouv.importers.table import Table, read_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def cells(table: Table) -> list[tuple[int, list[str]]]:
    return [(row.line, row.cells) for row in table.rows()]


class TestSeparator:
    """The most frequent of `;`, tab, `,` and `|` in the header, outside quotes."""

    @pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
    def test_each_of_the_four(self, written: Callable[[str], Path], separator: str) -> None:
        """Each is found."""
        table = read_table(written(f"Client{separator}Date\nDurand{separator}2026-01-31\n"))
        assert (table.separator, cells(table)) == (separator, [(2, ["Durand", "2026-01-31"])])

    def test_inside_quotes(self, written: Callable[[str], Path]) -> None:
        """One inside quotes does not count."""
        assert read_table(written('"Name, town, street, zip";Amount\n"Durand, Lyon";12\n')).separator == ";"

    def test_excel_hint(self, written: Callable[[str], Path]) -> None:
        """The line `sep=` of Excel tells it and is no header."""
        table = read_table(written("sep=|\nClient|Montant;en euros\nDurand|12\n"))
        assert table.header == ("Client", "Montant;en euros")

    def test_told(self, written: Callable[[str], Path]) -> None:
        """The user's word is taken."""
        assert read_table(written("a,b:c,d\n1,2:3,4\n"), separator=":").header == ("a,b", "c,d")

    def test_two_characters(self, written: Callable[[str], Path]) -> None:
        """It is one character."""
        with pytest.raises(UsageError, match="one character"):
            read_table(written("a;;b\n"), separator=";;")


class TestHeader:
    """The first line with two names."""

    def test_titles_above(self, written: Callable[[str], Path]) -> None:
        """Titles and blank lines above it are passed over, and lines keep their numbers."""
        table = read_table(written("Factures au 31/12/2026;;\n\nClient;N°;Montant\nDurand;F1;12\n"))
        assert (table.header, cells(table)) == (("Client", "N°", "Montant"), [(4, ["Durand", "F1", "12"])])

    def test_trimmed(self, written: Callable[[str], Path]) -> None:
        """Spaces, line ends and the byte-order mark are not part of a name."""
        assert read_table(written('\ufeff" Client ";"Montant\n TTC"\n')).header == ("Client", "Montant TTC")

    def test_mark_and_encoding_told(self, written: Callable[[str], Path]) -> None:
        """Not even when the user says UTF-8."""
        assert read_table(written('\ufeff"Client";Montant\n'), encoding="utf-8").header == ("Client", "Montant")

    def test_names_given_twice(self, written: Callable[[str], Path]) -> None:
        """The second of two equal names has a rank; a column without a name has its place."""
        assert read_table(written("Nom;Nom;;Nom\n")).header == ("Nom", "Nom (2)", "#3", "Nom (3)")


class TestRows:
    """Lines as they are, and where they begin."""

    def test_quoted_line_end(self, written: Callable[[str], Path]) -> None:
        """A quoted cell may run over lines: the line number is where it begins."""
        table = read_table(written('a;b\n"x\ny";1\nz;2\n'))
        assert cells(table) == [(2, ["x\ny", "1"]), (4, ["z", "2"])]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
    def test_line_ends(self, written: Callable[[str], Path], end: str) -> None:
        """LF, CR LF, CR and CR CR LF end a line, and one line only."""
        assert cells(read_table(written(f"a;b{end}1;2{end}3;4"))) == [(2, ["1", "2"]), (3, ["3", "4"])]

    def test_short_row(self, written: Callable[[str], Path]) -> None:
        """A short row is filled."""
        assert cells(read_table(written("a;b;c\n1\n"))) == [(2, ["1", "", ""])]

    def test_long_row(self, written: Callable[[str], Path]) -> None:
        """A long row keeps what it has, unless that is nothing."""
        assert cells(read_table(written("a;b\n1;2;3\n1;2;;\n"))) == [(2, ["1", "2", "3"]), (3, ["1", "2"])]

    def test_blank_lines(self, written: Callable[[str], Path]) -> None:
        """Blank lines are left out."""
        assert cells(read_table(written("a;b\n;\n  \n1;2\n\n"))) == [(4, ["1", "2"])]

    def test_text(self, written: Callable[[str], Path]) -> None:
        """The line itself is kept, to be written where it can be mended."""
        assert [row.text for row in read_table(written('a;b\n"x\ny"; 1\r\n')).rows()] == ['"x\ny"; 1']

    def test_again(self, written: Callable[[str], Path]) -> None:
        """The rows can be read as often as asked."""
        table = read_table(written("a;b\n1;2\n"))
        assert (table.sample(1), cells(table)) == ([["1", "2"]], [(2, ["1", "2"])])

    def test_formula(self, written: Callable[[str], Path]) -> None:
        """What looks like a formula is text."""
        assert cells(read_table(written("a;b\n=cmd|' /C calc'!A0;@x\n"))) == [(2, ["=cmd|' /C calc'!A0", "@x"])]


class TestEncoding:
    """Found from the bytes, unless told."""

    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso8859-15"])
    def test_each(self, written: Callable[[bytes], Path], codec: str) -> None:
        """French names come out right in each; the dash only Windows has tells it from ISO."""
        dash = "" if codec == "iso8859-15" else "’"
        table = read_table(written(f"Société;Échéance\nCafé d{dash}été;1 €\n".encode(codec)))
        assert (table.header, table.sample()) == (("Société", "Échéance"), [[f"Café d{dash}été", "1 €"]])

    def test_told_and_wrong(self, written: Callable[[bytes], Path]) -> None:
        """Bytes that the encoding told does not know are refused."""
        with pytest.raises(RecouvError, match="not text in utf-8"):
            list(read_table(written("Société;b\n1;2\n".encode("cp1252")), encoding="utf-8").rows())


class TestNoTable:
    """What is not a table says what it is and what to do."""

    @pytest.mark.parametrize(
        ("content", "what"),
        [
            (b"", "is empty"),
            (b" \n\n\t\n", "is empty"),
            (b"%PDF-1.7\n", "is a PDF"),
            (b"\n<!DOCTYPE html><table>", "is a web page or XML"),
            (b'{"a": 1}', "is JSON"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\r", "is not text"),
            (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 50, "old kind"),
            (b"Durand\nMartin\n", "no line with two cells"),
            (b"PK\x03\x04 and nothing more", "not a spreadsheet"),
        ],
    )
    def test_refused(self, written: Callable[[bytes], Path], content: bytes, what: str) -> None:
        """Each with a way to mend it."""
        with pytest.raises(RecouvError, match=what) as refused:
            read_table(written(content))
        assert refused.value.mend

    def test_absent(self, tmp_path: Path) -> None:
        """A file that is not there."""
        with pytest.raises(RecouvError, match="cannot be read"):
            read_table(tmp_path / "none.csv")

    def test_quote_never_closed(self, written: Callable[[str], Path]) -> None:
        """A quote never closed would swallow the lines after it: its line is named."""
        with pytest.raises(RecouvError, match="line 3: a quote is opened and never closed"):
            list(read_table(written('a;b\n1;2\n"3;4\n5;6\n')).rows())

    def test_long_swallow(self, written: Callable[[str], Path]) -> None:
        """However much follows."""
        with pytest.raises(RecouvError, match="line 2: a quote is opened and never closed"):
            list(read_table(written('a;b\n"' + "3;4\n" * 60_000)).rows())

    def test_long_line(self, written: Callable[[str], Path]) -> None:
        """A line of more than a million characters is no line of a list."""
        with pytest.raises(RecouvError, match="line 2: more than 1048576 characters"):
            list(read_table(written("a;b\n" + "x" * 1_100_000)).rows())


def test_bounded_memory(written: Callable[[str], Path]) -> None:
    """A CSV is not held in memory."""
    path = written("a;b\n" + "Durand;12,50\n" * 300_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_table(path).rows()) == 300_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
