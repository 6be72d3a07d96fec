"""The table of every list, driven as a user drives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from rich.text import Text
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Offset
from textual.selection import SELECT_ALL, Selection

from recouv.tui.line_table import Column, LineTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.message import Message
    from textual.pilot import Pilot

HOSTILE = ["[red]x", "a[/]b", "[@click=app.quit]go[/]", "x\x1b[31mESC", "\x1b]0;PWNED\x07", "\u202eRLO", "nul\x00nul"]
WIDE = ["日本株式会社のとても長い名前", "👨\u200d👩\u200d👧 famille", "L" * 300]


@dataclass(frozen=True)
class Client:
    """A row."""

    code: str
    name: str
    total: str = "1 240,00"
    note: str = ""


class Lists(App[None]):
    """A screen with one table, which keeps what it is told."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [("escape", "told('escape')"), ("enter", "told('enter')")]  # noqa: RUF012 - as Textual has it

    def __init__(self, rows: Iterable[Client] = (), **options: Any) -> None:
        super().__init__()
        self.formatted: list[str] = []
        self.messages: list[Message] = []
        self.keys: list[str] = []
        columns = options.pop("columns", COLUMNS)
        self.table: LineTable[Client] = LineTable(columns, cells=self.cells, row_key=lambda row: row.code, **options)
        self.table.set_rows(rows)

    def cells(self, row: Client) -> Sequence[str]:
        """The row's cells; which rows were asked for is kept."""
        self.formatted.append(row.code)
        return (row.name, row.total, row.note)

    def compose(self) -> ComposeResult:
        """The table alone."""
        yield self.table

    def action_told(self, key: str) -> None:
        """A key that the table let go."""
        self.keys.append(key)

    def on_line_table_highlighted(self, message: LineTable.Highlighted) -> None:
        """Keep it."""
        self.messages.append(message)

    def on_line_table_selected(self, message: LineTable.Selected) -> None:
        """Keep it."""
        self.messages.append(message)

    def on_line_table_marked(self, message: LineTable.Marked) -> None:
        """Keep it."""
        self.messages.append(message)

    def on_line_table_header_clicked(self, message: LineTable.HeaderClicked) -> None:
        """Keep it."""
        self.messages.append(message)

    @property
    def lines(self) -> list[str]:
        """The screen as text."""
        return [strip.text for strip in self.screen._compositor.render_strips()]

    @property
    def marked(self) -> list[str]:
        """The codes of the marked rows."""
        return [row.code for row in self.table.marked_rows()]

    def said(self, kind: type[Message]) -> list[Any]:
        """The messages of one kind."""
        return [message for message in self.messages if isinstance(message, kind)]


COLUMNS = (
    Column("name", "Client", 20),
    Column("total", "Total", 10, right=True),
    Column("note", "Why", 8, flexible=True),
)
WIDE_COLUMNS = (*COLUMNS[:2], Column("note", "Why", 60))


def clients(count: int) -> list[Client]:
    return [Client(f"C{n}", f"Client {n}", f"{n},00", f"note {n}") for n in range(count)]


async def press(pilot: Pilot[None], keys: str) -> None:
    await pilot.press(*keys.split())
    await pilot.pause()


class TestLines:
    """Columns are aligned, whatever they hold."""

    async def test_header_and_rows(self) -> None:
        """The flexible column takes what is left; the cursor is seen without colour."""
        app = Lists(clients(3), sort=("total", True))
        async with app.run_test(size=(50, 6)) as pilot:
            await pilot.pause()
            assert [line.rstrip() for line in app.lines] == [
                "   Client                   Total▼ Why",
                ">  Client 0                   0,00 note 0",
                "   Client 1                   1,00 note 1",
                "   Client 2                   2,00 note 2",
                "",
                "",
            ]
            app.table.sort = ("name", False)
            await pilot.pause()
            assert app.lines[0].startswith("   Client▲     ")

    async def test_ascii(self) -> None:
        """No sign outside ASCII."""
        app = Lists([Client("A", "a" * 30), Client("B", "b")], ascii=True, sort=("total", False))
        async with app.run_test(size=(50, 6)) as pilot:
            await pilot.pause()
            assert "".join(app.lines).isascii()
            assert "Total^" in app.lines[0]
            app.table.sort = ("total", True)
            await pilot.pause()
            assert "Totalv" in app.lines[0]
            assert "aaa~" in app.lines[1]

    async def test_hostile_and_wide_cells(self) -> None:
        """Markup is shown as it is, controls as U+FFFD, and amounts stay in their column."""
        app = Lists([Client(str(n), name, "7,00", name) for n, name in enumerate(HOSTILE + WIDE)])
        async with app.run_test(size=(80, 14), tooltips=True) as pilot:
            await pilot.pause()
            for line, name in zip(app.lines[1:], HOSTILE + WIDE, strict=False):
                assert cell_len(line) == 80
                assert not set(line) & set("\x00\x1b\x07\u202e\u200d")
                assert cell_len(line[: line.index("7,00")]) == 30
                assert "[" not in name or name[:4].replace("\x1b", "\ufffd") in line
            for y in range(14):
                await pilot.hover(LineTable, offset=(5, y))
            await pilot.click(LineTable, offset=(5, 3))
            await pilot.click(LineTable, offset=(40, 3))
            assert app.is_running

    async def test_parts_of_a_cell_may_have_a_style(self) -> None:
        """A rich text is cut as a whole, and its parts are made plain too."""
        app = Lists([Client("A", "Dupont"), Client("B", "Boulangerie du Port de Mer")])
        app.table._cells = lambda row: (Text.assemble((row.name, "bold"), " ", ("!L\x1b", "bad")), "1,00", Text("x"))
        async with app.run_test(size=(50, 5)) as pilot:
            await pilot.pause()
            assert app.lines[1].startswith(">  Dupont !L\ufffd")
            assert app.lines[2].startswith("   Boulangerie du Port… ")
            assert {segment.text: segment for segment in app.table.render_line(2)}
            app.table.set_columns((Column("name", "Client", 29, right=True), *COLUMNS[1:]))
            await pilot.pause()
            assert app.lines[1].startswith(">  " + "Dupont !L\ufffd".rjust(29) + " ")
            assert app.lines[2].startswith("   Boulangerie du Port de Mer !… ")

    async def test_empty(self) -> None:
        """An empty table says what to do, on as many lines as it takes."""
        app = Lists(empty="Nothing to do.\n\nImport invoices with `recouv import` [see F1].")
        async with app.run_test(size=(30, 8)) as pilot:
            await pilot.pause()
            assert [line.strip() for line in app.lines[1:6]] == [
                "Nothing to do.",
                "",
                "Import invoices with",
                "`recouv import` [see F1].",
                "",
            ]
            await press(pilot, "j k G g space v asterisk pagedown enter")
            assert app.table.cursor_row is None
            assert app.keys == ["enter"]
            assert "Import" in app.table.render_text()

    async def test_columns_of_wide_screens(self) -> None:
        """Some columns wait for room."""
        app = Lists(clients(2), columns=(*COLUMNS[:2], Column("note", "Why", 8, from_width=60)))
        async with app.run_test(size=(50, 5)) as pilot:
            await pilot.pause()
            assert "Why" not in app.lines[0]
            await pilot.resize_terminal(70, 5)
            await pilot.pause()
            assert "Why" in app.lines[0]
            assert "note 1" in app.lines[2]

    async def test_cell_styles(self) -> None:
        """By the name of a component class or as a rich style; the cursor's colours win."""
        app = Lists(clients(3), cell_style=lambda row, key: {"total": "bad", "note": "italic"}.get(key))
        async with app.run_test(size=(60, 6)) as pilot:
            await pilot.pause()
            styles = {segment.text.strip(): segment.style for segment in app.table.render_line(2)}
            bad = app.table.get_component_rich_style("line-table--bad", partial=True)
            assert styles["1,00"].color == bad.color
            assert styles["1,00"].bold
            assert styles["note 1"].italic
            here = {segment.text.strip(): segment.style for segment in app.table.render_line(1)}
            assert here["0,00"].color == app.table.get_component_rich_style("line-table--cursor").color

    async def test_muted_is_a_mixture(self) -> None:
        """Paler than the text, which a partial style of Textual is not."""
        app = Lists(clients(3), cell_style=lambda row, key: "muted")
        async with app.run_test(size=(60, 6)) as pilot:
            await pilot.pause()
            text, muted = (app.table.render_line(2)._segments[rank].style for rank in (0, 1))
            assert max(muted.color.triplet) < max(text.color.triplet)

    async def test_styles_follow_the_theme(self) -> None:
        """Nothing is kept of the theme before."""
        app = Lists(clients(3))
        async with app.run_test(size=(60, 6)) as pilot:
            await pilot.pause()
            before = app.table.render_line(2)._segments[0].style
            app.theme = "textual-light"
            await pilot.pause()
            assert app.table.render_line(2)._segments[0].style != before

    async def test_footer(self) -> None:
        """Totals are pinned at the bottom and give way to rows on a screen of two lines."""
        app = Lists(clients(50))
        async with app.run_test(size=(60, 8)) as pilot:
            app.table.set_footer(("TOTAL EUR", "78,00", ""), ("TOTAL USD", "9,00", ""))
            await press(pilot, "G")
            assert [line.split()[0] for line in app.lines[-3:]] == [">", "TOTAL", "TOTAL"]
            assert "Client 49" in app.lines[-3]
            await pilot.resize_terminal(60, 2)
            await pilot.pause()
            assert "Client 49" in app.lines[1]
            await pilot.resize_terminal(60, 8)
            app.table.set_footer()
            await pilot.pause()
            assert "TOTAL" not in "".join(app.lines)

    def test_render_text(self) -> None:
        """The whole table, for goldens, mounted or not."""
        app = Lists(clients(2), columns=(*COLUMNS[:2], Column("note", "Why", 8, from_width=60)))
        app.table.set_footer(("TOTAL", "1,00", ""))
        app.table.set_marks(["C1"])
        assert app.table.render_text(40).splitlines() == [
            "   Client                    Total",
            ">  Client 0                   0,00",
            " * Client 1                   1,00",
            "   TOTAL                      1,00",
        ]
        assert "note 1" in app.table.render_text(60)
        assert app.table.columns[2].key == "note"


class TestThousandsOfRows:
    """Only what is seen is formatted."""

    async def test_ten_thousand_rows(self) -> None:
        """A screen of lines for the fill, and two lines for a key."""
        app = Lists()
        async with app.run_test(size=(80, 24)) as pilot:
            app.table.set_rows(clients(10_000))
            await pilot.pause()
            assert app.table.virtual_size.height == 10_001
            assert set(app.formatted) == {f"C{n}" for n in range(23)}
            app.formatted.clear()
            await press(pilot, "j")
            assert set(app.formatted) == {"C0", "C1"}
            app.formatted.clear()
            await press(pilot, "G")
            assert set(app.formatted) == {f"C{n}" for n in range(9_977, 10_000)}

    async def test_the_mouse_passing_over_repaints_nothing(self) -> None:
        """No hover style: hundreds of kilobytes over ssh."""
        app = Lists(clients(100))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            drawn: list[int] = []
            draw = app.table.render_lines
            app.table.render_lines = lambda crop: drawn.append(crop.height) or draw(crop)  # type: ignore[method-assign, func-returns-value]
            for y in range(1, 20):
                await pilot.hover(LineTable, offset=(10, y))
            await pilot.pause()
            assert set(drawn) == {1}, "one line is read at a time, to know what is under the mouse"


class TestCursor:
    """Keys move, and the screen follows."""

    @pytest.mark.parametrize(
        ("keys", "index"),
        [
            ("j j down", 3),
            ("j j k", 1),
            ("k", 0),
            ("G", 99),
            ("end up", 98),
            ("G g", 0),
            ("G home", 0),
            ("pagedown", 8),
            ("pagedown pagedown pageup", 8),
            ("ctrl+d", 4),
            ("ctrl+d ctrl+d ctrl+u", 4),
            ("G j", 99),
        ],
    )
    async def test_keys(self, keys: str, index: int) -> None:
        """On a screen of ten lines, of which one is the header."""
        app = Lists(clients(100))
        async with app.run_test(size=(60, 10)) as pilot:
            await press(pilot, keys)
            assert app.table.cursor == index
            assert [line for line in app.lines if line.startswith(">")] == [
                app.lines[1 + index - app.table.scroll_offset.y]
            ]
            assert f">  Client {index} " in "".join(app.lines)

    async def test_the_cursor_of_the_terminal_is_on_the_row(self) -> None:
        """Scrolled or not; it is what braille displays and magnifiers follow."""
        app = Lists(clients(100))
        async with app.run_test(size=(60, 10)) as pilot:
            await press(pilot, "j j")
            assert app.cursor_position == Offset(0, 3)
            await press(pilot, "G")
            assert app.cursor_position == Offset(0, 9)

    async def test_moves_are_told(self) -> None:
        """The first row at once; of the moves of a held key, the last for certain."""
        app = Lists(clients(100))
        async with app.run_test(size=(60, 10)) as pilot:
            await pilot.pause()
            assert [message.row.code for message in app.said(LineTable.Highlighted)] == ["C0"]
            app.table.cursor = 3
            app.table.cursor = 5
            await pilot.pause()
            last = app.said(LineTable.Highlighted)[-1]
            assert last.row.code == "C5"
            assert last.control is app.table
            assert app.table.move_to("C7")
            assert not app.table.move_to("nobody")
            assert app.table.cursor_row == app.table.rows[7]

    async def test_enter(self) -> None:
        """Enter chooses."""
        app = Lists(clients(5))
        async with app.run_test(size=(60, 10)) as pilot:
            await press(pilot, "j enter")
            assert [message.row.code for message in app.said(LineTable.Selected)] == ["C1"]
            assert app.keys == []

    async def test_cursor_stays_on_its_row(self) -> None:
        """Or at its height, when the row is gone."""
        app = Lists(clients(100))
        async with app.run_test(size=(60, 10)) as pilot:
            await press(pilot, "ctrl+d j")
            app.table.set_rows(reversed(clients(100)))
            await pilot.pause()
            assert app.table.cursor_row == clients(100)[5]
            assert any(line.startswith(">  Client 5 ") for line in app.lines)
            app.table.set_rows(row for row in app.table.rows if row.code != "C5")
            assert app.table.cursor_row == clients(100)[4]
            app.table.set_rows([])
            app.table.set_rows(clients(100))
            await pilot.pause()
            assert app.table.cursor_row == clients(100)[4]
            assert any(line.startswith(">  Client 4 ") for line in app.lines)

    async def test_resize(self) -> None:
        """The cursor is seen on a smaller screen too."""
        app = Lists(clients(100))
        async with app.run_test(size=(60, 30)) as pilot:
            await press(pilot, "pagedown")
            await pilot.resize_terminal(60, 5)
            await pilot.pause()
            assert any(line.startswith(">") for line in app.lines)
            await pilot.resize_terminal(60, 1)
            await pilot.pause()
            assert len(app.lines) == 1


class TestSideways:
    """What does not fit scrolls under the first column."""

    async def test_first_column_stays(self) -> None:
        """A column at a time."""
        app = Lists([Client("A", "Dupont", "7,00", "日本" * 20 + "end")], columns=WIDE_COLUMNS)
        async with app.run_test(size=(60, 6)) as pilot:
            await pilot.pause()
            assert app.table.virtual_size.width == 95
            await press(pilot, "right")
            assert app.lines[0].startswith("   Client               Why   ")
            assert app.lines[1].startswith(">  Dupont               日本")
            await press(pilot, "right right")
            assert cell_len(app.lines[1]) == 60
            await press(pilot, "left left")
            assert app.lines[1].startswith(">  Dupont                     7,00 日本")
            await press(pilot, "left")
            assert app.table.scroll_offset.x == 0

    async def test_a_frozen_column_does_not_take_the_whole_screen(self) -> None:
        """On a narrow one it scrolls with the others."""
        app = Lists(clients(2), columns=WIDE_COLUMNS)
        async with app.run_test(size=(30, 6)) as pilot:
            await press(pilot, "right")
            assert app.lines[0].startswith("        Total Why")

    async def test_no_horizontal_bar_without_need(self) -> None:
        """The vertical bar does not call it."""
        app = Lists(clients(100))
        async with app.run_test(size=(60, 10)) as pilot:
            await pilot.pause()
            assert not app.table.show_horizontal_scrollbar
            assert app.table.show_vertical_scrollbar
            await press(pilot, "right")
            assert app.table.scroll_offset.x == 0


class TestMarks:
    """Space, v, * and Escape."""

    async def test_space(self) -> None:
        """Marks and goes on; again, unmarks."""
        app = Lists(clients(5))
        async with app.run_test(size=(60, 10)) as pilot:
            await press(pilot, "space j space")
            assert app.marked == ["C0", "C2"]
            assert [line[:3] for line in app.lines[1:5]] == [" * ", "   ", " * ", ">  "]
            await press(pilot, "k space")
            assert app.marked == ["C0"]
            assert app.said(LineTable.Marked)[-1].control is app.table

    async def test_range(self) -> None:
        """From v to v, or to space; it is seen, and counts, while it is drawn."""
        app = Lists(clients(9))
        async with app.run_test(size=(60, 10)) as pilot:
            await press(pilot, "j v j j")
            assert app.marked == ["C1", "C2", "C3"]
            assert app.table.marked_keys == {"C1", "C2", "C3"}
            assert [line[1] for line in app.lines[1:6]] == [" ", "*", "*", "*", " "]
            await press(pilot, "k k k")
            assert app.marked == ["C0", "C1"]
            assert [line[1] for line in app.lines[1:6]] == ["*", "*", " ", " ", " "]
            await press(pilot, "v G v k space")
            assert app.marked == ["C0", "C1", "C7", "C8"]

    async def test_escape(self) -> None:
        """Gives the range up, then clears; with nothing to clear the screen gets it."""
        app = Lists(clients(9))
        async with app.run_test(size=(60, 10)) as pilot:
            await press(pilot, "space v j j escape")
            assert app.marked == ["C0"]
            assert app.keys == []
            await press(pilot, "escape")
            assert app.marked == []
            assert app.keys == []
            await press(pilot, "escape")
            assert app.keys == ["escape"]

    async def test_marks_hidden_by_a_filter(self) -> None:
        """They are counted, and left out of what an action may touch."""
        app = Lists(clients(9))
        async with app.run_test(size=(60, 10)) as pilot:
            await press(pilot, "asterisk")
            assert len(app.marked) == 9
            app.table.set_rows(clients(4))
            await pilot.pause()
            assert (len(app.marked), app.table.marked_hidden) == (4, 5)
            app.table.clear_marks()
            app.table.set_marks(["C1", "C8"])
            assert (app.marked, app.table.marked_hidden) == (["C1"], 1)

    async def test_all_and_none(self) -> None:
        """A second star takes the marks off, those of hidden rows apart."""
        app = Lists(clients(3))
        async with app.run_test(size=(60, 10)) as pilot:
            app.table.set_marks(["hidden"])
            await press(pilot, "asterisk")
            assert app.marked == ["C0", "C1", "C2"]
            await press(pilot, "asterisk")
            assert app.table.marked_keys == {"hidden"}

    async def test_marks_of_rows_that_are_gone(self) -> None:
        """They are forgotten; those of rows that a filter hides stay."""
        app = Lists(clients(9))
        async with app.run_test(size=(60, 10)) as pilot:
            await press(pilot, "asterisk")
            app.table.set_rows(clients(2))
            app.table.forget_marks_but({"C0", "C1", "C2"})
            assert app.table.marked_keys == {"C0", "C1", "C2"}
            app.table.unmark(["C0", "C2"])
            assert app.table.marked_keys == {"C1"}

    async def test_range_while_rows_change(self) -> None:
        """It follows its first row, and ends with it."""
        app = Lists(clients(9))
        async with app.run_test(size=(60, 10)) as pilot:
            await press(pilot, "j j v j")
            app.table.set_rows(clients(9)[1:])
            assert app.marked == ["C2", "C3"]
            app.table.set_rows(clients(9)[3:])
            assert app.marked == []


class TestMouse:
    """Clicks, the wheel, and selected text."""

    async def test_click_and_double_click(self) -> None:
        """A click moves, a double click chooses, below the rows nothing happens."""
        app = Lists(clients(5))
        async with app.run_test(size=(60, 12)) as pilot:
            await pilot.click(LineTable, offset=(10, 3))
            assert app.table.cursor == 2
            assert app.said(LineTable.Selected) == []
            await pilot.click(LineTable, offset=(10, 9))
            await pilot.click(LineTable, offset=(10, 4), button=3)
            assert app.table.cursor == 2
            await pilot.double_click(LineTable, offset=(10, 2))
            assert [message.row.code for message in app.said(LineTable.Selected)] == ["C1"]
            assert app.table.text_selection is None

    async def test_click_in_the_gutter(self) -> None:
        """Marks."""
        app = Lists(clients(5))
        async with app.run_test(size=(60, 12)) as pilot:
            await pilot.click(LineTable, offset=(1, 3))
            await pilot.click(LineTable, offset=(1, 4))
            assert app.marked == ["C2", "C3"]

    async def test_shift_click(self) -> None:
        """Marks from the cursor to there, as `v` does."""
        app = Lists(clients(5))
        async with app.run_test(size=(60, 12)) as pilot:
            await press(pilot, "j")
            await pilot.click(LineTable, offset=(10, 4), shift=True)
            assert app.marked == ["C1", "C2", "C3"]
            assert app.table.cursor == 3
            assert app.said(LineTable.Selected) == []

    async def test_click_on_the_header(self) -> None:
        """Tells which column, scrolled or not."""
        app = Lists(clients(5), columns=WIDE_COLUMNS)
        async with app.run_test(size=(60, 12)) as pilot:
            await pilot.click(LineTable, offset=(5, 0))
            await pilot.click(LineTable, offset=(26, 0))
            await pilot.click(LineTable, offset=(0, 0))
            await press(pilot, "right")
            await pilot.click(LineTable, offset=(26, 0))
            await pilot.pause()
            assert [message.column.key for message in app.said(LineTable.HeaderClicked)] == ["name", "total", "note"]

    async def test_wheel(self) -> None:
        """Scrolls, and takes the cursor along when it would be lost."""
        app = Lists(clients(100))
        async with app.run_test(size=(60, 10)) as pilot:
            await press(pilot, "j j j")
            await pilot._post_mouse_events([MouseScrollDown], LineTable, offset=(5, 5))
            await pilot.pause()
            assert (app.table.scroll_offset.y, app.table.cursor) == (2, 3)
            await pilot._post_mouse_events([MouseScrollDown], LineTable, offset=(5, 5))
            await pilot.pause()
            assert (app.table.scroll_offset.y, app.table.cursor) == (4, 4)
            await press(pilot, "ctrl+d ctrl+d")
            for _ in range(3):
                await pilot._post_mouse_events([MouseScrollUp], LineTable, offset=(5, 5))
            await pilot.pause()
            assert app.table.scroll_offset.y == 0
            assert app.table.cursor == 8

    async def test_dragging_selects_text(self) -> None:
        """And does not move the cursor."""
        app = Lists([Client("A", "日本", "1,00"), Client("B", "Dupont", "2,00"), Client("C", "Roux", "3,00")])
        async with app.run_test(size=(60, 12)) as pilot:
            await pilot.mouse_down(LineTable, offset=(5, 1))
            await pilot.hover(LineTable, offset=(6, 2))
            await pilot.hover(LineTable, offset=(8, 2))
            assert app.screen.get_selected_text() == "本                       1,00\nDupont"
            assert any(segment.text == "Dupont" for segment in app.table.render_line(2))
            await pilot.mouse_up(LineTable, offset=(8, 2))
            await pilot.pause()
            assert app.table.cursor == 0
            await pilot.click(LineTable, offset=(8, 2))
            assert app.screen.get_selected_text() is None
            assert app.table.cursor == 1

    async def test_a_selection_that_ends_in_the_gutter(self) -> None:
        """Draws nothing there, and the line stays as long as it was."""
        app = Lists([Client("A", "Dupont", "1,00"), Client("B", "Roux", "2,00")])
        async with app.run_test(size=(60, 12)) as pilot:
            before = app.table.render_line(2).text
            await pilot.mouse_down(LineTable, offset=(5, 1))
            await pilot.hover(LineTable, offset=(6, 2))
            await pilot.hover(LineTable, offset=(1, 2))
            assert app.table.text_selection is not None
            assert app.table.render_line(2).text == before

    async def test_selected_text_of_scrolled_columns(self) -> None:
        """What is under the mouse is what is copied."""
        app = Lists([Client("A", "Dupont", "1,00", "abcdef" * 10)], columns=WIDE_COLUMNS)
        async with app.run_test(size=(60, 12)) as pilot:
            await press(pilot, "right")
            await pilot.mouse_down(LineTable, offset=(24, 1))
            await pilot.hover(LineTable, offset=(29, 1))
            assert app.screen.get_selected_text() == "abcdef"

    async def test_everything_selected(self) -> None:
        """Header and totals too, without the gutter."""
        app = Lists(clients(2))
        async with app.run_test(size=(60, 12)) as pilot:
            app.table.set_footer(("TOTAL", "1,00", ""))
            await pilot.pause()
            text, _ = app.table.get_selection(SELECT_ALL)
            assert [line.split()[0] for line in text.splitlines()] == ["Client", "Client", "Client", "TOTAL"]
            assert app.table.get_selection(Selection(Offset(0, 99), Offset(3, 120)))[0] == ""

    async def test_tooltip_of_a_cut_cell(self) -> None:
        """In full, literally, and only there."""
        app = Lists([Client("A", "[/] Boulangerie du Port de Mer\x1b"), Client("B", "Roux")])
        async with app.run_test(size=(60, 12), tooltips=True) as pilot:
            await pilot.hover(LineTable, offset=(10, 1))
            assert str(app.table.tooltip) == "[/] Boulangerie du Port de Mer\ufffd"
            await pilot.hover(LineTable, offset=(10, 2))
            assert app.table.tooltip is None
