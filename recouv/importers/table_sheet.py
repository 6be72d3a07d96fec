"""Rows of an XLSX or ODS file."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.errors import RecouvError
from recouv.domain.message import say
from recouv.importers.table_archive import bounded_copy
from recouv.importers.table_row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet, CalamineWorkbook

_CENT = Decimal("0.01")
#: A computed amount misses its cents by less than this: 1234.5599999999999 is 1234.56, and 33.3333 is no amount.
_FLOAT_NOISE = Decimal("0.0000001")


class SheetSource(Struct, frozen=True, kw_only=True):
    """The lines of one sheet."""

    name: str
    sheet: CalamineSheet

    def rows(self) -> Iterator[Row]:
        """Every line from the first, the header and blank lines included."""
        for index, values in enumerate(self.sheet.iter_rows()):
            cells = [cell_text(value) for value in values]
            yield Row(index + 1, cells, _joined(cells))


def open_sheet(path: Path, *, sheet: str | None = None) -> SheetSource:
    """The sheet called `sheet`, else the first that is not empty, those that are shown before those that are hidden.

    Raises:
        RecouvError: not a spreadsheet, out of bounds, protected by a password, no such sheet, all of them empty.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    copy = bounded_copy(path)
    try:
        workbook = CalamineWorkbook.from_filelike(copy)
        names = _names_in_order(workbook) if sheet is None else [sheet]
        opened = [
            SheetSource(name=name, sheet=workbook.get_sheet_by_name(name))
            for name in names
            if name in workbook.sheet_names
        ]
    except CalamineError as error:
        raise RecouvError(
            say("{path} is not a spreadsheet that can be read: {reason}", path=str(path), reason=str(error)),
            say("open it in a spreadsheet program, save the sheet as CSV and import that"),
        ) from error
    if sheet is not None and not opened:
        raise RecouvError(
            say("{path} has no sheet called {sheet}", path=str(path), sheet=sheet),
            say("its sheets are: {sheets}", sheets=", ".join(workbook.sheet_names)),
        )
    for source in opened:
        if any(not row.is_blank for row in source.rows()):
            return source
    raise RecouvError(say("{path} is empty", path=str(path)), say("check that it is the right file"))


def _names_in_order(workbook: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    return [sheet.name for sheet in sorted(sheets, key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)]


def cell_text(value: object) -> str:
    """A cell as text: a date in ISO, a number with a point and no float noise.

    >>> cell_text(-33.5), cell_text(1200.0), cell_text(1234.5599999999999)
    ('-33.50', '1200', '1234.56')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | int):
        return _number_text(Decimal(repr(value)))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _number_text(number: Decimal) -> str:
    if not number.is_finite() or number.adjusted() > 20:
        return str(number)
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}"
    cents = number.quantize(_CENT)
    return f"{cents:f}" if abs(number - cents) < _FLOAT_NOISE else f"{number:f}"


def _joined(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="").writerow(cells)
    return text.getvalue()
