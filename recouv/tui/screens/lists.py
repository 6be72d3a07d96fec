"""What the agenda and the balance share: a filter as you type, orders, and a cursor that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal

from recouv.domain.message import say
from recouv.rules.row_filter import RowFilter, read_filter
from recouv.tui.keys import bindings
from recouv.tui.kit import Field, Plain
from recouv.tui.line_table import LineTable
from recouv.tui.screens.marked import MarkedRows
from recouv.usecases.verbs import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.timer import Timer


#: Beyond so many rows the list waits for a pause of so many seconds in what is typed.
_MANY, _PAUSE = 2_000, 0.05


class ListScreen(MarkedRows):
    """A screen of rows."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.LIST)
    AUTO_FOCUS = "LineTable"
    LABELS: ClassVar = {"leave": say("Quit")}

    wanted: RowFilter = RowFilter()
    """The filter in force."""
    filter_text = ""
    """As it was typed."""
    _typing: Timer | None = None
    """Until the typing pauses."""

    def filter_line(self) -> Horizontal:
        """Where the filter is typed, hidden until it is."""
        hint = self.text(say("name, number, 1 240,00, >90 days, >=1000€, who:me, tag:x, disputed, promised, * for all"))
        return Horizontal(
            Plain("/", id="filter-mark"), Field(self.desk.first_filter, proposed=hint, id="filter"), id="filter-line"
        )

    def on_mount(self) -> None:
        """Begin with the filter asked for, if any."""
        if self.desk.first_filter:
            self._filter_with(self.desk.first_filter)

    def show_progress(self, read: tuple[int, int]) -> None:
        """Say how far the reading is, where nothing else is shown yet."""
        done, total = read
        if done and not self.table.rows:
            self.table.empty = self.text(say("reading the dossiers: {done} of {total}", done=done, total=total))

    def show_rows(self) -> None:
        """Put in the table the rows that the filter keeps, in their order."""
        raise NotImplementedError

    # The filter

    def action_verb_filter(self) -> None:
        """Type a filter."""
        self.query_one("#filter-line").display = True
        self.set_focus(self.query_one("#filter", Field))

    @on(Field.Changed, "#filter")
    def _typed(self, event: Field.Changed) -> None:
        event.stop()
        self._stop_waiting()
        if event.value == self.filter_text:
            return
        if len(self.known_rows()) > _MANY:
            self._typing = self.set_timer(_PAUSE, lambda: self._filter_with(event.value))
        else:
            self._filter_with(event.value)

    @on(Field.Submitted, "#filter")
    def _kept(self, event: Field.Submitted) -> None:
        event.stop()
        self._stop_waiting()
        if event.value != self.filter_text:
            self._filter_with(event.value)
        self.query_one("#filter-line").display = bool(event.value.strip())
        self.set_focus(self.table)

    def _stop_waiting(self) -> None:
        if self._typing is not None:
            self._typing.stop()

    def _filter_with(self, text: str) -> None:
        self.filter_text = text
        self.wanted = read_filter(text, me=self.desk.writer if "me" in text or "moi" in text else "")
        self.query_one("#filter-line").display = bool(text) or self.query_one("#filter").has_focus
        self.show_rows()
        self.say_what_keys_do()

    def action_verb_filters(self) -> None:
        """Choose a filter by its letter, or keep the present one under a letter."""
        from recouv.tui.screens.menu import FilterMenu

        self.app.push_screen(FilterMenu(self.desk.named_filters, self.filter_text.strip()), self._filter_chosen)

    def _filter_chosen(self, letter: str | None) -> None:
        if letter is None:
            return
        if letter.isupper():
            self.desk.keep_filter(letter.lower(), self.filter_text.strip())
            self.desk.tell(
                say("filter {filter} kept: f {letter} shows it", letter=letter.lower(), filter=self.filter_text.strip())
            )
            return
        self.filter_by(self.desk.named_filters[letter])

    def filter_by(self, text: str) -> None:
        """Show the rows that answer to `text`, which stands in the filter's line."""
        self._stop_waiting()
        self.query_one("#filter", Field).value = text
        self._filter_with(text)

    def go_back(self) -> bool:
        """Give up the filter."""
        field = self.query_one("#filter", Field)
        used = bool(field.value) or field.has_focus
        if used:
            self.set_focus(self.table)
            self.filter_by("")
        return used

    def leave(self) -> bool:
        """Nowhere to go back to: a filter is not a place, and q said that it quits."""
        return False

    # The order

    def action_verb_sort(self) -> None:
        """Order by the next column; after the last one, the first order again."""
        keys: list[str | None] = [*self.sortable(), None]
        now = self.table.sort[0] if self.table.sort else None
        self.order_by(keys[(keys.index(now) + 1) % len(keys)] if now in keys else keys[0])

    def action_verb_reverse(self) -> None:
        """Reverse the order."""
        if self.table.sort:
            key, down = self.table.sort
            self.table.sort = (key, not down)
            self.show_rows()

    def sortable(self) -> Iterable[str]:
        """Keys of the columns that rows can be ordered by."""
        raise NotImplementedError

    def goes_down(self, key: str) -> bool:
        """Whether that column is more useful from the greatest down."""
        raise NotImplementedError

    def order_by(self, key: str | None) -> None:
        """Order by that column; by none, the first order."""
        self.table.sort = (key, self.goes_down(key)) if key else None
        self.show_rows()

    @on(LineTable.HeaderClicked)
    def _header_clicked(self, event: LineTable.HeaderClicked) -> None:
        key = event.column.key
        if key not in self.sortable():
            return
        if self.table.sort is None or self.table.sort[0] != key:
            self.order_by(key)
        elif self.table.sort[1] == self.goes_down(key):
            self.action_verb_reverse()
        else:
            self.order_by(None)

    # Panes

    def action_verb_zoom(self) -> None:
        """Say that there is nothing to enlarge."""
        self.desk.tell(say("there is one pane here"))
