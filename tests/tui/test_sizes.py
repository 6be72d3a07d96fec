"""Every screen and form at the sizes people have; colours, and what happens when we are at fault."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import force_setattr

from recouv import tui
from recouv.tui.app import RecouvApp
from recouv.tui.forms.base import Form
from recouv.tui.kit import cells
from recouv.wording.catalogue import catalogue
from tests.tui.conftest import Book, opened, screen_text, settled, wait_for

SIZES = [(20, 5), (40, 12), (80, 24), (100, 30), (120, 40), (160, 50)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_nothing_breaks_at_any_size(book: Book, size: tuple[int, int], language: str) -> None:
    """The tabs, a row and a way to act stay on the screen."""
    force_setattr(book.session, "words", catalogue(language))
    async with opened(book, size) as (app, pilot):
        for keys in (
            ("2",),
            ("3",),
            ("4",),
            ("1",),
            ("a", "p"),
            ("escape",),
            ("r",),
            ("escape",),
            ("P", "4"),
            ("escape",),
            ("d", "q"),
            ("escape",),
            ("plus",),
            ("escape",),
            ("E",),
            ("escape",),
            ("h",),
            ("escape",),
            ("L",),
            ("l",),
            ("escape",),
            ("S",),
            ("escape",),
            ("escape",),
            ("B",),
            ("escape",),
            ("F",),
            ("space",),
            ("escape",),
            ("question_mark",),
            ("escape",),
        ):
            await pilot.press(*keys)
            await settled(app, pilot)
            assert app.is_running
        if size[1] >= 12:
            assert ">" in screen_text(app)
            assert "?" in screen_text(app).splitlines()[-1]


async def test_a_screen_made_wider_shows_more_and_keeps_the_row(book: Book) -> None:
    """And back."""
    async with opened(book) as (app, pilot):
        await pilot.press("j", "j")
        row = app.screen.table.cursor_row
        await pilot.resize_terminal(160, 50)
        await wait_for(pilot, "Open invoices")
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert app.screen.table.cursor_row == row


async def test_the_form_is_whole_at_80x24(book: Book) -> None:
    """From its title to its keys, with the longest outcome."""
    async with opened(book) as (_, pilot):
        await pilot.press("j", "j", "j", "a", "p")
        for wanted in ("call · Transports", "promise", "Pays by", "Amount", "Note", "→ promise of", "Save"):
            await wait_for(pilot, wanted)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("keys", ["p", "P", "d", "H", "w", *(f"plus {letter}" for letter in "rlxtboikcva")])
async def test_each_commitment_form_is_whole_at_80x24(book: Book, keys: str, language: str) -> None:
    """From its title to its keys, every label on one line, and every row on the screen."""
    force_setattr(book.session, "words", catalogue(language))
    async with opened(book) as (app, pilot):
        app.here.go_to("lefebvre")
        await settled(app, pilot)
        await pilot.press(*keys.split())
        await settled(app, pilot)
        form = app.screen
        assert isinstance(form, Form)
        frame = form.query_one("#form")
        assert frame.region.bottom <= 24
        assert form.query_one("#form-keys").region.bottom < frame.region.bottom
        rows = form.query_one("#rows")
        assert rows.virtual_size.height <= rows.size.height
        for label in form.query(".label"):
            assert not label.display or cells(str(label.render())) < 11


@pytest.mark.parametrize("size", [(40, 12), (60, 18)], ids=["40x12", "60x18"])
async def test_a_small_screen_says_what_a_plan_would_commit(book: Book, size: tuple[int, int]) -> None:
    """The fields and the instalments give way to the sentence, not it to them."""
    async with opened(book, size) as (app, pilot):
        await pilot.press("P", "9")
        await wait_for(pilot, "→ FA-4051")
        await settled(app, pilot)
        assert app.screen.query_one("#subject").region.bottom < app.screen.query_one("#form").region.bottom


async def test_the_form_can_be_filled_at_40x12(book: Book) -> None:
    """The field in focus is on the screen, and so is what is understood."""
    async with opened(book, (40, 12)) as (app, pilot):
        await pilot.press("j", "j", "j", "enter", "p", *"15")
        await wait_for(pilot, "→ promise of")
        await pilot.press("enter")
        await wait_for(pilot, lambda: book.subject.startswith("call: Transports"))
        await settled(app, pilot)


@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark", "ansi-light", "recouv-colour-blind", "textual-dark"])
async def test_every_theme_can_be_taken(book: Book, theme: str) -> None:
    """T goes round."""
    async with opened(book) as (app, pilot):
        for _ in range(5):
            await pilot.press("T")
            await pilot.pause()
            if app.theme == theme:
                break
        assert app.theme == theme
        assert ">" in screen_text(app)


async def test_no_color_takes_the_colours_of_the_terminal(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """And paints no background."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(book) as (app, _):
        assert app.theme == "ansi-dark"


async def test_a_bug_of_ours_shows_no_value_and_ends_with_status_one(book: Book) -> None:
    """Names and amounts stay off the terminal."""
    app = RecouvApp(book.session)
    shown: list[str] = []
    with pytest.raises(RuntimeError):
        async with app.run_test(size=(80, 24)) as pilot:
            await wait_for(pilot, lambda: app.day is not None)

            def broken() -> None:
                iban = "FR7699999000010123456789012"
                raise RuntimeError(len(iban))

            app.call_later(broken)
            while app.return_code is None:
                await asyncio.sleep(0.005)
            with app.console.capture() as captured:
                for renderable in app._exit_renderables:
                    app.console.print(renderable)
            shown.append(captured.get())
    assert app.return_code == 1
    assert "RuntimeError" in shown[0]
    assert "locals" not in shown[0]


@pytest.mark.parametrize("terminal", ["dumb", ""])
def test_a_terminal_that_cannot_draw_is_refused(book: Book, terminal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller prints the agenda instead."""
    monkeypatch.setenv("TERM", terminal)
    assert tui.run(book.session) == tui.NOT_A_TERMINAL


def test_a_pipe_is_refused(book: Book) -> None:
    """Nor a pipe, nor a file."""
    assert tui.run(book.session) == tui.NOT_A_TERMINAL
