"""One registry: every key of the screens is in it, and every verb with keys is done somewhere."""

from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.screen import Screen

from recouv.tui.app import RecouvApp
from recouv.tui.forms.base import Form
from recouv.tui.forms.bulk import BulkForm
from recouv.tui.forms.day import DayForm
from recouv.tui.forms.keep import KeepForm
from recouv.tui.keys import bindings, footer, handler, key_text
from recouv.tui.kit import cells
from recouv.tui.screens.agenda import AgendaScreen
from recouv.tui.screens.balance import BalanceScreen
from recouv.tui.screens.base import WorkScreen
from recouv.tui.screens.crossed import CrossedScreen
from recouv.tui.screens.dossier import DossierScreen
from recouv.tui.screens.held import HeldScreen
from recouv.tui.screens.help import HelpScreen
from recouv.tui.screens.letter_choice import LetterChoice
from recouv.tui.screens.lists import ListScreen
from recouv.tui.screens.mail import MailScreen
from recouv.tui.screens.menu import LetterMenu
from recouv.tui.screens.news import NewsScreen
from recouv.tui.screens.outlook import OutlookScreen
from recouv.tui.screens.preview import PreviewScreen
from recouv.tui.screens.problems import ProblemsScreen
from recouv.tui.screens.queue import QueueScreen
from recouv.tui.screens.reader import Reader
from recouv.tui.screens.sending import SendingScreen
from recouv.tui.screens.undo_list import UndoList
from recouv.usecases.keymap import RESERVED
from recouv.usecases.verbs import VERBS, Place, Verb
from recouv.wording.catalogue import catalogue
from tests.tui.conftest import Book, opened, screen_text, wait_for

OWNERS = {
    Place.EVERYWHERE: (RecouvApp,),
    Place.CLIENT: (WorkScreen,),
    Place.LIST: (ListScreen,),
    Place.AGENDA: (AgendaScreen,),
    Place.QUEUE: (QueueScreen,),
    Place.HELD: (HeldScreen,),
    Place.BALANCE: (BalanceScreen,),
    Place.DOSSIER: (DossierScreen,),
    Place.TIME: (BalanceScreen, DossierScreen),
    Place.BULK: (BulkForm,),
    Place.PAST: (UndoList,),
    Place.OUTLOOK: (OutlookScreen,),
    Place.NEWS: (NewsScreen,),
    Place.CROSSED: (CrossedScreen,),
    Place.FORM: (Form,),
    Place.PREVIEW: (PreviewScreen,),
    Place.CHOICE: (LetterChoice,),
    Place.MAIL: (MailScreen,),
    Place.SENDING: (SendingScreen,),
    Place.READER: (KeepForm, Reader, HelpScreen, DayForm, LetterMenu),
    Place.PROBLEMS: (ProblemsScreen,),
}
SCREENS = (AgendaScreen, QueueScreen, BalanceScreen, DossierScreen, OutlookScreen)
WITH_KEYS = [verb for verb in VERBS if verb.keys]
ON_SCREEN = [verb for verb in VERBS if verb.is_on_screen]


@pytest.mark.parametrize("verb", ON_SCREEN, ids=lambda verb: verb.id)
def test_every_verb_with_keys_is_done_where_it_makes_sense(verb: Verb) -> None:
    """A handler that takes no argument, in each owner of the place."""
    for owner in OWNERS[verb.place]:
        assert callable(getattr(owner, f"action_{handler(verb)}", None)), (verb.id, owner)


@pytest.mark.parametrize(
    "owner",
    [
        RecouvApp,
        *SCREENS,
        Form,
        Reader,
        HelpScreen,
        ProblemsScreen,
        DayForm,
        BulkForm,
        UndoList,
        LetterMenu,
        HeldScreen,
        PreviewScreen,
        LetterChoice,
        MailScreen,
        SendingScreen,
        KeepForm,
        NewsScreen,
        CrossedScreen,
    ],
)
def test_no_key_is_bound_outside_the_registry(owner: type) -> None:
    """Beside what Textual itself binds on every screen."""
    known = {key for verb in VERBS for key in verb.keys}
    for ancestor in owner.__mro__:
        if ancestor is Screen or ancestor.__module__.startswith("textual"):
            continue
        for binding in vars(ancestor).get("BINDINGS", ()):
            assert isinstance(binding, Binding)
            assert set(binding.key.split(",")) <= known, binding


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_means_two_things_in_one_place(screen: type[WorkScreen]) -> None:
    """Each key of a screen does one thing."""
    keys = [key for verb in VERBS if verb.place in screen.PLACES for key in verb.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("place", [Place.PREVIEW, Place.CHOICE, Place.MAIL, Place.SENDING])
def test_no_key_means_two_things_over_a_letter(place: Place) -> None:
    """Nor in the lists of letters and messages."""
    keys = [key for verb in VERBS if verb.place is place for key in verb.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [40, 60, 80, 120, 160])
@pytest.mark.parametrize("screen", SCREENS)
def test_the_footer_fits_and_keeps_the_help(screen: type[WorkScreen], width: int, language: str) -> None:
    """At every width, in every language."""
    entries = footer(screen.PLACES, catalogue(language), width)
    assert sum(cells(key) + cells(label) + 3 for _, key, label in entries) <= width
    assert entries[-1][0].id == "help"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_footer_of_80_columns_has_what_a_day_needs(language: str) -> None:
    """On the agenda: do, call, paid, the why of a row, the rest by the menu, undo and the help."""
    shown = {verb.id for verb, _, _ in footer(AgendaScreen.PLACES, catalogue(language), 80)}
    assert {"do", "log", "pay", "filter", "reasoning", "more", "undo", "help"} <= shown


def test_digits_have_their_unshifted_azerty_keys() -> None:
    """`& é " '` open the four screens."""
    keys = {verb.id: verb.keys for verb in VERBS}
    assert keys["agenda"] == ("1", "ampersand")
    assert keys["balance"] == ("2", "é")
    assert keys["dossier"] == ("3", "quotation_mark")
    assert keys["outlook"] == ("4", "apostrophe")


def test_keys_are_written_as_people_call_them() -> None:
    """Footer names."""
    assert [key_text(key) for key in ("enter", "ctrl+p", "f1", "slash", "a")] == ["↵", "^P", "F1", "/", "a"]
    assert key_text("enter", ascii_only=True) == "Enter"


def test_bindings_of_a_place_come_from_the_registry() -> None:
    """One binding for each verb with keys."""
    assert {binding.id for binding in bindings(Place.AGENDA) if isinstance(binding, Binding)} == {"do", "held", "queue"}


def test_no_key_is_one_that_terminals_and_multiplexers_take() -> None:
    """Ctrl+C apart, which says how to quit."""
    assert {(verb.id, key) for verb in VERBS for key in verb.keys if key in RESERVED} == {("interrupt", "ctrl+c")}


def test_what_a_control_key_does_another_key_does_too() -> None:
    """Multiplexers, editors and browsers keep some: only what is the terminal's own, or typed in a field, has no other."""
    alone = {verb.id for verb in WITH_KEYS if all(key.startswith("ctrl+") for key in verb.keys)}
    assert alone == {"quit", "suspend", "interrupt", "compose"}
    assert any(verb.id == "leave" and verb.keys == ("q",) for verb in VERBS)


@pytest.mark.parametrize(
    ("tab", "heading"),
    [("1", "On the agenda"), ("2", "On the balance"), ("3", "In a dossier"), ("4", "On the outlook")],
)
async def test_every_screen_has_its_help(book: Book, tab: str, heading: str) -> None:
    """Which begins with what is done there and nowhere else."""
    async with opened(book) as (app, pilot):
        await pilot.press(tab, "question_mark")
        await wait_for(pilot, heading)
        assert isinstance(app.screen, HelpScreen)


async def test_tabs_and_keys_can_be_clicked(book: Book) -> None:
    """The verb that is written is done."""
    async with opened(book) as (app, pilot):
        await pilot.click("#top", offset=(screen_text(app).index("2 Balance"), 0))
        await wait_for(pilot, "[2 Balance]")
        footer_line = screen_text(app).splitlines()[-1]
        await pilot.click("#keys", offset=(footer_line.index("? Help"), 0))
        await wait_for(pilot, lambda: isinstance(app.screen, HelpScreen))


@pytest.mark.parametrize("tab", ["2", "4"])
async def test_t_and_enter_come_back_to_today(book: Book, tab: str) -> None:
    """From the balance or the outlook of another day."""
    async with opened(book) as (_, pilot):
        await pilot.press(tab, "t", *"30/09", "enter")
        await wait_for(pilot, "As it was on 30 Sept 2026")
        await pilot.press("t", "enter")
        await wait_for(pilot, "On 20 Nov 2026")
