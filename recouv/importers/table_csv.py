"""Rows of a CSV file, read one at a time: a file of any size takes the memory of its longest row."""

from __future__ import annotations

import csv
import re
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

from recouv.domain.errors import RecouvError
from recouv.domain.message import say
from recouv.importers.encoding import LONGEST_LINE
from recouv.importers.table_row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEPARATORS = (";", "\t", ",", "|")
#: Lines looked at, from the top, for the header: exports put titles and dates above it.
HEADER_WITHIN = 50
_QUOTED = re.compile(r'"[^"]*"?')
#: What Excel writes, or obeys, above a header.
_EXCEL_HINT = re.compile(r"sep=(.)\s*")
#: Added after the last line: a row that swallows it has a quote that is never closed.
_END = "\ue000 end of the table \ue000"


class CsvSource(Struct, frozen=True, kw_only=True):
    """The lines of a text file."""

    path: Path
    encoding: str
    separator: str
    is_told: bool = False
    """Whether the encoding is the user's word: then bytes that it does not know are refused, not shown as U+FFFD."""

    def rows(self) -> Iterator[Row]:
        """Every line from the first, the header and blank lines included.

        Raises:
            RecouvError: bytes that are not text in the encoding, a quote never closed, a line too long.
        """
        with _opened(self.path, self.encoding, "strict" if self.is_told else "replace") as file:
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=self.separator)
            while True:
                lines.begin_row()
                cells = self._next(reader, lines)
                if cells[-1:] and cells[-1].endswith(_END):
                    if len(cells) > 1 or cells[0] != _END:
                        raise _never_closed(self.path, lines.row_line)
                    return
                yield Row(lines.row_line, cells, lines.row_text)

    def _next(self, reader: Iterator[list[str]], lines: _Lines) -> list[str]:
        try:
            return next(reader)
        except csv.Error as error:
            raise _never_closed(self.path, lines.row_line) from error
        except UnicodeDecodeError as error:
            raise _not_in(self.encoding, self.path, lines.number + 1) from error
        except _LineTooLongError as error:
            raise RecouvError(
                say(
                    "{path}, line {line}: more than {most} characters",
                    path=str(self.path),
                    line=lines.row_line,
                    most=LONGEST_LINE,
                ),
                say("check that it is a list of invoices or payments saved as CSV"),
            ) from error


def find_separator(path: Path, encoding: str) -> str:
    """What stands between the cells of the header, most often and outside quotes; empty if nothing does."""
    with _opened(path, encoding, "replace") as file:
        first_lines = list(islice(iter(lambda: file.readline(LONGEST_LINE), ""), HEADER_WITHIN))
    for line in first_lines:
        if hint := _EXCEL_HINT.fullmatch(line):
            return hint[1]
        separator = most_frequent_separator(line)
        if separator and sum(bool(cell.strip()) for cell in line.split(separator)) > 1:
            return separator
    return ""


def most_frequent_separator(line: str) -> str:
    """The separator that occurs most in `line` outside quotes; empty when none does.

    >>> most_frequent_separator('"Name, town";Amount;Date')
    ';'
    """
    bare = _QUOTED.sub("", line)
    best = max(SEPARATORS, key=bare.count)
    return best if best in bare else ""


class _LineTooLongError(ValueError):
    pass


class _Lines:
    """Lines of a file, those of the row being read kept as they are."""

    def __init__(self, file: TextIO) -> None:
        self.number = 0
        self.row_line = 1
        self._file = file
        self._row: list[str] = []
        self._last = ""
        self._ended = False

    def begin_row(self) -> None:
        self._row.clear()
        self.row_line = self.number + 1

    @property
    def row_text(self) -> str:
        return "".join(self._row).rstrip("\r\n")

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_LINE)
        if line == "\r\n" and self._last.endswith("\r"):
            line = self._file.readline(LONGEST_LINE)  # CR CR LF is one line end: some packages write it
        if len(line) >= LONGEST_LINE:
            raise _LineTooLongError
        self._last = line
        if line:
            self.number += 1
            self._row.append(line)
            return line
        if self._ended:
            raise StopIteration
        self._ended = True
        return _END


def _opened(path: Path, encoding: str, errors: str) -> TextIO:
    try:
        return path.open(encoding=encoding, errors=errors, newline="")
    except OSError as error:
        raise cannot_read(path, error) from error


def cannot_read(path: Path, error: OSError) -> RecouvError:
    """What to say of a file that the system does not open."""
    return RecouvError(
        say("{path} cannot be read: {reason}", path=str(path), reason=error.strerror or str(error)),
        say("check its name and that you may read it"),
    )


def _never_closed(path: Path, line: int) -> RecouvError:
    return RecouvError(
        say("{path}, line {line}: a quote is opened and never closed", path=str(path), line=line),
        say("close it or take it out, then import again: the lines after it cannot be told apart"),
    )


def _not_in(encoding: str, path: Path, line: int) -> RecouvError:
    return RecouvError(
        say("{path}, about line {line}: not text in {encoding}", path=str(path), line=line, encoding=encoding),
        say("name the encoding of the file: utf-8, cp1252, iso-8859-15 or utf-16"),
    )
