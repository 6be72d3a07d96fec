"""Tables read from spreadsheets."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from recouv.domain.errors import RecouvError
from recouv.importers import table_archive
from recouv.importers.table import read_table
from recouv.importers.table_sheet import cell_text

if TYPE_CHECKING:
    from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_STYLES = f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
_HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Client</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Total</t></is></c></row>'
)


def xlsx(
    path: Path, sheets: dict[str, str], *, shared: str = "", hidden: str = "", extra: dict[str, str] | None = None
) -> Path:
    """A workbook: name of each sheet and its rows."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}" state="{"hidden" if name == hidden else "visible"}"/>'
        for n, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": worksheet(sheets[name]) for n, name in enumerate(names, 1)},
        **({"xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{shared}</sst>'} if shared else {}),
        **(extra or {}),
    }
    return packed(path, parts)


def worksheet(rows: str) -> str:
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def ods(path: Path, rows: str) -> Path:
    """A sheet of OpenDocument."""
    spaces = " ".join(f'xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f'<office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet>'
    body = f"<office:body>{sheet}</office:body>"
    return packed(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_OFFICE}:manifest:1.0"/>',
            "content.xml": f"<office:document-content {spaces}>{body}</office:document-content>",
        },
    )


def packed(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


class TestCells:
    """Cells become text without float noise."""

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (-33.5, "-33.50"),
            (1200.0, "1200"),
            (1234.5599999999999, "1234.56"),
            (0.1 + 0.2, "0.30"),
            (33.333333, "33.333333"),
            (41100012, "41100012"),
            (float("inf"), "Infinity"),
            (1e30, "1E+30"),
            (date(2026, 1, 31), "2026-01-31"),
            (datetime(2026, 1, 31, 14, 5), "2026-01-31"),  # noqa: DTZ001  (spreadsheets have no time zone)
            (True, "true"),
            ("=1+1", "=1+1"),
            ("", ""),
        ],
    )
    def test_text(self, value: object, text: str) -> None:
        """Dates in ISO, whole numbers without decimals, others with a point."""
        assert cell_text(value) == text


class TestSheets:
    """The first sheet that is not empty, unless one is named."""

    def test_first_filled(self, tmp_path: Path) -> None:
        """An empty sheet is passed over; a date cell is a date."""
        path = xlsx(
            tmp_path / "a.xlsx",
            {
                "Vide": "",
                "Factures": _HEADER + '<row r="3"><c r="A3" s="1"><v>46053</v></c><c r="B3"><v>12.5</v></c></row>',
            },
        )
        table = read_table(path)
        assert (table.sheet, [tuple(row[:2]) for row in table.rows()]) == ("Factures", [(3, ["2026-01-31", "12.50"])])

    def test_shown_before_hidden(self, tmp_path: Path) -> None:
        """A hidden sheet is not the first choice."""
        path = xlsx(tmp_path / "a.xlsx", {"Paramètres": _HEADER, "Factures": _HEADER}, hidden="Paramètres")
        assert read_table(path).sheet == "Factures"

    def test_named(self, tmp_path: Path) -> None:
        """The sheet named is read."""
        assert read_table(xlsx(tmp_path / "a.xlsx", {"A": _HEADER, "B": _HEADER}), sheet="B").sheet == "B"

    def test_absent(self, tmp_path: Path) -> None:
        """One that is not there is refused with the names of the others."""
        with pytest.raises(RecouvError, match="no sheet called C") as refused:
            read_table(xlsx(tmp_path / "a.xlsx", {"A": _HEADER, "B": _HEADER}), sheet="C")
        assert str(refused.value.mend) == "its sheets are: A, B"

    def test_all_empty(self, tmp_path: Path) -> None:
        """A workbook with nothing in it."""
        with pytest.raises(RecouvError, match="is empty"):
            read_table(xlsx(tmp_path / "a.xlsx", {"A": ""}))

    def test_contents_tell(self, tmp_path: Path) -> None:
        """The name of the file does not matter."""
        assert read_table(xlsx(tmp_path / "list.csv", {"A": _HEADER})).header == ("Client", "Total")

    def test_ods(self, tmp_path: Path) -> None:
        """OpenDocument is read as well, its endless empty rows left out."""
        cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
        number = (
            '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12,5</text:p></table:table-cell>'
        )
        lines = (cell.format("Client") + cell.format("Total"), cell.format("Durand") + number)
        rows = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
        empty = '<table:table-cell table:number-columns-repeated="16384"/>'
        rest = f'<table:table-row table:number-rows-repeated="1048574">{empty}</table:table-row>'
        assert read_table(ods(tmp_path / "a.ods", rows + rest)).sample() == [["Durand", "12.50"]]

    def test_formatted_to_the_end(self, tmp_path: Path) -> None:
        """Cells that are only formatted, down to the last row, weigh nothing."""
        styled = '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
        assert read_table(xlsx(tmp_path / "a.xlsx", {"A": _HEADER + styled})).header == ("Client", "Total")


class TestBombs:
    """A file out of bounds is refused before a reader opens it."""

    def refuse(self, path: Path, what: str) -> None:
        """It is, with a way to mend it."""
        with pytest.raises(RecouvError, match=what) as refused:
            read_table(path)
        assert refused.value.mend

    def test_unpacks_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Parts that unpack to more than the limit."""
        monkeypatch.setattr(table_archive, "UNPACKED_LIMIT", 100_000)
        path = xlsx(tmp_path / "a.xlsx", {"A": _HEADER}, extra={"xl/worksheets/x.xml": "<a>" + " " * 200_000 + "</a>"})
        self.refuse(path, "unpacks to more")

    def test_lies_about_its_size(self, tmp_path: Path) -> None:
        """A part that holds more than it declares."""
        path = xlsx(tmp_path / "a.xlsx", {"A": _HEADER + " " * 9_000_000})
        size = len(f'<worksheet xmlns="{_MAIN}"><sheetData>{_HEADER}{" " * 9_000_000}</sheetData></worksheet>')
        path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (300).to_bytes(4, "little")))
        self.refuse(path, "not a spreadsheet that can be read")

    @pytest.mark.parametrize(
        "rows",
        [
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            '<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row>',
            '<row r="99999999"><c r="A99999999"><v>1</v></c></row>',
            '<row r="2"><c r="ZZZZZ2"><v>1</v></c></row>',
            '<row r="9"><c r="XFD1048576"><is><t>x</t></is></c></row>',
        ],
    )
    def test_far_corners(self, tmp_path: Path, rows: str) -> None:
        """Two cells at the corners of a sheet: a block of them would not fit in any memory."""
        self.refuse(xlsx(tmp_path / "a.xlsx", {"A": _HEADER + rows}), "unpacks to more")

    def test_repeated_cells(self, tmp_path: Path) -> None:
        """One cell of OpenDocument, repeated over the sheet."""
        cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
        self.refuse(
            ods(tmp_path / "a.ods", f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'),
            "unpacks to more",
        )

    def test_one_text_everywhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A long shared text in every cell."""
        monkeypatch.setattr(table_archive, "TEXT_LIMIT", 1_000_000)
        rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 50))
        self.refuse(
            xlsx(tmp_path / "a.xlsx", {"A": _HEADER + rows}, shared=f"<si><t>{'x' * 30_000}</t></si>"),
            "unpacks to more",
        )

    def test_counts_too_much(self, tmp_path: Path) -> None:
        """A part that says it counts four thousand million texts: memory would be set aside for them."""
        path = xlsx(tmp_path / "a.xlsx", {"A": _HEADER}, shared="<si/>")
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name).decode() for name in archive.namelist()}
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}" uniqueCount="4294967296"/>'
        self.refuse(packed(path, parts), "unpacks to more")

    def test_doctype(self, tmp_path: Path) -> None:
        """A DOCTYPE, with which entities are declared."""
        self.refuse(
            xlsx(tmp_path / "a.xlsx", {"A": _HEADER}, extra={"xl/x.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "DOCTYPE",
        )

    def test_not_xml(self, tmp_path: Path) -> None:
        """A part that is not XML."""
        self.refuse(xlsx(tmp_path / "a.xlsx", {"A": "<row"}), "not a spreadsheet that can be read")

    def test_other_archive(self, tmp_path: Path) -> None:
        """A zip of other things."""
        self.refuse(packed(tmp_path / "a.xlsx", {"hello.txt": "x"}), "not a spreadsheet that can be read")

    def test_cut_short(self, tmp_path: Path) -> None:
        """A file of which the end is missing."""
        path = xlsx(tmp_path / "a.xlsx", {"A": _HEADER})
        path.write_bytes(path.read_bytes()[:-40])
        self.refuse(path, "not a spreadsheet that can be read")

    def test_shared_text_absent(self, tmp_path: Path) -> None:
        """A cell that names a text that is not there."""
        self.refuse(
            xlsx(tmp_path / "a.xlsx", {"A": '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'}),
            "not a spreadsheet that can be read",
        )


def test_copy_holds_xml_only(tmp_path: Path) -> None:
    """Pictures and macros are not unpacked."""
    path = xlsx(tmp_path / "a.xlsx", {"A": _HEADER}, extra={"xl/media/image.png": "x"})
    with zipfile.ZipFile(io.BytesIO(table_archive.bounded_copy(path).read())) as archive:
        assert "xl/media/image.png" not in archive.namelist()
