"""Every key of the place, searched as you type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from recouv.domain.message import say
from recouv.rules.client_search import folded
from recouv.tui.keys import bindings, key_text, verbs_of
from recouv.tui.kit import ACCENT, MUTED, STRONG, Field, Plain, content, title
from recouv.tui.widgets.client_pane import hanging
from recouv.usecases.verbs import Place
from recouv.wording.plain import pad

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from recouv.domain.message import Message
    from recouv.wording.catalogue import Catalogue

_KEY_CELLS = 9
#: Keys of the table itself: moves and marks, which no verb is about.
_MOVES = (
    ("↓ ↑ j k", say("move")),
    ("g G", say("first row, last row")),
    ("PgUp PgDn", say("a page; ^U ^D half of one")),
    ("← →", say("columns that do not fit")),
    ("Tab", say("next table or field")),
    (
        "␣ v *",
        say("mark a row, a range, all; Esc clears; the keys of a client then act on the marked rows"),
    ),
    ("Click", say("on a title sorts, in the margin marks, with Shift marks up to there; a double click opens")),
)
_TITLES = {
    Place.AGENDA: say("On the agenda"),
    Place.BALANCE: say("On the balance"),
    Place.DOSSIER: say("In a dossier"),
    Place.CLIENT: say("For the client under the cursor"),
    Place.LIST: say("In a list"),
    Place.EVERYWHERE: say("Everywhere"),
}


class HelpScreen(ModalScreen[None]):
    """The verbs of some places, with their keys."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.READER)
    AUTO_FOCUS = "#help-search"

    def __init__(self, places: Sequence[Place], words: Catalogue, *, ascii_only: bool = False) -> None:
        super().__init__()
        self._places = places
        self._words = words
        self._ascii = ascii_only

    def compose(self) -> ComposeResult:
        """A line to type in, and the keys."""
        text = self._words.text
        with Vertical(id="reader") as frame:
            frame.border_title = title(text(say("Keys")))
            frame.border_subtitle = title(text(say("Esc closes · Shift+drag selects as the terminal does")))
            yield Field(proposed=text(say("type to search")), id="help-search")
            with VerticalScroll(id="reader-text", can_focus=False):
                yield Plain(id="reader-lines")

    def on_mount(self) -> None:
        """Show all of them."""
        self._show("")

    @on(Field.Changed)
    def _search(self, event: Field.Changed) -> None:
        self._show(event.value)

    def on_key(self, event: object) -> None:
        """The arrows scroll, while letters search."""
        key = getattr(event, "key", "")
        scroll = self.query_one(VerticalScroll)
        if key in ("down", "up"):
            scroll.scroll_relative(y=1 if key == "down" else -1, animate=False)
        elif key in ("pagedown", "pageup"):
            scroll.scroll_relative(y=(1 if key == "pagedown" else -1) * max(1, scroll.size.height - 1), animate=False)

    def action_verb_shut(self) -> None:
        """Close."""
        self.dismiss()

    def _show(self, wanted: str) -> None:
        found = list(self._rows(folded(wanted)))
        rows = found or [content((self._words.text(say("no key does that")), MUTED))]
        self.query_one("#reader-lines", Plain).show_rows(rows)

    def _rows(self, wanted: str) -> Iterator[Content]:
        text = self._words.text
        for place in self._places:
            lines = [
                self._line(" ".join(key_text(key, ascii_only=self._ascii) for key in verb.keys), verb.about, verb.label)
                for verb in verbs_of([place])
                if wanted in folded(f"{text(verb.label)} {text(verb.about)} {' '.join(map(key_text, verb.keys))}")
            ]
            if lines:
                yield content((text(_TITLES[place]), STRONG))
                for line in lines:
                    yield from line
                yield content("")
        moves = [self._line(keys, about) for keys, about in _MOVES if wanted in folded(text(about))]
        if moves:
            yield content((text(say("In every table")), STRONG))
            for line in moves:
                yield from line

    def _line(self, keys: str, about: Message, label: Message | None = None) -> list[Content]:
        text = self._words.text
        said = text(say("{label}: {about}", label=label, about=about)) if label else text(about)
        width = min(110, self.app.size.width * 9 // 10) - 5
        name_length = len(said) - len(text(about))
        return hanging(said, width, (f"  {pad(keys, _KEY_CELLS)} ", ACCENT), strong=name_length)
