"""The one door from data to a widget: nothing that comes from a file is ever read as markup.

Textual reads a plain `str` given to most widgets as markup, and sends control characters to the terminal as they are.
Whatever is shown is built here, of `Content` whose every text went through `plain`.  Ruff forbids the widgets wrapped
here anywhere else (TID251).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from recouv.wording.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.selection import Selection
    from textual.visual import VisualType

#: A text, or a text and its style (`"bold $text-muted"`), or what is already content.
Piece: TypeAlias = "str | tuple[str, str] | Content"

MUTED = "dim"
STRONG = "bold"
GOOD = "$text-success"
WARNING = "$text-warning"
BAD = "bold $text-error"
ACCENT = "bold $text-accent"

_NO_BREAK_SPACE = "\u00a0"
#: Stands for it while lines are cut: Textual cuts them at any space, amounts included.  `plain` lets none through.
_KEPT_TOGETHER = "\ufdd0"


def content(*pieces: Piece, lines: bool = False) -> Content:
    """The pieces side by side, made plain; line feeds are kept with `lines`."""
    made: list[Content | tuple[str, str]] = []
    for piece in pieces:
        if isinstance(piece, Content):
            made.append(piece)
        elif isinstance(piece, tuple):
            made.append((plain(piece[0], lines=lines), piece[1]))
        else:
            made.append(Content(plain(piece, lines=lines)))
    return Content.assemble(*made)


def stacked(rows: Iterable[Content]) -> Content:
    """The rows one under the other."""
    return Content("\n").join(list(rows))


def muted(text: str) -> tuple[str, str]:
    """A text that steps back."""
    return text, MUTED


def strong(text: str) -> tuple[str, str]:
    """A text that steps forward."""
    return text, STRONG


class Plain(Static):
    """A text that cannot be markup, and whose amounts are never cut in two lines."""

    def __init__(self, shown: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(_kept_together(_door(shown)), markup=False, id=id, classes=classes)

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show this instead."""
        super().update(_kept_together(content) if isinstance(content, Content) else content, layout=layout)

    def render_line(self, y: int) -> Strip:
        """The line as it was written, no-break spaces included."""
        strip = super().render_line(y)
        if _KEPT_TOGETHER not in strip.text:
            return strip
        restored = [Segment(_as_written(text), style, control) for text, style, control in strip]
        return Strip(restored, strip.cell_length)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text selected with the mouse, as it was written."""
        found = super().get_selection(selection)
        return (_as_written(found[0]), found[1]) if found else None

    def show(self, *pieces: Piece, lines: bool = False) -> None:
        """Say this instead."""
        self.update(content(*pieces, lines=lines))

    def show_rows(self, rows: Iterable[Content]) -> None:
        """Say these lines instead."""
        self.update(stacked(rows))


class FixedPlain(Plain):
    """A text in a place whose height the stylesheet gives: a new text does not lay the whole screen out again."""

    def update(self, content: VisualType = "", *, layout: bool = False) -> None:
        """Show this instead, in the same place."""
        super().update(content, layout=layout)


class Field(Input):
    """A line to type in, whose cursor does not blink: nothing is sent to the terminal while nobody types."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", "Field above", show=False, id="field.up"),
        Binding("down", "app.focus_next", "Field below", show=False, id="field.down"),
    ]

    def __init__(
        self,
        value: str = "",
        *,
        proposed: str = "",
        among: Sequence[str] = (),
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(value=plain(value), placeholder=plain(proposed), id=id, classes=classes, compact=True)
        self.offer(among)
        self.cursor_blink = False
        self.select_on_focus = False

    def offer(self, among: Sequence[str]) -> None:
        """Complete what is typed from these words; the right arrow takes the one shown."""
        self.suggester = SuggestFromList([plain(word) for word in among], case_sensitive=False) if among else None

    def propose(self, text: str) -> None:
        """Say what stands there when nothing is typed."""
        self.placeholder = plain(text)


def title(text: str) -> Content:
    """The title of a border."""
    return Content(plain(text))


def cells(text: str) -> int:
    """How wide a text is once made plain."""
    return cell_len(plain(text))


def _door(shown: str | Content) -> Content:
    return shown if isinstance(shown, Content) else content(shown, lines=True)


def _kept_together(shown: Content) -> Content:
    text = shown.plain.replace(_NO_BREAK_SPACE, _KEPT_TOGETHER)
    return shown if text == shown.plain else Content(text, spans=list(shown.spans))


def _as_written(text: str) -> str:
    return text.replace(_KEPT_TOGETHER, _NO_BREAK_SPACE)
