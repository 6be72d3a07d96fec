"""The aged balance: who owes what, by age."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal

from recouv.domain.message import say, say_many
from recouv.rules.ageing import bucket_names
from recouv.rules.row_filter import RowFacts
from recouv.tui.keys import bindings
from recouv.tui.kit import BAD, MUTED, STRONG, Plain, cells, content
from recouv.tui.line_table import Cell, Column, LineTable
from recouv.tui.screens.lists import ListScreen
from recouv.tui.screens.reader import Reader, problem_rows
from recouv.tui.widgets.client_pane import names_of_buckets
from recouv.usecases.balance import Balance, ClientRow
from recouv.usecases.overview import client_of, overdue_shares, totals_of
from recouv.usecases.verbs import Place
from recouv.wording.formats import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from recouv.domain.problem import Problem
    from recouv.rules.ageing import AgedRow

#: Least width of the client's name; the amounts lose their decimals before it loses more.
_NAME_CELLS = 16
_NIL = "·"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A dossier left out of the balance."""

    path: str
    problems: tuple[Problem, ...]


Row: TypeAlias = ClientRow | Unreadable


class BalanceScreen(ListScreen):
    """The second screen."""

    NAME = "balance"
    PLACES = (Place.BALANCE, Place.CLIENT, Place.LIST, Place.EVERYWHERE)
    CSS_PATH = "balance.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.BALANCE)

    _cents = True

    def body(self) -> Iterable[Widget]:
        """What is shown, the rows, and a word on the row under the cursor."""
        self._names = bucket_names(self.desk.session.workspace.config.ageing)
        table: LineTable[Row] = LineTable(
            self._columns_for((), {}),
            cells=self._cells,
            row_key=_key,
            cell_style=self._cell_style,
            frozen=1,
            ascii=self.desk.ascii_only,
            id="balance-table",
        )
        yield Plain(id="caption")
        yield self.filter_line()
        yield Horizontal(table, id="body")
        yield Plain(id="detail")

    def on_mount(self) -> None:
        """Follow the balance."""
        self.table.empty = self.text(say("reading the dossiers…"))
        self.watch(self.app, "balance", self._show_balance)

    def on_resize(self) -> None:
        """Cents where there is room."""
        self.show_rows()

    def _show_balance(self, balance: Balance | None) -> None:
        if balance is not None:
            self.show_rows()

    def show_rows(self) -> None:
        """The rows that the filter keeps, then the dossiers that cannot be read."""
        balance = self.desk.balance
        if balance is None:
            return
        rows = [row for row in balance.rows if self._is_shown(row)]
        self._order(rows)
        unreadable = [
            Unreadable(path, self.desk.problems.get(path, ()))
            for path in balance.unreadable
            if not self.wanted.words or all(word in path for word in self.wanted.words)
        ]
        totals = totals_of((row.aged for row in rows), balance.bounds)
        columns = self._columns_for(rows, totals)
        if list(columns) != list(self.table.columns):
            self.table.set_columns(columns, frozen=1)
        self.table.empty = self.text(
            say("no client answers to this filter; Esc gives it up")
            if balance.rows
            else say("no client yet: N opens a dossier")
        )
        self.table.set_rows([*rows, *unreadable])
        self.table.set_footer(*self._footer(rows, totals))
        self._caption(balance, rows, unreadable)
        self._tell_row(self.table.cursor_row)

    def _is_shown(self, row: ClientRow) -> bool:
        if row.aged.is_empty and not self.wanted.keeps_settled:
            return False
        facts = RowFacts(
            texts=(row.name, row.id, *row.numbers),
            amounts=(*row.amounts, *row.aged.buckets, row.aged.total, row.aged.overdue, abs(row.aged.unallocated)),
            days_late=row.aged.days_late,
            owner=row.owner,
            tags=row.tags,
        )
        return self.wanted.holds(facts)

    # The order

    def sortable(self) -> Iterable[str]:
        """Keys of the columns that rows can be ordered by."""
        return ("client", *self._names, "unallocated", "total", "late")

    def goes_down(self, key: str) -> bool:
        """Amounts are more useful from the greatest down; unallocated money is negative."""
        return key not in ("client", "unallocated")

    def _order(self, rows: list[ClientRow]) -> None:
        home = self.desk.session.workspace.config.currency
        key, down = self.table.sort or ("total", True)

        def value(row: ClientRow) -> Decimal | str | int:
            match key:
                case "client":
                    return row.name.casefold()
                case "total":
                    return row.aged.total
                case "unallocated":
                    return row.aged.unallocated
                case "late":
                    return row.aged.days_late
                case _:
                    return row.aged.buckets[self._names.index(key)]

        rows.sort(key=lambda row: (row.name.casefold(), row.id))
        rows.sort(key=value, reverse=down)
        if key != "client":  # amounts of two currencies have no order
            rows.sort(key=lambda row: (row.aged.currency != home, row.aged.currency))

    # Columns and cells

    def _columns_for(self, rows: Sequence[ClientRow], totals: dict[str, AgedRow]) -> list[Column]:
        """Columns as wide as their widest amount: with cents where they all fit, in whole units where they do not."""
        words = self.desk.words
        lines = [row.aged for row in rows] + list(totals.values())
        total = words.text(say("total"))
        marks = max([0, *(cells(self._mark(line)) for line in lines)])
        titles = [*names_of_buckets(self._names, words), words.text(say("unallocated"))]
        wide = max([cells(total) + 1, 9, *(cells(words.amount(line.money(line.total))) for line in lines)])
        for self._cents in (True, False):
            if not self._cents:
                titles[-1] = words.text(say("unall."))
            widths = [
                max([cells(title) + 1, 5, *(cells(self._amount(line, _part(line, rank))) for line in lines)])
                for rank, title in enumerate(titles)
            ]
            if self.app.size.width - 7 - sum(widths) - len(widths) - wide - marks >= _NAME_CELLS:
                break
        keys = [*self._names, "unallocated"]
        amounts = [Column(key, title, cell, right=True) for key, title, cell in zip(keys, titles, widths, strict=True)]
        return [
            Column("client", words.text(say("Client")), _NAME_CELLS, flexible=True),
            Column("mark", "", marks, style="warning"),
            *amounts,
            Column("total", total, wide, right=True, style="strong"),
            Column("late", words.text(say("late")), 6, right=True, from_width=112),
            Column("owner", words.text(say("owner")), 10, from_width=140, style="muted"),
        ]

    def _mark(self, row: AgedRow) -> str:
        """What must not be missed: a dispute, another currency."""
        home = self.desk.session.workspace.config.currency
        return " ".join(("!D",) * bool(row.disputed) + (row.currency,) * (row.currency != home))

    def _amount(self, row: AgedRow, part: Decimal) -> str:
        if not part:
            return _NIL
        if self._cents:
            return self.desk.words.amount(row.money(part))
        return number_text(part, 0, self.desk.words.language)

    def _amounts(self, row: AgedRow) -> list[str]:
        return [
            *(self._amount(row, part) for part in (*row.buckets, row.unallocated)),
            self.desk.words.amount(row.money(row.total)),
        ]

    def _cells(self, row: Row) -> Sequence[Cell]:
        words = self.desk.words
        if isinstance(row, Unreadable):
            place = row.problems[0].place.rpartition("/")[2] if row.problems else row.path
            return (f"! {place}", *("" for _ in range(len(self.table.columns) - 1)))
        late = words.text(say("{days} d", days=row.aged.days_late)) if row.aged.days_late else ""
        return (row.name, self._mark(row.aged), *self._amounts(row.aged), late, row.owner)

    def _cell_style(self, row: Row, column: str) -> str | None:
        if isinstance(row, Unreadable):
            return "bad"
        if column == "unallocated" and row.aged.unallocated:
            return "good"
        if column in self._names:
            rank = self._names.index(column)
            if not row.aged.buckets[rank] or rank == 0:
                return "muted"
            if rank == len(self._names) - 1:
                return "bad"
            return "warning" if rank >= 3 else None
        return None

    def _footer(self, rows: Sequence[ClientRow], totals: dict[str, AgedRow]) -> Iterable[Sequence[Cell]]:
        words = self.desk.words
        for currency, total in totals.items():
            count = sum(row.aged.currency == currency for row in rows)
            name = words.text(
                say_many("{currency}: {count} client", "{currency}: {count} clients", count, currency=currency)
            )
            yield (name, self._mark(total), *self._amounts(total), "", "")
        for currency, total in totals.items():
            if total.overdue:
                shares = [f"{share} %" for share in overdue_shares(total)]
                label = words.text(say("{currency}: late, %", currency=currency))
                yield (label, "", "", *shares, "", "", "", "")

    def _caption(self, balance: Balance, rows: Sequence[ClientRow], unreadable: Sequence[Unreadable]) -> None:
        words = self.desk.words
        settled = sum(row.aged.is_empty for row in balance.rows)
        parts = [words.text(say("On {day}", day=balance.on))]
        if balance.on != self.desk.session.today:
            parts[0] = words.text(say("As it was on {day} (t: today)", day=balance.on))
            if balance.on > self.desk.session.today:
                parts[0] = words.text(say("As it will be on {day} (t: today)", day=balance.on))
        parts.append(words.text(say_many("{count} row", "{count} rows", len(rows))))
        if settled and not self.wanted.keeps_settled:
            parts.append(words.text(say("{count} settled hidden (/*)", count=settled)))
        if not self._cents:
            parts.append(words.text(say("whole units")))
        pieces: list[str | tuple[str, str]] = [(" · ".join(parts), MUTED)]
        if unreadable:
            pieces.append(
                (words.text(say_many("  ! {count} unreadable", "  ! {count} unreadable", len(unreadable))), BAD)
            )
        self.query_one("#caption", Plain).show(*pieces)

    # The cursor

    @on(LineTable.Highlighted)
    def _moved(self, event: LineTable.Highlighted) -> None:
        self._tell_row(event.row)

    def _tell_row(self, row: Row | None) -> None:
        detail = self.query_one("#detail", Plain)
        words = self.desk.words
        if row is None:
            detail.show("")
        elif isinstance(row, Unreadable):
            first = row.problems[0] if row.problems else None
            said = (
                words.text(say("{place}: {what}; {mend}", place=first.place, what=first.what, mend=first.mend))
                if first
                else row.path
            )
            detail.show(("! ", BAD), said)
        else:
            parts = [words.text(say_many("{count} open invoice", "{count} open invoices", len(row.numbers)))]
            if row.aged.days_late:
                parts.append(words.text(say("the oldest {days} days late", days=row.aged.days_late)))
            if row.aged.disputed:
                parts.append(words.text(say("{amount} disputed", amount=row.aged.money(row.aged.disputed))))
            parts += [f"@{row.owner}"] if row.owner else []
            parts += [f"#{tag}" for tag in row.tags]
            detail.update(content((row.name, STRONG), f"  {row.id}  ", (" · ".join(parts), MUTED)))

    def chosen_client(self) -> str:
        """The client of the row under the cursor."""
        row = self.table.cursor_row
        if isinstance(row, Unreadable):
            return client_of(row.path)
        return row.id if row else ""

    def chosen_line(self) -> int:
        """The line of the first problem, on an unreadable dossier."""
        row = self.table.cursor_row
        return row.problems[0].line if isinstance(row, Unreadable) and row.problems else 0

    def copied(self) -> str:
        """The row, its columns parted by tabs."""
        row = self.table.cursor_row
        return "\t".join(str(cell) for cell in self._cells(row) if cell) if row else ""

    def go_to(self, client: str) -> None:
        """Put the cursor on that client's first row."""
        for row in self.table.rows:
            if isinstance(row, ClientRow) and row.id == client:
                self.table.move_to(_key(row))
                return

    # Verbs

    @on(LineTable.Selected)
    def _selected(self) -> None:
        self.action_verb_open()

    def action_verb_open(self) -> None:
        """Open the dossier under the cursor; the problems of one that cannot be read."""
        row = self.table.cursor_row
        if isinstance(row, Unreadable):
            self.app.push_screen(Reader(row.path, problem_rows(row.problems, self.desk.words)))
        elif row is not None:
            self.desk.open_client(row.id)

    def action_verb_day(self) -> None:
        """Ask for the day of the balance."""
        from recouv.tui.forms.day import DayForm

        self.app.push_screen(DayForm(self.desk.session, self.desk.balance_day), self.desk.show_balance_of)


def _key(row: Row) -> tuple[str, str]:
    return (row.path, "!") if isinstance(row, Unreadable) else (row.id, row.aged.currency)


def _part(row: AgedRow, rank: int) -> Decimal:
    return (*row.buckets, row.unallocated)[rank]
