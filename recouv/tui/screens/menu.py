"""Small menus of letters over a screen: what to copy, which filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from msgspec import Struct
from textual import events
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from recouv.domain.message import Message, say
from recouv.tui.keys import bindings
from recouv.tui.kit import ACCENT, MUTED, Plain, cells, content, title
from recouv.usecases.verbs import Place
from recouv.wording.plain import clip, pad

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from recouv.tui.app import RecouvApp


class Item(Struct, frozen=True):
    """Something that a letter chooses."""

    key: str
    value: str
    label: Message | None = None
    """What the value is."""


class LetterMenu(ModalScreen["str | None"]):
    """Answers under one another, each with its letter; gives the letter typed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.READER)

    def __init__(self, heading: Message, items: Sequence[Item], hint: Message | None = None) -> None:
        super().__init__()
        self._heading = heading
        self._items = items
        self._hint = hint

    def compose(self) -> ComposeResult:
        """The answers, in a frame that scrolls on a short screen."""
        text = cast("RecouvApp", self.app).words.text
        with Vertical(id="menu") as frame:
            frame.border_title = title(text(self._heading))
            with VerticalScroll(id="menu-text"):
                lines = Plain(id="menu-lines")
                wide = max((cells(text(item.label)) for item in self._items if item.label), default=0)
                room = max(8, min(72, self.app.size.width) - wide - 10)
                lines.show_rows(
                    content(
                        (f"{item.key} ", ACCENT),
                        f"{pad(text(item.label), wide)}  " if item.label else "",
                        (clip(item.value, room), MUTED if item.label else ""),
                    )
                    for item in self._items
                )
                yield lines
            yield Plain(content((text(self._hint) if self._hint else text(say("Esc closes")), MUTED)), id="menu-hint")

    def on_key(self, event: events.Key) -> None:
        """A letter of the menu chooses."""
        if event.character and self.takes(event.character):
            event.stop()
            self.dismiss(event.character)

    def takes(self, letter: str) -> bool:
        """Whether the letter is an answer."""
        return any(item.key == letter for item in self._items)

    def action_verb_shut(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


class FilterMenu(LetterMenu):
    """The filters that have a letter; a capital keeps the present filter under its letter."""

    def __init__(self, filters: Mapping[str, str], now: str) -> None:
        items = [Item(letter, text) for letter, text in sorted(filters.items())]
        hint = say("a capital letter keeps {filter} under it · Esc closes", filter=now) if now else None
        super().__init__(say("Filters"), items, hint)
        self._now = now

    def takes(self, letter: str) -> bool:
        """A letter of the menu; a capital, when there is a filter to keep."""
        return super().takes(letter) or bool(self._now and letter.isascii() and letter.isalpha() and letter.isupper())
