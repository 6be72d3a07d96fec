"""A text over the screen, to scroll and close: an entry in full, problems, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from recouv.domain.message import say
from recouv.tui.keys import bindings
from recouv.tui.kit import BAD, MUTED, Plain, content, title
from recouv.usecases.verbs import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from recouv.domain.problem import Problem
    from recouv.tui.app import RecouvApp
    from recouv.wording.catalogue import Catalogue


class Reader(ModalScreen[None]):
    """Lines under a title."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.READER)

    def __init__(self, heading: str, rows: Sequence[Content]) -> None:
        super().__init__()
        self._heading = heading
        self._rows = rows

    def compose(self) -> ComposeResult:
        """The lines, in a frame that scrolls."""
        with Vertical(id="reader") as frame:
            frame.border_title = title(self._heading)
            frame.border_subtitle = title(cast("RecouvApp", self.app).words.text(say("Esc closes")))
            with VerticalScroll(id="reader-text"):
                text = Plain(id="reader-lines")
                text.show_rows(self._rows)
                yield text

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one(VerticalScroll).focus()

    def head(self, heading: str) -> None:
        """Another title."""
        self.query_one("#reader", Vertical).border_title = title(heading)

    def action_verb_shut(self) -> None:
        """Close."""
        self.dismiss()


def problem_rows(problems: Iterable[Problem], words: Catalogue) -> list[Content]:
    """Each problem in three lines: where, what, how to mend it."""
    rows: list[Content] = []
    for problem in problems:
        rows += [
            content((problem.place, MUTED)),
            content(("! ", BAD), words.text(problem.what)),
            content("  → ", words.text(problem.mend)),
            content(""),
        ]
    return rows[:-1]
