"""What keys and the mouse do to a table, and what it tells its owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message

from recouv.tui.line_table.cells import cut_text
from recouv.tui.line_table.layout import GUTTER_CELLS, HEADER_LINES
from recouv.tui.line_table.view import Row, TableView

if TYPE_CHECKING:
    from collections.abc import Container, Hashable, Iterable

    from textual import events

    from recouv.tui.line_table.layout import Column, Place


@dataclass(eq=False)
class _TableMessage(Message):
    """What a table has to say."""

    table: LineTable[Any]

    @property
    def control(self) -> LineTable[Any]:
        """The table, for `@on(LineTable.Selected, "#its-id")`."""
        return self.table


class LineTable(TableView[Row], can_focus=True):
    """Rows under a header that keys and the mouse move through, mark and open."""

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

    _pointed = ""
    """The whole of the cut cell under the mouse."""

    # What the owner sets

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show `rows`; the cursor stays on its row, or else at its height, and marks stay on theirs."""
        was = self._cursor_key
        super().set_rows(rows)
        if self._rows and self._cursor_key != was:
            self.post_message(self.Highlighted(self, self._rows[self.cursor]))

    def set_marks(self, keys: Iterable[Hashable]) -> None:
        """Mark the rows of `keys` and no other."""
        self._marks.put(keys)
        self._marks_changed()

    def clear_marks(self) -> None:
        """Mark nothing."""
        self.set_marks(())

    def unmark(self, keys: Iterable[Hashable]) -> None:
        """Take these rows' marks off; a range that is being drawn becomes marks first."""
        self._marks.add(self._range_keys())
        self._marks.drop(keys)
        self._marks_changed()

    def forget_marks_but(self, known: Container[Hashable]) -> None:
        """Forget the marks of rows that are gone: those that a filter hides are in `known`, and stay."""
        gone = [key for key in self._marks.keys if key not in known]
        if gone:
            self._marks.drop(gone)
            self._marks_changed()

    # Moves

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys without an effect here go on to the screen: Escape without marks, Enter without rows."""
        if action == "clear_marks":
            return bool(self._marks)
        if action in {"select", "mark", "mark_range", "mark_all"}:
            return bool(self._rows)
        return super().check_action(action, parameters)

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraw what the move touched, and tell of it."""
        super().watch_cursor(old, new)
        self.post_message(self.Highlighted(self, self._rows[new]))
        if self._marks.has_range:
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
        at = self.scroll_offset.x
        there = self._layout.scrolled_on(at, by=by)
        if there != at:
            self.scroll_to(x=there, animate=False, force=True)

    def action_select(self) -> None:
        """Say that the row is chosen."""
        self.post_message(self.Selected(self, self._rows[self.cursor]))

    def on_focus(self) -> None:
        """Take the terminal's cursor."""
        self._lead_terminal_cursor()

    def _show_cursor(self) -> bool:
        moved = super()._show_cursor()
        self._lead_terminal_cursor()
        return moved

    def _lead_terminal_cursor(self) -> None:
        """Put the terminal's own cursor, which nobody sees, on the row: braille displays and magnifiers follow it."""
        if self.has_focus:
            line = HEADER_LINES + self.cursor - self.scroll_offset.y
            self.app.cursor_position = self.content_region.offset + Offset(0, line)

    # Marks

    def action_mark(self) -> None:
        """Mark the row or unmark it, and go on to the next; at the end of a range, keep the range."""
        if self._marks.has_range:
            self.action_mark_range()
            return
        self._toggle_mark(self.cursor)
        self.cursor += 1

    def action_mark_range(self) -> None:
        """Begin a range at the cursor; or mark the one that was begun."""
        if self._marks.has_range:
            self._marks.add(self._range_keys())
        else:
            self._marks.range_start = self.cursor
        self._marks_changed()

    def action_mark_all(self) -> None:
        """Mark every row that is shown; unmark them when all of them are."""
        self._marks.add(self._range_keys())
        if self._marks.keys.issuperset(self._indexes):
            self._marks.drop(self._indexes)
        else:
            self._marks.add(self._indexes)
        self._marks_changed()

    def action_clear_marks(self) -> None:
        """Give up the range that was begun; or else mark nothing, shown or not."""
        self._marks.give_up()
        self._marks_changed()

    def _mark_to(self, index: int) -> None:
        """Mark from the cursor, or from where a range was begun, to the row at `index`, and go there."""
        if not self._marks.has_range:
            self._marks.range_start = self.cursor
        self.cursor = index
        self._marks.add(self._range_keys())
        self._marks_changed()

    def _toggle_mark(self, index: int) -> None:
        self._marks.toggle(self._key_at(index))
        self._refresh_rows((index,))
        self.post_message(self.Marked(self))

    def _marks_changed(self) -> None:
        self._redraw()
        self.post_message(self.Marked(self))

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Move, open, mark (in the gutter) or tell of the header; a drag has selected text and does nothing more."""
        event.prevent_default()  # Textual's own double click selects the text of the whole table
        at = event.get_content_offset(self)
        if at is None or event.button != 1 or self.text_selection is not None:
            return
        event.stop()
        place, index = self._place_at(at.x), self._index_at(at.y)
        if at.y < HEADER_LINES and place:
            self.post_message(self.HeaderClicked(self, place.column))
        if index is None:
            return
        if event.shift:
            self._mark_to(index)
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
            self._lead_terminal_cursor()

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
        return cut_text(self._cells(self._rows[index])[place.index], place)

    def _place_at(self, x: int) -> Place | None:
        return self._layout.place_at(x, scrolled=self.scroll_offset.x)

    def _index_at(self, y: int) -> int | None:
        index = self.scroll_offset.y + y - HEADER_LINES
        return index if 0 <= y - HEADER_LINES < self._body_height and index < len(self._rows) else None
