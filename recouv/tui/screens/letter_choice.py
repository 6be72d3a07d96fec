"""The letters of the workspace for one client: which may be written, and why the others may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from recouv.domain.errors import RecouvError
from recouv.domain.message import say
from recouv.tui.keys import bindings, key_text, verbs_of
from recouv.tui.kit import ACCENT, BAD, Plain, content, stacked, title
from recouv.tui.line_table import Column, LineTable
from recouv.tui.widgets.client_pane import hanging
from recouv.usecases.previewing import Choice, letter_choices
from recouv.usecases.verbs import Place

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from recouv.domain.task import Task
    from recouv.tui.app import RecouvApp


class LetterChoice(ModalScreen["str | None"]):
    """Gives the name of the letter chosen."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.CHOICE)
    AUTO_FOCUS = "LineTable"

    @dataclass
    class Listed(Message):
        """They were composed, each."""

        choices: list[Choice]

    @dataclass
    class Refused(Message):
        """The dossier cannot be read."""

        error: RecouvError

    def __init__(self, client: str, asked: Task | None) -> None:
        super().__init__()
        self._client = client
        self._asked = asked

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    def compose(self) -> ComposeResult:
        """The letters, what is to be known of the one under the cursor, keys."""
        text = self.desk.words.text
        table: LineTable[Choice] = LineTable(
            [
                Column("name", text(say("Letter")), 20, style="strong"),
                Column("what", text(say("Subject")), 24, flexible=True),
            ],
            cells=self._cells,
            row_key=lambda choice: choice.name,
            cell_style=_style,
            empty=text(say("composing the letters…")),
            ascii=self.desk.ascii_only,
            id="choice-table",
        )
        with Vertical(id="choice-frame") as frame:
            frame.border_title = title(text(say("Which letter?")))
            yield table
            yield Plain(id="choice-why")
            yield Plain(id="choice-keys")

    def on_mount(self) -> None:
        """Compose them all."""
        pieces: list[str | tuple[str, str]] = []
        for known in verbs_of([Place.CHOICE], self.desk.verbs):
            key = key_text(known.keys[0], ascii_only=self.desk.ascii_only)
            pieces += [(key, ACCENT), f" {self.desk.words.text(known.label)}   "]
        self.query_one("#choice-keys", Plain).show(*pieces)
        self._read()

    @work(thread=True, exclusive=True, group="letters", description="letters")
    def _read(self) -> None:
        try:
            self.post_message(self.Listed(letter_choices(self.desk.session, self._client, self._asked)))
        except RecouvError as error:
            self.post_message(self.Refused(error))

    @on(Listed)
    def _list(self, event: Listed) -> None:
        table = self.query_one(LineTable)
        table.empty = self.desk.words.text(say("there is no letter in letters/"))
        table.set_rows(event.choices)

    @on(Refused)
    def _refuse(self, event: Refused) -> None:
        self.query_one("#choice-why", Plain).show((f"! {self.desk.words.text(event.error.what)}", BAD))

    def _cells(self, choice: Choice) -> tuple[str, ...]:
        words = self.desk.words
        if choice.subject:
            return choice.name, choice.subject
        return choice.name, words.text(choice.why_not) if choice.why_not else ""

    @on(LineTable.Highlighted)
    def _moved(self) -> None:
        choice = self.query_one(LineTable).cursor_row
        words = self.desk.words
        about = ""
        if choice is not None and choice.why_not is not None:
            about = words.text(choice.why_not)
            if choice.subject:
                about = words.text(say("it can be read and kept, not sent: {why}", why=choice.why_not))
        elif choice is not None and choice.is_asked:
            about = words.text(say("the letter of the step"))
        elif choice is not None and choice.carries_out:
            about = words.text(say("it may be sent in place of the letter of the step"))
        width = max(20, self.query_one(LineTable).size.width - 1)
        self.query_one("#choice-why", Plain).update(stacked(hanging(about, width, ("", ""))) if about else content(""))

    @on(LineTable.Selected)
    def _selected(self) -> None:
        self.action_verb_choice_take()

    def action_verb_choice_take(self) -> None:
        """Choose it, where it can be written."""
        choice = self.query_one(LineTable).cursor_row
        if choice is not None and choice.subject:
            self.dismiss(choice.name)

    def action_verb_choice_shut(self) -> None:
        """Choose none."""
        self.dismiss(None)


def _style(choice: Choice, column: str) -> str | None:
    if not choice.subject:
        return "muted"
    return None if column == "name" else "" if choice.carries_out or choice.is_asked else "muted"
