"""The person's settings on the screens: keys, filters, colours, and what is said of mistakes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from recouv.tui.app import RecouvApp
from recouv.tui.screens.help import HelpScreen
from recouv.usecases.settings import load_settings
from tests.tui.conftest import Book, screen_text, wait_for

PLACE = "settings.toml"


@pytest.fixture
def personal(tmp_path: Path) -> Callable[[str], Path]:
    """A settings file with this text."""

    def write(text: str) -> Path:
        path = tmp_path / PLACE
        path.write_text(text, encoding="utf-8")
        return path

    return write


def app_of(book: Book, path: Path) -> RecouvApp:
    """The screens under those settings."""
    return RecouvApp(book.session, personal=load_settings(path))


async def test_a_key_of_ones_own_everywhere(book: Book, personal: Callable[[str], Path]) -> None:
    """It acts, and the footer, the help and the palette show it; the one it replaces does nothing."""
    app = app_of(book, personal('[keys]\nlog = "f2"\nbalance = "Z"\n'))
    async with app.run_test(size=(100, 40)) as pilot:
        await wait_for(pilot, "F2 Call")
        await pilot.press("a")
        await pilot.pause()
        assert len(app.screen_stack) == 1
        await pilot.press("question_mark", *"log a call")
        await wait_for(pilot, lambda: isinstance(app.screen, HelpScreen))
        await wait_for(pilot, "F2        Call")
        await pilot.press("escape")
        await pilot.press("ctrl+p")
        await wait_for(pilot, "Z      Balance")
        await pilot.press("escape")
        await pilot.press("Z")
        await wait_for(pilot, "[Z Balance]")
        await pilot.press("f2")
        await wait_for(pilot, "wrong number")


async def test_mistakes_are_told_and_the_rest_applies(book: Book, personal: Callable[[str], Path]) -> None:
    """On the status line: the first with its line, and how many."""
    app = app_of(book, personal('view = "balance"\ntheme = "purple"\n[keys]\nlog = "ctrl+s"\n'))
    async with app.run_test(size=(120, 30)) as pilot:
        await wait_for(pilot, "settings.toml:2: theme cannot be purple")
        assert "2 wrong settings: ," in screen_text(app)
        assert app.current_mode == "balance"


async def test_the_colours_chosen_are_kept(book: Book, personal: Callable[[str], Path]) -> None:
    """With the comments of the file."""
    path = personal("# mine\n")
    app = app_of(book, path)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_for(pilot, lambda: app.day is not None)
        await pilot.press("T")
        await wait_for(pilot, "colours: light, kept in your settings")
    assert path.read_text(encoding="utf-8") == '# mine\ntheme = "light"\n'
    assert app_of(book, path).theme == "textual-light"


async def test_a_filter_is_kept_and_known_by_its_letter(book: Book, personal: Callable[[str], Path]) -> None:
    """What a list asks of the application."""
    path = personal('[filters]\ng = ">90"\n')
    app = app_of(book, path)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_for(pilot, lambda: app.day is not None)
        assert app.keep_filter("l", "who:lea")
        assert {letter: app.named_filters[letter] for letter in "9gl"} == {"9": ">90", "g": ">90", "l": "who:lea"}
        assert app.keep_filter("g", "")
        assert dict(load_settings(path).settings.filters) == {"l": "who:lea"}
        assert not app.keep_filter("late", ">90")
        await wait_for(pilot, "a filter is named by one letter")


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("escape-time", "set -sg escape-time 10"),
        ("who:lea", "who follows the client"),
        ("end of the month", "eom  fm"),
        ("share", "50%"),
        ("shift+drag", "selects as the terminal does"),
    ],
)
async def test_the_help_finds_what_no_verb_is_about(
    book: Book, personal: Callable[[str], Path], wanted: str, shown: str
) -> None:
    """Filters, days, amounts, mouse, terminal: as it is typed."""
    app = app_of(book, personal(""))
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_for(pilot, lambda: app.day is not None)
        await pilot.press("question_mark")
        await pilot.press(*({" ": "space", ":": "colon", "+": "plus", "-": "minus"}.get(char, char) for char in wanted))
        await wait_for(pilot, shown)
        assert "On the agenda" not in screen_text(app)


async def test_the_help_of_a_form_says_how_to_type(book: Book, personal: Callable[[str], Path]) -> None:
    """F1, over the form, which stays as it was."""
    app = app_of(book, personal(""))
    async with app.run_test(size=(100, 40)) as pilot:
        await wait_for(pilot, lambda: app.day is not None)
        await pilot.press("r")
        await wait_for(pilot, "Received")
        await pilot.press("f1")
        await wait_for(pilot, "In a form")
        assert "the end of the month" in screen_text(app)
        assert "In a filter" not in screen_text(app)
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(app.screen, HelpScreen))
        assert "Received" in screen_text(app)
