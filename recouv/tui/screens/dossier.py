"""One client's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias

from msgspec import Struct
from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from recouv.domain.entry import Entry
from recouv.domain.errors import ProblemsError
from recouv.domain.message import say
from recouv.rules.ageing import bucket_names
from recouv.tui.keys import bindings
from recouv.tui.kit import BAD, MUTED, STRONG, WARNING, Plain, content
from recouv.tui.line_table import Column, LineTable
from recouv.tui.screens.reader import Reader, problem_rows
from recouv.tui.screens.time_verbs import TimeVerbs
from recouv.tui.widgets.client_pane import (
    STANDINGS,
    Look,
    ageing_line,
    commitments,
    entry_text,
    identity,
    item_standing,
    marked_text,
    next_step_rows,
    reason_rows,
)
from recouv.tui.widgets.client_sheet import blocking_rows, brief_curve, entry_in_full, notes_of, sheet_rows
from recouv.usecases.dossiers import DossierView, ItemView
from recouv.usecases.verbs import Place
from recouv.wording.plain import clip
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from datetime import date

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.task import Task
    from recouv.rules.account import OpenItem

#: Invoices shown before their table scrolls, on a screen of 24 lines and on a tall one.
_ITEMS_SHORT, _ITEMS_TALL = 5, 14


class Sheet(Struct, frozen=True):
    """What the dossier says of the client, as the last line of a narrow history."""

    notes: str


TimelineRow: TypeAlias = Entry | Sheet


class DossierScreen(TimeVerbs):
    """The third screen."""

    NAME = "dossier"
    PLACES = (Place.DOSSIER, Place.CLIENT, Place.TIME, Place.EVERYWHERE)
    CSS_PATH = "dossier.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.DOSSIER)
    AUTO_FOCUS = "#items"

    def body(self) -> Iterable[Widget]:
        """Who, how much; what is open; what happened."""
        words = self.desk.words
        items: LineTable[ItemView] = LineTable(
            [
                Column("number", words.text(say("Invoice")), 14, style="strong"),
                Column("issued", words.text(say("Issued")), 9, style="muted", from_width=84),
                Column("due", words.text(say("Due")), 9),
                Column("late", words.text(say("Late")), 6, right=True),
                Column("amount", words.text(say("Amount")), 11, right=True, style="muted"),
                Column("balance", words.text(say("Left")), 11, right=True, style="strong"),
                Column("status", words.text(say("Status")), 18, flexible=True),
            ],
            cells=self._item_cells,
            row_key=_item_key,
            cell_style=self._item_style,
            empty=words.text(say("no open invoice; {key} records one", key=self.desk.key_of("invoice"))),
            ascii=self.desk.ascii_only,
            id="items",
        )
        history: LineTable[TimelineRow] = LineTable(
            [
                Column("date", words.text(say("Date")), 9, style="muted"),
                Column("by", words.text(say("By")), 8, style="muted", from_width=70),
                Column("what", words.text(say("History")), 30, flexible=True),
            ],
            cells=self._entry_cells,
            row_key=_key,
            cell_style=self._entry_style,
            empty=words.text(say("nothing happened yet")),
            ascii=self.desk.ascii_only,
            id="history",
        )
        yield Plain(id="as-of")
        yield Plain(id="identity")
        yield Plain(id="dossier-problems")
        yield Horizontal(
            VerticalScroll(Plain(id="sheet"), id="left"),
            Vertical(Plain(id="ageing"), items, Plain(id="standing"), history, id="right"),
            id="body",
        )
        yield Plain(id="detail")

    def on_mount(self) -> None:
        """Follow the dossier."""
        self._places: dict[str, tuple[Hashable, Hashable]] = {}
        self._shown = ""
        self.watch(self.app, "view", self._show_view)
        self.watch(self.app, "view_error", lambda _: self._show_view(self.desk.view))

    def on_resize(self) -> None:
        """Write to the width there is."""
        self._show_view(self.desk.view)

    def _show_view(self, view: DossierView | None) -> None:
        self._keep_place()
        items, history = self._tables()
        for name in ("body", "as-of", "dossier-problems"):
            self.query_one(f"#{name}").display = False
        if view is None:
            for table in (items, history):
                table.set_rows([])
            self.query_one("#detail", Plain).show("")
            self._say_why_nothing()
            return
        self.query_one("#body").display = True
        wide = self.desk.is_wide
        self._show_head(view, wide=wide)
        items.set_rows(view.items)
        limit = _ITEMS_TALL if self.app.size.height >= 36 else _ITEMS_SHORT
        items.styles.height = 1 + max(1, min(limit, len(view.items)))
        rows: list[TimelineRow] = list(view.timeline)
        history.set_rows(rows if wide else [*rows, Sheet(notes_of(view))])
        self._find_place(view.dossier.id)
        self._tell_row()

    def _say_why_nothing(self) -> None:
        """No dossier is open, or it is being read, or its file cannot be one."""
        error = self.desk.view_error
        about = say("no dossier is open: choose a client in the agenda or the balance, then Enter or 3")
        if self.desk.client:
            about = error.what if error else say("reading the dossier…")
        self.query_one("#identity", Plain).show((self.text(about), BAD if error else MUTED))
        found = error.problems if isinstance(error, ProblemsError) else ()
        banner = self.query_one("#dossier-problems", Plain)
        banner.display = bool(found) or bool(error and error.mend)
        if found:
            banner.show_rows(problem_rows(found, self.desk.words))
        elif error and error.mend:
            banner.show(self.text(error.mend))

    def _show_head(self, view: DossierView, *, wide: bool) -> None:
        words = self.desk.words
        names = bucket_names(self.desk.shown_session.workspace.config.ageing)
        look = Look(words, self.app.size.width - 2, self.desk.ascii_only)
        self._show_day(view)
        self._show_problems(view)
        name, *people = identity(view, look)
        notes = " ".join(notes_of(view).split())
        if notes:
            people = [*people[:1], content((clip(words.text(say("notes: {text}", text=notes)), look.width), MUTED))]
        self.query_one("#identity", Plain).show_rows([name] if wide else [name, *people[:2]])
        owing = [row for row in view.aged if not row.is_empty]
        ageing = [] if wide else [*(ageing_line(row, names, look) for row in owing), brief_curve(view, look)]
        ageing = [row for row in ageing if row.plain.strip()]
        self.query_one("#ageing", Plain).display = bool(ageing)
        self.query_one("#ageing", Plain).show_rows(ageing)
        right = Look(words, (self.app.size.width * 2) // 3 - 4 if wide else look.width, self.desk.ascii_only)
        if wide:
            standing = [*next_step_rows(view, right, why=True), *commitments(view, right, broken=not view.tasks)]
        else:  # what is known of promises and disputes before the first reason: there is little room
            standing = [*next_step_rows(view, right), *commitments(view, right)]
            standing += [row for task in view.tasks[:1] for row in reason_rows(task, right, most=1)]
        self.query_one("#standing", Plain).display = bool(standing)
        self.query_one("#standing", Plain).show_rows(standing[: 12 if wide else 4])
        left = Look(words, max(20, self.app.size.width // 3 - 4), self.desk.ascii_only)
        self.query_one("#sheet", Plain).show_rows(sheet_rows(view, names, left) if wide else [])

    def _show_day(self, view: DossierView) -> None:
        """Say so when the day is not today: what is recorded is recorded today all the same."""
        today, line = self.desk.session.today, self.query_one("#as-of", Plain)
        line.display = view.on != today and self.desk.past is None
        if line.display:
            when = say("As it was on {day} (t: today)", day=view.on)
            if view.on > today:
                when = say("As it will be on {day} (t: today)", day=view.on)
            line.show(("! ", WARNING), (self.text(when), WARNING))

    def _show_problems(self, view: DossierView) -> None:
        """All that blocks the dossier, as many as there is room for, and how to mend it."""
        problems = [problem for problem in view.dossier.problems if problem.blocks]
        banner = self.query_one("#dossier-problems", Plain)
        banner.display = bool(problems)
        look = Look(self.desk.words, self.app.size.width - 2, self.desk.ascii_only)
        banner.show_rows(blocking_rows(problems, look, most=max(1, self.app.size.height // 6)))

    # Where one was in each dossier

    def _keep_place(self) -> None:
        items, history = self._tables()
        if self._shown and (items.rows or history.rows):
            kept = (items.cursor_row, history.cursor_row)
            self._places[self._shown] = (
                _item_key(kept[0]) if kept[0] else None,
                _key(kept[1]) if kept[1] else None,
            )

    def _find_place(self, client: str) -> None:
        if client == self._shown:
            return
        self._shown = client
        item, entry = self._places.get(client, (None, None))
        items, history = self._tables()
        for table, key in ((items, item), (history, entry)):
            if key is None or not table.move_to(key):
                table.action_first()

    # Cells

    @property
    def _day(self) -> date:
        return self.desk.view.on if self.desk.view else self.desk.session.today

    def _item_cells(self, row: ItemView) -> tuple[str, ...]:
        words, item = self.desk.words, row.item
        late = item.days_late(self._day)
        number = f"{item.number} /{item.instalment}" if item.instalment else item.number
        return (
            number,
            words.short_day(item.issued),
            words.short_day(item.due),
            words.text(say("{days} d", days=late)) if late else "",
            words.amount(item.amount),
            words.amount(item.balance) + ("" if item.balance.currency == "EUR" else f" {item.balance.currency}"),
            item_standing(row, words),
        )

    def _item_style(self, row: ItemView, column: str) -> str | None:
        late = row.item.days_late(self._day)
        if column == "late":
            return "bad" if late > 60 else "warning" if late > 30 else None
        if column == "status":
            return {"disputed": "warning", "suspended": "warning", "not-due": "muted"}.get(row.status)
        return None

    def _entry_cells(self, row: TimelineRow) -> tuple[str, ...]:
        words = self.desk.words
        if isinstance(row, Sheet):
            about = say("notes: {text}", text=" ".join(row.notes.split())) if row.notes else say("about the client")
            return ("", "", words.text(about))
        text = marked_text(row, self.desk.view, words) if self.desk.view else entry_text(row, words)
        return (words.short_day(row.date), row.recorded.by if row.recorded else "", text)

    def _entry_style(self, row: TimelineRow, column: str) -> str | None:
        if isinstance(row, Sheet):
            return "muted"
        if self._is_cancelled(row):
            return "strike dim" if column == "what" else "muted"
        proposal = self.desk.view.proposals.get(row.id) if self.desk.view else None
        if proposal is not None and proposal.state != "approved":
            return "warning" if column == "what" and proposal.state == "waiting" else "muted"
        if column == "what" and row.kind in ("payment", "promise", "dispute"):
            return "strong"
        return None

    def _is_cancelled(self, row: TimelineRow) -> bool:
        return isinstance(row, Entry) and self.desk.view is not None and row.id in self.desk.view.cancelled

    # The cursor

    def _tables(self) -> tuple[LineTable[ItemView], LineTable[TimelineRow]]:
        return self.query_one("#items", LineTable), self.query_one("#history", LineTable)

    def _row(self) -> ItemView | TimelineRow | None:
        items, history = self._tables()
        return history.cursor_row if history.has_focus else items.cursor_row or history.cursor_row

    @on(LineTable.Highlighted)
    def _moved(self) -> None:
        self._tell_row()

    def on_descendant_focus(self) -> None:
        """The line below follows the table that has the focus."""
        self._tell_row()

    def _tell_row(self) -> None:
        words = self.desk.words
        row = self._row()
        detail = self.query_one("#detail", Plain)
        if isinstance(row, ItemView):
            why = words.text(row.why) if row.why else words.text(STANDINGS[row.status][2])
            about = [words.text(say("step {step}", step=term(row.level))) if row.level else "", row.item.document]
            detail.update(content((f"{row.item.number}  ", STRONG), " · ".join(part for part in (why, *about) if part)))
        elif isinstance(row, Entry):
            text = row.text.strip() or entry_text(row, words)
            detail.update(content((f"{words.text(term(row.kind))}  ", STRONG), text, lines=True))
        else:
            detail.show("")

    def chosen_client(self) -> str:
        """The client whose dossier is open."""
        return self.desk.client

    def chosen_task(self) -> Task | None:
        """What the agenda proposes for the client today; nothing while another day is shown."""
        view = self.desk.view
        is_now = view is not None and view.dossier.id == self.desk.client and view.on == self.desk.session.today
        tasks = [task for task in view.tasks if task.action != "approve"] if view and is_now else []
        return next(iter(tasks), None)  # what is recorded here is about the client's own line, not about a decision

    def chosen_item(self) -> OpenItem | None:
        """The open item under the cursor, as it is today."""
        view, row = self.desk.view, self._row()
        is_now = view is not None and view.on == self.desk.session.today
        return row.item if is_now and isinstance(row, ItemView) else None

    def chosen_line(self) -> int:
        """The line of the first problem, or of the entry under the cursor."""
        view, row, error = self.desk.view, self._row(), self.desk.view_error
        if isinstance(error, ProblemsError) and error.problems:
            return error.problems[0].line
        blocking = [problem for problem in view.dossier.problems if problem.blocks] if view else []
        if blocking:
            return blocking[0].line
        if isinstance(row, ItemView) and view:
            entry = view.dossier.entry(row.item.entry_id)
            return entry.line if entry else 0
        return row.line if isinstance(row, Entry) else 0

    def copied(self) -> str:
        """The row, its columns parted by tabs."""
        row = self._row()
        if isinstance(row, ItemView):
            return "\t".join(cell for cell in self._item_cells(row) if cell)
        return "\t".join(cell for cell in self._entry_cells(row) if cell) if row else ""

    def copied_figures(self) -> tuple[str, str]:
        """The invoice under the cursor and what is left of it."""
        row = self._row()
        return (row.item.number, self.desk.words.amount(row.item.balance)) if isinstance(row, ItemView) else ("", "")

    def go_back(self) -> bool:
        """Back to the list."""
        self.desk.leave_dossier()
        return True

    # Verbs

    @on(LineTable.Selected)
    def _selected(self) -> None:
        self.action_verb_read()

    def action_verb_read(self) -> None:
        """The row in full."""
        row, view = self._row(), self.desk.view
        if view is None or row is None:
            return
        if isinstance(row, Sheet):
            names = bucket_names(self.desk.shown_session.workspace.config.ageing)
            look = Look(self.desk.words, min(110, self.app.size.width * 9 // 10) - 6, self.desk.ascii_only)
            self.app.push_screen(Reader(view.dossier.client.name, list(sheet_rows(view, names, look))))
            return
        entry = view.dossier.entry(row.item.entry_id) if isinstance(row, ItemView) else row
        if entry is not None:
            self.app.push_screen(
                Reader(
                    f"{self.desk.words.day(entry.date)}  {self.text(term(entry.kind))}  {entry.object}",
                    list(entry_in_full(entry, view)),
                )
            )

    def action_verb_dossier_day(self) -> None:
        """Ask for the day of the dossier."""
        from recouv.tui.forms.day import DayForm

        if self.desk.client:
            self.app.push_screen(DayForm(self.desk.session, self._day), self.desk.show_dossier_of)

    def action_verb_cancel(self) -> None:
        """Strike out the entry under the cursor."""
        from recouv.tui.forms.note import CancelForm

        row, view = self._row(), self.desk.view
        if view is None or row is None or isinstance(row, Sheet):
            return
        entry = view.dossier.entry(row.item.entry_id) if isinstance(row, ItemView) else row
        if entry is not None:
            self.open_form(CancelForm(self.desk.client, entry))

    def problems(self) -> list[Content]:
        """What is wrong in the dossier."""
        return problem_rows(self.desk.view.dossier.problems, self.desk.words) if self.desk.view else []


def _item_key(row: ItemView) -> tuple[str, str, int]:
    return (row.item.entry_id, row.item.number, row.item.instalment)


def _key(row: TimelineRow) -> tuple[str, str, int]:
    return ("sheet", "", 0) if isinstance(row, Sheet) else (row.id, row.kind, row.line)
