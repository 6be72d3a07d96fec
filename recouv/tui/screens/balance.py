"""The aged balance: who owes what, by age."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from msgspec import Struct
from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal

from recouv.domain.message import say, say_many
from recouv.rules.ageing import bucket_names, overdue_shares, sum_rows
from recouv.rules.claims import claim_of_row
from recouv.tui.keys import bindings
from recouv.tui.kit import BAD, MUTED, STRONG, FixedPlain, Plain, content
from recouv.tui.line_table import Cell, LineTable
from recouv.tui.screens.balance_columns import Reach, columns_for, mark_of, part_text, reach_of
from recouv.tui.screens.copying import Copied
from recouv.tui.screens.lists import ListScreen
from recouv.tui.screens.reader import Reader, problem_rows
from recouv.tui.screens.sieve import Sieve
from recouv.tui.screens.time_verbs import TimeVerbs
from recouv.tui.widgets.ageing_bars import AgeingBars
from recouv.tui.widgets.client_pane import Look
from recouv.usecases.balance import Balance, ClientRow, row_facts
from recouv.usecases.overview import client_of
from recouv.usecases.targets import Target
from recouv.usecases.verbs import Place

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from textual.widget import Widget

    from recouv.domain.problem import Problem
    from recouv.rules.ageing import AgedRow


class Unreadable(Struct, frozen=True):
    """A dossier left out of the balance."""

    path: str
    problems: tuple[Problem, ...]


Row: TypeAlias = ClientRow | Unreadable


class BalanceScreen(ListScreen, TimeVerbs):
    """The second screen."""

    NAME = "balance"
    PLACES = (Place.BALANCE, Place.CLIENT, Place.LIST, Place.TIME, Place.EVERYWHERE)
    CSS_PATH = "balance.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.BALANCE)

    _cents = True
    _reach = Reach()
    _arranged: Balance | None = None
    """The balance that the next six are about."""
    _by_name: Sequence[ClientRow] = ()
    _ordered_by: tuple[str, bool] | None = None
    _in_order: Sequence[ClientRow] = ()
    """Every row, settled ones included."""
    _owing: Sequence[ClientRow] = ()
    """Those that are not at nil, in the same order."""
    _totals: Mapping[str, AgedRow] = MappingProxyType({})
    """Of all the rows."""

    def body(self) -> Iterable[Widget]:
        """What is shown, the rows, and a word on the row under the cursor."""
        self._names = bucket_names(self.desk.session.workspace.config.ageing)
        self._sieve: Sieve[ClientRow] = Sieve(partial(row_facts, columns=self._names))
        table: LineTable[Row] = LineTable(
            columns_for(self._names, self._reach, self.desk.words, 80)[0],
            cells=self._cells,
            row_key=_key,
            cell_style=self._cell_style,
            frozen=1,
            ascii=self.desk.ascii_only,
            id="balance-table",
        )
        yield FixedPlain(id="caption")
        yield self.filter_line()
        yield Horizontal(table, id="body")
        yield AgeingBars(id="ageing-bars")
        yield FixedPlain(id="detail")

    def on_mount(self) -> None:
        """Follow the balance."""
        self.table.empty = self.text(say("reading the dossiers…"))
        self.watch(self.app, "balance", self._show_balance)
        self.watch(self.app, "read_so_far", self.show_progress)

    def on_resize(self) -> None:
        """Cents where there is room."""
        self.show_rows()

    def _show_balance(self, balance: Balance | None) -> None:
        if balance is not None:
            self._arrange(balance)
            self.rows_changed()
            self.show_rows()
            self._prepare(self._in_order, self.targets)

    @work(thread=True, group="sieve", description="sieve")
    def _prepare(self, rows: Sequence[ClientRow], targets: dict[Hashable, Target]) -> None:
        self._sieve.prepare(rows)
        self.prepare_marks(rows, targets)

    def show_rows(self) -> None:
        """The rows that the filter keeps, then the dossiers that cannot be read."""
        balance = self.desk.balance
        if balance is None:
            return
        self._arrange(balance)
        rows = self._sieve.kept(self._in_order if self.wanted.keeps_settled else self._owing, self.wanted)
        unreadable = [
            row
            for row in self._unreadable(balance)
            if not self.wanted.words or all(word in row.path for word in self.wanted.words)
        ]
        is_all = len(rows) == len(self._in_order)
        totals = self._totals if is_all else sum_rows([row.aged for row in rows])
        columns, self._cents = columns_for(self._names, self._reach, self.desk.words, self.app.size.width)
        if columns != list(self.table.columns):
            self.table.set_columns(columns, frozen=1)
        self.table.empty = self.text(
            say("no client answers to this filter; Esc gives it up")
            if balance.rows
            else say("no client yet: N opens a dossier")
        )
        self.table.set_rows([*rows, *unreadable])
        self.table.set_footer(*self._footer(rows, totals))
        look = Look(self.desk.words, self.app.size.width - 4, self.desk.ascii_only)
        self.query_one(AgeingBars).show_totals(totals, self._names, look)
        self._caption(balance, rows, unreadable)
        self._tell_row(self.table.cursor_row)

    def _arrange(self, balance: Balance) -> None:
        """Put all the rows in order, once for a balance and an order: a filter changes neither."""
        if balance is self._arranged and self._ordered_by == self.table.sort:
            return
        if balance is not self._arranged:
            self._arranged = balance
            if balance.columns != self._names:  # the settings of an earlier day had other bounds
                self._names = balance.columns
                self._sieve = Sieve(partial(row_facts, columns=self._names))
            aged = [row.aged for row in balance.rows]
            home = self.desk.session.workspace.config.currency
            self._reach = reach_of(aged, len(self._names), home)
            self._totals = sum_rows(aged)
            self._by_name = sorted(balance.rows, key=lambda row: (row.name.casefold(), row.id))
            self._sieve.renew(balance.rows)
        self._ordered_by = self.table.sort
        rows = list(self._by_name)
        self._order(rows)
        self._in_order = rows
        self._owing = [row for row in rows if not row.aged.is_empty]

    def _unreadable(self, balance: Balance) -> list[Unreadable]:
        return [Unreadable(path, self.desk.problems.get(path, ())) for path in balance.unreadable]

    # What is marked

    def known_rows(self) -> Sequence[Row]:
        """Every row there is."""
        balance = self.desk.balance
        return [*self._in_order, *self._unreadable(balance)] if balance else ()

    def key_of(self, row: Row) -> tuple[str, str]:
        """A client and a currency, or a file."""
        return _key(row)

    def target_of(self, row: Row) -> Target:
        """What is overdue of it, or else all that is owed."""
        if isinstance(row, Unreadable):
            return Target(client=client_of(row.path), name=row.path)
        aged = row.aged
        return Target(
            client=row.id,
            name=row.name,
            money=claim_of_row(aged),
        )

    def copy_of(self, row: Row) -> Copied:
        """Its client, open invoices and total."""
        shown = "\t".join(str(cell) for cell in self._cells(row) if cell)
        if isinstance(row, Unreadable):
            return Copied(client=client_of(row.path), row=shown)
        total = self.desk.words.amount(row.aged.money(row.aged.total))
        return Copied(client=row.id, name=row.name, number=", ".join(row.numbers), amount=total, row=shown)

    @on(LineTable.Marked)
    def _count_marks(self) -> None:
        if self.desk.balance is not None:
            rows = [row for row in self.table.rows if isinstance(row, ClientRow)]
            self._caption(self.desk.balance, rows, self._unreadable(self.desk.balance))

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

        def value(row: ClientRow) -> str | int:  # amounts in coins: those of one currency are together
            match key:
                case "client":
                    return row.name.casefold()
                case "total":
                    return row.aged.total_coins
                case "unallocated":
                    return row.aged.unallocated_coins
                case "late":
                    return row.aged.days_late
                case _:
                    return row.aged.coins[self._names.index(key)]

        rows.sort(key=value, reverse=down)
        if key != "client" and len(self._totals) > 1:  # amounts of two currencies have no order
            rows.sort(key=lambda row: (row.aged.currency != home, row.aged.currency))

    # Cells

    def _mark(self, row: AgedRow) -> str:
        return mark_of(bool(row.disputed_coins), row.currency, self.desk.session.workspace.config.currency)

    def _amounts(self, row: AgedRow) -> list[str]:
        words = self.desk.words
        return [
            *(part_text(row.money(part), words, cents=self._cents) for part in (*row.buckets, row.unallocated)),
            words.amount(row.money(row.total)),
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
        if column == "unallocated" and row.aged.unallocated_coins:
            return "good"
        if column in self._names:
            rank = self._names.index(column)
            if not row.aged.coins[rank] or rank == 0:
                return "muted"
            if rank == len(self._names) - 1:
                return "bad"
            return "warning" if rank >= 3 else None
        return None

    def _footer(self, rows: Sequence[ClientRow], totals: Mapping[str, AgedRow]) -> Iterable[Sequence[Cell]]:
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
        settled = len(self._in_order) - len(self._owing)
        parts = [words.text(say("On {day}", day=balance.on))]
        if balance.on != self.desk.session.today:
            parts[0] = words.text(say("As it was on {day} (t: today)", day=balance.on))
            if balance.on > self.desk.session.today:
                parts[0] = words.text(say("As it will be on {day} (t: today)", day=balance.on))
        if self.desk.past is not None:
            parts[0] = words.text(say("As it was known on {day}", day=balance.on))
        parts.append(words.text(say_many("{count} row", "{count} rows", len(rows))))
        pieces: list[str | tuple[str, str]] = [(" · ".join(parts), MUTED)]
        if unreadable:
            pieces.append(
                (words.text(say_many("  ! {count} unreadable", "  ! {count} unreadable", len(unreadable))), BAD)
            )
        parts = [""]
        if settled and not self.wanted.keeps_settled:
            parts.append(words.text(say("{count} settled hidden (/*)", count=settled)))
        marks = self.marks_text()
        if marks:
            parts.append(marks)
        elif not self._cents:
            parts.append(words.text(say("whole units")))
        self.query_one("#caption", Plain).show(*pieces, (" · ".join(parts), MUTED))

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
