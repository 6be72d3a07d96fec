"""The day of a balance, an outlook or a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen

from recouv.domain.message import say
from recouv.tui.keys import bindings
from recouv.tui.kit import BAD, MUTED, Field, Plain, title
from recouv.usecases.verbs import Place
from recouv.wording.formats import weekday_text
from recouv.wording.typed import TypedError, read_typed_day

if TYPE_CHECKING:
    from datetime import date

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from recouv.usecases.session import Session


class DayForm(ModalScreen["date | None"]):
    """Asks for a day; nothing typed is today."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.READER)
    AUTO_FOCUS = "#day"

    def __init__(self, session: Session, now: date) -> None:
        super().__init__()
        self._session = session
        self._now = now

    def compose(self) -> ComposeResult:
        """One field and its echo."""
        words = self._session.words
        with Vertical(id="form") as frame:
            frame.border_title = title(words.text(say("Which day?")))
            frame.border_subtitle = title(words.text(say("nothing: today · -30 · fm · 31/12 · Esc")))
            yield Field(proposed=words.short_day(self._session.today).strip(), id="day")
            yield Plain(id="echo")

    def on_mount(self) -> None:
        """Echo what is proposed."""
        self._hear("")

    @on(Field.Changed)
    def _typed(self, event: Field.Changed) -> None:
        self._hear(event.value)

    @on(Field.Submitted)
    def _entered(self, event: Field.Submitted) -> None:
        found = self._hear(event.value)
        if found is not None:
            self.dismiss(found)

    def _hear(self, text: str) -> date | None:
        words, echo = self._session.words, self.query_one("#echo", Plain)
        try:
            found = read_typed_day(text, self._session.today, proposed=self._session.today, past=True)
        except TypedError as wrong:
            echo.show((f"! {words.text(wrong.what)}", BAD))
            return None
        echo.show(("→ ", MUTED), f"{weekday_text(found, words.language)} {words.day(found)}")
        return found

    def action_verb_shut(self) -> None:
        """Keep the day there was."""
        self.dismiss(None)
