"""A spreadsheet file, taken apart within bounds before any reader sees it.

An XLSX or ODS file is a zip of XML.  A few kilobytes can hold gigabytes, and two cells at the far corners of a sheet
make a reader that keeps it as a block ask for more memory than there is, and end the process.  So its parts are
unpacked up to a limit, the block that its filled cells span is measured, and the reader is given a copy that holds what
was measured and nothing else.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from lzma import LZMAError
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError, ParserCreate

from msgspec import Struct, field

from recouv.domain.errors import RecouvError
from recouv.domain.message import say
from recouv.importers.table_csv import cannot_read

if TYPE_CHECKING:
    from pathlib import Path

#: Bytes of XML, unpacked: about a million lines of eight columns.
UNPACKED_LIMIT = 256 * 1024 * 1024
#: Cells in the block from the first to the last one filled.
CELLS_LIMIT = 5_000_000
#: Characters in all cells together: one long shared text may stand in every cell.
TEXT_LIMIT = 200_000_000
ROWS_LIMIT = 1_048_576
COLUMNS_LIMIT = 16_384
_PARTS = (".xml", ".rels", "mimetype")
_PLACE = re.compile(r"([A-Za-z]{1,7})(\d{1,9})")
_COUNTS = ("count", "uniqueCount")
_SHARED_TEXTS = "xl/sharedStrings.xml"


class _OutOfBoundsError(ValueError):
    pass


class _DoctypeError(ValueError):
    pass


def bounded_copy(path: Path) -> io.BytesIO:
    """The XML parts of the spreadsheet at `path`, measured, in a zip of their own.

    Raises:
        RecouvError: not a spreadsheet, or larger than what recouv reads.
    """
    try:
        parts = _unpacked(path)
        _measure(parts)
    except _OutOfBoundsError as error:
        raise RecouvError(
            say("{path} unpacks to more than a list of invoices can be", path=str(path)),
            say("open it in a spreadsheet program, save the sheet as CSV and import that"),
        ) from error
    except OSError as error:
        raise cannot_read(path, error) from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ExpatError,
        LookupError,
        ValueError,
    ) as error:
        raise RecouvError(
            say(
                "{path} is not a spreadsheet that can be read: {reason}",
                path=str(path),
                reason=str(error) or type(error).__name__,
            ),
            say("open it in a spreadsheet program, save the sheet as CSV and import that"),
        ) from error
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    copy.seek(0)
    return copy


def _unpacked(path: Path) -> dict[str, bytes]:
    """Every XML part.  `zipfile` never gives more than the size that a part declares, whatever it holds."""
    with zipfile.ZipFile(path) as archive:
        wanted = [part for part in archive.infolist() if part.filename.endswith(_PARTS)]
        if sum(part.file_size for part in wanted) > UNPACKED_LIMIT:
            raise _OutOfBoundsError
        parts = {part.filename: archive.read(part) for part in wanted}
    if not {"xl/workbook.xml", "content.xml"} & parts.keys():
        raise ValueError("no xl/workbook.xml, no content.xml")
    return parts


def _measure(parts: dict[str, bytes]) -> None:
    shared = _shared_texts(parts.get(_SHARED_TEXTS, b""))
    for name, content in parts.items():
        if name.endswith(".xml") and name != _SHARED_TEXTS:
            _Block(shared_texts=shared).read(content)


def _shared_texts(content: bytes) -> list[int]:
    """How long each text is that cells name by its rank."""
    lengths: list[int] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        _refuse_huge_counts(attributes)
        if _local(name) == "si":
            lengths.append(0)

    def characters(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    if content:
        parser = ParserCreate()
        parser.StartElementHandler = start
        parser.CharacterDataHandler = characters
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.Parse(content, True)  # noqa: FBT003  (expat takes no keyword)
    return lengths


def _refuse_doctype(*_: object) -> None:
    raise _DoctypeError("it declares a DOCTYPE")


def _refuse_huge_counts(attributes: dict[str, str]) -> None:
    """Readers set memory aside for as many things as a part says that it counts."""
    if any(key in _COUNTS and int(value) > CELLS_LIMIT for key, value in attributes.items()):
        raise _OutOfBoundsError


class _Block(Struct):
    """The rectangle that the filled cells of one part span, and the text they hold."""

    shared_texts: list[int]
    row: int = 0
    column: int = 0
    rows: list[int] = field(default_factory=list)
    """First and last filled."""
    columns: list[int] = field(default_factory=list)
    text: int = 0
    repeated_rows: int = 1
    repeated_cells: int = 1
    cell_type: str = ""
    in_value: bool = False

    def read(self, content: bytes) -> None:
        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.Parse(content, True)  # noqa: FBT003  (expat takes no keyword)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        _refuse_huge_counts(attributes)
        name = _local(name)
        if name == "c":
            self._xlsx_cell(attributes)
        elif name in {"v", "is", "f"}:
            self.in_value = name == "v" and self.cell_type == "s"
            self._fill()
        elif name == "row":
            self._at_row(int(attributes.get("r", self.row + 1)))
        elif name in {"table-cell", "covered-table-cell"}:
            self._ods_cell(attributes)
        elif name == "table-row":
            self._at_row(self.row + self.repeated_rows)
            self.repeated_rows = int(_ending(attributes, "number-rows-repeated", "1"))
        elif name == "table":
            self.row, self.repeated_rows = 0, 1
        elif name == "p":
            self._fill()

    def end(self, name: str) -> None:
        self.in_value = self.in_value and _local(name) != "v"

    def characters(self, text: str) -> None:
        if self.in_value:
            rank = int(text)
            self._hold(self.shared_texts[rank] if 0 <= rank < len(self.shared_texts) else 0)
        else:
            self._hold(len(text) * self.repeated_cells * self.repeated_rows)

    def _xlsx_cell(self, attributes: dict[str, str]) -> None:
        self.cell_type = attributes.get("t", "")
        place = _PLACE.fullmatch(attributes["r"]) if "r" in attributes else None
        if "r" in attributes and place is None:
            raise ValueError(f"a cell is at {attributes['r'][:20]}")
        self.column = _column_number(place[1]) if place else self.column + 1
        if place:
            self.row = int(place[2])

    def _ods_cell(self, attributes: dict[str, str]) -> None:
        self.column += self.repeated_cells
        self.repeated_cells = int(_ending(attributes, "number-columns-repeated", "1"))
        if _ending(attributes, "value-type", ""):
            self._fill()

    def _at_row(self, row: int) -> None:
        self.row, self.column, self.repeated_cells = row, 0, 1
        if row == 0:
            raise ValueError("a row is at 0")

    def _fill(self) -> None:
        last_row, last_column = self.row + self.repeated_rows - 1, self.column + self.repeated_cells - 1
        if last_row > ROWS_LIMIT or last_column > COLUMNS_LIMIT:
            raise _OutOfBoundsError
        self.rows = _span(self.rows, self.row, last_row)
        self.columns = _span(self.columns, self.column, last_column)
        if (self.rows[1] - self.rows[0] + 1) * (self.columns[1] - self.columns[0] + 1) > CELLS_LIMIT:
            raise _OutOfBoundsError

    def _hold(self, characters: int) -> None:
        self.text += characters
        if self.text > TEXT_LIMIT:
            raise _OutOfBoundsError


def _span(known: list[int], first: int, last: int) -> list[int]:
    return [min(known[0], first), max(known[1], last)] if known else [first, last]


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _ending(attributes: dict[str, str], name: str, default: str) -> str:
    return next((value for key, value in attributes.items() if _local(key) == name), default)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
