"""The fields of a form: their rows, what is typed in them, and what is said beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.containers import Horizontal
from textual.screen import ModalScreen

from recouv.tui.editor import edit_text
from recouv.tui.kit import BAD, MUTED, Field, Plain
from recouv.tui.widgets.client_pane import Look
from recouv.usecases.recording import Done
from recouv.wording.formats import weekday_text
from recouv.wording.typed import TypedError, not_after, not_before, read_typed_amount, read_typed_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual.widget import Widget

    from recouv.domain.message import Message as Sentence
    from recouv.domain.money import Money
    from recouv.tui.app import RecouvApp
    from recouv.usecases.session import Session


class FieldScreen(ModalScreen[Done | None]):
    """Fields under one another, each after its label and before its echo."""

    NOTE = "note"
    """Id of the field that Ctrl+E opens in the editor; empty when the form has none."""

    wrong_field: str = ""
    """The last one whose day or amount was not understood: where Enter puts the cursor."""

    _long_note: str | None = None
    """The note as the editor left it; its field shows the first line."""

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    @property
    def session(self) -> Session:
        """Who is working, where."""
        return self.desk.session

    def text(self, message: Sentence) -> str:
        """The message in the user's language."""
        return self.desk.words.text(message)

    # Rows and what is typed in them

    def row(self, name: str, label: Sentence, field: Widget, *, echo: bool = True) -> Horizontal:
        """A label, a field, and what is understood."""
        parts: list[Widget] = [Plain(self.text(label), classes="label"), field]
        if echo:
            parts.append(Plain(id=f"{name}-echo", classes="echo"))
        return Horizontal(*parts, id=f"{name}-row", classes="row")

    def entry_row(
        self, name: str, label: Sentence, *, proposed: str = "", narrow: bool = False, among: Sequence[str] = ()
    ) -> Horizontal:
        """A row with a line to type in, completed from the words of `among`."""
        field = Field(proposed=proposed, among=among, id=name, classes="narrow" if narrow else "broad")
        return self.row(name, label, field, echo=narrow)

    def typed(self, name: str) -> str:
        """What stands in a field."""
        if name == self.NOTE and self._long_note is not None:
            return self._long_note
        return self.query_one(f"#{name}", Field).value.strip()

    def day_in(self, name: str, proposed: date | None, *, past: bool = False, since: date | None = None) -> date:
        """The day typed, echoed in full beside the field; the next one from `since`, for what follows an event."""
        found = self.day_of(name, self.query_one(f"#{name}", Field).value, proposed, past=past, since=since)
        self.echo(name, self.full_day(found))
        return found

    def day_to_come(self, name: str, proposed: date) -> date:
        """The day typed, today or later, echoed in full beside the field."""
        found = self.day_of(name, self.query_one(f"#{name}", Field).value, proposed, to_come=True)
        self.echo(name, self.full_day(found))
        return found

    def day_gone(self, name: str, proposed: date | None) -> date:
        """The day typed, today or earlier, echoed in full beside the field."""
        found = self.day_of(name, self.query_one(f"#{name}", Field).value, proposed, past=True, gone=True)
        self.echo(name, self.full_day(found))
        return found

    def day_or_none(self, name: str, nothing: Sentence) -> date | None:
        """The day typed, today or later; none, and `nothing` said beside the field, when nothing is."""
        if not self.typed(name):
            self.echo(name, self.text(nothing))
            return None
        return self.day_to_come(name, self.session.today)

    def day_of(
        self,
        name: str,
        text: str,
        proposed: date | None,
        *,
        past: bool = False,
        to_come: bool = False,
        gone: bool = False,
        since: date | None = None,
    ) -> date:
        """The day that `text` means; what is wrong with it is said beside the field."""
        today = self.session.today
        try:
            found = read_typed_day(text, today, proposed=proposed, past=past, since=since)
            found = not_before(found, today) if to_come else found
            return not_after(found, today) if gone else found
        except TypedError as wrong:
            self.wrong_field = name
            self.echo(name, self.text(wrong.what), bad=True)
            raise

    def amount_in(self, name: str, whole: Money | None, currency: str) -> Money:
        """The amount typed, echoed beside the field."""
        try:
            found = read_typed_amount(self.query_one(f"#{name}", Field).value, currency=currency, whole=whole)
        except TypedError as wrong:
            self.wrong_field = name
            self.echo(name, self.text(wrong.what), bad=True)
            raise
        self.echo(name, self.desk.words.money(found))
        return found

    def echo(self, name: str, text: str, *, bad: bool = False) -> None:
        """Say beside a field what it means, or what is wrong with it."""
        self.query_one(f"#{name}-echo", Plain).show((f"! {text}" if bad else text, BAD if bad else MUTED))

    @property
    def look(self) -> Look:
        """How wide the frame is inside."""
        return Look(self.desk.words, min(74, self.app.size.width) - 4, self.desk.ascii_only)

    def full_day(self, day: date) -> str:
        """A date with its weekday."""
        return f"{weekday_text(day, self.desk.words.language)} {self.desk.words.day(day)}"

    def type_into(self, name: str, character: str) -> None:
        """Begin to type in a field."""
        self.focus_row(name)
        self.query_one(f"#{name}", Field).insert_text_at_cursor(character)

    def focus_row(self, name: str) -> None:
        """Put the focus in a field."""
        field = self.query_one(f"#{name}", Field)
        self.set_focus(field)
        self.call_after_refresh(field.scroll_visible, animate=False)

    # The note in the editor

    def note_written(self) -> bool:
        """Let the editor write the note; false when it did not."""
        written = edit_text(self.desk, self.typed(self.NOTE))
        if written is not None:
            self._long_note = written
            self.query_one(f"#{self.NOTE}", Field).value = first_line(written)
        return written is not None

    def forget_long_note(self, shown: str) -> None:
        """Once its first line is typed over, the rest of a long note is gone."""
        if self._long_note is not None and shown != first_line(self._long_note):
            self._long_note = None


def first_line(text: str) -> str:
    """What a field of one line shows of a text."""
    return next(iter(text.splitlines()), "")
