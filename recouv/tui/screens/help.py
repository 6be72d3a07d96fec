"""Every key of the place, searched as you type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from recouv.domain.message import Message as Sentence
from recouv.domain.message import say
from recouv.rules.client_search import folded
from recouv.tui.keys import bindings, keys_text, verbs_of
from recouv.tui.kit import ACCENT, MUTED, STRONG, Field, Plain, content, title
from recouv.tui.widgets.client_pane import hanging
from recouv.usecases.verbs import VERBS, Place, Verb
from recouv.wording.plain import pad

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from recouv.wording.catalogue import Catalogue

#: What is typed or done, and what it means.
Lines: TypeAlias = "tuple[tuple[str | Sentence, Sentence], ...]"
_KEY_CELLS = 9
#: A longer example has its sentence on the same line, further right.
_EXAMPLE_CELLS = 18
_TABLES: Lines = (
    ("↓ ↑ j k", say("move")),
    ("g G", say("first row, last row")),
    ("PgUp PgDn", say("a page; ^U ^D half of one")),
    ("← →", say("columns that do not fit")),
    ("Tab", say("next table or field")),
    (
        "␣ v *",
        say("mark a row, a range, all; Esc clears; the keys of a client then act on the marked rows"),
    ),
    (say("click"), say("on a title sorts, in the margin marks, with Shift marks up to there; a double click opens")),
)
_FILTERS: Lines = (
    ("nord", say("in a name, an id or an invoice number; accents and capitals make no difference")),
    ("1240,00", say("an amount of the row, to the cent")),
    (">90  <=30", say("days late")),
    (say("who:lea  tag:x"), say("who follows the client, a tag of the client")),
    ("*", say("every client, those who owe nothing included")),
    ("nord >90", say("all the words must be so")),
)
_DAYS: Lines = (
    ("15", say("the next 15th; the last one, for what has happened")),
    ("15/12  15/12/26", say("the day comes before the month")),
    ("fri  ven", say("the next Friday")),
    ("+7  +2w  +1m", say("in seven days, two weeks, a month; - for the past")),
    ("eom  fm", say("the end of the month")),
    ("today  demain", say("today, tomorrow, yesterday")),
    ("2026-12-15", say("a date in full")),
    ("", say("nothing typed: the day proposed")),
)
_AMOUNTS: Lines = (
    ("1200  1 200,50", say("with a comma or a point; 1,200.50 too")),
    ("50%", say("a share of what is proposed")),
    ("=", say("all of it, as when nothing is typed")),
    ("80 USD", say("in another currency")),
)
_TERMINAL: Lines = (
    (say("click"), say("a row, a title to sort by it, a key of the last line to do it; twice on a row opens it")),
    (say("Shift+drag"), say("selects as the terminal does, to copy by its own means")),
    ("mouse = false", say("in the settings: the terminal keeps the mouse")),
    ("tmux", say("set -sg escape-time 10 makes Esc quick; set -g set-clipboard on lets copies through")),
    ("ssh", say("copies reach the clipboard of your own computer, if its terminal takes OSC 52")),
    ("ACCESSIBLE=1", say("recouv asks and answers line by line, for a screen reader")),
)
_TITLES = {
    Place.AGENDA: say("On the agenda"),
    Place.QUEUE: say("From client to client"),
    Place.BALANCE: say("On the balance"),
    Place.DOSSIER: say("In a dossier"),
    Place.OUTLOOK: say("On the outlook"),
    Place.CLIENT: say("For the client under the cursor"),
    Place.LIST: say("In a list"),
    Place.TIME: say("Back in time"),
    Place.EVERYWHERE: say("Everywhere"),
    Place.FORM: say("In a form"),
    Place.PREVIEW: say("Over a letter"),
    Place.MAIL: say("In the day's messages"),
}


class HelpScreen(ModalScreen[None]):
    """The verbs of some places, with their keys."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.READER)
    AUTO_FOCUS = "#help-search"

    def __init__(
        self, places: Sequence[Place], words: Catalogue, *, ascii_only: bool = False, verbs: Sequence[Verb] = VERBS
    ) -> None:
        super().__init__()
        self._verbs = verbs
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
            found = [verb for verb in verbs_of([place], self._verbs) if wanted in folded(self._searched(verb))]
            lines = [self._line(self._keys(verb), verb.about, verb.label) for verb in found]
            yield from _section(text(_TITLES[place]), lines)
        for heading, examples in self._sections():
            lines = [
                self._line(text(keys) if isinstance(keys, Sentence) else keys, about, wide=_EXAMPLE_CELLS)
                for keys, about in examples
                if wanted in folded(f"{text(heading)} {keys} {text(about)}")
            ]
            yield from _section(text(heading), lines)

    def _sections(self) -> Iterator[tuple[Sentence, Lines]]:
        """What no verb is about, as far as it is of use here."""
        if Place.FORM not in self._places:
            yield say("In every table"), _TABLES
            yield say("In a filter"), _FILTERS
        yield say("A day, in every field that asks for one"), _DAYS
        yield say("An amount"), _AMOUNTS
        yield say("Mouse and terminal"), _TERMINAL

    def _keys(self, verb: Verb) -> str:
        return " ".join(keys_text(verb, self._verbs, ascii_only=self._ascii))

    def _searched(self, verb: Verb) -> str:
        return f"{self._words.text(verb.label)} {self._words.text(verb.about)} {self._keys(verb)} {verb.id}"

    def _line(self, keys: str, about: Sentence, label: Sentence | None = None, wide: int = _KEY_CELLS) -> list[Content]:
        text = self._words.text
        said = text(say("{label}: {about}", label=label, about=about)) if label else text(about)
        width = min(110, self.app.size.width * 9 // 10) - 5
        name_length = len(said) - len(text(about))
        return hanging(said, width, (f"  {pad(keys, wide)} ", ACCENT), strong=name_length)


def _section(heading: str, lines: Sequence[list[Content]]) -> Iterator[Content]:
    """The lines under their title; nothing when there is none."""
    if lines:
        yield content((heading, STRONG))
        for line in lines:
            yield from line
        yield content("")
