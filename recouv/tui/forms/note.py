"""Reminders of one's own, and entries struck out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import say
from recouv.tui.forms.base import Form, Intent, UnfinishedError
from recouv.tui.forms.lines import people_line
from recouv.tui.kit import MUTED, Field, content
from recouv.tui.widgets.client_pane import hanging
from recouv.usecases.proposals import call_back_day
from recouv.usecases.talk import finish_task, set_task
from recouv.usecases.undoing import cancel_entry
from recouv.wording.terms import description

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.entry import Entry
    from recouv.domain.message import Message
    from recouv.domain.task import Task


class TaskForm(Form):
    """A reminder."""

    AUTO_FOCUS = "#what"
    NOTE = ""

    def heading(self) -> Message:
        """The title."""
        return say("reminder")

    def fields(self) -> Iterable[Widget]:
        """What, and when."""
        yield self.entry_row("what", say("What"))
        yield self.entry_row("day", say("On"), narrow=True)
        yield self.entry_row("hour", say("At"), proposed="10:30")

    def loaded(self) -> None:
        """Propose the next working day."""
        self.query_one("#day", Field).propose(self.desk.words.short_day(call_back_day(self.session.today)).strip())

    def intent(self) -> Intent:
        """The reminder that the fields mean."""
        day = self.day_to_come("day", call_back_day(self.session.today))
        what, hour = self.typed("what"), self.typed("hour")
        if not what:
            raise UnfinishedError(say("say what to do"))
        echo = say("on {day}: {what}", day=f"{self.full_day(day)} {hour}".strip(), what=what)
        return Intent(echo, lambda dry_run: set_task(self.session, self.client, day, what, at=hour, dry_run=dry_run))


class DoneForm(Form):
    """One's own task, done."""

    def __init__(self, client: str, task: Task) -> None:
        super().__init__(client, task)
        self._own = task

    def heading(self) -> Message:
        """The title."""
        return say("task done")

    def fields(self) -> Iterable[Widget]:
        """A word about it."""
        yield self.entry_row("note", say("Note"))

    def about(self) -> list[Content]:
        """The task."""
        return [
            people_line(self.seen),
            *(row for reason in self._own.why for row in hanging(self.text(reason), self.look.width, ("· ", MUTED))),
        ]

    def take(self, character: str) -> bool:
        """Letters begin the note."""
        self.type_into("note", character)
        return True

    def intent(self) -> Intent:
        """The task is done."""
        note = self.typed("note")
        return Intent(
            say("done; the task leaves the agenda"),
            lambda dry_run: finish_task(self.session, self.client, self._own.entry_id, note=note, dry_run=dry_run),
        )


class CancelForm(Form):
    """An entry struck out."""

    AUTO_FOCUS = "#reason"
    NOTE = ""

    def __init__(self, client: str, entry: Entry) -> None:
        super().__init__(client, None)
        self._entry = entry

    def heading(self) -> Message:
        """The title."""
        return say("strike out")

    def fields(self) -> Iterable[Widget]:
        """Why."""
        yield self.entry_row("reason", say("Reason"))

    def about(self) -> list[Content]:
        """The entry."""
        return [content(self.desk.words.day(self._entry.date), "  ", self.text(description(self._entry)))]

    def intent(self) -> Intent:
        """The entry no longer counts."""
        reason = self.typed("reason")
        return Intent(
            say("struck out by an entry: {what}", what=description(self._entry)),
            lambda dry_run: cancel_entry(self.session, self.client, self._entry.id, reason=reason, dry_run=dry_run),
        )
