"""One client's file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from recouv.domain.entry import Entry
from recouv.domain.message import say
from recouv.rules.ageing import bucket_names
from recouv.tui.keys import bindings
from recouv.tui.kit import BAD, MUTED, STRONG, Plain, cells, content
from recouv.tui.line_table import Column, LineTable
from recouv.tui.screens.base import WorkScreen
from recouv.tui.screens.reader import Reader, problem_rows
from recouv.tui.widgets.client_pane import (
    STANDINGS,
    Look,
    ageing_line,
    ageing_rows,
    commitments,
    entry_text,
    hanging,
    identity,
    item_standing,
    next_step_rows,
)
from recouv.usecases.dossiers import DossierView, ItemView
from recouv.usecases.verbs import Place
from recouv.wording.plain import pad
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.task import Task

#: Invoices shown before their table scrolls, on a screen of 24 lines and on a tall one.
_ITEMS_SHORT, _ITEMS_TALL = 5, 14


@dataclass(frozen=True, slots=True)
class Notes:
    """The free text of the dossier, as the last line of its history."""

    text: str


TimelineRow: TypeAlias = Entry | Notes


class DossierScreen(WorkScreen):
    """The third screen."""

    NAME = "dossier"
    PLACES = (Place.DOSSIER, Place.CLIENT, Place.EVERYWHERE)
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
            row_key=lambda row: (row.item.entry_id, row.item.number, row.item.instalment),
            cell_style=self._item_style,
            empty=words.text(say("no open invoice")),
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
        yield Plain(id="dossier-problems")
        yield Plain(id="identity")
        yield Horizontal(
            VerticalScroll(Plain(id="facts"), Plain(id="notes"), id="left", can_focus=False),
            Vertical(Plain(id="ageing"), items, Plain(id="standing"), history, id="right"),
            id="body",
        )
        yield Plain(id="detail")

    def on_mount(self) -> None:
        """Follow the dossier."""
        self.watch(self.app, "view", self._show_view)

    def on_resize(self) -> None:
        """Write to the width there is."""
        self._show_view(self.desk.view)

    def _show_view(self, view: DossierView | None) -> None:
        items, history = self._tables()
        if view is None:
            for table in (items, history):
                table.set_rows([])
            nobody = say("no dossier is open: choose a client in the agenda or the balance, then Enter or 3")
            self.query_one("#identity", Plain).show(
                (self.text(nobody if not self.desk.client else say("reading the dossier…")), MUTED)
            )
            for name in ("ageing", "standing", "facts", "notes", "dossier-problems", "detail"):
                self.query_one(f"#{name}", Plain).show("")
            return
        wide = self.desk.is_wide
        self._show_head(view, wide=wide)
        items.set_rows(view.items)
        limit = _ITEMS_TALL if self.app.size.height >= 36 else _ITEMS_SHORT
        items.styles.height = 1 + max(1, min(limit, len(view.items)))
        rows: list[TimelineRow] = list(view.timeline)
        if _notes(view) and not wide:
            rows.append(Notes(_notes(view)))
        history.set_rows(rows)
        self._tell_row()

    def _show_head(self, view: DossierView, *, wide: bool) -> None:
        words = self.desk.words
        names = bucket_names(self.desk.session.workspace.config.ageing)
        look = Look(words, self.app.size.width - 2, self.desk.ascii_only)
        right = Look(words, (self.app.size.width * 2) // 3 - 4 if wide else look.width, self.desk.ascii_only)
        left = Look(words, max(20, self.app.size.width // 3 - 4), self.desk.ascii_only)
        name, *people = identity(view, look)
        problems = [problem for problem in view.dossier.problems if problem.blocks]
        banner = self.query_one("#dossier-problems", Plain)
        banner.display = bool(problems)
        if problems:
            first = problems[0]
            said = say("{place}: {what}; {mend}", place=first.place, what=first.what, mend=first.mend)
            banner.show((f"! {words.text(said)}", BAD))
        owing = [row for row in view.aged if not row.is_empty]
        self.query_one("#identity", Plain).show_rows([name] if wide else [name, *people[:2]])
        ageing = [] if wide else [ageing_line(row, names, look) for row in owing]
        self.query_one("#ageing", Plain).display = bool(ageing)
        self.query_one("#ageing", Plain).show_rows(ageing)
        standing = [*next_step_rows(view, right), *commitments(view, right)]
        self.query_one("#standing", Plain).display = bool(standing)
        self.query_one("#standing", Plain).show_rows(standing[: 12 if wide else 4])
        facts: list[Content] = []
        for contact in view.dossier.client.contacts:
            who = f"{contact.name} ({contact.role})" if contact.role else contact.name
            facts += [content((who, STRONG)), content(f"  {contact.phone}"), content(f"  {contact.email}")]
        facts = [row for row in facts if row.plain.strip()] + [content("")]
        for row in owing:
            if len(owing) > 1:
                facts.append(content((row.currency, MUTED)))
            facts += [*ageing_rows(row, names, left), content("")]
        facts += self._head_rows(view, left.width)
        self.query_one("#facts", Plain).show_rows(facts)
        notes: list[Content] = []
        if _notes(view):
            notes = [content((self.text(say("Notes")), STRONG)), content(_notes(view), lines=True)]
        self.query_one("#notes", Plain).show_rows(notes)

    def _head_rows(self, view: DossierView, width: int) -> Iterator[Content]:
        words, client = self.desk.words, view.dossier.client
        pairs = (
            (say("kind"), words.text(term(client.kind))),
            ("SIREN", client.siren),
            (say("VAT"), client.vat),
            (say("account"), client.account),
            (say("address"), ", ".join(client.address.split("\n")).strip(", ")),
            (say("terms"), client.terms),
            (say("scenario"), client.scenario),
            (say("credit limit"), words.money(client.credit_limit) if client.credit_limit else ""),
            (say("owner"), client.owner),
            (say("tags"), ", ".join(client.tags)),
        )
        named = [(name if isinstance(name, str) else words.text(name), value) for name, value in pairs if value]
        wide = max(cells(name) for name, _ in named)
        for name, value in named:
            yield from hanging(value, width, (f"{pad(name, wide)}  ", MUTED))

    # Cells

    def _item_cells(self, row: ItemView) -> tuple[str, ...]:
        words, item = self.desk.words, row.item
        late = item.days_late(self.desk.session.today)
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
        late = row.item.days_late(self.desk.session.today)
        if column == "late":
            return "bad" if late > 60 else "warning" if late > 30 else None
        if column == "status":
            return {"disputed": "warning", "suspended": "warning", "not-due": "muted"}.get(row.status)
        return None

    def _entry_cells(self, row: TimelineRow) -> tuple[str, ...]:
        words = self.desk.words
        if isinstance(row, Notes):
            return ("", "", words.text(say("notes: {text}", text=" ".join(row.text.split()))))
        text = entry_text(row, words)
        if self._is_cancelled(row):
            text = words.text(say("cancelled: {what}", what=text))
        return (words.short_day(row.date), row.recorded.by if row.recorded else "", text)

    def _entry_style(self, row: TimelineRow, column: str) -> str | None:
        if isinstance(row, Notes):
            return "muted"
        if self._is_cancelled(row):
            return "strike dim" if column == "what" else "muted"
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
        """What the agenda proposes for the client."""
        view = self.desk.view
        return next(iter(view.tasks), None) if view and view.dossier.id == self.desk.client else None

    def chosen_line(self) -> int:
        """The line of the entry under the cursor."""
        view, row = self.desk.view, self._row()
        if view and view.dossier.problems:
            return view.dossier.problems[0].line
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
        if isinstance(row, Notes):
            self.app.push_screen(Reader(self.text(say("Notes")), [content(row.text, lines=True)]))
            return
        entry = view.dossier.entry(row.item.entry_id) if isinstance(row, ItemView) else row
        if entry is not None:
            self.app.push_screen(
                Reader(
                    f"{self.desk.words.day(entry.date)}  {self.text(term(entry.kind))}  {entry.object}",
                    list(_in_full(entry, view)),
                )
            )

    def action_verb_cancel(self) -> None:
        """Strike out the entry under the cursor."""
        from recouv.tui.forms.note import CancelForm

        row, view = self._row(), self.desk.view
        if view is None or row is None or isinstance(row, Notes):
            return
        entry = view.dossier.entry(row.item.entry_id) if isinstance(row, ItemView) else row
        if entry is not None:
            self.open_form(CancelForm(self.desk.client, entry))

    def problems(self) -> list[Content]:
        """What is wrong in the dossier."""
        return problem_rows(self.desk.view.dossier.problems, self.desk.words) if self.desk.view else []


def _notes(view: DossierView) -> str:
    """The free text of the dossier, without a title that repeats the client's name."""
    text = view.dossier.intro.strip()
    first, _, rest = text.partition("\n")
    return rest.strip() if first.startswith("# ") else text


def _in_full(entry: Entry, view: DossierView) -> Iterator[Content]:
    """Every key of an entry as the file has it, then its words."""
    yield content((f"^{entry.id}  {view.dossier.path}:{entry.line}", MUTED))
    yield content("")
    for key, value in entry.values.items():
        yield content((f"{key}  ", MUTED), _written(value))
    if entry.text.strip():
        yield content("")
        yield content(entry.text.strip(), lines=True)


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_row_written(row) if isinstance(row, tuple) else str(row) for row in value)
    return str(value)


def _row_written(row: tuple[object, ...]) -> str:
    """A row's parts; a single due date has no amount of its own."""
    return ": ".join(str(part) for part in row if part is not None)


def _key(row: TimelineRow) -> tuple[str, str, int]:
    return ("notes", "", 0) if isinstance(row, Notes) else (row.id, row.kind, row.line)
