"""The actions that can be done on all the marked rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import say
from recouv.tui.forms.base import UnfinishedError
from recouv.tui.forms.bulk import BulkForm
from recouv.tui.forms.choices import Choice, Choices
from recouv.tui.forms.payment import METHODS
from recouv.usecases.bulk import (
    plan_assignment,
    plan_hold,
    plan_payments,
    plan_proposed,
    plan_snooze,
    plan_talk,
    plan_task,
)
from recouv.usecases.commitments import Hold
from recouv.usecases.proposals import call_back_day, snooze_day
from recouv.usecases.talk import Talk
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual.widget import Widget

    from recouv.domain.message import Message as Sentence
    from recouv.tui.screens.marked import MarkedTargets
    from recouv.usecases.bulk import Plan
    from recouv.usecases.targets import Target

#: A call in bulk is a vain one: what somebody answered is logged client by client.
_VAIN = (Choice("m", "message-left", say("message left")), Choice("s", "no-answer", say("no answer")))


class BulkTalk(BulkForm):
    """The same letter, e-mail, note or vain call logged for each."""

    def __init__(self, kind: str, marked: MarkedTargets) -> None:
        super().__init__(marked)
        self._kind = kind

    def heading(self) -> Sentence:
        """The kind of talk."""
        return say("{kind}: the marked rows", kind=term(self._kind))

    def fields(self) -> Iterable[Widget]:
        """How the calls ended; a note."""
        if self._kind == "call":
            yield self.row("outcome", say("Outcome"), Choices(_VAIN, self.desk.words, id="outcome"), echo=False)
        yield from super().fields()

    def on_mount(self) -> None:
        """A note is what one came to write."""
        if self._kind == "note":
            self.focus_row("note")

    def planner(self) -> Callable[[Sequence[Target]], Plan]:
        """What was sent carries out the step that the agenda asks for; a vain call carries out nothing."""
        note = self.typed("note")
        outcome = self.query_one(Choices).chosen if self._kind == "call" else ""
        if self._kind == "call" and not outcome:
            raise UnfinishedError(say("type a letter: how did they end? (other answers: one client at a time)"))
        if self._kind == "note" and not note:
            raise UnfinishedError(say("write the note"))
        sent = self._kind not in ("call", "note") or outcome == "message-left"
        talk = Talk(kind=self._kind, on=self.session.today, outcome=outcome, note=note, counts=sent)
        return lambda targets: plan_talk(self.session, targets, talk)


class BulkTask(BulkForm):
    """The same reminder for each client."""

    def heading(self) -> Sentence:
        """The title."""
        return say("reminder: the marked rows")

    def fields(self) -> Iterable[Widget]:
        """What, and when."""
        proposed = self.desk.words.short_day(call_back_day(self.session.today)).strip()
        yield self.entry_row("what", say("What"))
        yield self.entry_row("day", say("On"), proposed=proposed, narrow=True)
        yield self.entry_row("hour", say("At"), proposed="10:30")

    def on_mount(self) -> None:
        """What to do is typed first."""
        self.focus_row("what")

    def planner(self) -> Callable[[Sequence[Target]], Plan]:
        """The reminder that the fields mean."""
        day = self.day_in("day", call_back_day(self.session.today))
        what, hour = self.typed("what"), self.typed("hour")
        if not what:
            raise UnfinishedError(say("say what to do"))
        return lambda targets: plan_task(self.session, targets, day, what, at=hour)


class BulkPayment(BulkForm):
    """What each row claims, received in full."""

    def heading(self) -> Sentence:
        """The title."""
        return say("payment in full: the marked rows")

    def fields(self) -> Iterable[Widget]:
        """When and how."""
        proposed = self.desk.words.short_day(self.session.today).strip()
        yield self.entry_row("received", say("Received"), proposed=proposed, narrow=True)
        methods = [method for method in METHODS if method.key != "o"]  # o writes
        choices = Choices(methods, self.desk.words, chosen="transfer", id="method")
        yield self.row("method", say("Method"), choices, echo=False)
        yield self.entry_row("reference", say("Reference"))
        yield from super().fields()

    def planner(self) -> Callable[[Sequence[Target]], Plan]:
        """One payment for each client and currency, the oldest invoices first where nothing says otherwise."""
        received = self.day_gone("received", self.session.today)
        method = self.query_one("#method", Choices).chosen
        reference, note = self.typed("reference"), self.typed("note")
        return lambda targets: plan_payments(
            self.session, targets, received, method=method, reference=reference, note=note
        )


class BulkProposed(BulkForm):
    """What the agenda proposes, done."""

    def heading(self) -> Sentence:
        """The title."""
        return say("as proposed: the marked rows")

    def planner(self) -> Callable[[Sequence[Target]], Plan]:
        """Sent, or done, each by its own channel."""
        note = self.typed("note")
        return lambda targets: plan_proposed(self.session, targets, self.session.today, note=note)


class BulkHold(BulkForm):
    """No reminder to any of them for a time."""

    def heading(self) -> Sentence:
        """The title."""
        return say("hold: the marked rows")

    def fields(self) -> Iterable[Widget]:
        """Until when, and why."""
        yield self.entry_row("until", say("Until"), proposed="—", narrow=True)
        yield self.entry_row("reason", say("Reason"))
        yield from super().fields()

    def on_mount(self) -> None:
        """The day is typed first."""
        self.focus_row("until")

    def planner(self) -> Callable[[Sequence[Target]], Plan]:
        """The whole account of each client: what falls due tomorrow too."""
        until = self.day_or_none("until", say("until it is released"))
        hold = Hold(on=self.session.today, until=until, reason=self.typed("reason"), note=self.typed("note"))
        return lambda targets: plan_hold(self.session, targets, hold)


class BulkSnooze(BulkForm):
    """All of them put off to one day."""

    def heading(self) -> Sentence:
        """The title."""
        return say("snooze: the marked rows")

    def fields(self) -> Iterable[Widget]:
        """The day on which they come back, and why."""
        proposed = self.desk.words.short_day(snooze_day(self.session.today)).strip()
        yield self.entry_row("until", say("Back on"), proposed=proposed, narrow=True)
        yield self.entry_row("reason", say("Reason"))
        yield from super().fields()

    def on_mount(self) -> None:
        """The day is typed first."""
        self.focus_row("until")

    def planner(self) -> Callable[[Sequence[Target]], Plan]:
        """One hold for each client."""
        until = self.day_to_come("until", snooze_day(self.session.today))
        reason, note = self.typed("reason"), self.typed("note")
        return lambda targets: plan_snooze(self.session, targets, until, reason=reason, note=note)


class BulkAssign(BulkForm):
    """All of them given to one person."""

    def heading(self) -> Sentence:
        """The title."""
        return say("assignment: the marked rows")

    def fields(self) -> Iterable[Widget]:
        """Who follows them from now on."""
        team = [colleague.id for colleague in self.session.workspace.config.team]
        yield self.entry_row("who", say("To"), proposed=", ".join(team), among=team)

    def on_mount(self) -> None:
        """The name is typed first."""
        self.focus_row("who")

    def planner(self) -> Callable[[Sequence[Target]], Plan]:
        """The clients change hands; those who are theirs already are left out."""
        who = self.typed("who")
        if not who:
            raise UnfinishedError(say("type who follows them from now on"))
        return lambda targets: plan_assignment(self.session, targets, who)
