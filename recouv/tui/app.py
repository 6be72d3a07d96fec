"""The application: its screens, and the verbs of every place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive

from recouv.domain.errors import ProblemsError, RecouvError
from recouv.domain.message import Message as Sentence
from recouv.domain.message import say
from recouv.tui.keys import bindings, handler
from recouv.tui.looking_back import LookingBack
from recouv.tui.reading import LOOK_EVERY, Reading
from recouv.tui.team import TeamDesk
from recouv.tui.widgets.bars import Bar, Said
from recouv.usecases.settings import Personal
from recouv.usecases.settings_file import settings_path
from recouv.usecases.verbs import VERBS, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from tempfile import TemporaryDirectory

    from textual.screen import Screen

    from recouv.tui.screens.base import WorkScreen
    from recouv.usecases.letter_edits import Edit
    from recouv.usecases.recording import Done
    from recouv.usecases.session import Session
    from recouv.usecases.undoing import Undone


def _now() -> datetime:
    """The moment on the wall."""
    return datetime.now(UTC).astimezone()


def _agenda() -> Screen[None]:
    from recouv.tui.screens.agenda import AgendaScreen

    return AgendaScreen()


def _balance() -> Screen[None]:
    from recouv.tui.screens.balance import BalanceScreen

    return BalanceScreen()


def _dossier() -> Screen[None]:
    from recouv.tui.screens.dossier import DossierScreen

    return DossierScreen()


def _queue() -> Screen[None]:
    from recouv.tui.screens.queue import QueueScreen

    return QueueScreen()


def _outlook() -> Screen[None]:
    from recouv.tui.screens.outlook import OutlookScreen

    return OutlookScreen()


class RecouvApp(TeamDesk, LookingBack):
    """Agenda, balance and dossiers in a terminal."""

    # a stylesheet that arrives with its first form arrives after it is drawn; the first screen's has all parsed twice
    CSS_PATH: ClassVar[list[str]] = ["app.tcss", "forms/forms.tcss", "screens/agenda.tcss", "screens/letters.tcss"]  # type: ignore[assignment]  # Textual types it wider
    TITLE = "recouv"
    # imported when first shown, as is what only some verbs need: the first frame waits for neither
    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = {
        "agenda": _agenda,
        "balance": _balance,
        "dossier": _dossier,
        "outlook": _outlook,
        "queue": _queue,
    }
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.EVERYWHERE)
    ENABLE_COMMAND_PALETTE = False
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-low"), (24, "-normal"), (36, "-tall")]  # noqa: RUF012 - Textual types it so

    said: reactive[Said] = reactive(Said(""))

    @dataclass
    class UndoDone(Message):
        """The last action was undone."""

        undone: Undone

    @dataclass
    class EditTaken(Message):
        """What was typed in the editor is committed, or cannot be."""

        client: str
        done: Done | None = None
        error: RecouvError | None = None

    def __init__(
        self,
        session: Session,
        view: str = "",
        filter_text: str = "",
        *,
        ascii_only: bool = False,
        personal: Personal | None = None,
        moment: Callable[[], datetime] = _now,
    ) -> None:
        """`moment` gives the local time, by which messages leave."""
        personal = personal or Personal(path=settings_path())
        # Textual's own first mode would be a blank screen, laid out and drawn before ours
        self.DEFAULT_MODE = view or personal.settings.view  # type: ignore[misc]
        super().__init__(session, personal)
        self.ascii_only = ascii_only
        self.moment = moment
        self.first_filter = filter_text
        self.log_of_said: list[Said] = []
        self._came_from = self.DEFAULT_MODE
        self.queue_of: tuple[str, ...] | None = None
        """The clients that the queue is to begin with; none once it has begun."""
        self.queue_is_filtered = False
        self.edits: dict[tuple[str, str, str], Edit] = {}
        """Letters in the words of the person, until they leave: by client, step and letter."""
        self.print_folder = "~/recouv-post"
        """Where letters are printed into; the last one typed."""
        self._shown_files: TemporaryDirectory[str] | None = None

    def on_mount(self) -> None:
        """Read what the first screen shows, empty as yet."""
        self.read_all()
        self.tell_wrong_settings()
        self.look()
        self.set_interval(LOOK_EVERY, self.look)
        # back from the shell the terminal is blank, and Textual draws again only what changes
        self.app_resume_signal.subscribe(self, lambda _: self.call_later(self.refresh, layout=True))

    # Acting

    def tell(self, text: Sentence, *, aside: Sentence | None = None, look: str = "") -> None:
        """Say something on the status line, where it stays until something else is said."""
        self.said = Said(self.words.text(text), self.words.text(aside) if aside else "", look)
        self.log_of_said.append(self.said)

    def take_back_refusal(self) -> None:
        """Leave the status line empty where it says what was refused; the messages keep it."""
        if self.said.look == "bad":
            self.said = Said("")

    def log_trouble(self, error: RecouvError) -> None:
        """Keep the reason among the messages, once."""
        text = say("{what}; {mend}", what=error.what, mend=error.mend) if error.mend else error.what
        kept = Said(self.words.text(text), "", "bad")
        if kept not in self.log_of_said[-1:]:
            self.log_of_said.append(kept)

    def show_done(self, done: Done | None) -> None:
        """Tell what was committed and read those clients again."""
        if done is None:
            return
        undoes = say("{commit}, {key} undoes it", commit=done.commit, key=self.key_of("undo"))
        self.tell(
            done.waits_for or say("{subject}", subject=done.subject),
            # a message that has left is no commit of its own, and nothing takes it back
            aside=undoes if done.commit else None,
            look="warning" if done.waits_for else "good",
        )
        self.read_clients(done.dossiers)

    @on(Reading.Refused)
    def show_refusal(self, event: Reading.Refused) -> None:
        """Say what is wrong and how to mend it; list the problems when there are several."""
        error = event.error
        text = say("{what}; {mend}", what=error.what, mend=error.mend) if error.mend else error.what
        self.tell(text, look="bad")
        if isinstance(error, ProblemsError) and error.problems:
            from recouv.tui.screens.reader import Reader, problem_rows

            self.push_screen(Reader(self.words.text(error.what), problem_rows(error.problems, self.words)))

    def open_client(self, client: str) -> None:
        """Show the dossier of `client` on the third screen."""
        if client != self.client:
            self.view = self.view_error = None
            self.client = client
        if self.current_mode != "dossier":
            self._came_from = self.current_mode
            self.view_day = self.session.today if self.current_mode in ("agenda", "queue") else self.balance_day
        self.read_view(client)
        self.switch_mode("dossier")

    def begin_queue(self, clients: Iterable[str], *, filtered: bool) -> None:
        """Go from client to client; `filtered` when they are not all those of whom the day asks something."""
        self.queue_of, self.queue_is_filtered = tuple(clients), filtered
        self.switch_mode("queue")

    def do(self, verb_id: str) -> None:
        """Do a verb from the palette or a click."""
        known = next(known for known in VERBS if known.id == verb_id)
        self.call_later(
            self.run_action, handler(known), self if hasattr(self, f"action_{handler(known)}") else self.screen
        )

    @on(Bar.Chosen)
    def _do_chosen(self, event: Bar.Chosen) -> None:
        self.do(event.verb)

    def leave_dossier(self) -> None:
        """Back to the list that the dossier was opened from."""
        self.switch_mode(self._came_from)

    def show_balance_of(self, day: date | None) -> None:
        """Read the balance of that day, and the outlook where it is looked at."""
        if day is not None:
            self.leave_past()
            self.balance_day = day
            self.read_balance()
            if self.current_mode == "outlook":
                self.need_outlook()

    def show_dossier_of(self, day: date | None) -> None:
        """Read the dossier as it was on that day."""
        if day is not None:
            self.leave_past()
            self.view_day = day
            self.read_view(self.client)

    @work
    async def show_balance_filtered(self, words: str) -> None:
        """Go to the balance and keep the rows that answer to `words`."""
        from recouv.tui.screens.lists import ListScreen

        await self.switch_mode("balance")
        if isinstance(self.screen, ListScreen):
            self.screen.filter_by(words)

    def on_unmount(self) -> None:
        """What another program was shown goes with the screens."""
        if self._shown_files is not None:
            self._shown_files.cleanup()

    def shown_files(self) -> Path:
        """Where what another program shows is put: nobody else reads it, and it goes when the screens close."""
        from tempfile import TemporaryDirectory  # deferred: most days show nothing elsewhere

        if self._shown_files is None:
            self._shown_files = TemporaryDirectory(prefix="recouv-")
        return Path(self._shown_files.name)

    @cached_property
    def writer(self) -> str:
        """How entries name who is at work; empty while git does not know."""
        try:
            return self.session.writer
        except RecouvError:
            return ""

    @property
    def here(self) -> WorkScreen:
        """The screen under the forms."""
        return self.screen_stack[0]  # type: ignore[return-value]  # every mode begins with one of ours

    # Verbs of every place

    def action_verb_agenda(self) -> None:
        """Go to the agenda."""
        self.switch_mode("agenda")

    def action_verb_balance(self) -> None:
        """Go to the balance."""
        self.switch_mode("balance")

    def action_verb_run(self) -> None:
        """List the day's messages."""
        from recouv.tui.screens.mail import MailScreen

        self.push_screen(MailScreen())

    def action_verb_outlook(self) -> None:
        """Go to the outlook."""
        self.switch_mode("outlook")

    @work(thread=True, group="write", description="write")
    def action_verb_undo(self) -> None:
        """Cancel the last action."""
        from recouv.usecases.undoing import undo_last

        try:
            undone = undo_last(self.session)
        except RecouvError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.UndoDone(undone))

    @on(UndoDone)
    def _show_undone(self, event: UndoDone) -> None:
        from recouv.usecases.undoing import undo_summary

        done, was = event.undone.done, event.undone.was
        self.tell(
            undo_summary(was),
            aside=say("{commit}, {key} goes further back", commit=done.commit, key=self.key_of("undo")),
            look="good",
        )
        self.going_to = next(iter(done.dossiers), "")
        self.read_clients(done.dossiers)

    @work(thread=True, group="write", description="write")
    def take_in(self, client: str) -> None:
        """Commit what was typed in a dossier."""
        from recouv.usecases.editing import take_in_edit

        try:
            self.post_message(self.EditTaken(client, take_in_edit(self.session, client)))
        except RecouvError as error:
            self.post_message(self.EditTaken(client, error=error))

    @on(EditTaken)
    def _show_edit(self, event: EditTaken) -> None:
        if isinstance(event.error, ProblemsError):
            from recouv.tui.editor import show_problems

            show_problems(self, event.client, event.error)
        elif event.error:
            self.show_refusal(self.Refused(event.error))
        elif event.done:
            self.show_done(event.done)
        else:
            self.tell(say("nothing was changed"))

    def action_verb_history(self) -> None:
        """List the last actions; any of them can be undone there."""
        from recouv.tui.screens.undo_list import UndoList

        self.push_screen(UndoList())

    def action_verb_refresh(self) -> None:
        """Read everything again."""
        self.read_all()
        self.look_again()

    def arrived(self, client: str) -> None:
        """Put the cursor on a client just read again."""
        self.here.go_to(client)

    def action_verb_help(self) -> None:
        """Show the keys of this place."""
        from recouv.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.here.PLACES, self.words, ascii_only=self.ascii_only, verbs=self.verbs))

    def action_verb_palette(self) -> None:
        """Show every verb and every client by name."""
        from recouv.tui.palette import palette

        self.push_screen(palette(self.words))

    def action_verb_messages(self) -> None:
        """Show what was said."""
        self.here.show_messages()

    def action_verb_new(self) -> None:
        """Open a dossier."""
        self.here.open_new_client()

    def action_verb_back(self) -> None:
        """Give up the filter, or go back to the list."""
        self.here.go_back()

    def action_verb_leave(self) -> None:
        """Go back to the list, or leave from it."""
        if not self.here.leave():
            self.exit(0)

    def action_verb_quit(self) -> None:
        """Leave."""
        self.exit(0)

    def action_verb_suspend(self) -> None:
        """Back to the shell."""
        self.action_suspend_process()

    def action_verb_interrupt(self) -> None:
        """Say how to quit."""
        keys = {name: self.key_of(name) for name in ("leave", "quit", "close")}
        self.tell(say("{leave} leaves, {quit} too; {close} closes what is open", **keys))

    # A bug of ours

    def _fatal_error(self) -> None:
        """Show where it broke, and none of the values: names, amounts and IBAN stay off the terminal."""
        from rich.segment import Segments
        from rich.traceback import Traceback

        self.bell()
        trace = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(trace, self.console.options)))
        self._close_messages_no_wait()
