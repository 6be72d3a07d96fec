"""The agenda: what a day asks for, most urgent first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType
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
from recouv.rules.claims import claim_of_task, sum_claims
from recouv.rules.row_filter import RowFacts
from recouv.tui.keys import bindings
from recouv.tui.kit import BAD, MUTED, STRONG, WARNING, FixedPlain, Plain, cells, content
from recouv.tui.line_table import LineTable
from recouv.tui.screens.agenda_rows import action_word, amount_text, columns_for, facts_of
from recouv.tui.screens.lists import ListScreen
from recouv.tui.screens.sieve import Sieve
from recouv.tui.widgets.client_pane import ClientPane, Look, brief, contact_rows
from recouv.tui.widgets.empty import Greeting
from recouv.usecases.overview import short_why
from recouv.usecases.targets import Target
from recouv.usecases.verbs import Place

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from textual.widget import Widget

    from recouv.tui.screens.copying import Copied
    from recouv.usecases.balance import Balance, ClientRow
    from recouv.usecases.day import Day
    from recouv.usecases.dossiers import DossierView

_ORDERS = ("action", "client", "amount", "age")


class AgendaScreen(ListScreen):
    """The first screen."""

    NAME = "agenda"
    PLACES = (Place.AGENDA, Place.CLIENT, Place.LIST, Place.EVERYWHERE)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.AGENDA)

    _arranged: Day | None = None
    """The agenda that the columns are as wide as."""
    _ordered_by: tuple[str, bool] | None = None
    _in_order: Sequence[Task] = ()
    """Every task of the day."""
    _of_client: Mapping[str, Sequence[ClientRow]] = MappingProxyType({})
    """Rows of the balance, by client."""

    @dataclass
    class Previewed(Message):
        """The dossier of the row under the cursor was read."""

        view: DossierView

    def body(self) -> Iterable[Widget]:
        """Rows, the client beside them where there is room, and the reasons below where there is not."""
        session = self.desk.session
        words = session.words
        self._sieve: Sieve[Task] = Sieve(self._facts)
        table: LineTable[Task] = LineTable(
            columns_for((), words, session.today),
            cells=self._cells,
            row_key=_key,
            cell_style=self._cell_style,
            ascii=self.desk.ascii_only,
            id="agenda-table",
        )
        pane = ClientPane(words, bucket_names(session.workspace.config.ageing), ascii_only=self.desk.ascii_only)
        pane.can_focus = True
        yield self.filter_line()
        yield Greeting(words, session.workspace.root)
        yield Horizontal(
            table,
            pane,
            id="body",
        )
        yield FixedPlain(id="detail")
        yield FixedPlain(id="summary")

    def on_mount(self) -> None:
        """Follow the agenda."""
        self.watch(self.app, "day", self._show_day)
        self.watch(self.app, "read_so_far", self.show_progress)
        self.watch(self.app, "balance", self._index_balance)

    def _show_day(self, day: Day | None) -> None:
        if day is None:
            self.table.empty = self.text(say("reading the dossiers…"))
            return
        self._arrange(day)
        self.rows_changed()
        self.show_rows()
        if not day.is_begun:
            self._prepare(self._in_order, self.targets)
        self._preview(self.table.cursor_row)

    def _index_balance(self, balance: Balance | None) -> None:
        """The balance knows the amounts, the tags and the states by which a task can be found."""
        if balance is None:
            return
        before = self._of_client
        now: defaultdict[str, list[ClientRow]] = defaultdict(list)
        for row in balance.rows:
            now[row.id].append(row)
        self._of_client = dict(now)
        changed = {
            client
            for client in before.keys() | self._of_client.keys()
            if [*map(id, before.get(client, ()))] != [*map(id, self._of_client.get(client, ()))]
        }
        self._sieve.renew(task for task in self._in_order if task.client not in changed)
        if not self.wanted.is_empty and changed:
            self.show_rows()
        self._greet()
        self._prepare(self._in_order, self.targets)

    @work(thread=True, group="sieve", description="sieve")
    def _prepare(self, rows: Sequence[Task], targets: dict[Hashable, Target]) -> None:
        if self.desk.balance is not None:
            self._sieve.prepare(rows)
        self.prepare_marks(rows, targets)

    def show_rows(self) -> None:
        """The tasks that the filter keeps."""
        day = self.desk.day
        if day is None:
            return
        if day is not self._arranged or self._ordered_by != self.table.sort:
            self._arrange(day)
        tasks = self._sieve.kept(self._in_order, self.wanted)
        self._greet()
        self.table.empty = self.text(
            say("no task answers to this filter; Esc gives it up") if day.agenda.tasks else say("nothing to do today")
        )
        self.table.set_rows(tasks)
        self._sum_up(day, tasks)

    def _arrange(self, day: Day) -> None:
        """Put all the tasks in order, and the columns at their width: a filter changes neither."""
        if day is not self._arranged:
            self._arranged = day
            self.table.set_columns(columns_for(day.agenda.tasks, self.desk.words, self.desk.session.today))
            self._sieve.renew(day.agenda.tasks)
        self._ordered_by = self.table.sort
        self._in_order = list(day.agenda.tasks)
        if self.table.sort:
            key, down = self.table.sort
            self._in_order.sort(key=lambda task: self._order(task, key), reverse=down)

    # What is marked

    def known_rows(self) -> Sequence[Task]:
        """Every task of the day."""
        return self._in_order

    def key_of(self, row: Task) -> tuple[str, ...]:
        """A client and a step, or a task of one's own."""
        return _key(row)

    def target_of(self, row: Task) -> Target:
        """What the reminder claims."""
        return Target(client=row.client, name=row.name, money=claim_of_task(row), task=row)

    def copy_of(self, row: Task) -> Copied:
        """Its client, invoices and amount."""
        from recouv.tui.screens.copying import Copied

        return Copied(
            client=row.client,
            name=row.name,
            number=", ".join(row.invoices),
            amount=self.desk.words.amount(row.amount) if row.amount else "",
            row="\t".join(part for part in self._cells(row) if part),
        )

    def _greet(self) -> None:
        """Say how to begin, while there is no client."""
        day, balance = self.desk.day, self.desk.balance
        nobody = day is not None and balance is not None and not balance.rows and not balance.unreadable
        self.query_one(Greeting).display = nobody
        for name in ("#body", "#detail", "#summary"):
            self.query_one(name).set_class(nobody, "-hidden")

    def _sum_up(self, day: Day, tasks: Sequence[Task]) -> None:
        words = self.desk.words
        if day.is_begun:
            self.query_one("#summary", Plain).show(self.text(say("the most urgent tasks; the others are being read…")))
            return
        parts = [words.text(say_many("{count} task", "{count} tasks", len(tasks)))]
        parts += [words.money(money) for money in sum_claims(map(claim_of_task, tasks))]
        marks = self.marks_text()
        if marks:
            parts.append(marks)
        held = len(day.agenda.held)
        if held:
            parts.append(words.text(say_many("{count} held (h)", "{count} held (h)", held)))
        counts: dict[str, int] = {}
        for task in tasks:
            counts[task.action] = counts.get(task.action, 0) + 1
        if len(counts) > 1:
            kinds = ", ".join(f"{words.text(action_word(action))} {count}" for action, count in counts.items())
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
            words.text(action_word(task.action)),
            str(task.level) if task.level else "",
            task.name,
            amount_text(task.amount, words) if task.amount else "",
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
        return facts_of(task, self._of_client.get(task.client, ()), self.desk.words, self.desk.session.today)

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
        self.call_after_refresh(self._read_preview, task.client)

    def _tell_task(self, task: Task, view: DossierView | None) -> None:
        """Whom to reach and why, under a list that has no room for it."""
        blocked = [content((f"! {self.text(task.blocked_by)}", WARNING))] if task.blocked_by else []
        people = contact_rows(view, Look(self.desk.words, self.app.size.width - 4)) if view else []
        reasons = " · ".join(self.text(reason) for reason in task.why)
        self.query_one("#detail", Plain).show_rows(
            [*blocked, content(("→ ", STRONG), people[0] if people else task.name), content((reasons, MUTED))]
        )

    @work(thread=True, exclusive=True, group="preview", description="preview")
    def _read_preview(self, client: str) -> None:
        from recouv.usecases.dossiers import view_dossier  # deferred: the rows come before what is beside them

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
        if not self.do_marked() and task is not None:
            self.do_task(task)

    def action_verb_zoom(self) -> None:
        """The pane that has the focus, alone; then both again, or the list where both do not fit."""
        pane = self.query_one(ClientPane)
        alone = self.has_class("-list-alone") or self.has_class("-client-alone")
        self.remove_class("-list-alone", "-client-alone")
        if alone:
            self.set_focus(self.table)
        elif pane.has_focus or not pane.display:
            self.add_class("-client-alone")
            self.set_focus(pane)
        else:
            self.add_class("-list-alone")

    def action_verb_held(self) -> None:
        """Show what waits."""
        from recouv.tui.screens.held import HeldScreen

        self.app.push_screen(HeldScreen(self.desk.day.agenda.held if self.desk.day else ()))

    def action_verb_queue(self) -> None:
        """Go through the tasks shown, client by client; the list keeps its filter, its marks and its cursor."""
        self.desk.begin_queue((task.client for task in self.table.rows), filtered=not self.wanted.is_empty)


def _key(task: Task) -> tuple[str, str, str, str, str]:
    return (task.client, task.action, task.step, task.entry_id, task.amount.currency if task.amount else "")
