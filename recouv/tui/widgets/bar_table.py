"""A table whose rows are amounts: each with its name, its figures, its share, and a bar in what room is left."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

from recouv.tui.kit import cells
from recouv.tui.line_table import Column, LineTable
from recouv.tui.line_table.layout import GUTTER_CELLS
from recouv.wording.charts import split_bar

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from recouv.tui.line_table.looks import Look

#: A bar shorter than this says nothing that the figures do not.
_LEAST_BAR = 4
_LEAST_NAME = 8


class BarRow(Struct, frozen=True, kw_only=True):
    """One amount."""

    key: Hashable
    name: str
    amount: str
    """As it is written."""
    value: Decimal
    """As long as its bar is."""
    hatched: Decimal = Decimal(0)
    """The part of `value` that is drawn hatched."""
    share: str = ""
    look: Look = None
    """Of the bar: an addition to what is written, never the only sign."""


class BarTitles(Struct, frozen=True, kw_only=True):
    """What stands over the columns, and under them."""

    name: str
    amount: str
    share: str = ""
    bar: str = ""
    short_bar: str = ""
    """Where `bar` has no room."""
    total: tuple[str, str] | None = None
    """Name and amount of the line of the total, where there is one."""


class BarTable(LineTable[BarRow]):
    """Rows of amounts with bars of one scale."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-table--bar"}
    DEFAULT_CSS = """
    BarTable > .line-table--bar { color: $text-primary; }
    """

    def __init__(self, *, empty: str = "", ascii: bool = False, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(
            (),
            cells=self._row_cells,
            row_key=lambda row: row.key,
            cell_style=lambda row, column: (row.look or "bar") if column == "bar" else None,
            empty=empty,
            ascii=ascii,
            id=id,
        )
        self._ascii = ascii
        self._titles = BarTitles(name="", amount="")
        self._bar_cells = 0
        self._greatest = Decimal(0)

    def show_bars(self, rows: Sequence[BarRow], titles: BarTitles) -> None:
        """Show these rows, as high as they are with their header and their total."""
        self._titles = titles
        self._greatest = max((row.value for row in rows), default=Decimal(0))
        self._lay_out(rows)
        self.set_rows(rows)

    @property
    def lines(self) -> int:
        """How high it is when nothing of it scrolls."""
        return 1 + max(1, len(self.rows)) + (self._titles.total is not None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Sums are not marked: no action is done to them."""
        return False if action in {"mark", "mark_range", "mark_all"} else super().check_action(action, parameters)

    def on_resize(self) -> None:
        """Bars take what room there is."""
        self._lay_out(self.rows)
        super().on_resize()

    def _lay_out(self, rows: Sequence[BarRow]) -> None:
        """The figures whole, then as much of the names as can be, then bars where there is still room."""
        titles = self._titles
        total_name, total = titles.total or ("", "")
        names = max(map(cells, (titles.name, total_name, *(row.name for row in rows))))
        amounts = max(map(cells, (titles.amount, total, *(row.amount for row in rows))))
        shares = max(map(cells, (titles.share, *(row.share for row in rows))))
        room = self.container_size.width - GUTTER_CELLS - amounts - 2 - (shares + 1 if shares else 0)
        self._bar_cells = max(0, room - names - 1)
        has_bars = self._bar_cells >= _LEAST_BAR
        over_bars = titles.bar if cells(titles.bar) <= self._bar_cells else titles.short_bar
        columns = [
            Column("name", titles.name, names if has_bars else max(_LEAST_NAME, min(names, room))),
            Column("amount", titles.amount, amounts, right=True, style="strong"),
            *([Column("share", titles.share, shares, right=True, style="muted")] if shares else []),
            *([Column("bar", over_bars, self._bar_cells)] if has_bars else []),
        ]
        self.set_columns(columns)
        footer = (total_name, total, *("" for _ in columns[2:]))
        self.set_footer(*([footer] if titles.total else []))

    def _row_cells(self, row: BarRow) -> tuple[str, ...]:
        drawn = split_bar(row.value - row.hatched, row.hatched, self._greatest, self._bar_cells, ascii=self._ascii)
        of_column = {"name": row.name, "amount": row.amount, "share": row.share, "bar": drawn}
        return tuple(of_column[column.key] for column in self.columns)
