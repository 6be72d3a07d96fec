"""What is overdue and waits: for each why, until when, and the whole reasoning one key away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen

from recouv.domain.asked import Asked
from recouv.domain.message import say
from recouv.tui.keys import bindings, key_text, verbs_of
from recouv.tui.kit import ACCENT, Plain, content, stacked, title
from recouv.tui.line_table import Column, LineTable
from recouv.tui.screens.reasoning import ReasoningReader
from recouv.tui.widgets.client_pane import brief, hanging, held_text
from recouv.usecases.verbs import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from recouv.domain.task import Held
    from recouv.tui.app import RecouvApp


class HeldScreen(ModalScreen[None]):
    """The held rows, with a cursor; under them, the reason of the one under it in full."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.HELD)
    AUTO_FOCUS = "LineTable"

    def __init__(self, held: Sequence[Held]) -> None:
        super().__init__()
        self._held = held

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    def compose(self) -> ComposeResult:
        """The rows, the reason, keys."""
        text = self.desk.words.text
        table: LineTable[Held] = LineTable(
            [
                Column("client", text(say("Client")), 16, flexible=True, style="strong"),
                Column("until", text(say("Until")), 9),
                Column("why", text(say("Why")), 24, flexible=True, from_width=50),
                Column("invoices", text(say("Invoices")), 12, flexible=True, style="muted", from_width=100),
            ],
            cells=self._cells,
            row_key=lambda held: (held.client, held.invoices),
            empty=text(say("nothing is held")),
            ascii=self.desk.ascii_only,
            id="held-table",
        )
        with Vertical(id="held-frame") as frame:
            frame.border_title = title(text(say("Held: overdue, and nothing to do today")))
            yield table
            yield Plain(id="held-why")
            yield Plain(id="held-keys")

    def on_mount(self) -> None:
        """Show them."""
        pieces: list[str | tuple[str, str]] = []
        for known in verbs_of([Place.HELD], self.desk.verbs):
            key = key_text(known.keys[0], ascii_only=self.desk.ascii_only)
            pieces += [(key, ACCENT), f" {self.desk.words.text(known.label)}   "]
        self.query_one("#held-keys", Plain).show(*pieces)
        self._table.set_rows(self._held)

    @property
    def _table(self) -> LineTable[Held]:
        return self.query_one(LineTable)

    def _cells(self, held: Held) -> tuple[str, ...]:
        until = self.desk.words.short_day(held.until) if held.until else "—"
        return held.name, until, brief(held.reason, self.desk.words), ", ".join(held.invoices)

    @on(LineTable.Highlighted)
    def _moved(self) -> None:
        held = self._table.cursor_row
        width = max(20, self._table.size.width - 1)
        rows = hanging(held_text(held.reason, held.until, self.desk.words), width, ("", "")) if held else []
        self.query_one("#held-why", Plain).update(stacked(rows) if rows else content(""))

    @on(LineTable.Selected)
    def _selected(self) -> None:
        self.action_verb_held_why()

    def action_verb_held_why(self) -> None:
        """Read the reasoning."""
        held = self._table.cursor_row
        if held is not None:
            self.app.push_screen(ReasoningReader(held.client, Asked(held=held.invoices)))

    def action_verb_held_open(self) -> None:
        """Open the dossier."""
        held = self._table.cursor_row
        self.dismiss()
        if held is not None:
            self.desk.open_client(held.client)

    def action_verb_held_shut(self) -> None:
        """Close."""
        self.dismiss()
