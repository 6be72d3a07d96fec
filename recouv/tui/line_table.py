"""The table of every list: plain rows, of which only the lines on the screen are ever formatted.

Textual's DataTable measures each cell of each row and blocks for seconds on ten thousand; this one keeps the rows as
they are, asks its owner for the cells of a line when the line is drawn, and redraws two lines when the cursor moves.

The owner passes values and receives messages: `Highlighted`, `Selected`, `Marked`, `HeaderClicked`.  Every text goes
through `plain` on its way to the screen.  State never hangs on colour: `>` is the cursor, `*` a mark, `▲▼` the order.

Lines are counted from the top of the table: 0 is the header, 1 the first row.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from textwrap import wrap
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from recouv.wording.plain import ELLIPSIS, clip, pad, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from textual import events
    from textual.selection import Selection

Row = TypeVar("Row")

#: A cell's text, or a rich `Text` where parts of it have styles of their own (never `Text.from_markup` on data).
Cell: TypeAlias = str | Text
#: A rich style, or the end of a component class's name: `bad` for `line-table--bad`.
Look: TypeAlias = str | Style | None
#: Text of one style within a line.
Piece: TypeAlias = tuple[str, Style]

GUTTER_CELLS = 3
HEADER_LINES = 1
ASCII_ELLIPSIS = "~"
_NO_STYLE = Style.null()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    key: str
    title: str
    width: int
    """In cells, without the space that parts it from the next."""
    _: KW_ONLY
    right: bool = False
    """Whether texts stand at its right edge: amounts, days."""
    flexible: bool = False
    """Whether it takes what room is left, `width` at least."""
    style: Look = None
    from_width: int = 0
    """Shown only in a table of that many cells or more; its cells are supplied all the same."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a shown column stands in the whole line."""

    index: int
    column: Column
    start: int
    width: int

    @property
    def end(self) -> int:
        return self.start + self.width


@dataclass(frozen=True, slots=True)
class _Layout:
    places: tuple[_Place, ...]
    frozen_cells: int
    """What stays when the rest scrolls: the gutter and the frozen columns."""

    @property
    def cells(self) -> int:
        return self.places[-1].end if self.places else GUTTER_CELLS


def _shown(columns: Sequence[Column], width: int) -> list[tuple[int, Column]]:
    """The columns that a table of `width` cells shows, each with its rank among all."""
    return [(index, column) for index, column in enumerate(columns) if column.from_width <= width]


def _lay_out(shown: Sequence[tuple[int, Column]], *, width: int, frozen: int) -> _Layout:
    """Columns side by side in `width` cells; wider than that when they cannot all stand in it."""
    spare = max(0, width - GUTTER_CELLS - sum(column.width + 1 for _, column in shown) + 1)
    flexible = sum(column.flexible for _, column in shown)
    places: list[_Place] = []
    start = GUTTER_CELLS
    for index, column in shown:
        extra = 0
        if column.flexible:
            extra = spare // flexible
            spare, flexible = spare - extra, flexible - 1
        places.append(_Place(index, column, start, column.width + extra))
        start = places[-1].end + 1
    frozen_cells = places[min(frozen, len(places)) - 1].end + 1 if frozen and places else GUTTER_CELLS
    # A frozen column that leaves less than a third of the table would hide the others for good.
    return _Layout(tuple(places), frozen_cells if frozen_cells * 3 <= width * 2 else GUTTER_CELLS)


def _parts(cell: Text) -> Iterator[tuple[str, Look]]:
    """The texts of `cell`, each in one style: the innermost that covers it, or else the cell's own."""
    edges = {0, len(cell), *(edge for span in cell.spans for edge in (span.start, span.end))}
    for start, end in pairwise(sorted(edge for edge in edges if 0 <= edge <= len(cell))):
        over = [span.style for span in cell.spans if span.start <= start and end <= span.end]
        yield cell.plain[start:end], over[-1] if over else cell.style


def _painted(segments: Iterable[Segment], start: int, end: int, style: Style) -> Iterator[Segment]:
    """The same segments, with `style` over the characters from `start` to `end`."""
    at = 0
    for text, own, _ in segments:
        first, last = (min(max(edge - at, 0), len(text)) for edge in (start, end))
        yield from (
            Segment(part, look)
            for part, look in ((text[:first], own), (text[first:last], (own or _NO_STYLE) + style), (text[last:], own))
            if part
        )
        at += len(text)


@dataclass(eq=False)
class _TableMessage(Message):
    """What a table has to say."""

    table: LineTable[Any]

    @property
    def control(self) -> LineTable[Any]:
        """The table, for `@on(LineTable.Selected, "#its-id")`."""
        return self.table


class LineTable(ScrollView, Generic[Row], can_focus=True):
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
    LineTable {
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
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False, id="table.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="table.up"),
        Binding("pagedown", "move_pages(1.0)", "Page down", show=False, id="table.page_down"),
        Binding("pageup", "move_pages(-1.0)", "Page up", show=False, id="table.page_up"),
        Binding("ctrl+d", "move_pages(0.5)", "Half a page down", show=False, id="table.half_page_down"),
        Binding("ctrl+u", "move_pages(-0.5)", "Half a page up", show=False, id="table.half_page_up"),
        Binding("home,g", "first", "First row", show=False, id="table.first"),
        Binding("end,G", "last", "Last row", show=False, id="table.last"),
        Binding("left", "columns(-1)", "Columns to the left", show=False, id="table.left"),
        Binding("right", "columns(1)", "Columns to the right", show=False, id="table.right"),
        Binding("space", "mark", "Mark", show=False, id="table.mark"),
        Binding("v", "mark_range", "Mark a range", show=False, id="table.mark_range"),
        Binding("asterisk", "mark_all", "Mark all", show=False, id="table.mark_all"),
        Binding("escape", "clear_marks", "Clear the marks", show=False, id="table.clear_marks"),
        Binding("enter", "select", "Open", show=False, id="table.select"),
    ]

    #: Index of the row under the cursor.  Without `repaint=False` each key would repaint the whole table.
    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    #: Key of the column in order, and whether from the greatest down.
    sort: reactive[tuple[str, bool] | None] = reactive[tuple[str, bool] | None](None)
    #: What is said where there are no rows.
    empty: reactive[str] = reactive("")

    @dataclass(eq=False)
    class Highlighted(_TableMessage):
        """The cursor came to another row, or another row to the cursor."""

        row: Any

        def can_replace(self, message: Message) -> bool:
            """Of the moves of a held key only the last is worth hearing."""
            return isinstance(message, LineTable.Highlighted) and message.table is self.table

    @dataclass(eq=False)
    class Selected(_TableMessage):
        """Enter or a double click on a row."""

        row: Any

    class Marked(_TableMessage):
        """Marks were set or cleared."""

    @dataclass(eq=False)
    class HeaderClicked(_TableMessage):
        """A click on a column's title."""

        column: Column

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
        self._ascii = ascii
        self._rows: tuple[Row, ...] = ()
        self._places: dict[Hashable, int] = {}
        self._footer: tuple[Sequence[Cell], ...] = ()
        self._marks: set[Hashable] = set()
        self._range_start: int | None = None
        self._cursor_key: Hashable = None
        self._pointed = ""
        self._layout = _Layout((), GUTTER_CELLS)
        self._lines: LRUCache[tuple[int, bool, bool, int], Strip] = LRUCache(512)
        self._looks: dict[tuple[str, bool], Style] = {}
        # Textual gives each run of selectable text the identity of a link: as links, all would be repainted when the
        # mouse passes from one to another.
        self.auto_links = False
        self.set_reactive(LineTable.sort, sort)
        self.set_reactive(LineTable.empty, empty)
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
        anchor = None if self._range_start is None else self._key_at(self._range_start)
        was = self._cursor_key
        self._rows = tuple(rows)
        self._places = {self._row_key(row): index for index, row in enumerate(self._rows)}
        self._range_start = self._places.get(anchor)
        self._put_cursor(self._places.get(was, min(self.cursor, len(self._rows) - 1)))
        self._measure()
        self._show_cursor()
        self._redraw()
        if self._rows and self._cursor_key != was:
            self.post_message(self.Highlighted(self, self._rows[self.cursor]))

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
        index = self._places.get(key)
        if index is not None:
            self.cursor = index
        return index is not None

    def is_marked(self, index: int) -> bool:
        """Whether the row at `index` is marked, or in the range being drawn."""
        return index in self._range() or self._key_at(index) in self._marks

    def marked_rows(self) -> list[Row]:
        """The marked rows among those shown, from the top down: what an action may touch."""
        return [row for index, row in enumerate(self._rows) if self.is_marked(index)]

    @property
    def marked_hidden(self) -> int:
        """How many marks are on rows that are not shown: an action must say that it leaves them out."""
        return sum(key not in self._places for key in self._marks)

    @property
    def marked_keys(self) -> frozenset[Hashable]:
        """The keys of all marked rows, shown or not."""
        return frozenset(self._marks.union(map(self._key_at, self._range())))

    def set_marks(self, keys: Iterable[Hashable]) -> None:
        """Mark the rows of `keys` and no other."""
        self._marks = set(keys)
        self._range_start = None
        self._marks_changed()

    def clear_marks(self) -> None:
        """Mark nothing."""
        self.set_marks(())

    def render_text(self, width: int | None = None) -> str:
        """The whole table as text, every row of it, as wide as on the screen or as `width`."""
        layout = self._layout
        if width is not None:
            layout = _lay_out(_shown(self._columns, width), width=width, frozen=self._frozen)
        lines = [self._header_text(layout), *(self._row_text(index, layout) for index in range(len(self._rows)))]
        if not self._rows:
            lines += self._empty_lines(layout.cells)
        lines += (self._line_text(cells, layout) for cells in self._footer)
        return "\n".join(line.rstrip() for line in lines)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """The text selected with the mouse, without the gutter."""
        lines = []
        end = selection.end.y if selection.end else self._line_count
        for line in range(selection.start.y if selection.start else 0, min(end, self._line_count - 1) + 1):
            first, last = selection.get_span(line) or (0, 0)
            text = self._text_of(line)
            lines.append(text[max(first, GUTTER_CELLS) : last if last >= 0 else len(text)].rstrip())
        return "\n".join(lines), "\n"

    # Moves and marks

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys without an effect here go on to the screen: Escape without marks, Enter without rows."""
        if action == "clear_marks":
            return bool(self._marks) or self._range_start is not None
        if action in {"select", "mark", "mark_range", "mark_all"}:
            return bool(self._rows)
        return super().check_action(action, parameters)

    def validate_cursor(self, cursor: int) -> int:
        """Within the rows."""
        return max(0, min(cursor, len(self._rows) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraw what the move touched."""
        self._cursor_key = self._key_at(new)
        if not self._show_cursor():
            touched = range(min(old, new), max(old, new) + 1) if self._range_start is not None else (old, new)
            self._refresh_rows(touched)
        self.post_message(self.Highlighted(self, self._rows[new]))
        if self._range_start is not None:
            self.post_message(self.Marked(self))

    def action_move(self, rows: int) -> None:
        """Move the cursor down by `rows`."""
        self.cursor += rows

    def action_move_pages(self, pages: float) -> None:
        """Move the cursor down by `pages` of the rows on the screen, less one."""
        rows = max(1, int(abs(pages) * max(1, self._body_height - 1)))
        self.cursor += rows if pages > 0 else -rows

    def action_first(self) -> None:
        """Move to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move to the last row."""
        self.cursor = len(self._rows) - 1

    def action_columns(self, by: int) -> None:
        """Bring the next column, or the one before, beside the frozen ones."""
        frozen, at = self._layout.frozen_cells, self.scroll_offset.x
        edges = [place.start - frozen for place in self._layout.places if place.start >= frozen]
        beyond = [edge for edge in edges if (edge > at if by > 0 else edge < at)]
        if beyond:
            self.scroll_to(x=min(beyond) if by > 0 else max(beyond), animate=False, force=True)

    def action_mark(self) -> None:
        """Mark the row or unmark it, and go on to the next; at the end of a range, keep the range."""
        if self._range_start is not None:
            self.action_mark_range()
            return
        self._toggle_mark(self.cursor)
        self.cursor += 1

    def action_mark_range(self) -> None:
        """Begin a range at the cursor; or mark the one that was begun."""
        if self._range_start is None:
            self._range_start = self.cursor
        else:
            self._marks.update(map(self._key_at, self._range()))
            self._range_start = None
        self._marks_changed()

    def action_mark_all(self) -> None:
        """Mark every row that is shown."""
        self._marks.update(self._places)
        self._range_start = None
        self._marks_changed()

    def action_clear_marks(self) -> None:
        """Give up the range that was begun; or else mark nothing, shown or not."""
        if self._range_start is None:
            self._marks.clear()
        self._range_start = None
        self._marks_changed()

    def action_select(self) -> None:
        """Say that the row is chosen."""
        self.post_message(self.Selected(self, self._rows[self.cursor]))

    def _toggle_mark(self, index: int) -> None:
        self._marks ^= {self._key_at(index)}
        self._refresh_rows((index,))
        self.post_message(self.Marked(self))

    def _marks_changed(self) -> None:
        self._redraw()
        self.post_message(self.Marked(self))

    def _range(self) -> range:
        if self._range_start is None:
            return range(0)
        return range(min(self._range_start, self.cursor), max(self._range_start, self.cursor) + 1)

    def _key_at(self, index: int) -> Hashable:
        return self._row_key(self._rows[index])

    def _put_cursor(self, index: int) -> None:
        self.set_reactive(LineTable.cursor, self.validate_cursor(index))
        if self._rows:  # an empty filter does not make the table forget where it was
            self._cursor_key = self._key_at(self.cursor)

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Move, open, mark (in the gutter) or tell of the header; a drag has selected text and does nothing more."""
        event.prevent_default()  # Textual's own double click selects the text of the whole table
        at = event.get_content_offset(self)
        if at is None or event.button != 1 or self.text_selection is not None:
            return
        event.stop()
        place = self._place_at(at.x)
        if at.y < HEADER_LINES:
            if place:
                self.post_message(self.HeaderClicked(self, place.column))
            return
        index = self._index_at(at.y)
        if index is None:
            return
        self.cursor = index
        if at.x < GUTTER_CELLS:
            self._toggle_mark(index)
        elif event.chain == 2:
            self.action_select()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll, and take the cursor along rather than lose it."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll, and take the cursor along rather than lose it."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseScrollDown | events.MouseScrollUp, by: int) -> None:
        if event.ctrl or event.shift:  # sideways: Textual does it well
            return
        event.prevent_default()
        top = self.scroll_offset.y
        self.scroll_to(y=top + by * self.app.scroll_sensitivity_y, animate=False, force=True)
        if self.scroll_offset.y == top:
            return  # at its end: what is around may scroll
        event.stop()
        top = self.scroll_offset.y
        if self._rows:
            self.cursor = max(top, min(self.cursor, top + self._body_height - 1))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show in full the cut cell that is pointed at."""
        at = event.get_content_offset(self)
        full = self._cut_text_at(at.x, at.y) if at is not None else ""
        if full != self._pointed:
            self._pointed = full
            self.tooltip = Content(full) if full else None  # a str would be read as markup

    def _cut_text_at(self, x: int, y: int) -> str:
        place, index = self._place_at(x), self._index_at(y)
        if place is None or index is None:
            return ""
        full = plain(str(self._cells(self._rows[index])[place.index]))
        return full if cell_len(full) > place.width else ""

    def _place_at(self, x: int) -> _Place | None:
        cell = x if x < self._layout.frozen_cells else x + self.scroll_offset.x
        return next((place for place in self._layout.places if place.start <= cell < place.end), None)

    def _index_at(self, y: int) -> int | None:
        index = self.scroll_offset.y + y - HEADER_LINES
        return index if 0 <= y - HEADER_LINES < self._body_height and index < len(self._rows) else None

    # Room

    @property
    def _footer_height(self) -> int:
        """Totals give way to the rows on a screen of three lines."""
        return min(len(self._footer), max(0, self.size.height - HEADER_LINES - 1))

    @property
    def _body_height(self) -> int:
        return max(0, self.size.height - HEADER_LINES - self._footer_height)

    def _measure(self) -> None:
        """Lay the columns out in the table's present size.

        The virtual width is that of columns that do not stretch: were it the stretched one, the vertical scroll bar
        would call the horizontal one.
        """
        shown = _shown(self._columns, self.container_size.width)
        self._layout = _lay_out(shown, width=self.size.width, frozen=self._frozen)
        least = _lay_out(shown, width=0, frozen=0).cells
        self.virtual_size = Size(least, self._line_count)

    @property
    def _line_count(self) -> int:
        return HEADER_LINES + len(self._rows) + len(self._footer)

    def _show_cursor(self) -> bool:
        """Scroll no more than it takes to see the cursor; whether it took any."""
        top, height = self.scroll_offset.y, self._body_height
        if not height:
            return False
        self.scroll_to(y=min(max(top, self.cursor - height + 1), self.cursor), animate=False, force=True)
        return self.scroll_offset.y != top

    def on_resize(self) -> None:
        """Lay the columns out again."""
        self._measure()
        self._show_cursor()
        self._redraw()

    # Drawing

    def notify_style_update(self) -> None:
        """Forget the colours of the theme before."""
        super().notify_style_update()
        self._lines.clear()
        self._looks.clear()

    def _redraw(self) -> None:
        self._lines.clear()
        self.refresh()

    def _refresh_rows(self, indexes: Iterable[int]) -> None:
        for index in indexes:
            y = index - self.scroll_offset.y
            if 0 <= y < self._body_height:
                self.refresh(Region(0, y + HEADER_LINES, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """The line of the screen at `y`."""
        body = y - HEADER_LINES
        if body < 0:
            return self._strip([(self._header_text(self._layout), self._component("header"))], line=0)
        if body >= self._body_height:
            rank = body - self._body_height
            text = self._line_text(self._footer[rank], self._layout)
            return self._strip([(text, self._component("footer"))], line=HEADER_LINES + len(self._rows) + rank)
        index = self.scroll_offset.y + body
        if index < len(self._rows):
            return self._row_strip(index)
        said = [] if self._rows else self._empty_lines(self.size.width)
        text = said[body] if body < len(said) else ""
        return Strip([Segment(text, self._component("empty"))]).extend_cell_length(self.size.width, self._component(""))

    def _row_strip(self, index: int) -> Strip:
        here, marked = index == self.cursor, self.is_marked(index)
        state = (index, here, marked, self.scroll_offset.x)
        strip = self._lines.get(state) if self.text_selection is None else None
        if strip is None:
            base = self._component("cursor" if here else "marked" if marked else "")
            pieces = [(self._gutter(index), base), *self._row_pieces(self._rows[index], base, over=here)]
            strip = self._strip(pieces, line=HEADER_LINES + index)
            if self.text_selection is None:
                self._lines[state] = strip
        return strip

    def _row_pieces(self, row: Row, base: Style, *, over: bool) -> Iterator[Piece]:
        """The cells of a row; with `over`, the base's colours win over those of the cells: a cursor stays readable."""
        cells = self._cells(row)
        for place in self._layout.places:
            if place.start > GUTTER_CELLS:
                yield " ", base
            look = self._cell_style(row, place.column.key) if self._cell_style else None
            own = self._style(place.column.style if look is None else look)
            for text, inner in self._fit(cells[place.index], place):
                style = own + self._style(inner)
                yield text, style + base if over else base + style

    def _fit(self, cell: Cell, place: _Place) -> list[tuple[str, Look]]:
        """`cell` in exactly the cells of its place.  Here, and nowhere else, data becomes what the screen shows."""
        if isinstance(cell, str):
            return [(pad(cell, place.width, right=place.column.right, ellipsis=self._ellipsis), None)]
        parts = [(plain(text), look) for text, look in _parts(cell)]
        spare = place.width - sum(cell_len(text) for text, _ in parts)
        if spare >= 0:
            gap: tuple[str, Look] = (" " * spare, None)
            return [gap, *parts] if place.column.right else [*parts, gap]
        room = place.width
        for rank, (text, look) in enumerate(parts):
            if cell_len(text) >= room:  # the ellipsis stands in this part, for the rest of it or for those after
                cut = clip(text + self._ellipsis, room, ellipsis=self._ellipsis)
                return [*parts[:rank], (pad(cut, room), look)]
            room -= cell_len(text)
        return parts

    def _strip(self, pieces: Iterable[Piece], *, line: int) -> Strip:
        """What is seen of a whole line: its frozen columns, and the others from where they are scrolled to."""
        runs = groupby(pieces, key=itemgetter(1))
        segments = [Segment("".join(text for text, _ in run), style) for style, run in runs]
        base = segments[0].style
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(line)) is not None:
            first, last = span
            style = self.screen.get_component_rich_style("screen--selection")
            length = sum(len(segment.text) for segment in segments)
            segments = list(_painted(segments, max(first, GUTTER_CELLS), last if last >= 0 else length, style))
        whole, width, frozen = Strip(segments), self.size.width, self._layout.frozen_cells
        start = frozen + self.scroll_offset.x
        # The offsets tell Textual which characters of the line the mouse is over.
        held = whole.crop(0, min(frozen, width)).apply_offsets(0, line)
        moved = whole.crop(start, self.scroll_offset.x + width)
        skipped = len(whole.crop(0, start).text)
        return Strip.join([held, moved.apply_offsets(skipped, line)]).extend_cell_length(width, base)

    def _text_of(self, line: int) -> str:
        rank = line - HEADER_LINES
        if rank < 0:
            return self._header_text(self._layout)
        if rank < len(self._rows):
            return self._row_text(rank, self._layout)
        return self._line_text(self._footer[rank - len(self._rows)], self._layout)

    def _header_text(self, layout: _Layout) -> str:
        return self._line_text([self._title(column) for column in self._columns], layout)

    def _title(self, column: Column) -> str:
        if self.sort is None or self.sort[0] != column.key:
            return column.title
        mark = ("v" if self._ascii else "▼") if self.sort[1] else ("^" if self._ascii else "▲")
        return clip(column.title, column.width - 1, ellipsis=self._ellipsis) + mark

    def _row_text(self, index: int, layout: _Layout) -> str:
        return self._line_text(self._cells(self._rows[index]), layout, gutter=self._gutter(index))

    def _line_text(self, cells: Sequence[Cell], layout: _Layout, *, gutter: str = " " * GUTTER_CELLS) -> str:
        texts = ("".join(text for text, _ in self._fit(cells[place.index], place)) for place in layout.places)
        return gutter + " ".join(texts)

    def _empty_lines(self, width: int) -> list[str]:
        room = max(1, width - GUTTER_CELLS)
        said = (wrap(line, room) or [""] for line in plain(self.empty, lines=True).split("\n"))
        return [" " * GUTTER_CELLS + clip(line, room) for lines in said for line in lines]

    def _gutter(self, index: int) -> str:
        return f"{'>' if index == self.cursor else ' '}{'*' if self.is_marked(index) else ' '} "

    @property
    def _ellipsis(self) -> str:
        return ASCII_ELLIPSIS if self._ascii else ELLIPSIS

    def _component(self, name: str) -> Style:
        """The style of a line; of an ordinary row where `name` is empty.  Textual works it out anew at each refresh."""
        if (name, False) not in self._looks:
            style = self.get_component_rich_style(f"line-table--{name}") if name else self.rich_style
            self._looks[name, False] = style
        return self._looks[name, False]

    def _style(self, look: Look) -> Style:
        if not isinstance(look, str):
            return look or _NO_STYLE
        if (look, True) not in self._looks:
            name = f"line-table--{look}"
            try:
                style = self.get_component_rich_style(name, partial=True)
            except KeyError:
                style = Style.parse(look)
            else:  # a partial style forgets that `auto 60%` is a mixture
                mixed = self.get_component_rich_style(name)
                style += Style(color=style.color and mixed.color, bgcolor=style.bgcolor and mixed.bgcolor)
            self._looks[look, True] = style
        return self._looks[look, True]
