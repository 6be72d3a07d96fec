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
#: On a screen of fewer lines than this, so is that of a question already answered.
_TALL = 30
#: The digits, and what the same keys type on a French keyboard.
_DIGITS = dict(zip("&é\"'(-è_ç", "123456789", strict=True))


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

    def __init__(
        self,
        choices: Sequence[Choice],
        words: Catalogue,
        *,
        chosen: str = "",
        folds: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self.choices = choices
        self._words = words
        self._folds = folds
        """Whether the others step out of the way once one is chosen, where there is little room."""
        self.set_reactive(Choices.chosen, chosen)

    @property
    def is_asked(self) -> bool:
        """Whether the question stands on the form."""
        return bool(self.display and self.parent and getattr(self.parent, "display", True))

    def offer(self, choices: Sequence[Choice], chosen: str = "") -> None:
        """Put these answers in the place of those there were."""
        self.choices = choices
        self.chosen = chosen
        self._draw()

    def on_focus(self) -> None:
        """Show every answer again."""
        self._draw()

    def on_blur(self) -> None:
        """Show the one chosen, where there is little room."""
        self._draw()

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
        least = _TALL if self._folds and not self.has_focus else _SHORT
        for choice in chosen if chosen and self.app.size.height < least else self.choices:
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
        keys = (letter, _DIGITS.get(letter, letter))
        code = next((choice.code for choice in self.choices if choice.key in keys), "")
        if code:
            self.chosen = code
        return bool(code)

    def move(self, by: int) -> None:
        """Choose the next answer, or the one before."""
        codes = [choice.code for choice in self.choices]
        if not codes:
            return
        at = codes.index(self.chosen) + by if self.chosen in codes else 0
        self.take(self.choices[at % len(codes)].key)
        self.post_message(self.Chosen(self, self.chosen))

    def on_key(self, event: events.Key) -> None:
        """Arrows walk through the answers."""
        if event.key in ("left", "right"):
            event.stop()
            self.move(1 if event.key == "right" else -1)
