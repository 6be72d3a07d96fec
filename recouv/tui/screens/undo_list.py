"""The last actions: what each was, who did it, when, whether it still counts; any of them can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from recouv.domain.errors import RecouvError
from recouv.domain.message import say, say_many
from recouv.tui.keys import bindings, key_text, verbs_of
from recouv.tui.kit import ACCENT, BAD, GOOD, MUTED, STRONG, Plain, content, title
from recouv.tui.line_table import Column, LineTable
from recouv.tui.screens.reader import Reader
from recouv.usecases.undoing import Past, PastState, Undone, recent_actions, undo_action
from recouv.usecases.verbs import Place

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from recouv.tui.app import RecouvApp

#: What is said of an action that is no longer as it was done.
_STATES = {PastState.UNDONE: say("undone"), PastState.PARTLY: say("partly"), PastState.GITS: say("by git")}


class UndoList(ModalScreen[None]):
    """The history, with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.PAST)
    AUTO_FOCUS = "LineTable"

    @dataclass
    class Listed(Message):
        """The history was read."""

        actions: list[Past]

    @dataclass
    class Refused(Message):
        """Git, or the use case, says no."""

        error: RecouvError

    @dataclass
    class TakenBack(Message):
        """An action was undone."""

        undone: Undone

    _busy = False
    _asked = ""
    """The action of a colleague that one more key undoes."""

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    def compose(self) -> ComposeResult:
        """The rows, what is wrong, keys."""
        text = self.desk.words.text
        table: LineTable[Past] = LineTable(
            [
                Column("when", text(say("When")), 15, style="muted"),
                Column("who", text(say("By")), 12, style="muted"),
                Column("state", "", max(len(text(say("undone"))), 7), style="warning"),
                Column("what", text(say("History")), 20, flexible=True),
            ],
            cells=self._cells,
            row_key=lambda past: past.record.full_id,
            cell_style=self._style,
            frozen=0,
            empty=text(say("reading the history…")),
            ascii=self.desk.ascii_only,
            id="undo-table",
        )
        with Vertical(id="undo-frame") as frame:
            frame.border_title = title(text(say("The last actions")))
            yield table
            yield Plain(id="undo-said")
            yield Plain(id="undo-keys")

    def on_mount(self) -> None:
        """Read the history."""
        pieces: list[str | tuple[str, str]] = []
        for known in verbs_of([Place.PAST]):
            key = key_text(known.keys[0], ascii_only=self.desk.ascii_only)
            pieces += [(key, ACCENT), f" {self.desk.words.text(known.label)}   "]
        self.query_one("#undo-keys", Plain).show(*pieces)
        self._read()

    def _cells(self, past: Past) -> tuple[str, ...]:
        record, state = past.record, _STATES.get(past.state)
        words = self.desk.words
        when = f"{words.short_day(date.fromisoformat(record.when[:10]))} {record.when[11:16]}"
        return (when, record.author, words.text(state) if state else "", record.subject)

    def _style(self, past: Past, column: str) -> str | None:
        return "muted" if column == "what" and past.state in (PastState.UNDONE, PastState.GITS) else None

    @work(thread=True, exclusive=True, group="history", description="history")
    def _read(self) -> None:
        try:
            actions = recent_actions(self.desk.session)
        except RecouvError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Listed(actions))

    @on(Listed)
    def _list(self, event: Listed) -> None:
        table = self.query_one(LineTable)
        table.empty = self.desk.words.text(say("nothing happened yet"))
        table.set_rows(event.actions)

    @on(Refused)
    def _refuse(self, event: Refused) -> None:
        self._busy = False
        words, error = self.desk.words, event.error
        mend = f"  → {words.text(error.mend)}" if error.mend else ""
        self.query_one("#undo-said", Plain).show((f"! {words.text(error.what)}", BAD), (mend, MUTED))

    # Keys

    def action_verb_take_back(self) -> None:
        """Undo the action under the cursor; a colleague's, once it is asked for again."""
        past = self.query_one(LineTable).cursor_row
        if past is None or self._busy:
            return
        record = past.record
        if not past.is_own and past.state is not PastState.GITS and self._asked != record.full_id:
            self._asked = record.full_id
            text = self.desk.words.text(
                say("{who} did it: the same key again undoes it all the same", who=record.author)
            )
            self.query_one("#undo-said", Plain).show((f"! {text}", BAD))
            return
        self._asked = ""
        self._busy = True
        self._undo(record.full_id)

    @work(thread=True, group="write", description="write")
    def _undo(self, full_id: str) -> None:
        try:
            undone = undo_action(self.desk.session, full_id)
        except RecouvError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.TakenBack(undone))

    @on(TakenBack)
    def _tell(self, event: TakenBack) -> None:
        self._busy = False
        done = event.undone.done
        self.query_one("#undo-said", Plain).show((f"✓ {done.commit}  {done.subject}", GOOD))
        self.desk.show_done(done)
        self._read()

    @on(LineTable.Selected)
    def _selected(self) -> None:
        self.action_verb_detail()

    def action_verb_detail(self) -> None:
        """What the action wrote, and where."""
        past = self.query_one(LineTable).cursor_row
        if past is None:
            return
        record, text = past.record, self.desk.words.text
        rows = [
            content((f"{record.id}  {record.when}  {record.author}", MUTED)),
            content((record.subject, STRONG)),
            content(""),
            content(text(say_many("{count} client", "{count} clients", len(record.dossiers))), "  "),
            *(content(f"  {client}") for client in record.dossiers[:200]),
            content(text(say_many("{count} entry", "{count} entries", len(record.entries)))),
            *(content(f"  {entry}") for entry in record.entries[:200]),
        ]
        self.app.push_screen(Reader(text(say("The action")), rows))

    def action_verb_done_reading(self) -> None:
        """Close."""
        self.dismiss(None)
