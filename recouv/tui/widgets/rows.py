"""The table of our screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.strip import Strip

from recouv.tui.line_table import LineTable

if TYPE_CHECKING:
    from textual.geometry import Size

Row = TypeVar("Row")


class Rows(LineTable[Row]):
    """A `LineTable` whose lines end before its scroll bar."""

    DEFAULT_CSS = "Rows { height: 1fr; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }"

    @property
    def size(self) -> Size:
        """The room for lines: without the scroll bars, which `Widget.size` counts in."""
        return self.scrollable_content_region.size

    def render_line(self, y: int) -> Strip:
        """The line at `y`; nothing where a scroll bar has just taken the room."""
        if y >= self.size.height:
            return Strip.blank(self.size.width, self.rich_style)
        return super().render_line(y)
