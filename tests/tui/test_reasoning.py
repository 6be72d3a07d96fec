"""The why of any line, one key away: the lines of `recouv explain`, from what the line is about on."""

from __future__ import annotations

from recouv.domain.asked import Asked
from recouv.tui.screens.reasoning import ReasoningReader, reasoning_rows
from recouv.usecases.explaining import explain_client
from recouv.wording.catalogue import catalogue
from recouv.wording.plain import plain
from recouv.wording.reasoning import Line, reasoning
from tests.tui.conftest import Book, opened, settled, wait_for
from tests.tui.test_hostile import PAYLOADS, assert_quiet, write_all

CALL = "lefebvre"


async def test_a_row_of_the_agenda_is_explained_from_its_task_on(book: Book) -> None:
    """E; the task is marked, its points under it."""
    async with opened(book) as (app, pilot):
        await pilot.press("j", "j", "j", "E")
        await wait_for(pilot, "> call, call: €3,796.00")
        await wait_for(pilot, "priority")
        await pilot.press("escape")
        await settled(app, pilot)
        assert not isinstance(app.screen, ReasoningReader)


async def test_an_open_item_of_the_dossier_is_explained_from_its_steps_on(book: Book) -> None:
    """Its scenario and why, each step of it."""
    async with opened(book) as (app, pilot):
        app.here.go_to(CALL)
        await pilot.press("3")
        await wait_for(pilot, lambda: app.view is not None and app.view.dossier.id == CALL)
        await pilot.press("j", "E")
        await wait_for(pilot, "> FA-4115: €1,476.00, due 4 Nov 2026, 16 days late")
        await wait_for(pilot, "follows standard")


async def test_a_row_of_the_balance_is_explained_from_the_first_line_on(book: Book) -> None:
    """The whole client."""
    async with opened(book, view="balance") as (app, pilot):
        app.here.go_to("harborview")
        await settled(app, pilot)
        await pilot.press("E")
        await wait_for(pilot, "Harborview Press LLC on 20 Nov 2026")
        await wait_for(pilot, "Commitments")


async def test_a_held_row_is_explained_from_what_holds_it_on(book: Book) -> None:
    """Enter in the list of what is held."""
    async with opened(book) as (_, pilot):
        await pilot.press("h", "enter")
        await wait_for(pilot, "> waits: FA-3977: promise of USD")


async def test_a_client_that_cannot_be_read_says_why(book: Book) -> None:
    """Each problem with its line."""
    path = book.root / f"dossiers/{CALL}.md"
    path.write_text(path.read_text(encoding="utf-8").replace("- amount: 2320", "- amount: abc"), encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8") + "\n### 2026-11-32 call\n", encoding="utf-8")
    async with opened(book) as (app, pilot):
        app.push_screen(ReasoningReader(CALL, Asked()))
        await wait_for(pilot, "dossiers/lefebvre.md:")


async def test_hostile_dossiers_are_shown_as_they_are(empty_book: Book) -> None:
    """Names, invoices, reasons."""
    clients = write_all(empty_book, PAYLOADS)
    async with opened(empty_book) as (app, pilot):
        for client, name in clients.items():
            app.push_screen(ReasoningReader(client, Asked()))
            await settled(app, pilot)
            assert_quiet(app, name)
            await pilot.press("escape")
            await settled(app, pilot)


def test_the_screen_says_what_the_command_says(book: Book) -> None:
    """Every sentence of it, for every client of the demo, on a row or cut into several."""
    words = catalogue("fr")
    for client in book.session.workspace.dossier_paths():
        lines = list(reasoning(explain_client(book.session, client, book.session.today)))
        rows, begun = reasoning_rows(lines, Asked(), words, 60)
        shown = " ".join(" ".join(row.plain.split()) for row in rows)
        assert begun == 0
        for line in lines:
            if isinstance(line, Line):
                assert " ".join(plain(words.text(line.text)).split()) in shown


async def test_it_fits_any_size(book: Book) -> None:
    """The state of a step goes under it where there is no room beside."""
    for size in ((40, 12), (160, 50)):
        async with opened(book, size) as (app, pilot):
            await pilot.press("E")
            await wait_for(pilot, "> letter, reminder 3: €6,050.00")
            assert app.is_running
