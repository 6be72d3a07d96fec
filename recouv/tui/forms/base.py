"""What the forms share.

A form opens with no field in focus, so that a letter chooses and Enter accepts what is proposed.  At each key it says
what it understood, then asks the use case, without writing, what would be committed.  It stays open until that is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from textual import events, on, work
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.worker import get_current_worker

from recouv.domain.errors import RecouvError
from recouv.domain.message import Message as Sentence
from recouv.domain.message import say
from recouv.tui.forms.choices import Choices
from recouv.tui.forms.writing import WritingScreen
from recouv.tui.keys import bindings, footer
from recouv.tui.kit import ACCENT, BAD, GOOD, MUTED, STRONG, WARNING, Field, Plain, content, title
from recouv.tui.screens.help import HelpScreen
from recouv.usecases.dossiers import DossierView, view_dossier
from recouv.usecases.recording import Done
from recouv.usecases.verbs import Place
from recouv.wording.typed import TypedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.task import Task


class UnfinishedError(Exception):
    """The form lacks something; the message says what."""

    def __init__(self, what: Sentence) -> None:
        super().__init__(str(what))
        self.what = what


class Intent(Struct, frozen=True):
    """What the form would do."""

    echo: Sentence
    """In full: dates with their weekday, amounts with their currency."""
    act: Callable[[bool], Done]
    """Does it, or only says what it would do when told `True`."""
    lines: Callable[[], list[Content]] = list
    """What else is worth seeing before; asked after a trial of `act`, outside the screen's own thread."""


class Form(WritingScreen):
    """An action about one client, being written."""

    AUTO_FOCUS: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FORM)

    @dataclass
    class Loaded(Message):
        """The client's dossier was read."""

        view: DossierView

    @dataclass
    class Tried(Message):
        """What would be committed is known."""

        subject: str
        lines: list[Content]
        waits_for: Sentence | None = None

    def __init__(self, client: str, task: Task | None) -> None:
        super().__init__()
        self.client = client
        self.task_row = task
        self.view: DossierView | None = None
        self._save_wanted = False

    # For each form to say

    def heading(self) -> Sentence:
        """The title of the frame."""
        raise NotImplementedError

    def fields(self) -> Iterable[Widget]:
        """The rows to fill in."""
        raise NotImplementedError

    def about(self) -> list[Content]:
        """What to know before filling in."""
        return []

    def loaded(self) -> None:
        """Propose what can only be proposed once the dossier is read."""

    def intent(self) -> Intent:
        """What the fields mean.

        Raises:
            TypedError: a field is not understood.
            UnfinishedError: something is missing.
        """
        raise NotImplementedError

    # The frame

    @property
    def seen(self) -> DossierView:
        """The dossier, once read."""
        assert self.view is not None
        return self.view

    def compose(self) -> ComposeResult:
        """A frame: who, the fields, what is understood, what is wrong, keys."""
        with Vertical(id="form") as frame:
            frame.border_title = title(self.text(self.heading()))
            yield Plain(id="about")
            with VerticalScroll(id="rows", can_focus=False):
                yield from self.fields()
            yield Plain(id="lines")
            yield Plain(id="echo")
            yield Plain(id="subject")
            yield Plain(id="form-keys")

    def on_mount(self) -> None:
        """Read the dossier, unless the form is about none."""
        entries = footer([Place.FORM], self.desk.words, 200, ascii_only=self.desk.ascii_only, verbs=self.desk.verbs)
        pieces: list[str | tuple[str, str]] = []
        for verb, key, label in entries:
            if verb.id != "compose" or self.NOTE:
                pieces += [(key, ACCENT), f" {label}  "]
        pieces += [("Tab", ACCENT), " ", self.text(say("next"))]
        self.query_one("#form-keys", Plain).show(*pieces)
        if self.client:
            self._load()
        else:
            self.refresh_intent()

    @work(thread=True, exclusive=True, group="load", description="load")
    def _load(self) -> None:
        try:
            view = view_dossier(self.session, self.client)
        except RecouvError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Loaded(view))

    @on(Loaded)
    def _fill(self, event: Loaded) -> None:
        self.view = event.view
        frame = self.query_one("#form", Vertical)
        frame.border_title = title(f"{self.text(self.heading())} · {event.view.dossier.client.name}")
        about = self.about()
        self.query_one("#about", Plain).set_class(not about, "-hidden")
        self.query_one("#about", Plain).show_rows(about)
        self.loaded()
        self.refresh_intent()
        if self._save_wanted:
            self._save_wanted = False
            self.action_verb_save()

    # Keys

    def on_key(self, event: events.Key) -> None:
        """While no field has the focus, letters choose."""
        if isinstance(self.focused, Field) or not event.character or not event.is_printable:
            return
        if self.take(event.character):
            event.stop()

    def take(self, character: str) -> bool:
        """Let a choice have the letter; or else the field that the form begins with."""
        for choices in sorted(self.query(Choices), key=lambda one: not one.has_focus):
            if choices.is_asked and choices.take(character):  # at once: the next key may already be there
                self.chose(choices)
                self.refresh_intent()
                return True
        if self.AUTO_FOCUS:
            self.type_into(self.AUTO_FOCUS[1:], character)
        return bool(self.AUTO_FOCUS)

    @on(Field.Changed)
    def _changed(self, event: Field.Changed) -> None:
        event.stop()
        if event.input.id == self.NOTE:
            self.forget_long_note(event.value)
        for echo in self.query(f"#{event.input.id}-echo").results(Plain):
            echo.show("")  # what stood there is no longer what is typed, even while another field stops the reading
        self.refresh_intent()

    @on(Choices.Chosen)
    def _choice_made(self, event: Choices.Chosen) -> None:
        event.stop()
        self.chose(event.choices)
        self.refresh_intent()

    def chose(self, choices: Choices) -> None:
        """React to an answer."""

    @on(Field.Submitted)
    def _entered(self, event: Field.Submitted) -> None:
        event.stop()
        self.action_verb_save()

    # What would be done

    def refresh_intent(self) -> None:
        """Say what is understood, and ask what it would commit."""
        wanted = self._understood(loudly=False)
        if wanted is not None:
            self._try(wanted)

    def _understood(self, *, loudly: bool) -> Intent | None:
        if self.client and self.view is None:
            return None
        echo, subject = self.query_one("#echo", Plain), self.query_one("#subject", Plain)
        try:
            wanted = self.intent()
        except TypedError as wrong:
            echo.show((f"! {self.text(wrong.what)}", BAD))
            subject.show("")
            if loudly and self.wrong_field:
                self.focus_row(self.wrong_field)
            return None
        except UnfinishedError as missing:
            echo.show((self.text(missing.what), BAD if loudly else MUTED))
            subject.show("")
            return None
        echo.show(("→ ", GOOD), (self.text(wanted.echo), STRONG))
        return wanted

    @work(thread=True, exclusive=True, group="try", description="try")
    def _try(self, wanted: Intent) -> None:
        worker = get_current_worker()
        try:
            done = wanted.act(True)  # noqa: FBT003 - `Callable` has no names
            lines = wanted.lines()
        except RecouvError as error:
            if not worker.is_cancelled:
                self.post_message(self.Refused(error))
        else:
            if not worker.is_cancelled:
                self.post_message(self.Tried(done.subject, lines, done.waits_for))

    @on(Tried)
    def _show_subject(self, event: Tried) -> None:
        if not self.saving:
            label = self.text(say("commit"))
            self.query_one("#subject", Plain).show((label, MUTED), "  ", (event.subject, MUTED))
            lines = list(event.lines)
            if event.waits_for is not None:
                lines.append(content((self.text(event.waits_for), WARNING)))
            self.query_one("#lines", Plain).display = bool(lines)
            self.query_one("#lines", Plain).show_rows(lines)

    def action_verb_save(self) -> None:
        """Write it and commit it; once."""
        if self.saving:
            return
        if self.client and self.view is None:
            self._save_wanted = True
            return
        wanted = self._understood(loudly=True)
        if wanted is not None:
            self.write(partial(wanted.act, False))  # noqa: FBT003 - `Callable` has no names

    def action_verb_close(self) -> None:
        """Close without writing."""
        self.give_up()

    def action_verb_explain(self) -> None:
        """Show the keys, and how days and amounts are typed."""
        self.app.push_screen(
            HelpScreen([Place.FORM], self.desk.words, ascii_only=self.desk.ascii_only, verbs=self.desk.verbs)
        )

    def action_verb_compose(self) -> None:
        """Write the note in the editor."""
        if self.NOTE and self.note_written():
            self.refresh_intent()
