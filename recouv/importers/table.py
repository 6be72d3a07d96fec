"""A table read from a CSV, XLSX or ODS file: a header, and rows one after the other.

What the columns mean is `columns`' business; what the lines owe is `table_accounts`'.
"""

from __future__ import annotations

import codecs
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.errors import RecouvError, UsageError
from recouv.domain.message import Message, say
from recouv.importers.encoding import MARKS, file_encoding, without_controls
from recouv.importers.table_csv import HEADER_WITHIN, CsvSource, cannot_read, find_separator
from recouv.importers.table_sheet import open_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from recouv.importers.table_row import Row, Source

_SNIFFED = 4096
_ZIP = b"PK\x03\x04"
#: What a file is, by its first bytes, when it is none of ours.
_OTHER_KINDS: tuple[tuple[bytes, Message, Message], ...] = (
    (
        bytes.fromhex("d0cf11e0a1b11ae1"),
        say("{path} is a spreadsheet of an old kind, or one under a password"),
        say("open it in a spreadsheet program and save it as .xlsx without a password"),
    ),
    (
        b"%PDF",
        say("{path} is a PDF, not a table"),
        say("export the list as CSV or XLSX; a PDF invoice is imported by itself"),
    ),
    (b"<", say("{path} is a web page or XML, not a table"), say("export the list as CSV or XLSX")),
    (b"{", say("{path} is JSON, not a table"), say("export the list as CSV or XLSX")),
)
_EXPORT_AGAIN = say("export the list as CSV or XLSX, its first line naming the columns")
_NO_TABLE = say("{path} is not a table: no line with two cells")


class Table(Struct, frozen=True, kw_only=True):
    """A header, and where its rows are."""

    path: Path
    header: tuple[str, ...]
    """Trimmed and distinct: a name given twice is followed by ` (2)`, a column without a name is `#` and its rank."""
    header_line: int
    source: Source
    separator: str = ""
    """Empty for a spreadsheet."""
    encoding: str = ""
    """Empty for a spreadsheet."""
    sheet: str = ""
    """Empty for a CSV."""

    @property
    def has_plain_numbers(self) -> bool:
        """Whether numbers come from number cells, written with a point whatever the language of the file."""
        return not self.encoding

    def rows(self) -> Iterator[Row]:
        """The lines below the header, blank ones left out, from the first each time it is called.

        A short row is filled with empty cells.  A row longer than the header keeps its cells: one too many may have
        moved all the others, and only a person can tell.

        Raises:
            RecouvError: the file stops being readable at some line.
        """
        width = len(self.header)
        for row in self.source.rows():
            if row.line <= self.header_line or row.is_blank:
                continue
            while len(row.cells) > width and not row.cells[-1].strip():
                row.cells.pop()
            row.cells.extend([""] * (width - len(row.cells)))
            yield row

    def sample(self, count: int = 200) -> list[list[str]]:
        """The cells of the first `count` rows."""
        return [row.cells for row in islice(self.rows(), count)]


def read_table(
    path: Path, *, encoding: str | None = None, separator: str | None = None, sheet: str | None = None
) -> Table:
    """The table in the file at `path`; what is not given is found out.

    Args:
        path: A CSV, XLSX or ODS file; its contents tell which, not its name.
        encoding: Of a CSV.
        separator: Between the cells of a CSV, one character.
        sheet: Name of the sheet of a spreadsheet; the first that is not empty.

    Raises:
        RecouvError: the file cannot be read, is empty, or is not a table.
        UsageError: the encoding or the separator is none.
    """
    start = _first_bytes(path)
    if start.startswith(_ZIP):
        source = open_sheet(path, sheet=sheet)
        line, header = _find_header(path, source.rows())
        return Table(path=path, header=header, header_line=line, source=source, sheet=source.name)
    _refuse_other_kinds(path, start, encoding)
    is_told = encoding is not None
    encoding = file_encoding(path, _with_mark(encoding, start))
    if separator is not None and len(separator) != 1:
        raise UsageError(say("a separator is one character, not {text}", text=separator), say("use ; , | or a tab"))
    separator = separator or find_separator(path, encoding)
    if not separator:
        raise RecouvError(_about(_NO_TABLE, path), _EXPORT_AGAIN)
    lines = CsvSource(path=path, encoding=encoding, separator=separator, is_told=is_told)
    line, header = _find_header(path, lines.rows())
    return Table(path=path, header=header, header_line=line, source=lines, separator=separator, encoding=encoding)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_SNIFFED)
    except OSError as error:
        raise cannot_read(path, error) from error


def _refuse_other_kinds(path: Path, start: bytes, encoding: str | None) -> None:
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if not text:
        raise RecouvError(say("{path} is empty", path=str(path)), say("check that it is the right file"))
    for signature, what, mend in _OTHER_KINDS:
        if text.startswith(signature):
            raise RecouvError(_about(what, path), mend)
    is_wide = encoding is not None or start.startswith(tuple(mark for mark, _ in MARKS))
    if b"\0" in start and not is_wide:
        raise RecouvError(say("{path} is not text", path=str(path)), _EXPORT_AGAIN)


def _with_mark(encoding: str | None, start: bytes) -> str | None:
    """UTF-8 said by the user, of a file that begins with a mark: the mark is not part of the first name."""
    is_utf8 = encoding is not None and encoding.lower().replace("_", "-") in {"utf-8", "utf8"}
    return "utf-8-sig" if is_utf8 and start.startswith(codecs.BOM_UTF8) else encoding


def _about(what: Message, path: Path) -> Message:
    return Message(what.text, {"path": str(path)})


def _find_header(path: Path, rows: Iterable[Row]) -> tuple[int, tuple[str, ...]]:
    """The first row with two names: titles and dates above it have one cell."""
    for row in islice(rows, HEADER_WITHIN):
        names = [" ".join(without_controls(cell.replace("\n", " ")).split()) for cell in row.cells]
        while names and not names[-1]:
            names.pop()
        if sum(map(bool, names)) > 1:
            return row.line, _distinct(names)
    raise RecouvError(_about(_NO_TABLE, path), _EXPORT_AGAIN)


def _distinct(names: list[str]) -> tuple[str, ...]:
    distinct: list[str] = []
    for rank, name in enumerate(names, start=1):
        named = name or f"#{rank}"
        candidate, times = named, 1
        while candidate in distinct:
            times += 1
            candidate = f"{named} ({times})"
        distinct.append(candidate)
    return tuple(distinct)
