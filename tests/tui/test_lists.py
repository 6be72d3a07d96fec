"""What both lists do: filters, orders, copies, panes, the list of the last actions, and the way out."""

from __future__ import annotations

import pytest

from recouv.tui.screens.undo_list import UndoList
from tests.tui.conftest import Book, opened, screen_text, settled, wait_for


class TestFilter:
    """As a person types it, and what is added up follows."""

    @pytest.mark.parametrize(
        "typed", ["3 796,00", "3796", "3 79", "lefebvre fa-4077", "action:call 3796", "step:3 3796"]
    )
    async def test_an_amount_is_found_on_the_agenda(self, book: Book, typed: str) -> None:
        """With its space, whole, by its beginning, beside a name."""
        async with opened(book) as (app, pilot):
            await pilot.press("slash", *("space" if char == " " else char for char in typed))
            await wait_for(pilot, lambda: [task.client for task in app.screen.table.rows] == ["lefebvre"])
            await wait_for(pilot, "1 task · €3,796.00")

    async def test_totals_follow_it_on_the_balance(self, book: Book) -> None:
        """In the footer and in the line above."""
        async with opened(book, view="balance") as (app, pilot):
            await pilot.press("slash", *">=5000EUR")
            await wait_for(pilot, lambda: 0 < len(app.screen.table.rows) < 11)
            count = len(app.screen.table.rows)
            total = sum(row.aged.total for row in app.screen.table.rows)
            await wait_for(pilot, f"EUR: {count} clients")
            await wait_for(pilot, f"{total:,.2f}")
            await wait_for(pilot, f"{count} rows")

    async def test_what_the_balance_knows_of_a_client(self, book: Book) -> None:
        """A dispute, by either word."""
        async with opened(book, view="balance") as (app, pilot):
            for word in ("disputed", "litige"):
                await pilot.press("slash", *word)
                await wait_for(pilot, lambda: all(row.aged.disputed for row in app.screen.table.rows))
                assert app.screen.table.rows
                await pilot.press("escape")

    async def test_columns_do_not_move_under_it(self, book: Book) -> None:
        """They are as wide as all the rows need."""
        async with opened(book, view="balance") as (app, pilot):
            before = list(app.screen.table.columns)
            await pilot.press("slash", *"ndiaye")
            await wait_for(pilot, lambda: len(app.screen.table.rows) == 1)
            assert list(app.screen.table.columns) == before

    async def test_the_writer_is_me(self, book: Book) -> None:
        """As entries name who is at work."""
        async with opened(book, view="balance") as (app, pilot):
            mine = {row.id for row in app.balance.rows if row.owner == app.writer and not row.aged.is_empty}
            await pilot.press("slash", *"who:me")
            await wait_for(pilot, lambda: {row.id for row in app.screen.table.rows} == mine)


class TestNamedFilters:
    """A letter each."""

    async def test_a_letter_applies_one(self, book: Book) -> None:
        """And it stands in the line where it can be changed."""
        async with opened(book, view="balance") as (app, pilot):
            await pilot.press("f", "9")
            await wait_for(pilot, lambda: {row.id for row in app.screen.table.rows} == {"encre-bleue", "chateau"})
            await wait_for(pilot, "/ >90")

    async def test_a_capital_keeps_the_present_one(self, book: Book) -> None:
        """For both lists."""
        async with opened(book, view="balance") as (app, pilot):
            await pilot.press("slash", *"chateau", "enter", "f", "C")
            await wait_for(pilot, "filter chateau kept: f c shows it")
            await pilot.press("escape", "f", "c")
            await wait_for(pilot, lambda: [row.id for row in app.screen.table.rows] == ["chateau"])

    async def test_without_a_filter_a_capital_keeps_nothing(self, book: Book) -> None:
        """The menu stays."""
        async with opened(book) as (app, pilot):
            before = dict(app.named_filters)
            await pilot.press("f", "D", "escape")
            assert app.named_filters == before
            assert app.screen is app.here


class TestOrder:
    """By keys or by the mouse, and back."""

    async def test_the_third_click_on_a_title_restores_the_first_order(self, book: Book) -> None:
        """Down, up, none."""
        async with opened(book, view="balance") as (app, pilot):
            first = list(app.screen.table.rows)
            orders = []
            for _ in range(3):
                await pilot.click("#balance-table", offset=(5, 0))
                await pilot.pause()
                orders.append(app.screen.table.sort)
            assert orders == [("client", False), ("client", True), None]
            assert list(app.screen.table.rows) == first

    async def test_cursor_filter_and_order_stay_through_screens_and_readings(self, book: Book) -> None:
        """Each list keeps its own."""
        async with opened(book) as (app, pilot):
            await pilot.press("o", "o", "slash", *"action:c", "enter", "j")
            row, order = app.screen.table.cursor_row, app.screen.table.sort
            await pilot.press("2", "f5")
            await settled(app, pilot)
            await pilot.press("1")
            assert app.screen.table.cursor_row.client == row.client
            assert app.screen.table.sort == order
            assert app.screen.filter_text == "action:c"


class TestCopy:
    """A menu of letters; the status line says what was copied."""

    @pytest.mark.parametrize(
        ("letter", "copied"),
        [
            ("n", "O'Connell Interiors Ltd"),
            ("i", "oconnell"),
            ("f", "FA-4051, FA-4129"),
            ("a", "6,050.00"),
            ("p", "+353209140143"),
            ("e", "niamh@oconnell-interiors.example"),
        ],
    )
    async def test_each_letter(self, book: Book, letter: str, copied: str) -> None:
        """Of the row under the cursor."""
        async with opened(book) as (app, pilot):
            await pilot.press("y", letter)
            await wait_for(pilot, f"copied: {copied}")
            assert app.clipboard == copied

    async def test_marked_rows_one_a_line(self, book: Book) -> None:
        """Those that the filter hides are left out, and counted."""
        async with opened(book) as (app, pilot):
            await pilot.press("space", "space", "space", "slash", *"letter", "enter", "y", "i")
            await wait_for(pilot, "copied: 3 lines")
            assert app.clipboard == "oconnell\nbarthelemy\nlemaitre"
            await pilot.press("slash", *" connell", "enter", "y", "i")
            await wait_for(pilot, "2 hidden rows left out")
            assert app.clipboard == "oconnell"

    async def test_from_a_dossier(self, book: Book) -> None:
        """The invoice under the cursor."""
        async with opened(book) as (_, pilot):
            await pilot.press("3")
            await wait_for(pilot, "FA-4051")
            await pilot.press("y", "f")
            await wait_for(pilot, "copied: FA-4051")


class TestPanes:
    """On the agenda."""

    async def test_z_on_a_narrow_screen_shows_the_client_and_comes_back(self, book: Book) -> None:
        """Which has no room beside the list."""
        async with opened(book) as (app, pilot):
            await pilot.press("z")
            await wait_for(pilot, "Open invoices")
            await pilot.press("z")
            await wait_for(pilot, lambda: "Open invoices" not in screen_text(app))
            assert app.screen.table.has_focus

    async def test_tab_then_z_on_a_wide_one(self, book: Book) -> None:
        """The pane that has the focus, alone."""
        async with opened(book, (160, 50)) as (app, pilot):
            await wait_for(pilot, "Open invoices")
            await pilot.press("z")
            await wait_for(pilot, lambda: "Open invoices" not in screen_text(app))
            await pilot.press("z", "tab", "z")
            await wait_for(pilot, lambda: "Why" not in screen_text(app))
            await wait_for(pilot, "Open invoices")


class TestLastActions:
    """U lists them; u there undoes the one under the cursor."""

    async def test_an_older_one_is_undone_and_redone(self, book: Book) -> None:
        """By entries; what came after stays."""
        async with opened(book) as (app, pilot):
            await pilot.press("n", *"First", "enter")
            await wait_for(pilot, "✓ note: O'Connell Interiors Ltd, First")
            await settled(app, pilot)
            await pilot.press("n", *"Second", "enter")
            await wait_for(pilot, "✓ note: O'Connell Interiors Ltd, Second")
            await settled(app, pilot)
            await pilot.press("U")
            await wait_for(pilot, "The last actions")
            await wait_for(pilot, lambda: len(app.screen.query_one("LineTable").rows) > 2)
            await pilot.press("j", "u")
            await wait_for(pilot, lambda: book.subject == "undo: note: O'Connell Interiors Ltd, First")
            await wait_for(pilot, "undone")
            await pilot.press("g", "u")
            await wait_for(pilot, lambda: book.subject == "redo: note: O'Connell Interiors Ltd, First")
            await settled(app, pilot)

    async def test_what_cannot_be_undone_says_why(self, book: Book) -> None:
        """And nothing is written."""
        async with opened(book) as (app, pilot):
            before = book.commits
            await pilot.press("U")
            await wait_for(pilot, lambda: len(app.screen.query_one("LineTable").rows) > 0)
            await pilot.press("G", "u")
            await wait_for(pilot, "it holds no entry to cancel")
            assert book.commits == before
            await pilot.press("escape")
            assert not isinstance(app.screen, UndoList)

    async def test_a_colleagues_is_asked_for_twice(self, book: Book) -> None:
        """The first key says whose it is."""
        async with opened(book) as (app, pilot):
            await pilot.press("n", *"First", "enter")
            await wait_for(pilot, "✓ note: O'Connell Interiors Ltd, First")
            await settled(app, pilot)
            book.git("commit", "-q", "--amend", "--no-edit", "--author", "Marc Delmas <marc@example.com>")
            await pilot.press("U")
            await wait_for(pilot, lambda: len(app.screen.query_one("LineTable").rows) > 1)
            await pilot.press("u")
            await wait_for(pilot, "! Marc Delmas did it")
            assert book.subject == "note: O'Connell Interiors Ltd, First"
            await pilot.press("u")
            await wait_for(pilot, lambda: book.subject == "undo: note: O'Connell Interiors Ltd, First")
            await settled(app, pilot)

    @pytest.mark.parametrize("size", [(60, 20), (40, 10), (160, 50)])
    async def test_it_opens_at_any_size(self, book: Book, size: tuple[int, int]) -> None:
        """And closes."""
        async with opened(book, size) as (app, pilot):
            await pilot.press("U")
            await wait_for(pilot, ">")
            await settled(app, pilot)
            await pilot.press("q")
            assert app.is_running
            assert app.screen is app.here


class TestWayOut:
    """The footer says what q will do, and it does it."""

    async def test_q_quits_from_a_filtered_list(self, book: Book) -> None:
        """A filter is not a place to come back from; Escape gives it up."""
        async with opened(book) as (app, pilot):
            await wait_for(pilot, "q Quit")
            await pilot.press("slash", *"peyrat", "enter", "q")
            await pilot.pause()
            assert app.return_value == 0

    async def test_from_a_dossier_it_goes_back(self, book: Book) -> None:
        """And says so."""
        async with opened(book) as (app, pilot):
            await pilot.press("3")
            await wait_for(pilot, "q Back")
            await pilot.press("q")
            assert app.current_mode == "agenda"

    async def test_a_dossier_opened_from_the_balance_of_another_day_says_its_own_day(self, book: Book) -> None:
        """What is seen there is what the balance counted."""
        async with opened(book, view="balance") as (app, pilot):
            await pilot.press("t", *"30/09", "enter")
            await wait_for(pilot, "As it was on 30 Sept 2026")
            await pilot.press("enter")
            await wait_for(pilot, lambda: app.view is not None and app.view.on.isoformat() == "2026-09-30")
            await wait_for(pilot, "! As it was on 30 Sept 2026")
