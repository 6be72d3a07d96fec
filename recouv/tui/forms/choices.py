"""Answers side by side, each with its letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct
from textual import events
from textual.message import Message
from textual.reactive import reactive

from recouv.domain.message import Message as Sentence
from recouv.tui.kit import ACCENT, Plain, cells, content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recouv.wording.catalogue import Catalogue

#: On a screen of fewer lines, only the answer chosen is shown.
_SHORT = 18


class Choice(Struct, frozen=True):
    """An answer that a letter gives."""

    key: str
    code: str
    label: Sentence


class Choices(Plain, can_focus=True):
    """Answers side by side, each with its letter."""

    chosen: reactive[str] = reactive("")

    @dataclass
    class Chosen(Message):
        """The arrows went to an answer."""

        choices: Choices
        code: str

        @property
        def control(self) -> Choices:
            """The choices, for `@on(Choices.Chosen, "#its-id")`."""
            return self.choices

    def __init__(self, choices: Sequence[Choice], words: Catalogue, *, chosen: str = "", id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.choices = choices
        self._words = words
        self.set_reactive(Choices.chosen, chosen)

    def on_resize(self) -> None:
        """Fit the width."""
        self._draw()

    def watch_chosen(self) -> None:
        """Show which one is chosen: by a mark as well as a colour."""
        self._draw()

    def _draw(self) -> None:
        """Lines of whole answers."""
        width = self.content_size.width
        lines: list[list[str | tuple[str, str]]] = [[]]
        used = 0
        chosen = [choice for choice in self.choices if choice.code == self.chosen]
        for choice in chosen if chosen and self.app.size.height < _SHORT else self.choices:
            label = self._words.text(choice.label)
            wide = cells(choice.key) + cells(label) + 4
            if used and used + wide > width:
                lines.append([])
                used = 0
            used += wide
            if choice.code == self.chosen:
                lines[-1] += [(f"[{choice.key} {label}]", "bold reverse"), " "]
            else:
                lines[-1] += [" ", (choice.key, ACCENT), f" {label}  "]
        self.show_rows(content(*line) for line in lines)

    def take(self, letter: str) -> bool:
        """Choose by a letter; false when no answer has it."""
        code = next((choice.code for choice in self.choices if choice.key == letter), "")
        if code:
            self.chosen = code
        return bool(code)

    def move(self, by: int) -> None:
        """Choose the next answer, or the one before."""
        codes = [choice.code for choice in self.choices]
        at = codes.index(self.chosen) + by if self.chosen in codes else 0
        self.take(self.choices[at % len(codes)].key)
        self.post_message(self.Chosen(self, self.chosen))

    def on_key(self, event: events.Key) -> None:
        """Arrows walk through the answers."""
        if event.key in ("left", "right"):
            event.stop()
            self.move(1 if event.key == "right" else -1)
