"""What the screens show, read in threads that only post messages; it stands in reactives that the screens watch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.reactive import reactive
from textual.worker import get_current_worker

from recouv.domain.errors import RecouvError
from recouv.tui.typeahead import OrderedKeys
from recouv.usecases.balance import balance_on
from recouv.usecases.day import begin_day, plan_day
from recouv.usecases.overview import balance_with, day_with, problems_of, read_again
from recouv.usecases.watching import clients_changed, look

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    from recouv.domain.problem import Problem
    from recouv.usecases.balance import Balance
    from recouv.usecases.day import Day
    from recouv.usecases.dossiers import DossierView
    from recouv.usecases.outlook import Outlook
    from recouv.usecases.overview import ClientAgain
    from recouv.usecases.session import Session
    from recouv.usecases.watching import Sight

#: Seconds between two looks at the files' dates.
LOOK_EVERY = 2.0
#: Beyond this many changed files, reading them all again is simpler than one by one.
FEW = 40


#: Tasks asked for at once when the screens open: more than any terminal has lines.
FIRST_TASKS = 120
#: Seconds after which the first tasks are no longer waited for; they are not drawn where the screens are left at once.
LONGEST_DRAWING = 0.5
#: Dossiers read between two signs of life.
COUNTED = 100


class GivenUpError(Exception):
    """The person has left: nobody waits for what is being read."""


class Reading(OrderedKeys):
    """An application that knows what its workspace holds."""

    day: reactive[Day | None] = reactive(None)
    read_so_far: reactive[tuple[int, int]] = reactive((0, 0))
    """How many dossiers the reading under way has read, and of how many."""
    balance: reactive[Balance | None] = reactive(None)
    problems: reactive[dict[str, tuple[Problem, ...]]] = reactive[dict[str, tuple["Problem", ...]]](dict)
    """Of the unreadable dossiers, by path."""
    client: reactive[str] = reactive("")
    """Whose dossier the third screen shows."""
    view: reactive[DossierView | None] = reactive(None)
    view_error: reactive[RecouvError | None] = reactive(None)
    """Why there is no `view` of the client: its file cannot be a dossier."""
    outlook: reactive[Outlook | None] = reactive(None)
    """Read when the fourth screen is first looked at."""

    @dataclass
    class DayRead(Message):
        """The agenda was read."""

        day: Day

    @dataclass
    class Counted(Message):
        """Some more dossiers were read."""

        done: int
        total: int

    @dataclass
    class BalanceRead(Message):
        """The balance was read."""

        balance: Balance
        problems: dict[str, tuple[Problem, ...]]

    @dataclass
    class ViewRead(Message):
        """A dossier was read."""

        view: DossierView
        client: str
        standpoint: Hashable
        """From where it was read."""

    @dataclass
    class ViewRefused(Message):
        """A dossier cannot be shown."""

        client: str
        error: RecouvError
        standpoint: Hashable

    @dataclass
    class OutlookRead(Message):
        """The outlook was read."""

        outlook: Outlook

    @dataclass
    class ClientsRead(Message):
        """Some clients were read again."""

        again: tuple[ClientAgain, ...]
        problems: dict[str, tuple[Problem, ...]]

    @dataclass
    class Looked(Message):
        """The files' dates were looked at."""

        found: Sight
        changed: set[str] | None

    @dataclass
    class Refused(Message):
        """Something could not be done."""

        error: RecouvError

    def __init__(self, session: Session, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.session = session
        self.words = session.words
        self.balance_day: date = session.today
        """Of the balance and of the outlook."""
        self.view_day: date = session.today
        """Of the dossier."""
        self.going_to = ""
        """The client on whom the cursor goes once read again."""
        self._seen: Sight | None = None
        self._is_looking = False
        self._outlook_read: Outlook | None = None
        """The latest, which only the thread that holds the lock below touches."""
        self._one_at_a_time = Lock()
        """Two readings of all the dossiers at once would each take twice as long, and the first screen with them."""

    @contextmanager
    def _reading_all(self) -> Iterator[None]:
        """All the dossiers for one reading alone, which is given up once the screens are closed."""
        with self._one_at_a_time, suppress(GivenUpError):
            yield

    def _count(self, done: int, total: int) -> None:
        """Tell the screens how far a long reading is.

        Raises:
            GivenUpError: the screens are closed; the program would end only with the reading.
        """
        if not self.is_running:
            raise GivenUpError
        if done % COUNTED == 0:
            self.post_message(self.Counted(done, total))

    @on(Counted)
    def _show_count(self, event: Counted) -> None:
        self.read_so_far = (event.done, event.total)

    @property
    def standpoint(self) -> Hashable:
        """What is shown, as far as it is not today: readings for another one are dropped."""
        return None

    def looked_at(self) -> tuple[Session, date]:
        """The session and the day of a dossier."""
        return self.session, self.view_day

    def client_then(self, session: Session, client: str) -> str:  # noqa: ARG002 - who looks back asks it
        """The id that a client had, in that session."""
        return client

    def arrived(self, client: str) -> None:
        """Put the cursor on a client just read again."""

    def read_all(self) -> None:
        """Read everything, what is looked at first."""
        both = (
            (self.read_balance, self.read_day) if self.current_mode == "balance" else (self.read_day, self.read_balance)
        )
        for read in both:
            read()
        if self.client:
            self.read_view(self.client)
        if self.outlook is not None:
            self.read_outlook()

    @work(thread=True, exclusive=True, group="day", description="day")
    def read_day(self) -> None:
        """Read the agenda."""
        worker = get_current_worker()
        with self._reading_all():
            if self.day is None and (begun := begin_day(self.session, self.session.today, FIRST_TASKS)) is not None:
                self._show_before_the_rest(self.DayRead(begun))
            day = plan_day(self.session, self.session.today, progress=self._count)
            if not worker.is_cancelled:
                self.post_message(self.DayRead(day))

    def _show_before_the_rest(self, read: DayRead) -> None:
        """Wait until it is drawn: reading on at once, this thread would take turns with the one that draws."""
        drawn = Event()
        self.post_message(read)
        self.call_after_refresh(drawn.set)
        drawn.wait(LONGEST_DRAWING)

    @work(thread=True, exclusive=True, group="balance", description="balance")
    def read_balance(self) -> None:
        """Read the balance of the day chosen; nothing while an earlier one is looked at."""
        if self.standpoint is not None:
            return
        worker = get_current_worker()
        with self._reading_all():
            balance = balance_on(self.session, self.balance_day, progress=self._count)
            problems = problems_of(self.session, balance.unreadable)
            if not worker.is_cancelled:
                self.post_message(self.BalanceRead(balance, problems))

    @work(thread=True, exclusive=True, group="view", description="view")
    def read_view(self, client: str) -> None:
        """Read a dossier for the third screen."""
        from recouv.usecases.dossiers import view_dossier  # deferred: the lists read no dossier

        worker = get_current_worker()
        standpoint, (session, day) = self.standpoint, self.looked_at()
        try:
            view = view_dossier(session, self.client_then(session, client), day)
        except RecouvError as error:
            self.post_message(self.ViewRefused(client, error, standpoint))
            return
        if not worker.is_cancelled:
            self.post_message(self.ViewRead(view, client, standpoint))

    def need_outlook(self) -> None:
        """Read the outlook unless that of the day chosen is there."""
        if self.outlook is None or self.outlook.on != self.balance_day:
            self.read_outlook()

    @work(thread=True, group="outlook", description="outlook")
    def read_outlook(self, clients: tuple[str, ...] | None = None) -> None:
        """Read the outlook of the day chosen; with `clients`, their parts alone where the rest is there."""
        from recouv.usecases.outlook import outlook_on, outlook_with  # deferred: no other screen shows it

        with self._reading_all():
            before = self._outlook_read
            if clients is None or before is None or before.on != self.balance_day:
                self._outlook_read = outlook_on(self.session, self.balance_day, progress=self._count)
            else:
                self._outlook_read = outlook_with(self.session, before, clients)
            self.post_message(self.OutlookRead(self._outlook_read))

    @work(thread=True, description="clients")
    def read_clients(self, clients: tuple[str, ...]) -> None:
        """Read these clients again, and no other."""
        again = tuple(read_again(self.session, client, self.session.today, self.balance_day) for client in clients)
        problems = problems_of(self.session, [part.path for part in again if part.path and not part.readable])
        self.post_message(self.ClientsRead(again, problems))

    def look(self) -> None:
        """See whether another program wrote a dossier; one look at a time, however slow the disk."""
        if not self._is_looking:
            self._is_looking = True
            self._look(self._seen)

    @work(thread=True, group="look", description="look")
    def _look(self, before: Sight | None) -> None:
        found = look(self.session)
        changed = clients_changed(self.session, before, found) if before not in (None, found) else set()
        self.post_message(self.Looked(found, changed))

    @on(DayRead)
    def _show_day(self, event: DayRead) -> None:
        self.day = event.day

    @on(BalanceRead)
    def _show_balance(self, event: BalanceRead) -> None:
        if self.standpoint is not None:
            return
        self.problems = event.problems
        self.balance = event.balance

    @on(ViewRead)
    def _show_view(self, event: ViewRead) -> None:
        if event.client == self.client and event.standpoint == self.standpoint:
            self.view_error = None
            self.view = event.view

    @on(ViewRefused)
    def _show_view_refused(self, event: ViewRefused) -> None:
        if event.client == self.client and event.standpoint == self.standpoint:
            self.view = None
            self.view_error = event.error

    @on(OutlookRead)
    def _show_outlook(self, event: OutlookRead) -> None:
        self.outlook = event.outlook

    @on(ClientsRead)
    def _show_clients(self, event: ClientsRead) -> None:
        if self.outlook is not None:
            self.read_outlook(tuple(part.client for part in event.again))
        if self.day is not None:
            self.day = day_with(self.day, event.again)
        if self.standpoint is not None:
            return
        gone = {part.path for part in event.again}
        self.problems = {path: found for path, found in self.problems.items() if path not in gone} | event.problems
        if self.balance is not None:
            self.balance = balance_with(self.balance, event.again)
        if self.client in {part.client for part in event.again}:
            self.read_view(self.client)
        if self.going_to in {part.client for part in event.again}:
            self.arrived(self.going_to)
            self.going_to = ""

    @on(Looked)
    def _take_in(self, event: Looked) -> None:
        self._seen, self._is_looking = event.found, False
        if event.changed is None or len(event.changed) > FEW:
            self.read_all()
        elif event.changed:
            self.read_clients(tuple(sorted(event.changed)))
