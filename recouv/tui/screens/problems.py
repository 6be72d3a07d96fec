"""What stands in the way of taking in an edit, and the way back to the line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from recouv.domain.message import say
from recouv.tui.keys import bindings
from recouv.tui.kit import Plain, title
from recouv.tui.screens.reader import problem_rows
from recouv.usecases.verbs import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from recouv.domain.problem import Problem
    from recouv.wording.catalogue import Catalogue


class ProblemsScreen(ModalScreen[int]):
    """Problems; gives the line to open again, or 0 to leave the file as it is."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.PROBLEMS)

    def __init__(self, heading: str, problems: Sequence[Problem], words: Catalogue) -> None:
        super().__init__()
        self._heading = heading
        self._problems = problems
        self._words = words

    def compose(self) -> ComposeResult:
        """The problems, and the two ways out."""
        with Vertical(id="reader") as frame:
            frame.border_title = title(self._heading)
            frame.border_subtitle = title(
                self._words.text(say("e opens the file at the line · Esc leaves it as typed"))
            )
            with VerticalScroll(id="reader-text"):
                text = Plain(id="reader-lines")
                text.show_rows(problem_rows(self._problems, self._words))
                yield text

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one(VerticalScroll).focus()

    def action_verb_reopen(self) -> None:
        """Back to the editor, at the first problem."""
        self.dismiss(self._problems[0].line if self._problems else 1)

    def action_verb_keep(self) -> None:
        """Leave the file as typed."""
        self.dismiss(0)
