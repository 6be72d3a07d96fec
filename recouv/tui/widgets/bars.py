"""The lines above and below a screen: tabs, what was said last, keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from msgspec import Struct
from msgspec.structs import replace
from textual import events
from textual.message import Message
from textual.reactive import reactive

from recouv.tui.keys import footer, key_text
from recouv.tui.kit import ACCENT, BAD, GOOD, MUTED, Piece, Plain, cells, content
from recouv.usecases.verbs import READING, Place
from recouv.wording.plain import clip

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from recouv.domain.message import Message as Sentence
    from recouv.tui.app import RecouvApp
    from recouv.usecases.verbs import Verb
    from recouv.wording.catalogue import Catalogue

_TABS = ("agenda", "balance", "dossier", "outlook")


class Bar(Plain):
    """One line, parts of which can be clicked to do a verb."""

    @dataclass
    class Chosen(Message):
        """A verb was clicked."""

        verb: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._parts: list[tuple[int, int, str]] = []

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    def draw(self, pieces: Sequence[tuple[Piece, str]]) -> None:
        """Show the pieces; each with the verb that a click on it does, empty for none."""
        self._parts = []
        start = 0
        shown = []
        for piece, verb_id in pieces:
            made = content(piece)
            end = start + made.cell_length
            if verb_id:
                self._parts.append((start, end, verb_id))
            start = end
            shown.append(made)
        self.update(content(*shown))

    def on_click(self, event: events.Click) -> None:
        """Do the verb under the mouse."""
        for start, end, verb_id in self._parts:
            if start <= event.x - 1 < end:  # one cell of padding
                event.stop()
                self.post_message(self.Chosen(verb_id))


class TopBar(Bar):
    """Tabs on the left, day and workspace on the right."""

    def __init__(self, here: str, words: Catalogue) -> None:
        super().__init__(id="top")
        self._here = here
        self._words = words
        self._right = ""
        self._team: Sequence[tuple[Piece, str]] = ()

    def tell(self, right: str) -> None:
        """Say this at the right end."""
        self._right = right
        self.redraw()

    def show_team(self, pieces: Sequence[tuple[Piece, str]]) -> None:
        """Where this clone stands beside the others', before the day; each piece with the verb of a click."""
        if pieces != self._team:
            self._team = pieces
            self.redraw()

    def on_resize(self) -> None:
        """Keep the right end at the right."""
        self.redraw()

    def redraw(self) -> None:
        """Show the tabs with the keys they have now."""
        pieces: list[tuple[Piece, str]] = []
        keyed = {verb.id: verb for verb in self.desk.verbs}
        for name in _TABS:
            label = f" {key_text(keyed[name].keys[0])} {self._words.text(keyed[name].label)} "
            pieces.append(((f"[{label[1:-1]}]", "bold reverse") if name == self._here else (label, ""), name))
            pieces.append((" ", ""))
        room = self.content_size.width - sum(content(piece).cell_length for piece, _ in (*pieces, *self._team))
        right = clip(self._right, max(0, room - 1))
        pieces.append((" " * max(1, room - cells(right)), ""))
        pieces += self._team
        pieces.append(((right, MUTED), ""))
        self.draw(pieces)


class KeyBar(Bar):
    """The keys of the place, as many as the width holds."""

    def __init__(
        self,
        places: Sequence[Place],
        words: Catalogue,
        *,
        ascii_only: bool = False,
        labels: Mapping[str, Sentence] | None = None,
        without: Collection[str] = (),
    ) -> None:
        super().__init__(id="keys")
        self._without = without
        self._places = places
        self._words = words
        self._ascii = ascii_only
        self._labels = labels or {}

    def relabel(self, labels: Mapping[str, Sentence]) -> None:
        """Say what some keys, by the ids of their verbs, will do from now on."""
        if labels != self._labels:
            self._labels = labels
            self.on_resize()

    def on_mount(self) -> None:
        """Show other keys in the past, where nothing is written."""
        self.watch(self.app, "past", self.redraw, init=False)

    def on_resize(self) -> None:
        """Show as many keys as there is room for."""
        self.redraw()

    def redraw(self) -> None:
        """Show the keys as they are now."""
        pieces: list[tuple[Piece, str]] = []
        entries = footer(
            self._places,
            self._words,
            self.size.width,
            ascii_only=self._ascii,
            labels=self._labels,
            verbs=[verb for verb in self._verbs() if verb.id not in self._without],
        )
        for known, key, label in entries:
            pieces += [((key, ACCENT), known.id), (f" {label}", known.id), ("  ", "")]
        self.draw(pieces)

    def _verbs(self) -> Sequence[Verb]:
        """All of them; in the past, the steps through it before all others that only read."""
        verbs = self.desk.verbs
        if self.desk.past is None:
            return verbs
        steps = [replace(verb, in_footer=True) for verb in verbs if verb.place is Place.TIME]
        return [*steps, *(verb for verb in verbs if verb.id in READING and verb.place is not Place.TIME)]


class Said(Struct, frozen=True):
    """Something said to the user: it stays until something else is said."""

    text: str
    aside: str = ""
    """At the right end: how to take it back."""
    look: str = ""
    """`good`, `bad`, or nothing."""


class StatusLine(Plain):
    """What was said last."""

    said: reactive[Said] = reactive(Said(""))

    def watch_said(self) -> None:
        """Show it."""
        self._redraw()

    def on_mount(self) -> None:
        """Take no line before there is something to say."""
        self.display = bool(self.said.text)

    def on_resize(self) -> None:
        """Keep the right end at the right."""
        self._redraw()

    def _redraw(self) -> None:
        self.display = bool(self.said.text)
        mark = {"good": "✓ ", "bad": "! "}.get(self.said.look, "")
        style = {"good": GOOD, "bad": BAD}.get(self.said.look, "")
        width = self.content_size.width
        aside = self.said.aside if width >= 2 * cells(self.said.aside) else ""
        text = clip(mark + self.said.text, max(0, width - cells(aside) - (2 if aside else 0)))
        gap = " " * max(0, width - cells(text) - cells(aside))
        self.show((text, style), gap, (aside, MUTED))
