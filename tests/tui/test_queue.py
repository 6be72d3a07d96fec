"""From client to client by keys: what is committed, who comes next, how it ends, and what the list keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recouv.tui.screens.agenda import AgendaScreen
from recouv.tui.screens.queue import QueueScreen
from tests.tui.conftest import Book, opened, screen_text, settled, wait_for
from tests.tui.test_hostile import PAYLOADS, assert_quiet, write_all

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from recouv.tui.app import RecouvApp

FIRST, SECOND, FOURTH = "oconnell", "barthelemy", "lefebvre"


def turn(app: RecouvApp) -> str:
    """Whose turn it is."""
    assert isinstance(app.here, QueueScreen)
    return app.here.chosen_client()


async def begun(app: RecouvApp, pilot: Pilot[int], *keys: str) -> None:
    """In the queue, at its first client."""
    await pilot.press(*keys, "F")
    await wait_for(pilot, lambda: isinstance(app.screen, QueueScreen))
    await settled(app, pilot)


class TestWork:
    """One key for each thing to do."""

    async def test_each_action_brings_the_next_client(self, book: Book) -> None:
        """A letter done, a call with a promise, a snooze: nine keys, three commits."""
        async with opened(book) as (app, pilot):
            before = book.commits
            await begun(app, pilot)
            assert turn(app) == FIRST
            await wait_for(pilot, "1 of 8")
            await pilot.press("enter", "enter")
            await wait_for(pilot, lambda: turn(app) == SECOND)
            await wait_for(pilot, "2 of 8 · 1 done")
            await pilot.press("a", "p", "c", "enter")
            await wait_for(pilot, lambda: turn(app) == "lemaitre")
            await settled(app, pilot)
            assert "- reason: cash-flow" in book.committed(SECOND)
            await pilot.press("w", "enter")
            await wait_for(pilot, lambda: turn(app) == FOURTH)
            await settled(app, pilot)
            assert book.commits == before + 3

    async def test_keys_typed_ahead_never_reach_the_client_before(self, book: Book) -> None:
        """The form that opens is the next client's, or none."""
        async with opened(book) as (app, pilot):
            await begun(app, pilot)
            await pilot.press("a", "s", "enter", "n", *"x", "enter")
            await settled(app, pilot)
            assert "2026-11-20 call" in book.committed(FIRST)
            assert "2026-11-20 note" not in book.committed(FIRST)

    async def test_skip_and_back(self, book: Book) -> None:
        """Space leaves for the end, Backspace comes back; nothing is written."""
        async with opened(book) as (app, pilot):
            before = book.commits
            await begun(app, pilot)
            await pilot.press("space")
            await wait_for(pilot, lambda: turn(app) == SECOND)
            await wait_for(pilot, "1 skipped")
            await pilot.press("backspace")
            await wait_for(pilot, lambda: turn(app) == FIRST)
            await pilot.press("backspace")
            await wait_for(pilot, "this is the first client of the queue")
            assert book.commits == before

    async def test_u_gives_the_turn_back(self, book: Book) -> None:
        """To the client of the last action."""
        async with opened(book) as (app, pilot):
            await begun(app, pilot)
            await pilot.press("w", "enter")
            await wait_for(pilot, lambda: turn(app) == SECOND)
            await settled(app, pilot)
            await pilot.press("u")
            await wait_for(pilot, lambda: turn(app) == FIRST)
            await wait_for(pilot, "1 of 8 · 0 done")
            await settled(app, pilot)
            assert "undo" in book.git("log", "-1", "--format=%(trailers:key=Recouv-Action,valueonly)")

    async def test_what_another_program_did_is_passed_over(self, book: Book) -> None:
        """The client paid meanwhile is left, and said."""
        async with opened(book) as (app, pilot):
            await wait_for(pilot, lambda: app._seen is not None)
            await begun(app, pilot)
            text = (book.root / f"dossiers/{FIRST}.md").read_text(encoding="utf-8")
            book.write(FIRST, f"{text}\n### 2026-11-20 hold\n- until: 2026-11-30\n")
            app.look()
            await wait_for(pilot, lambda: turn(app) == SECOND)
            await wait_for(pilot, "oconnell: dealt with elsewhere meanwhile")

    async def test_the_end_says_what_was_done_and_what_is_held(self, book: Book) -> None:
        """And goes through those that were skipped."""
        async with opened(book) as (app, pilot):
            await begun(app, pilot, "slash", *"call", "enter")
            count = len(app.screen.queue.order)
            await pilot.press("w", "enter")
            await wait_for(pilot, "1 done")
            await settled(app, pilot)
            await pilot.press(*["space"] * (count - 1))
            await wait_for(pilot, "The end of the queue.")
            await wait_for(pilot, "1 action done")
            await wait_for(pilot, f"{count - 1} clients skipped")
            await wait_for(pilot, "insolvency proceedings")
            await pilot.press("space")
            await wait_for(pilot, f"1 of {count - 1}")

    async def test_the_dossier_opened_from_it_comes_back_to_it(self, book: Book) -> None:
        """By Esc."""
        async with opened(book) as (app, pilot):
            await begun(app, pilot)
            await pilot.press("space", "3")
            await wait_for(pilot, "[3 Dossier]")
            await pilot.press("escape")
            await wait_for(pilot, lambda: turn(app) == SECOND)


class TestTheList:
    """It is as it was left."""

    async def test_filter_marks_and_cursor_stay(self, book: Book) -> None:
        """The queue takes the rows that the filter shows."""
        async with opened(book) as (app, pilot):
            await pilot.press("slash", *"call", "enter", "space")
            shown = [task.client for task in app.screen.table.rows]
            marked = set(app.screen.table.marked_keys)
            await begun(app, pilot)
            assert app.screen.queue.order == list(dict.fromkeys(shown))
            await pilot.press("space", "q")
            await wait_for(pilot, lambda: isinstance(app.screen, AgendaScreen))
            assert [task.client for task in app.screen.table.rows] == shown
            assert set(app.screen.table.marked_keys) == marked
            assert app.screen.filter_text == "call"

    async def test_it_begins_anew_each_time(self, book: Book) -> None:
        """With what the agenda shows then."""
        async with opened(book) as (app, pilot):
            await begun(app, pilot)
            await pilot.press("space", "space", "escape")
            await wait_for(pilot, lambda: isinstance(app.screen, AgendaScreen))
            await begun(app, pilot)
            assert turn(app) == FIRST


async def test_an_empty_day_is_over_at_once(empty_book: Book) -> None:
    """And Enter goes back."""
    async with opened(empty_book) as (app, pilot):
        await begun(app, pilot)
        await wait_for(pilot, "Nobody is left: the day is empty.")
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, AgendaScreen))


@pytest.mark.parametrize("size", [(20, 5), (40, 12), (80, 24), (160, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_it_holds_at_any_size(book: Book, size: tuple[int, int]) -> None:
    """The client's name and the help are on the screen."""
    async with opened(book, size) as (app, pilot):
        await begun(app, pilot)
        assert "O'Con" in screen_text(app)
        assert "?" in screen_text(app).splitlines()[-1]


async def test_hostile_clients_are_shown_as_they_are(empty_book: Book) -> None:
    """Each in its turn."""
    clients = write_all(empty_book, PAYLOADS)
    async with opened(empty_book, (160, 50)) as (app, pilot):
        await begun(app, pilot)
        for _ in clients:
            assert_quiet(app, turn(app))
            await pilot.press("space")
            await settled(app, pilot)
        assert_quiet(app, "the end")
