"""The fourth screen: where the receivables are going."""

from __future__ import annotations

import pytest

from recouv.tui.app import RecouvApp
from recouv.tui.widgets.bar_table import BarTable
from recouv.tui.widgets.client_pane import Look
from recouv.tui.widgets.curve import Curve, compact, curve_columns, curve_line
from tests.tui.conftest import Book, opened, screen_text, settled, wait_for

EUR_TOTAL = "Outstanding €51,814.40"


def dossier(name: str, journal: str) -> str:
    """A client's file."""
    return f"---\nrecouv: 1\nname: {name}\n---\n\n## Journal\n\n{journal}"


INVOICE = "### 2026-09-01 invoice F1 ^aaaaaaaa\n- amount: 100.00\n- due: 2026-10-31\n"


class TestShown:
    """Every number is written, whatever the size."""

    @pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
    async def test_the_four_charts_fit_without_scrolling(self, book: Book, size: tuple[int, int]) -> None:
        """Months, ages, weeks and the ten who owe most, each with amounts."""
        async with opened(book, size) as (app, pilot):
            await pilot.press("4")
            await wait_for(pilot, EUR_TOTAL)
            await settled(app, pilot)
            for wanted in (
                "max 51,814.40",
                "min 0.00",
                "31-60",
                "43 %",
                "to  6 Dec 26",
                "late, no date",
                "in proceedings",
                "13,914.00 27 %",
                "N'Diaye",
            ):
                assert wanted in screen_text(app), wanted
            for table in app.screen.query(BarTable):
                assert table.size.height >= table.lines, table.id

    async def test_bars_of_one_table_have_one_scale_and_two_signs(self, book: Book) -> None:
        """What is promised is full, what is only due is hatched: no colour is needed."""
        async with opened(book, (160, 50)) as (_, pilot):
            await pilot.press("4")
            await wait_for(pilot, "█ promised ░ due")
            await wait_for(pilot, "█░")

    async def test_without_utf_8(self, book: Book) -> None:
        """Same numbers, bars of `#` and `-`."""
        app = RecouvApp(book.session, ascii_only=True)
        async with app.run_test(size=(80, 24)) as pilot:
            await wait_for(pilot, lambda: app.day is not None)
            await pilot.press("4")
            await wait_for(pilot, EUR_TOTAL)
            await wait_for(pilot, "##--")
            await settled(app, pilot)
            assert not set(screen_text(app)) & set("█▌░▁▏→·") - {"·"}

    async def test_an_empty_workspace_says_how_to_begin(self, empty_book: Book) -> None:
        """No empty frames."""
        async with opened(empty_book) as (app, pilot):
            await pilot.press("apostrophe")
            await wait_for(pilot, "Nothing was invoiced by 20 Nov 2026")
            assert "? Help" in screen_text(app).splitlines()[-1], "the keys stay on the last line"

    async def test_its_keys_are_explained(self, book: Book) -> None:
        """Those that only mean something here too."""
        async with opened(book) as (_, pilot):
            await pilot.press("4")
            await wait_for(pilot, EUR_TOTAL)
            await pilot.press("question_mark")
            await wait_for(pilot, "On the outlook")

    async def test_it_is_not_read_before_it_is_looked_at(self, book: Book) -> None:
        """The first screen does not wait for it."""
        async with opened(book) as (app, pilot):
            assert app.outlook is None
            await pilot.press("4")
            await wait_for(pilot, lambda: app.outlook is not None)


class TestMoving:
    """From a sum to who makes it."""

    async def test_an_age_opens_the_balance_of_that_age(self, book: Book) -> None:
        """Every client with something of that age, and the totals of those rows."""
        async with opened(book) as (app, pilot):
            await pilot.press("4")
            await wait_for(pilot, EUR_TOTAL)
            await pilot.press("j", "j", "enter")
            await wait_for(pilot, "age:31-60")
            await wait_for(pilot, lambda: app.current_mode == "balance" and len(app.screen.table.rows) == 6)
            assert "23,238" in screen_text(app)
            await pilot.press("escape")
            await wait_for(pilot, lambda: len(app.screen.table.rows) == 11)

    async def test_a_debtor_opens_and_leads_back(self, book: Book) -> None:
        """Enter, then Escape; the cursor is where it was."""
        async with opened(book) as (app, pilot):
            await pilot.press("4")
            await wait_for(pilot, EUR_TOTAL)
            await pilot.press("tab", "j", "enter")
            await wait_for(pilot, "Façades Lemaître SARL  lemaitre")
            await pilot.press("escape")
            await wait_for(pilot, EUR_TOTAL)
            assert app.here.chosen_client() == "lemaitre"

    async def test_a_week_says_who_is_to_pay(self, book: Book) -> None:
        """With what is promised."""
        async with opened(book) as (_, pilot):
            await pilot.press("4")
            await wait_for(pilot, EUR_TOTAL)
            await pilot.press("tab", "tab", "j", "j", "enter")
            await wait_for(pilot, "Étienne Château, ébéniste")
            await wait_for(pilot, "€1,095.00 promised")

    async def test_another_currency(self, book: Book) -> None:
        """C goes round; each currency has its own charts."""
        async with opened(book) as (_, pilot):
            await pilot.press("4")
            await wait_for(pilot, "[EUR] USD")
            await pilot.press("C")
            await wait_for(pilot, "Outstanding USD\N{NO-BREAK SPACE}16,350.00")
            await pilot.press("C")
            await wait_for(pilot, EUR_TOTAL)

    async def test_another_day_is_that_of_the_balance(self, book: Book) -> None:
        """And is said."""
        async with opened(book) as (app, pilot):
            await pilot.press("4")
            await wait_for(pilot, EUR_TOTAL)
            await pilot.press("t", *"31/10/2026", "enter")
            await wait_for(pilot, "As it was on 31 Oct 2026")
            await pilot.press("2")
            await wait_for(pilot, "As it was on 31 Oct 2026 (t: today)")
            assert app.outlook is not None
            assert app.outlook.on == app.balance_day

    async def test_a_verb_about_a_client_is_about_the_debtor(self, book: Book) -> None:
        """And about nobody on a sum."""
        async with opened(book) as (_, pilot):
            await pilot.press("4")
            await wait_for(pilot, EUR_TOTAL)
            await pilot.press("r")
            await wait_for(pilot, "put the cursor on a client first")
            await pilot.press("tab", "r")
            await wait_for(pilot, "payment · Domaine Barthélémy")


class TestFiles:
    """It follows the files."""

    async def test_a_dossier_written_by_another_program(self, empty_book: Book) -> None:
        """Its part is read again, and no other; a broken one is left out and counted."""
        empty_book.write("durand", dossier("Durand", INVOICE))
        async with opened(empty_book) as (app, pilot):
            await pilot.press("4")
            await wait_for(pilot, "Outstanding €100.00")
            empty_book.write("durand", dossier("Durand", INVOICE.replace("100", "250")))
            app.look()
            await wait_for(pilot, "Outstanding €250.00")
            empty_book.write("durand", dossier("Durand", INVOICE.replace("100.00", "many")))
            app.look()
            await wait_for(pilot, "! 1 unreadable")

    async def test_what_is_recorded_here_is_seen_here(self, book: Book) -> None:
        """A payment of the debtor under the cursor."""
        async with opened(book) as (app, pilot):
            await pilot.press("4")
            await wait_for(pilot, EUR_TOTAL)
            await pilot.press("tab", "r", *"814,40", "enter")
            await wait_for(pilot, "Outstanding €51,000.00")
            await settled(app, pilot)


class TestCurve:
    """The outstanding over the months as text."""

    def curve(self, *amounts: int) -> Curve:
        """A month for each amount."""
        from datetime import date
        from decimal import Decimal

        days = [date(2026, month, 28) for month in range(1, len(amounts) + 1)]
        return Curve(days=days, amounts=[Decimal(amount) for amount in amounts], currency="EUR")

    def look(self, width: int) -> Look:
        """English, that wide."""
        from recouv.wording.catalogue import catalogue

        return Look(catalogue("en"), width)

    def test_a_line(self) -> None:
        """First, last, greatest and least, as many as there is room for."""
        curve = self.curve(0, 400, 800, 200)
        assert curve_line(curve, self.look(100)).plain == (
            "▁▅█▃  0.00 (28 Jan 26) to 200.00 · max 800.00 (28 Mar 26) · min 0.00 (28 Jan 26)"
        )
        assert curve_line(curve, self.look(40)).plain == "▁▅█▃  0.00 to 200.00 · max 800.00"
        assert curve_line(curve, self.look(60)).plain == "▁▅█▃  0.00 to 200.00 · max 800.00 · min 0.00"

    def test_columns(self) -> None:
        """Each with its number and its month; a line where they are too narrow."""
        rows = [row.plain.rstrip() for row in curve_columns(self.curve(0, 400, 800), self.look(24), 6)]
        assert rows == [
            " " * 16 + "██████",
            " " * 16 + "██████",
            " " * 8 + "██████  ██████",
            " " * 8 + "██████  ██████",
            "0       400     800",
            "01/26   02/26   03/26",
        ]
        assert len(curve_columns(self.curve(0, 400, 800), self.look(12), 6)) == 1

    @pytest.mark.parametrize(
        ("amount", "shown"),
        [
            ("0", "0"),
            ("920.40", "920"),
            ("51814.40", "51.8k"),
            ("105300", "105k"),
            ("-1200000", "-1.2M"),
            ("2e9", "2.0G"),
        ],
    )
    def test_short_amounts(self, amount: str, shown: str) -> None:
        """Where columns are too narrow for whole units."""
        from decimal import Decimal

        assert compact(Decimal(amount), "en") == shown
