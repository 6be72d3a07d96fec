"""Where a letter is kept: one path, whose end says as what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen

from recouv.domain.message import say
from recouv.tui.keys import bindings
from recouv.tui.kit import BAD, MUTED, Field, Plain, title
from recouv.usecases.letter_saving import KINDS
from recouv.usecases.verbs import Place

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from recouv.tui.app import RecouvApp


class KeepForm(ModalScreen["Path | None"]):
    """Asks for a file; nothing typed is the one proposed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.READER)
    AUTO_FOCUS = "#path"

    def __init__(self, proposed: Path) -> None:
        super().__init__()
        self._proposed = proposed

    def compose(self) -> ComposeResult:
        """One field and its echo."""
        text = cast("RecouvApp", self.app).words.text
        with Vertical(id="keep-frame") as frame:
            frame.border_title = title(text(say("Keep the letter in which file?")))
            frame.border_subtitle = title(f"{' '.join(KINDS)} · Esc")
            yield Field(proposed=str(self._proposed), id="path")
            yield Plain(id="echo")

    def on_mount(self) -> None:
        """Echo what is proposed."""
        self._hear("")

    @on(Field.Changed)
    def _typed(self, event: Field.Changed) -> None:
        self._hear(event.value)

    @on(Field.Submitted)
    def _entered(self, event: Field.Submitted) -> None:
        found = self._hear(event.value)
        if found is not None:
            self.dismiss(found)

    def _hear(self, text: str) -> Path | None:
        words, echo = cast("RecouvApp", self.app).words, self.query_one("#echo", Plain)
        path = typed_path(text) or typed_path(str(self._proposed))
        if path is None or path.suffix.lower() not in KINDS:
            wrong = say("end its name with one of: {choices}", choices=", ".join(KINDS))
            echo.show((f"! {words.text(wrong)}", BAD))
            return None
        echo.show(("→ ", MUTED), str(path))
        return path

    def action_verb_shut(self) -> None:
        """Keep nothing."""
        self.dismiss(None)


def typed_path(text: str) -> Path | None:
    """The path typed, `~` and a relative one made whole; `None` when nothing, or no path, is."""
    try:
        return Path(text.strip()).expanduser().absolute() if text.strip() else None
    except (RuntimeError, ValueError):  # the home of nobody
        return None
