"""The aged balance by keys."""

from __future__ import annotations

from recouv.tui.screens.balance import Unreadable
from tests.tui.conftest import Book, opened, screen_text, settled, wait_for


async def test_every_amount_is_whole_at_80_columns(book: Book) -> None:
    """Whole units where cents do not fit, and the total to the cent, whatever the language."""
    async with opened(book, view="balance") as (_, pilot):
        await wait_for(pilot, "13,914.00")
        await wait_for(pilot, "51,814.40")
        await wait_for(pilot, "-2,725")
        await wait_for(pilot, "whole units")
        assert "," not in screen_text(pilot.app).split("61-90")[0].split("unall")[0].split("Client")[0]  # type: ignore[arg-type]


async def test_cents_come_with_the_room(book: Book) -> None:
    """At 160 columns, with the age and the owner."""
    async with opened(book, (160, 50), view="balance") as (_, pilot):
        await wait_for(pilot, "23,238.40")
        await wait_for(pilot, "-2,725.20")
        await wait_for(pilot, "107 d")


async def test_a_tall_screen_draws_the_ages_of_the_rows_shown(book: Book) -> None:
    """A block for each currency, each number beside its bar; they follow the filter, and give way on a short screen."""
    async with opened(book, (160, 50), view="balance") as (_, pilot):
        await wait_for(pilot, "€51,814.40  €40,787.60 late")
        await wait_for(pilot, "23,238.40  43 %  ████")
        await wait_for(pilot, "USD\N{NO-BREAK SPACE}16,350.00  USD\N{NO-BREAK SPACE}7,400.00 late")
        await pilot.press("slash", *"peyrat", "enter")
        await wait_for(pilot, "€1,116.00  €2,725.20 late")
        await pilot.resize_terminal(160, 24)
        await wait_for(pilot, lambda: "€1,116.00  €2,725.20 late" not in screen_text(pilot.app))  # type: ignore[arg-type]


async def test_totals_are_per_currency(book: Book) -> None:
    """One line each, and the parts of what is late."""
    async with opened(book, view="balance") as (_, pilot):
        await wait_for(pilot, "EUR: 10 clients")
        await wait_for(pilot, "USD: 1 client")
        await wait_for(pilot, "57 %")


async def test_a_dispute_is_marked_by_a_word(book: Book) -> None:
    """Not by a colour alone."""
    async with opened(book, view="balance") as (_, pilot):
        await wait_for(pilot, "!D")


async def test_settled_clients_are_hidden_until_asked_for(book: Book) -> None:
    """By a name, or by a star."""
    async with opened(book, view="balance") as (app, pilot):
        assert all(row.id != "van-der-meulen" for row in app.screen.table.rows)
        await pilot.press("slash", "asterisk")
        await wait_for(pilot, lambda: any(row.id == "van-der-meulen" for row in app.screen.table.rows))
        await pilot.press("escape", "slash", *"meulen")
        await wait_for(pilot, lambda: [row.id for row in app.screen.table.rows] == ["van-der-meulen"])


async def test_the_filter_finds_a_number_an_amount_and_an_age(book: Book) -> None:
    """As a bank statement or a letter gives them."""
    async with opened(book, view="balance") as (app, pilot):
        for typed, client in (("FA-4077", "lefebvre"), ("4200,00", "oconnell"), (">105", "encre-bleue")):
            await pilot.press("slash", *typed)
            await wait_for(pilot, lambda client=client: [row.id for row in app.screen.table.rows] == [client])  # type: ignore[misc]
            await pilot.press("escape")


async def test_a_filter_may_be_given_at_the_start(book: Book) -> None:
    """`recouv tui --view balance --filter '>90'`."""
    async with opened(book, view="balance", filter_text=">90") as (app, _):
        assert {row.id for row in app.screen.table.rows} == {"encre-bleue", "chateau"}


async def test_sorting_by_a_column_and_back(book: Book) -> None:
    """O goes on, O reverses."""
    async with opened(book, view="balance") as (app, pilot):
        await pilot.press("o")
        names = [row.name.casefold() for row in app.screen.table.rows]
        assert names == sorted(names)
        await pilot.press("O")
        assert app.screen.table.sort == ("client", True)
        for _ in app.screen.sortable():
            await pilot.press("o")
        assert app.screen.table.sort is None


async def test_another_day_is_shown_as_it_was(book: Book) -> None:
    """t, with the grammar of days."""
    async with opened(book, view="balance") as (app, pilot):
        await pilot.press("t", *"30/09")
        await wait_for(pilot, "Wed 30 Sept 2026")
        await pilot.press("enter")
        await wait_for(pilot, "As it was on 30 Sept 2026")
        assert app.balance is not None
        assert str(app.balance.on) == "2026-09-30"


async def test_enter_opens_the_dossier_and_escape_comes_back(book: Book) -> None:
    """To the list it was opened from."""
    async with opened(book, view="balance") as (app, pilot):
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.view is not None and app.current_mode == "dossier")
        assert app.client == "barthelemy"
        await pilot.press("escape")
        assert app.current_mode == "balance"


async def test_an_unreadable_dossier_is_listed_with_its_line(book: Book) -> None:
    """At the end, and Enter shows what is wrong; the others are there."""
    text = (book.root / "dossiers/ndiaye.md").read_text(encoding="utf-8")
    book.write("ndiaye", f"{text}\n### 2026-11-19 payment\n- amount: 484,00 euros\n")
    async with opened(book, view="balance") as (app, pilot):
        await wait_for(pilot, "! ndiaye.md:")
        assert isinstance(app.screen.table.rows[-1], Unreadable)
        assert len(app.screen.table.rows) == 11
        await pilot.press("G", "enter")
        await wait_for(pilot, "dossiers/ndiaye.md:")
        await wait_for(pilot, "484,00 euros")
        await pilot.press("escape", "1")
        await wait_for(pilot, "1 unreadable dossier")


async def test_a_payment_from_the_balance_proposes_what_is_late(book: Book) -> None:
    """Two keys there too."""
    async with opened(book, view="balance") as (app, pilot):
        await pilot.press("slash", *"ndiaye", "enter", "r", "enter")
        await wait_for(pilot, "u undoes it")
        await settled(app, pilot)
        assert book.subject == "payment: Anaïs N'Diaye, €484.00 for FA-4112"
        await wait_for(pilot, "·")
