"""A form that writes: once, outside the screen's own thread, and closed by what it has done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from recouv.domain.errors import ProblemsError, RecouvError
from recouv.tui.forms.fields import FieldScreen
from recouv.tui.kit import BAD, Plain, content
from recouv.usecases.recording import Done

if TYPE_CHECKING:
    from collections.abc import Callable

#: Problems of a refusal that a form has room for.
_SHOWN_PROBLEMS = 3


class WritingScreen(FieldScreen):
    """What a form about one client and one about the marked rows have in common."""

    saving = False
    """Whether the commit is under way: nothing is then asked for twice, nor given up."""

    @dataclass
    class Refused(Message):
        """The use case says no."""

        error: RecouvError

    @dataclass
    class Committed(Message):
        """It is written."""

        done: Done

    def write(self, act: Callable[[], Done]) -> None:
        """Do it and commit it, once."""
        if not self.saving:
            self.saving = True
            self._write(act)

    @work(thread=True, group="write", description="write")
    def _write(self, act: Callable[[], Done]) -> None:
        try:
            self.post_message(self.Committed(act()))
        except RecouvError as error:
            self.post_message(self.Refused(error))

    @on(Committed)
    def _finish(self, event: Committed) -> None:
        self.dismiss(event.done)

    @on(Refused)
    def _show_refusal(self, event: Refused) -> None:
        self.saving = False
        error = event.error
        rows = [content((f"! {self.text(error.what)}", BAD))]
        if isinstance(error, ProblemsError):
            rows += [
                content(f"  {problem.place}: {self.text(problem.what)}") for problem in error.problems[:_SHOWN_PROBLEMS]
            ]
        if error.mend:
            rows.append(content(f"  → {self.text(error.mend)}"))
        self.query_one("#echo", Plain).show_rows(rows)
        self.query_one("#subject", Plain).show("")

    def give_up(self) -> None:
        """Close without writing; once a commit is under way it is too late."""
        if not self.saving:
            self.dismiss(None)
