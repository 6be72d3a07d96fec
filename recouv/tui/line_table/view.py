"""What a table shows: its columns, its rows with a cursor and marks, and totals at the bottom.

Only the lines on the screen are asked for and formatted; when the cursor moves, two lines are drawn again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from rich.segment import Segment
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from recouv.tui.line_table.cells import ASCII, UNICODE, empty_lines, fit, line_text, title_text
from recouv.tui.line_table.layout import GUTTER_CELLS, HEADER_LINES, lay_out, shown_columns
from recouv.tui.line_table.looks import Looks
from recouv.tui.line_table.marks import Marks
from recouv.tui.line_table.strips import segments_of, selected, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from rich.style import Style
    from textual.selection import Selection

    from recouv.tui.line_table.cells import Cell
    from recouv.tui.line_table.layout import Column, Layout
    from recouv.tui.line_table.looks import Look
    from recouv.tui.line_table.strips import Piece

Row = TypeVar("Row")


class TableView(ScrollView, Generic[Row]):
    """Rows under a header, with a cursor, marks, and totals at the bottom."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line-table--header",
        "line-table--footer",
        "line-table--cursor",
        "line-table--marked",
        "line-table--empty",
        "line-table--muted",
        "line-table--strong",
        "line-table--good",
        "line-table--warning",
        "line-table--bad",
    }
    DEFAULT_CSS = """
    TableView {
        height: 1fr;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
        background: $surface;
        color: $foreground;
        & > .line-table--header { background: $panel; text-style: bold; }
        & > .line-table--footer { background: $panel; text-style: bold; }
        & > .line-table--marked { text-style: bold; }
        & > .line-table--empty { color: $text-muted; }
        & > .line-table--muted { color: $text-muted; }
        & > .line-table--strong { text-style: bold; }
        & > .line-table--good { color: $text-success; }
        & > .line-table--warning { color: $text-warning; }
        & > .line-table--bad { color: $text-error; text-style: bold; }
        & > .line-table--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .line-table--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
        &:ansi > .line-table--muted { text-style: dim; }
        &:nocolor > .line-table--header { text-style: bold underline; }
        &:nocolor:focus > .line-table--cursor { text-style: bold reverse; }
    }
    """

    #: Index of the row under the cursor.  Without `repaint=False` each key would repaint the whole table.
    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    #: Key of the column in order, and whether from the greatest down.
    sort: reactive[tuple[str, bool] | None] = reactive[tuple[str, bool] | None](None)
    #: What is said where there are no rows.
    empty: reactive[str] = reactive("")

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        cells: Callable[[Row], Sequence[Cell]],
        row_key: Callable[[Row], Hashable],
        cell_style: Callable[[Row, str], Look] | None = None,
        frozen: int = 1,
        sort: tuple[str, bool] | None = None,
        empty: str = "",
        ascii: bool = False,  # noqa: A002 - the option has this name everywhere
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """An empty table.

        Args:
            columns: From left to right.
            cells: The texts of a row, one for each column, shown or not; called for the lines on the screen only.
            row_key: What a row keeps when the list is read again: cursor and marks follow it.
            cell_style: The look of a row's cell in the column of that key; `None` leaves it to the column.
            frozen: How many columns stay when the others scroll sideways.
            sort: Key of the column in order, and whether from the greatest down.
            empty: What is said where there are no rows.
            ascii: Whether marks keep to ASCII.
            id: As in Textual.
            classes: As in Textual.
            disabled: As in Textual.
        """
        super().__init__(id=id, classes=classes, disabled=disabled)
        self._columns = tuple(columns)
        self._cells = cells
        self._row_key = row_key
        self._cell_style = cell_style
        self._frozen = frozen
        self._signs = ASCII if ascii else UNICODE
        self._rows: tuple[Row, ...] = ()
        self._indexes: dict[Hashable, int] = {}
        self._footer: tuple[Sequence[Cell], ...] = ()
        self._marks = Marks()
        self._cursor_key: Hashable = None
        self._drawn: LRUCache[tuple[int, bool, bool, int], Strip] = LRUCache(512)
        self._looks = Looks(self)
        # Textual gives each run of selectable text the identity of a link: as links, all would be repainted when the
        # mouse passes from one to another.
        self.auto_links = False
        self.set_reactive(TableView.sort, sort)
        self.set_reactive(TableView.empty, empty)
        self._measure()

    # What the owner sets and asks

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, as they were last set."""
        return self._rows

    @property
    def columns(self) -> Sequence[Column]:
        """All the columns, shown or not."""
        return self._columns

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor; none in an empty table."""
        return self._rows[self.cursor] if self._rows else None

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show `rows`; the cursor stays on its row, or else at its height, and marks stay on theirs."""
        start = self._marks.range_start
        anchor = None if start is None else self._key_at(start)
        self._rows = tuple(rows)
        self._indexes = dict(zip(map(self._row_key, self._rows), range(len(self._rows)), strict=True))
        self._marks.range_start = self._indexes.get(anchor)
        self._put_cursor(self._indexes.get(self._cursor_key, self.cursor))
        self._measure()
        self._show_cursor()
        self._redraw()

    def set_columns(self, columns: Sequence[Column], *, frozen: int | None = None) -> None:
        """Show other columns of the same rows; `cells` must answer to them."""
        self._columns = tuple(columns)
        self._frozen = self._frozen if frozen is None else frozen
        self._measure()
        self._redraw()

    def set_footer(self, *lines: Sequence[Cell]) -> None:
        """Keep these lines of totals at the bottom: one cell for each column; nothing to have none."""
        self._footer = lines
        self._measure()
        self._show_cursor()
        self._redraw()

    def move_to(self, key: Hashable) -> bool:
        """Put the cursor on the row of that key; false when it is not among the rows."""
        index = self._indexes.get(key)
        if index is not None:
            self.cursor = index
        return index is not None

    def shows(self, key: Hashable) -> bool:
        """Whether the row of that key is among the rows."""
        return key in self._indexes

    def is_marked(self, index: int) -> bool:
        """Whether the row at `index` is marked, or in the range being drawn."""
        return index in self._marks.range_to(self.cursor) or self._key_at(index) in self._marks.keys

    def marked_rows(self) -> list[Row]:
        """The marked rows among those shown, from the top down: what an action may touch."""
        indexes = sorted(self._indexes[key] for key in self.marked_keys if key in self._indexes)
        return [self._rows[index] for index in indexes]

    @property
    def marked_hidden(self) -> int:
        """How many marks are on rows that are not shown: an action must say that it leaves them out."""
        return sum(key not in self._indexes for key in self._marks.keys)

    @property
    def marked_keys(self) -> frozenset[Hashable]:
        """The keys of all marked rows, shown or not."""
        return frozenset(self._marks.keys | self._range_keys())

    def render_text(self, width: int | None = None) -> str:
        """The whole table as text, every row of it, as wide as on the screen or as `width`."""
        layout = self._layout
        if width is not None:
            layout = lay_out(shown_columns(self._columns, width), width=width, frozen=self._frozen)
        lines = [self._line_text(line, layout) for line in range(self._line_count)]
        if not self._rows:
            lines[HEADER_LINES:HEADER_LINES] = empty_lines(self.empty, layout.cells)
        return "\n".join(line.rstrip() for line in lines)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """The text selected with the mouse, without the gutter."""
        lines = []
        end = selection.end.y if selection.end else self._line_count
        for line in range(selection.start.y if selection.start else 0, min(end, self._line_count - 1) + 1):
            first, last = selection.get_span(line) or (0, 0)
            text = self._line_text(line, self._layout)
            lines.append(text[max(first, GUTTER_CELLS) : last if last >= 0 else len(text)].rstrip())
        return "\n".join(lines), "\n"

    # The cursor

    def validate_cursor(self, cursor: int) -> int:
        """Within the rows."""
        return max(0, min(cursor, len(self._rows) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraw what the move touched."""
        self._cursor_key = self._key_at(new)
        if not self._show_cursor():
            self._refresh_rows(range(min(old, new), max(old, new) + 1) if self._marks.has_range else (old, new))

    def _put_cursor(self, index: int) -> None:
        self.set_reactive(TableView.cursor, self.validate_cursor(index))
        if self._rows:  # an empty filter does not make the table forget where it was
            self._cursor_key = self._key_at(self.cursor)

    def _show_cursor(self) -> bool:
        """Scroll no more than it takes to see the cursor; whether it took any."""
        top, height = self.scroll_offset.y, self._body_height
        if not height:
            return False
        self.scroll_to(y=min(max(top, self.cursor - height + 1), self.cursor), animate=False, force=True)
        return self.scroll_offset.y != top

    def _key_at(self, index: int) -> Hashable:
        return self._row_key(self._rows[index])

    def _range_keys(self) -> set[Hashable]:
        """The keys of the rows of the range that is being drawn."""
        return set(map(self._key_at, self._marks.range_to(self.cursor)))

    # Room

    @property
    def _room(self) -> Size:
        """Where lines stand: without the scroll bars, which `size` counts in."""
        return self.scrollable_content_region.size

    @property
    def _footer_height(self) -> int:
        """Totals give way to the rows on a screen of three lines."""
        return min(len(self._footer), max(0, self._room.height - HEADER_LINES - 1))

    @property
    def _body_height(self) -> int:
        return max(0, self._room.height - HEADER_LINES - self._footer_height)

    @property
    def _line_count(self) -> int:
        return HEADER_LINES + len(self._rows) + len(self._footer)

    def _measure(self) -> None:
        """Lay the columns out in the table's present size.

        The virtual width is that of columns that do not stretch: were it the stretched one, the vertical scroll bar
        would call the horizontal one.
        """
        shown = shown_columns(self._columns, self.container_size.width)
        self._layout = lay_out(shown, width=self._room.width, frozen=self._frozen)
        least = lay_out(shown, width=0, frozen=0).cells
        self.virtual_size = Size(least, self._line_count)

    def on_resize(self) -> None:
        """Lay the columns out again."""
        self._measure()
        self._show_cursor()
        self._redraw()

    def watch_show_vertical_scrollbar(self) -> None:
        """Give the bar its column, or take it back."""
        self.on_resize()

    def watch_show_horizontal_scrollbar(self) -> None:
        """Give the bar its line, or take it back."""
        self.on_resize()

    # Drawing

    def notify_style_update(self) -> None:
        """Forget the colours of the theme before."""
        super().notify_style_update()
        self._drawn.clear()
        self._looks.forget()

    def _redraw(self) -> None:
        self._drawn.clear()
        self.refresh()

    def _refresh_rows(self, indexes: Iterable[int]) -> None:
        for index in indexes:
            y = index - self.scroll_offset.y
            if 0 <= y < self._body_height:
                self.refresh(Region(0, y + HEADER_LINES, self._room.width, 1))

    def render_line(self, y: int) -> Strip:
        """The line of the screen at `y`; nothing where a scroll bar has just taken the room."""
        if y >= self._room.height:
            return Strip.blank(self._room.width, self._looks.of_line(""))
        body = y - HEADER_LINES
        if body < 0:
            return self._text_strip(0, "header")
        if body >= self._body_height:
            return self._text_strip(HEADER_LINES + len(self._rows) + body - self._body_height, "footer")
        index = self.scroll_offset.y + body
        return self._row_strip(index) if index < len(self._rows) else self._rowless_strip(body)

    def _text_strip(self, line: int, look: str) -> Strip:
        return self._strip([(self._line_text(line, self._layout), self._looks.of_line(look))], line=line)

    def _rowless_strip(self, body: int) -> Strip:
        """A line below the last row: part of what is said where there are no rows, or nothing."""
        said = [] if self._rows else empty_lines(self.empty, self._room.width)
        text = said[body] if body < len(said) else ""
        strip = Strip([Segment(text, self._looks.of_line("empty"))])
        return strip.extend_cell_length(self._room.width, self._looks.of_line(""))

    def _row_strip(self, index: int) -> Strip:
        here, marked = index == self.cursor, self.is_marked(index)
        state = (index, here, marked, self.scroll_offset.x)
        strip = self._drawn.get(state) if self.text_selection is None else None
        if strip is None:
            base = self._looks.of_line("cursor" if here else "marked" if marked else "")
            pieces = [(self._gutter(index), base), *self._row_pieces(self._rows[index], base, over=here)]
            strip = self._strip(pieces, line=HEADER_LINES + index)
            if self.text_selection is None:
                self._drawn[state] = strip
        return strip

    def _row_pieces(self, row: Row, base: Style, *, over: bool) -> Iterator[Piece]:
        """The cells of a row; with `over`, the base's colours win over those of the cells: a cursor stays readable."""
        cells = self._cells(row)
        for place in self._layout.places:
            if place.start > GUTTER_CELLS:
                yield " ", base
            look = self._cell_style(row, place.column.key) if self._cell_style else None
            own = self._looks.of_cell(place.column.style if look is None else look)
            for text, inner in fit(cells[place.index], place, self._signs):
                style = own + self._looks.of_cell(inner)
                yield text, style + base if over else base + style

    def _strip(self, pieces: Iterable[Piece], *, line: int) -> Strip:
        """What is seen of a whole line, and of what is selected in it."""
        segments = segments_of(pieces)
        span = None if self.text_selection is None else self.text_selection.get_span(line)
        if span is not None:
            segments = selected(segments, span, self.screen.get_component_rich_style("screen--selection"))
        return visible(segments, self._layout, line=line, scrolled=self.scroll_offset.x, width=self._room.width)

    def _line_text(self, line: int, layout: Layout) -> str:
        """The whole line as text: the header, a row or a line of totals."""
        index = line - HEADER_LINES
        if index < 0:
            titles = [title_text(column, self.sort, self._signs) for column in self._columns]
            return line_text(titles, layout, self._signs)
        if index < len(self._rows):
            return line_text(self._cells(self._rows[index]), layout, self._signs, gutter=self._gutter(index))
        return line_text(self._footer[index - len(self._rows)], layout, self._signs)

    def _gutter(self, index: int) -> str:
        return f"{'>' if index == self.cursor else ' '}{'*' if self.is_marked(index) else ' '} "
