"""The styles of a table's lines and cells, each worked out once for a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rich.style import Style

if TYPE_CHECKING:
    from textual.widget import Widget

#: A rich style, or the end of a component class's name: `bad` for `line-table--bad`.
Look: TypeAlias = str | Style | None

NO_STYLE = Style.null()


class Looks:
    """The component classes of a table as rich styles, which Textual works out anew at each call."""

    def __init__(self, table: Widget) -> None:
        self._table = table
        self._lines: dict[str, Style] = {}
        self._cells: dict[str, Style] = {}

    def forget(self) -> None:
        """Work them out again: the theme is another."""
        self._lines.clear()
        self._cells.clear()

    def of_line(self, name: str) -> Style:
        """The style of a line: `header`, `cursor`…; of an ordinary row where `name` is empty."""
        if name not in self._lines:
            style = self._table.get_component_rich_style(f"line-table--{name}") if name else self._table.rich_style
            self._lines[name] = style
        return self._lines[name]

    def of_cell(self, look: Look) -> Style:
        """What `look` adds to the style of a line."""
        if not isinstance(look, str):
            return look or NO_STYLE
        if look not in self._cells:
            self._cells[look] = self._partial(look)
        return self._cells[look]

    def _partial(self, look: str) -> Style:
        name = f"line-table--{look}"
        try:
            style = self._table.get_component_rich_style(name, partial=True)
        except KeyError:
            return Style.parse(look)
        # A partial style forgets that `auto 60%` is a mixture.
        mixed = self._table.get_component_rich_style(name)
        return style + Style(color=style.color and mixed.color, bgcolor=style.bgcolor and mixed.bgcolor)
