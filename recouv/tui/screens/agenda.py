"""The agenda: what a day asks for, most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.worker import get_current_worker

from recouv.domain.errors import RecouvError
from recouv.domain.message import say, say_many
from recouv.domain.task import Task
from recouv.rules.ageing import bucket_names
from recouv.rules.row_filter import RowFacts
from recouv.tui.keys import bindings
from recouv.tui.kit import BAD, MUTED, STRONG, WARNING, Plain, cells, content
from recouv.tui.line_table import Column, LineTable
from recouv.tui.screens.lists import ListScreen
from recouv.tui.screens.reader import Reader
from recouv.tui.widgets.client_pane import ClientPane, Look, brief, contact_rows, hanging, held_text
from recouv.tui.widgets.empty import Greeting
from recouv.usecases.day import Day
from recouv.usecases.dossiers import DossierView, view_dossier
from recouv.usecases.overview import claimed_totals, short_why
from recouv.usecases.verbs import Place
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.message import Message as Sentence

#: The channels, short enough for a column.
_ACTIONS = {
    "registered-letter": say("reg. letter"),
    "allocate": say("allocate"),
    "sms": say("text"),
    "task": say("task"),
    "decide": say("decide"),
}
_TALK_KINDS = {"call", "email", "letter", "registered-letter", "sms", "meeting"}
_ORDERS = ("action", "client", "amount", "age")


class AgendaScreen(ListScreen):
    """The first screen."""

    NAME = "agenda"
    PLACES = (Place.AGENDA, Place.CLIENT, Place.LIST, Place.EVERYWHERE)
    CSS_PATH = "agenda.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.AGENDA)

    _fitted: Day | None = None
    """The agenda that the columns are as wide as."""

    @dataclass
    class Previewed(Message):
        """The dossier of the row under the cursor was read."""

        view: DossierView

    def body(self) -> Iterable[Widget]:
        """Rows, the client beside them where there is room, and the reasons below where there is not."""
        session = self.desk.session
        words = session.words
        table: LineTable[Task] = LineTable(
            self._columns_for(()),
            cells=self._cells,
            row_key=_key,
            cell_style=self._cell_style,
            ascii=self.desk.ascii_only,
            id="agenda-table",
        )
        yield self.filter_line()
        yield Greeting(words, session.workspace.root)
        yield Horizontal(
            table,
            ClientPane(words, bucket_names(session.workspace.config.ageing), ascii_only=self.desk.ascii_only),
            id="body",
        )
        yield Plain(id="detail")
        yield Plain(id="summary")

    def _columns_for(self, tasks: Sequence[Task]) -> list[Column]:
        """Columns as wide as what they hold, save the names and the reasons."""
        words = self.desk.words

        def wide(title: Sentence, texts: Iterable[str], least: int) -> tuple[str, int]:
            return words.text(title), max([least, cells(words.text(title)), *map(cells, texts)])

        shown = [self._cells(task) for task in tasks]
        action, amount, age = (
            wide(title, (row[rank] for row in shown), least)
            for title, rank, least in ((say("Action"), 0, 6), (say("Amount"), 3, 9), (say("Age"), 4, 4))
        )
        return [
            Column("action", *action),
            Column("level", "", 1, style="muted", from_width=50),
            Column("client", words.text(say("Client")), 15, flexible=True),
            Column("amount", *amount, right=True),
            Column("age", *age, right=True, from_width=50),
            Column("why", words.text(say("Why")), 20, flexible=True, style="muted", from_width=64),
        ]

    def on_mount(self) -> None:
        """Follow the agenda."""
        self.watch(self.app, "day", self._show_day)
        self.watch(self.app, "balance", self._greet)

    def _show_day(self, day: Day | None) -> None:
        if day is None:
            self.table.empty = self.text(say("reading the dossiers…"))
            return
        self.show_rows()
        self._preview(self.table.cursor_row)

    def show_rows(self) -> None:
        """The tasks that the filter keeps."""
        day = self.desk.day
        if day is None:
            return
        tasks = [task for task in day.agenda.tasks if self.wanted.holds(self._facts(task))]
        if self.table.sort:
            key, down = self.table.sort
            tasks.sort(key=lambda task: self._order(task, key), reverse=down)
        self._greet()
        self.table.empty = self.text(
            say("no task answers to this filter; Esc gives it up") if day.agenda.tasks else say("nothing to do today")
        )
        if day is not self._fitted:  # neither a filter nor an order changes what the widest texts are
            self._fitted = day
            self.table.set_columns(self._columns_for(day.agenda.tasks))
        self.table.set_rows(tasks)
        self._sum_up(day, tasks)

    def _greet(self) -> None:
        """Say how to begin, while there is no client."""
        day, balance = self.desk.day, self.desk.balance
        nobody = day is not None and balance is not None and not balance.rows and not balance.unreadable
        self.query_one(Greeting).display = nobody
        for name in ("#body", "#detail", "#summary"):
            self.query_one(name).set_class(nobody, "-hidden")

    def _sum_up(self, day: Day, tasks: Sequence[Task]) -> None:
        words = self.desk.words
        parts = [words.text(say_many("{count} task", "{count} tasks", len(tasks)))]
        parts += [words.money(money) for money in claimed_totals(tasks)]
        marked = self.table.marked_rows()
        if marked:
            sums = ", ".join(words.money(money) for money in claimed_totals(marked))
            parts.append(words.text(say("{count} marked: {sums}", count=len(marked), sums=sums)))
        held = len(day.agenda.held)
        if held:
            parts.append(words.text(say_many("{count} held (h)", "{count} held (h)", held)))
        counts: dict[str, int] = {}
        for task in tasks:
            counts[task.action] = counts.get(task.action, 0) + 1
        if len(counts) > 1:
            kinds = ", ".join(f"{words.text(_action(action))} {count}" for action, count in counts.items())
            if sum(map(cells, parts)) + cells(kinds) + 4 * len(parts) < self.app.size.width:
                parts.append(kinds)
        wrong = len(day.unreadable)
        pieces: list[str | tuple[str, str]] = [" · ".join(part for part in parts if part)]
        if wrong:
            pieces.append(
                (
                    words.text(
                        say_many(
                            "  ! {count} unreadable dossier, see 2", "  ! {count} unreadable dossiers, see 2", wrong
                        )
                    ),
                    BAD,
                )
            )
        self.query_one("#summary", Plain).show(*pieces)

    # Cells

    def _cells(self, task: Task) -> tuple[str, ...]:
        words = self.desk.words
        late = task.days_late(self.desk.session.today)
        return (
            words.text(_action(task.action)),
            str(task.level) if task.level else "",
            task.name,
            words.amount(task.amount) + ("" if task.amount.currency == "EUR" else f" {task.amount.currency}")
            if task.amount
            else "",
            words.text(say("{days} d", days=late)) if late else "",
            brief(short_why(task), words),
        )

    def _cell_style(self, task: Task, column: str) -> str | None:
        if column == "action" and task.action in ("registered-letter", "decide"):
            return "bad"
        if column == "action" and task.action == "call":
            return "strong"
        if column == "client":
            return "strong"
        if column == "age":
            late = task.days_late(self.desk.session.today)
            return "bad" if late > 60 else "warning" if late > 30 else None
        return None

    def _facts(self, task: Task) -> RowFacts:
        row_of = (row for row in self.desk.balance.rows if row.id == task.client) if self.desk.balance else ()
        amounts: tuple[Decimal, ...] = (task.amount.amount,) if task.amount else ()
        tags: tuple[str, ...] = ()
        if self.wanted.amounts or self.wanted.tags:
            for row in row_of:
                amounts += (*row.amounts, *row.aged.buckets, row.aged.total)
                tags += row.tags
        return RowFacts(
            texts=(task.name, task.client, self.text(_action(task.action)), *task.invoices),
            amounts=amounts,
            days_late=task.days_late(self.desk.session.today),
            owner=task.owner,
            tags=tags,
        )

    def sortable(self) -> Iterable[str]:
        """Keys of the columns that rows can be ordered by."""
        return _ORDERS

    def goes_down(self, key: str) -> bool:
        """Amounts and ages are more useful from the greatest down."""
        return key in ("amount", "age")

    def _order(self, task: Task, key: str) -> tuple[object, ...]:
        match key:
            case "amount":
                return (task.amount.amount if task.amount else 0,)
            case "age":
                return (task.days_late(self.desk.session.today),)
            case "client":
                return (task.name.casefold(),)
            case _:
                return (task.action, task.level)

    # The cursor

    @on(LineTable.Highlighted)
    def _moved(self, event: LineTable.Highlighted) -> None:
        self._preview(event.row)

    @on(LineTable.Marked)
    def _marked(self) -> None:
        if self.desk.day is not None:
            self._sum_up(self.desk.day, self.table.rows)

    def _preview(self, task: Task | None) -> None:
        if task is None:
            self.query_one("#detail", Plain).show("")
            self.query_one(ClientPane).view = None
            return
        self._tell_task(task, None)
        self._read_preview(task.client)

    def _tell_task(self, task: Task, view: DossierView | None) -> None:
        """Whom to reach and why, under a list that has no room for it."""
        blocked = (f"! {self.text(task.blocked_by)} ", WARNING) if task.blocked_by else ""
        people = contact_rows(view, Look(self.desk.words, self.app.size.width - 4)) if view else []
        reasons = " · ".join(self.text(reason) for reason in task.why)
        self.query_one("#detail", Plain).show_rows(
            [content(("→ ", STRONG), blocked, people[0] if people else task.name), content((reasons, MUTED))]
        )

    @work(thread=True, exclusive=True, group="preview")
    def _read_preview(self, client: str) -> None:
        worker = get_current_worker()
        try:
            view = view_dossier(self.desk.session, client)
        except RecouvError:  # removed meanwhile: the next look at the files says so
            return
        if not worker.is_cancelled:
            self.post_message(self.Previewed(view))

    @on(Previewed)
    def _show_preview(self, event: Previewed) -> None:
        task = self.table.cursor_row
        if task is not None and task.client == event.view.dossier.id:
            self.query_one(ClientPane).view = event.view
            self._tell_task(task, event.view)

    def on_resize(self) -> None:
        """A wider screen shows the client."""
        if self.desk.day is not None:
            self._preview(self.table.cursor_row)
            self._sum_up(self.desk.day, self.table.rows)

    def chosen_client(self) -> str:
        """The client of the row under the cursor."""
        task = self.table.cursor_row
        return task.client if task else ""

    def chosen_task(self) -> Task | None:
        """The row under the cursor."""
        return self.table.cursor_row

    def copied(self) -> str:
        """The row, its columns parted by tabs."""
        task = self.table.cursor_row
        return "\t".join(part for part in self._cells(task) if part) if task else ""

    def go_to(self, client: str) -> None:
        """Put the cursor on that client's first task, once it is there."""
        for task in self.table.rows:
            if task.client == client:
                self.table.move_to(_key(task))
                return

    # Verbs

    @on(LineTable.Selected)
    def _selected(self) -> None:
        self.action_verb_do()

    def action_verb_do(self) -> None:
        """Do what the row proposes."""
        task = self.chosen_task()
        if task is None:
            return
        if task.action == "task":
            from recouv.tui.forms.note import DoneForm

            self.open_form(DoneForm(task.client, task))
        elif task.action == "allocate":
            self.action_verb_allocate()
        elif task.action in _TALK_KINDS:
            self._talk(task.action)
        else:
            self.action_verb_dossier()

    def action_verb_held(self) -> None:
        """Show what waits."""
        day = self.desk.day
        words = self.desk.words
        rows: list[Content] = []
        width = min(110, self.app.size.width * 9 // 10) - 4
        for row in day.agenda.held if day else ():
            rows.append(content((row.name, STRONG), "  ", (", ".join(row.invoices), MUTED)))
            rows += hanging(held_text(row.reason, row.until, words), width, ("  ", ""))
        self.app.push_screen(Reader(self.text(say("Held: overdue, and nothing to do today")), rows or [content("—")]))


def _action(action: str) -> Sentence:
    return _ACTIONS.get(action) or term(action)


def _key(task: Task) -> tuple[str, str, str, str, str]:
    return (task.client, task.action, task.step, task.entry_id, task.amount.currency if task.amount else "")
