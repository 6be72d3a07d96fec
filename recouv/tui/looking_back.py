"""The past on the screens: a day of it, what was known then, and the steps from one day to the next.

What is read is read in threads, as today is; steps just made are kept.  What is on the screen is always of one day and
of one state of knowledge: what a thread brings for another one is dropped.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from textual import on, work
from textual.message import Message
from textual.reactive import reactive
from textual.worker import get_current_worker

from recouv.domain.errors import RecouvError
from recouv.domain.message import say
from recouv.tui.personal import PersonalDesk
from recouv.tui.reading import GivenUpError
from recouv.usecases.balance import balance_on
from recouv.usecases.overview import problems_of
from recouv.usecases.verbs import READING, VERBS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from textual.actions import ActionParseResult
    from textual.dom import DOMNode
    from textual.widget import AwaitMount
    from textual.worker import Worker

    from recouv.domain.problem import Problem
    from recouv.usecases.balance import Balance
    from recouv.usecases.knowing import Known
    from recouv.usecases.session import Session
    from recouv.usecases.settings import Personal

#: Steps kept: a month, day by day.
KEPT_STEPS = 31
#: Where the past is looked at; everywhere else it is today.
_SCREENS = ("balance", "dossier")
_WRITES = {f"verb_{verb.id.replace('-', '_')}" for verb in VERBS if verb.is_on_screen and verb.id not in READING}


class Past(Struct, frozen=True, kw_only=True):
    """A day of the past, and what was known at its end."""

    day: date
    known: Known | None = None
    """`None` while it is being found."""
    session: Session | None = None
    balance: Balance | None = None
    problems: dict[str, tuple[Problem, ...]] = {}
    began: date | None = None
    """The first day of which anything is known."""


class LookingBack(PersonalDesk):
    """An application that can look at an earlier day."""

    past: reactive[Past | None] = reactive(None)

    @dataclass
    class PastRead(Message):
        """A day of the past was read."""

        past: Past

    @dataclass
    class NoPast(Message):
        """Nothing can be shown of that day."""

        day: date
        error: RecouvError

    def __init__(self, session: Session, personal: Personal) -> None:
        super().__init__(session, personal)
        self._steps: OrderedDict[date, Past] = OrderedDict()
        self._now: Balance | None = None
        """The balance that was shown when today was left."""
        self._last_shown: Past | None = None

    # Where one stands

    @property
    def shown_session(self) -> Session:
        """What the balance and the dossier are read from."""
        return self.past.session if self.past is not None and self.past.session is not None else self.session

    @property
    def standpoint(self) -> Hashable:
        """What is shown, as far as it is not today: readings for another one are dropped."""
        past = self.past
        return (past.day, past.known.commit if past.known else "") if past is not None else None

    def looked_at(self) -> tuple[Session, date]:
        """The session and the day of a dossier."""
        past = self.past
        return (past.session, past.day) if past is not None and past.session is not None else super().looked_at()

    def client_then(self, session: Session, client: str) -> str:
        """The id that a client had, in that session."""
        if session is self.session:
            return client
        from recouv.usecases.knowing import find_past_client

        return find_past_client(self.session, session, client)

    # Going there

    def look_back(self, day: date) -> None:
        """Show what was known at the end of a day; today, or a day to come, is today."""
        if day > self.session.today and self.past is None:
            self.tell(say("{day} is still to come: this is today", day=day))
            return
        if day >= self.session.today:
            self.come_back()
            return
        self.take_back_refusal()
        if self.past is None:
            self._now = self.balance
        kept = self._steps.get(day)
        if kept is not None and (kept.balance is not None or self.current_mode != "balance"):
            self.workers.cancel_group(self, "past")
            self._steps.move_to_end(day)
            self._show(kept)
        else:
            before = self.past
            self.past = Past(day=day, began=before.began if before else None)
            self._read_past(day, before)

    def come_back(self) -> None:
        """Show today again, and say so."""
        if self.past is None:
            self.tell(say("this is today already"))
            return
        self.leave_past()
        self.tell(say("back to today, {day}", day=self.session.today))

    def leave_past(self) -> None:
        """Show today, if it is not shown already."""
        if self.past is None:
            return
        self.workers.cancel_group(self, "past")
        self.past = self._last_shown = None
        self.balance_day = self.view_day = self.session.today
        if self._now is not None and self._now.on == self.session.today:
            self.balance = self._now
        self.read_balance()
        if self.client:
            self.read_view(self.client)

    def look_again(self) -> None:
        """Read what is shown of the past again, nothing being remembered."""
        self._steps.clear()
        if self.past is not None:
            self.look_back(self.past.day)

    def step(self, *, days: int = 0, months: int = 0) -> None:
        """Show the day so many days or months from the one that is shown."""
        from recouv.rules.months import months_later

        if self.past is None and (days > 0 or months > 0):
            self.tell(say("this is today already"))
            return
        here = self.past.day if self.past is not None else min(self._present_day, self.session.today)
        try:
            there = months_later(here, months) + timedelta(days=days)
        except OverflowError:
            return
        self.look_back(there)

    @property
    def _present_day(self) -> date:
        return self.view_day if self.current_mode == "dossier" else self.balance_day

    @work(thread=True, exclusive=True, group="past", description="past")
    def _read_past(self, day: date, before: Past | None) -> None:
        from recouv.usecases.knowing import began_on, known_at, past_session

        worker = get_current_worker()
        with self._reading_all():
            try:
                known = known_at(self.session, day.isoformat())
                session = past_session(self.session, known, self._workspaces().get(known.commit))
                balance, problems = None, {}
                if self.current_mode == "balance":
                    balance = balance_on(session, day, progress=partial(self._count_unless, worker))
                    problems = problems_of(session, balance.unreadable)
                began = before.began if before is not None and before.began else began_on(self.session)
            except RecouvError as error:
                if not worker.is_cancelled:
                    self.post_message(self.NoPast(day, error))
                return
            if not worker.is_cancelled:
                found = Past(day=day, known=known, session=session, balance=balance, problems=problems, began=began)
                self.post_message(self.PastRead(found))

    def _count_unless(self, worker: Worker[None], done: int, total: int) -> None:
        """Tell how far the reading is, unless the person has stepped on.

        Raises:
            GivenUpError: nobody waits for it any more.
        """
        if worker.is_cancelled:
            raise GivenUpError
        self._count(done, total)

    def _workspaces(self) -> dict[str, Session]:
        """Those open already, by commit: many days have one."""
        return {past.known.commit: past.session for past in [*self._steps.values()] if past.known and past.session}

    @on(PastRead)
    def _show_past(self, event: PastRead) -> None:
        found = event.past
        self._steps[found.day] = found
        self._steps.move_to_end(found.day)
        while len(self._steps) > KEPT_STEPS:
            self._steps.popitem(last=False)
        if self.past is not None and self.past.day == found.day:
            self._show(found)

    def _show(self, found: Past) -> None:
        self.past = self._last_shown = found
        if found.balance is not None:
            self.problems = found.problems
            self.balance = found.balance
        if self.client:
            self.read_view(self.client)

    @on(NoPast)
    def _show_no_past(self, event: NoPast) -> None:
        """Stay where one was, and say why."""
        if self.past is None or self.past.day != event.day:
            return
        error = event.error
        if self._last_shown is not None:
            self.past = self._last_shown
        else:
            self.leave_past()
        self.tell(say("{what}; {mend}", what=error.what, mend=error.mend) if error.mend else error.what, look="bad")

    def switch_mode(self, mode: str) -> AwaitMount:
        """Go to a screen; the past stays behind where it is not looked at."""
        past = self.past
        if past is not None and mode not in _SCREENS:
            self.come_back()
        switched = super().switch_mode(mode)
        if (
            self.past is not None
            and mode == "balance"
            and (self.balance is None or self.past.balance is not self.balance)
        ):
            self.look_back(self.past.day)
        return switched

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key or a click asks for; what would write is refused in the past, with a sentence."""
        name = action if isinstance(action, str) else action[1]
        if self.past is not None and name.rpartition(".")[2].partition("(")[0] in _WRITES:
            self.tell(
                say(
                    "{day} is past: it is only read; {key} comes back to today",
                    day=self.past.day,
                    key=self.key_of("today"),
                ),
                look="bad",
            )
            return True
        return await super().run_action(action, default_namespace, namespaces)
