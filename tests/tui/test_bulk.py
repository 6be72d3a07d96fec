"""Keys on marked rows: what they say before, what they commit, what they leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recouv.tui.forms.bulk import BulkForm
from tests.tui.conftest import Book, opened, screen_text, settled, wait_for

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from recouv.tui.app import RecouvApp

DONE = "u undoes it"


async def confirmed(app: RecouvApp, pilot: Pilot[int]) -> None:
    """Once the plan is shown, write it."""
    await wait_for(pilot, "o writes one commit")
    await pilot.press("o")
    await wait_for(pilot, DONE)
    await settled(app, pilot)


class TestConfirmation:
    """Rows, clients, totals per currency; never Enter, never the key that asked."""

    async def test_it_names_count_and_totals_per_currency(self, book: Book) -> None:
        """Never added together."""
        async with opened(book, view="balance") as (_, pilot):
            await pilot.press("asterisk", "r")
            await wait_for(pilot, "11 rows · 11 clients · ")
            text = screen_text(pilot.app)  # type: ignore[arg-type]
            assert "USD" in text
            assert "€" in text

    async def test_it_is_confirmed_by_neither_enter_nor_the_same_key(self, book: Book) -> None:
        """Both say or do nothing."""
        async with opened(book) as (app, pilot):
            before = book.commits
            await pilot.press("space", "space", "m")
            await wait_for(pilot, "o writes one commit")
            await pilot.press("m", "enter")
            await wait_for(pilot, "Enter does not write")
            await settled(app, pilot)
            assert isinstance(app.screen, BulkForm)
            assert book.commits == before
            await pilot.press("escape")
            assert book.commits == before

    async def test_what_is_not_shown_yet_is_not_written(self, book: Book) -> None:
        """Keys typed ahead do not confirm what nobody has read."""
        async with opened(book) as (app, pilot):
            before = book.commits
            await pilot.press("space", "n")
            await pilot.press(*"oooo")
            await settled(app, pilot)
            assert isinstance(app.screen, BulkForm)
            assert book.commits == before

    async def test_the_footer_says_how_many_rows_a_key_acts_on(self, book: Book) -> None:
        """And no longer once nothing is marked."""
        async with opened(book) as (app, pilot):
            await pilot.press("space", "space")
            await wait_for(pilot, "Call×2")
            await pilot.press("slash", *"connell", "enter")
            await wait_for(pilot, "Call×1")
            await pilot.press("escape")
            await wait_for(pilot, lambda: "×" not in screen_text(app))


class TestHiddenRows:
    """What a filter hides is never touched unasked."""

    async def test_they_are_counted_and_left_out(self, book: Book) -> None:
        """Only the row that is seen is written."""
        async with opened(book) as (app, pilot):
            await pilot.press("space", "space", "slash", *"connell", "enter")
            await wait_for(pilot, "1 marked: €6,050.00, 1 hidden")
            await pilot.press("n")
            await wait_for(pilot, "1 more marked row is hidden by the filter and left out")
            await pilot.press(*"Bank changed", "enter")
            await confirmed(app, pilot)
            assert book.subject == "note: 1 client, Bank changed"
            assert "Bank changed" not in book.committed("barthelemy")
            assert len(app.screen.table.marked_keys) == 1

    async def test_another_key_takes_them_in(self, book: Book) -> None:
        """H, and H again leaves them out."""
        async with opened(book) as (app, pilot):
            await pilot.press("space", "space", "slash", *"connell", "enter", "m")
            await wait_for(pilot, "1 row · 1 client · €6,050.00")
            await pilot.press("H")
            await wait_for(pilot, "2 rows · 2 clients · €14,204.00")
            await pilot.press("H")
            await wait_for(pilot, "1 row · 1 client")
            await pilot.press("H")
            await wait_for(pilot, "2 rows · 2 clients")
            await confirmed(app, pilot)
            assert book.subject == "e-mail: 2 clients, €14,204.00"

    async def test_a_row_under_the_cursor_never_stands_for_hidden_marks(self, book: Book) -> None:
        """All of the marks hidden: nothing is about to be written."""
        async with opened(book) as (_, pilot):
            await pilot.press("space", "slash", *"peyrat", "enter", "m")
            await wait_for(pilot, "0 rows")
            await wait_for(pilot, "there is nothing to do for the marked rows")


class TestOneCommitAndOneUndo:
    """Whatever it touches."""

    @pytest.mark.parametrize(
        ("keys", "subject"),
        [
            (("m",), "e-mail: 2 clients, €14,204.00"),
            (("l",), "letter: 2 clients, €14,204.00"),
            (("enter",), "letter: 2 clients, €14,204.00"),
            (("r",), "payment: 2 clients, €14,204.00"),
            (("n", *"New bank", "enter"), "note: 2 clients, New bank"),
            (("s", *"Ring", "enter"), "task: 2 clients, Ring on 23 Nov 2026"),
            (("a", "s"), "call: 2 clients, €14,204.00"),
        ],
        ids=lambda value: value[0] if isinstance(value, tuple) else "",
    )
    async def test_two_clients(self, book: Book, keys: tuple[str, ...], subject: str) -> None:
        """One commit; `u` takes both back."""
        async with opened(book) as (app, pilot):
            before = book.commits
            files = book.committed("oconnell"), book.committed("barthelemy")
            await pilot.press("space", "space", *keys)
            await confirmed(app, pilot)
            assert book.subject == subject
            assert book.commits == before + 1
            written = book.committed("oconnell"), book.committed("barthelemy")
            assert written[0] != files[0]
            assert written[1] != files[1]
            await pilot.press("u")
            await wait_for(pilot, "undone")
            await settled(app, pilot)
            assert book.subject == f"undo: {subject}"
            assert "cancel" in book.committed("oconnell").removeprefix(written[0])
            assert "cancel" in book.committed("barthelemy").removeprefix(written[1])

    async def test_what_the_agenda_proposes_is_carried_out_and_calls_are_left(self, book: Book) -> None:
        """All marked, Enter: letters are logged as sent, one's own task is done, a call says why not."""
        async with opened(book) as (app, pilot):
            await pilot.press("asterisk", "enter")
            await wait_for(pilot, "call: to be done one at a time")
            await confirmed(app, pilot)
            await wait_for(pilot, lambda: {task.action for task in app.day.agenda.tasks} == {"call", "allocate"})
            assert book.git("log", "-1", "--format=%(trailers:key=Recouv-Action,valueonly)").strip() == "batch"
            assert len(app.screen.table.marked_keys) == 4

    async def test_a_client_that_cannot_be_read_is_left_out(self, book: Book) -> None:
        """With its reason; the others are written."""
        text = (book.root / "dossiers/ndiaye.md").read_text(encoding="utf-8")
        book.write("ndiaye", f"{text}\n### 2026-11-19 payment\n- amount: 484,00 euros\n")
        async with opened(book, view="balance") as (app, pilot):
            await pilot.press("asterisk", "n", *"Hello", "enter")
            await wait_for(pilot, "dossiers/ndiaye.md cannot be read")
            await confirmed(app, pilot)
            assert book.subject == "note: 10 clients, Hello"


class TestMarksStay:
    """By the row's key, whatever happens around."""

    async def test_through_a_sort_a_filter_and_another_screen(self, book: Book) -> None:
        """Until Escape, which clears the marks before the filter."""
        async with opened(book) as (app, pilot):
            await pilot.press("space", "space")
            marked = app.screen.table.marked_keys
            await pilot.press("o", "O", "slash", *"facades", "enter")
            await pilot.press("2", "1")
            assert app.screen.table.marked_keys == marked
            await pilot.press("escape")
            assert app.screen.table.marked_keys == set()
            assert app.screen.filter_text == "facades"

    async def test_through_an_edit_of_another_client(self, book: Book) -> None:
        """Which is read again."""
        async with opened(book) as (app, pilot):
            await pilot.press("space", "space")
            marked = app.screen.table.marked_keys
            text = (book.root / "dossiers/lefebvre.md").read_text(encoding="utf-8")
            book.write("lefebvre", f"{text}\n### 2026-11-20 task Ring the accountant\n- due: 2026-11-20\n")
            app.read_clients(("lefebvre",))
            await wait_for(pilot, "Ring the accountant")
            assert app.screen.table.marked_keys == marked

    async def test_a_row_that_is_gone_is_no_longer_marked(self, book: Book) -> None:
        """It is neither shown nor hidden: nothing can be done about it."""
        async with opened(book) as (app, pilot):
            await pilot.press("space", "space")
            (book.root / "dossiers/oconnell.md").unlink()
            app.read_clients(("oconnell",))
            await wait_for(pilot, lambda: len(app.day.agenda.tasks) == 7)
            await pilot.pause()
            assert [key[0] for key in app.screen.table.marked_keys] == ["barthelemy"]


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 10), (160, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_it_can_be_confirmed_at_any_size(book: Book, size: tuple[int, int]) -> None:
    """What is about to be written stays on the screen."""
    async with opened(book, size) as (app, pilot):
        await pilot.press("space", "space", "m")
        await wait_for(pilot, "2 rows · 2 clients")
        await wait_for(pilot, "→ o writes one commit")
        await pilot.press("o")
        await wait_for(pilot, lambda: book.subject.startswith("e-mail: 2 clients"))
        await settled(app, pilot)


class TestCommitments:
    """What makes sense for several at once: a hold, a snooze, an assignment; what each client says does not."""

    async def test_a_hold_names_its_clients_and_is_undone_whole(self, book: Book) -> None:
        """One entry a client, one commit, one u."""
        async with opened(book) as (app, pilot):
            before = book.commits
            await pilot.press("space", "space", "H")
            await wait_for(pilot, "2 rows · 2 clients · €14,204.00")
            await pilot.press(*"15/12", "enter")
            await confirmed(app, pilot)
            assert book.commits == before + 1
            for client in ("oconnell", "barthelemy"):
                assert "- until: 2026-12-15\n" in book.committed(client)
            await pilot.press("u")
            await wait_for(pilot, "undone")
            await settled(app, pilot)
            assert all("cancel ^" in book.git("show", "HEAD", f"dossiers/{c}.md") for c in ("oconnell", "barthelemy"))

    async def test_a_snooze_leaves_the_agenda(self, book: Book) -> None:
        """Until the day proposed, a week away; what the filter hides stays."""
        async with opened(book) as (app, pilot):
            await pilot.press("space", "space", "slash", *"connell", "enter", "w")
            await wait_for(pilot, "1 more marked row is hidden by the filter")
            await pilot.press("enter")
            await confirmed(app, pilot)
            assert "- until: 2026-11-26\n- reason: snoozed" in book.committed("oconnell")
            assert "snoozed" not in book.committed("barthelemy")

    async def test_an_assignment_leaves_out_who_has_them_and_is_undone(self, book: Book) -> None:
        """The files are again what they were."""
        before = {client: book.committed(client) for client in ("oconnell", "barthelemy", "lemaitre")}
        mine = [client for client, text in before.items() if "owner: marc" in text]
        assert 0 < len(mine) < 3
        async with opened(book) as (app, pilot):
            await pilot.press("space", "space", "space", "plus", "a", *"marc", "enter")
            await wait_for(pilot, "marc follows them already")
            await confirmed(app, pilot)
            assert all("owner: marc\n" in book.committed(client) for client in before)
            await pilot.press("u")
            await wait_for(pilot, "undone")
            await settled(app, pilot)
            assert {client: book.committed(client) for client in before} == before

    async def test_a_name_that_is_nobodys_is_refused(self, book: Book) -> None:
        """With those of the team."""
        async with opened(book) as (_, pilot):
            await pilot.press("space", "plus", "a", *"nobody")
            await wait_for(pilot, "there is nobody called nobody in the team")

    async def test_a_promise_is_for_the_row_under_the_cursor(self, book: Book) -> None:
        """Marks or not: the form names the client."""
        async with opened(book) as (app, pilot):
            await pilot.press("space", "space", "p")
            await wait_for(pilot, "promise · Façades Lemaître SARL")
            await pilot.press("escape")
            await settled(app, pilot)
