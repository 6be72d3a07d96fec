"""Workspaces that are not as they should be: the screens show what there is, and say what is wrong."""

from __future__ import annotations

import shutil

from tests.tui.conftest import Book, opened, settled, wait_for


async def test_an_unreadable_dossier_is_counted_listed_and_explained(book: Book) -> None:
    """The others are shown; its row opens its problems."""
    book.write("broken", "---\nrecouv: 1\nname: [\n---\n")
    async with opened(book) as (app, pilot):
        assert len(app.screen.table.rows) == 8
        await wait_for(pilot, "1 unreadable dossier")
        await pilot.press("2")
        await wait_for(pilot, "broken.md")
        await pilot.press("G")
        await wait_for(pilot, lambda: app.screen.chosen_client() == "broken")
        await pilot.press("enter")
        await wait_for(pilot, "→")
        await settled(app, pilot)
        await pilot.press("escape", "a")
        await settled(app, pilot)
        assert app.is_running


async def test_without_scenarios_the_balance_stands_and_what_is_late_is_held(book: Book) -> None:
    """Each held row says which scenario there is not."""
    shutil.rmtree(book.root / "scenarios")
    async with opened(book) as (app, pilot):
        await pilot.press("h")
        await wait_for(pilot, "there is no scenario")
        await pilot.press("escape", "3")
        await settled(app, pilot)
        assert app.is_running
        await pilot.press("2")
        await wait_for(pilot, "O'Connell")
