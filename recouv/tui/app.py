"""The application: its screens, its keys, its workers.

What was read stands in reactives that the screens watch.  Disk and git work in threads that only post messages.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segments
from rich.traceback import Traceback
from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.worker import get_current_worker

from recouv.domain.errors import ProblemsError, RecouvError
from recouv.domain.message import Message as Sentence
from recouv.domain.message import say
from recouv.tui.editor import show_problems
from recouv.tui.keys import bindings, handler
from recouv.tui.palette import palette
from recouv.tui.screens.agenda import AgendaScreen
from recouv.tui.screens.balance import BalanceScreen
from recouv.tui.screens.dossier import DossierScreen
from recouv.tui.screens.help import HelpScreen
from recouv.tui.screens.reader import Reader, problem_rows
from recouv.tui.typeahead import OrderedKeys
from recouv.tui.widgets.bars import Bar, Said
from recouv.usecases.balance import Balance, balance_on
from recouv.usecases.day import Day, plan_day
from recouv.usecases.dossiers import DossierView, view_dossier
from recouv.usecases.editing import take_in_edit
from recouv.usecases.overview import (
    ClientAgain,
    Fingerprints,
    balance_with,
    day_with,
    fingerprints,
    problems_of,
    read_again,
)
from recouv.usecases.undoing import Undone, undo_last, undo_summary
from recouv.usecases.verbs import VERBS, Place

if TYPE_CHECKING:
    from datetime import date

    from recouv.domain.problem import Problem
    from recouv.tui.screens.base import WorkScreen
    from recouv.usecases.recording import Done
    from recouv.usecases.session import Session

THEMES = ("textual-dark", "textual-light", "ansi-dark", "ansi-light")
#: Seconds between two looks at the files' dates.
LOOK_EVERY = 2.0
#: Beyond this many changed files, reading them all again is simpler than one by one.
FEW = 40


class RecouvApp(OrderedKeys):
    """Agenda, balance and dossiers in a terminal."""

    CSS_PATH = "app.tcss"
    TITLE = "recouv"
    MODES: ClassVar[dict[str, Any]] = {"agenda": AgendaScreen, "balance": BalanceScreen, "dossier": DossierScreen}
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.EVERYWHERE)
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (120, "-wide")]  # noqa: RUF012 - Textual types it so
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-normal"), (36, "-tall")]  # noqa: RUF012 - Textual types it so

    day: reactive[Day | None] = reactive(None)
    balance: reactive[Balance | None] = reactive(None)
    problems: reactive[dict[str, tuple[Problem, ...]]] = reactive[dict[str, tuple["Problem", ...]]](dict)
    """Of the unreadable dossiers, by path."""
    client: reactive[str] = reactive("")
    """Whose dossier the third screen shows."""
    view: reactive[DossierView | None] = reactive(None)
    said: reactive[Said] = reactive(Said(""))

    @dataclass
    class DayRead(Message):
        """The agenda was read."""

        day: Day

    @dataclass
    class BalanceRead(Message):
        """The balance was read."""

        balance: Balance
        problems: dict[str, tuple[Problem, ...]]

    @dataclass
    class ViewRead(Message):
        """A dossier was read."""

        view: DossierView

    @dataclass
    class ClientsRead(Message):
        """Some clients were read again."""

        again: tuple[ClientAgain, ...]
        views: tuple[DossierView, ...]
        problems: dict[str, tuple[Problem, ...]]

    @dataclass
    class Looked(Message):
        """The files' dates were looked at."""

        found: Fingerprints

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

    @dataclass
    class Refused(Message):
        """Something could not be done."""

        error: RecouvError

    def __init__(
        self, session: Session, view: str = "agenda", filter_text: str = "", *, ascii_only: bool = False
    ) -> None:
        super().__init__()
        self.session = session
        self.words = session.words
        self.ascii_only = ascii_only
        self.first_filter = filter_text
        self.balance_day: date = session.today
        self.log_of_said: list[Said] = []
        self._first_view = view if view in ("agenda", "balance") else "agenda"
        self._came_from = self._first_view
        self._seen: Fingerprints | None = None
        self._going_to = ""
        if os.environ.get("NO_COLOR"):
            self.theme = "ansi-dark"

    async def on_mount(self) -> None:
        """Show an empty frame at once, and read."""
        await self.switch_mode(self._first_view)
        self.read_day()
        self.read_balance()
        self.look()
        self.set_interval(LOOK_EVERY, self.look)

    # Reading

    @work(thread=True, exclusive=True, group="day")
    def read_day(self) -> None:
        """Read the agenda."""
        worker = get_current_worker()
        day = plan_day(self.session, self.session.today)
        if not worker.is_cancelled:
            self.post_message(self.DayRead(day))

    @work(thread=True, exclusive=True, group="balance")
    def read_balance(self) -> None:
        """Read the balance of the day chosen."""
        worker = get_current_worker()
        balance = balance_on(self.session, self.balance_day)
        problems = problems_of(self.session, balance.unreadable)
        if not worker.is_cancelled:
            self.post_message(self.BalanceRead(balance, problems))

    @work(thread=True, exclusive=True, group="view")
    def read_view(self, client: str) -> None:
        """Read a dossier for the third screen."""
        worker = get_current_worker()
        try:
            view = view_dossier(self.session, client)
        except RecouvError as error:
            self.post_message(self.Refused(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.ViewRead(view))

    @work(thread=True)
    def read_clients(self, clients: tuple[str, ...]) -> None:
        """Read these clients again, and no other."""
        again = tuple(read_again(self.session, client, self.session.today, self.balance_day) for client in clients)
        problems = problems_of(self.session, [part.path for part in again if part.path and not part.readable])
        views = tuple(
            view_dossier(self.session, part.client) for part in again if part.path and part.client == self.client
        )
        self.post_message(self.ClientsRead(again, views, problems))

    @work(thread=True, exclusive=True, group="look")
    def look(self) -> None:
        """See whether another program wrote a dossier."""
        self.post_message(self.Looked(fingerprints(self.session)))

    @on(DayRead)
    def _show_day(self, event: DayRead) -> None:
        self.day = event.day

    @on(BalanceRead)
    def _show_balance(self, event: BalanceRead) -> None:
        self.problems = event.problems
        self.balance = event.balance

    @on(ViewRead)
    def _show_view(self, event: ViewRead) -> None:
        if event.view.dossier.id == self.client:
            self.view = event.view

    @on(ClientsRead)
    def _show_clients(self, event: ClientsRead) -> None:
        gone = {part.path for part in event.again}
        self.problems = {path: found for path, found in self.problems.items() if path not in gone} | event.problems
        if self.day is not None:
            self.day = day_with(self.day, event.again)
        if self.balance is not None:
            self.balance = balance_with(self.balance, event.again)
        for view in event.views:
            self._show_view(self.ViewRead(view))
        if self._going_to in {part.client for part in event.again}:
            self.here.go_to(self._going_to)
            self._going_to = ""

    @on(Looked)
    def _compare(self, event: Looked) -> None:
        before, self._seen = self._seen, event.found
        if before is None or before == event.found:
            return
        changed = {client for client, _ in before.items() ^ event.found.items()}
        if len(changed) <= FEW:
            self.read_clients(tuple(sorted(changed)))
        else:
            self.action_verb_refresh()

    # Acting

    def tell(self, text: Sentence, *, aside: Sentence | None = None, look: str = "") -> None:
        """Say something on the status line, where it stays until something else is said."""
        self.said = Said(self.words.text(text), self.words.text(aside) if aside else "", look)
        self.log_of_said.append(self.said)

    def show_done(self, done: Done | None) -> None:
        """Tell what was committed and read those clients again."""
        if done is None:
            return
        self.tell(
            say("{subject}", subject=done.subject),
            aside=say("{commit}, u undoes it", commit=done.commit),
            look="good",
        )
        self.read_clients(done.dossiers)

    @on(Refused)
    def show_refusal(self, event: Refused) -> None:
        """Say what is wrong and how to mend it; list the problems when there are several."""
        error = event.error
        text = say("{what}; {mend}", what=error.what, mend=error.mend) if error.mend else error.what
        self.tell(text, look="bad")
        if isinstance(error, ProblemsError) and error.problems:
            self.push_screen(Reader(self.words.text(error.what), problem_rows(error.problems, self.words)))

    def open_client(self, client: str) -> None:
        """Show the dossier of `client` on the third screen."""
        if client != self.client:
            self.view = None
            self.client = client
        if self.current_mode in ("agenda", "balance"):
            self._came_from = self.current_mode
        self.read_view(client)
        self.switch_mode("dossier")

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
        """Read the balance of that day."""
        if day is not None:
            self.balance_day = day
            self.read_balance()

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

    @work(thread=True, exclusive=True, group="write")
    def action_verb_undo(self) -> None:
        """Cancel the last action."""
        try:
            undone = undo_last(self.session)
        except RecouvError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.UndoDone(undone))

    @on(UndoDone)
    def _show_undone(self, event: UndoDone) -> None:
        done, was = event.undone.done, event.undone.was
        self.tell(
            undo_summary(was),
            aside=say("{commit}, u goes further back", commit=done.commit),
            look="good",
        )
        self._going_to = next(iter(done.dossiers), "")
        self.read_clients(done.dossiers)

    @work(thread=True, group="write")
    def take_in(self, client: str) -> None:
        """Commit what was typed in a dossier."""
        try:
            self.post_message(self.EditTaken(client, take_in_edit(self.session, client)))
        except RecouvError as error:
            self.post_message(self.EditTaken(client, error=error))

    @on(EditTaken)
    def _show_edit(self, event: EditTaken) -> None:
        if isinstance(event.error, ProblemsError):
            show_problems(self, event.client, event.error)
        elif event.error:
            self.show_refusal(self.Refused(event.error))
        elif event.done:
            self.show_done(event.done)
        else:
            self.tell(say("nothing was changed"))

    def action_verb_refresh(self) -> None:
        """Read everything again."""
        self.read_day()
        self.read_balance()
        if self.client:
            self.read_view(self.client)

    def action_verb_help(self) -> None:
        """Show the keys of this place."""
        self.push_screen(HelpScreen(self.here.PLACES, self.words, ascii_only=self.ascii_only))

    def action_verb_palette(self) -> None:
        """Show every verb and every client by name."""
        self.push_screen(palette(self.words))

    def action_verb_messages(self) -> None:
        """Show what was said."""
        self.here.show_messages()

    def action_verb_new(self) -> None:
        """Open a dossier."""
        self.here.open_new_client()

    def action_verb_theme(self) -> None:
        """Take the next colours."""
        rank = THEMES.index(self.theme) + 1 if self.theme in THEMES else 0
        self.theme = THEMES[rank % len(THEMES)]
        self.tell(say("colours: {theme} (TEXTUAL_THEME={theme} keeps them)", theme=self.theme))

    def action_verb_back(self) -> None:
        """Give up the filter, or go back to the list."""
        self.here.go_back()

    def action_verb_leave(self) -> None:
        """Go back to the list, or leave from it."""
        if not self.here.go_back():
            self.exit(0)

    def action_verb_quit(self) -> None:
        """Leave."""
        self.exit(0)

    def action_verb_suspend(self) -> None:
        """Back to the shell."""
        self.action_suspend_process()

    def action_verb_interrupt(self) -> None:
        """Say how to quit."""
        self.tell(say("q leaves, Ctrl+Q too; Esc closes what is open"))

    # A bug of ours

    def _fatal_error(self) -> None:
        """Show where it broke, and none of the values: names, amounts and IBAN stay off the terminal."""
        self.bell()
        trace = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(trace, self.console.options)))
        self._close_messages_no_wait()
