"""The slider over time: the balance and a dossier as they were known, step by step, and nothing written there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest

from recouv.store.workspace import Workspace
from recouv.tui.app import RecouvApp
from recouv.usecases.session import Session
from recouv.usecases.verbs import READING, VERBS, Place
from recouv.wording.catalogue import catalogue
from tests.tui.conftest import Book, opened, screen_text, settled, wait_for
from tests.usecases.history import DURAND, INVOICE, History
from tests.usecases.test_knowing import TODAY, history

__all__ = ["history"]


@pytest.fixture
def past_book(history: History, brisk: None) -> Book:
    """Invoiced in September, paid in November."""
    return Book(history.root, Session(workspace=Workspace.open(history.root), today=TODAY, words=catalogue("en")))


def shown_day(app: RecouvApp) -> date | None:
    """The day of the past that is shown, once it is read."""
    return app.past.day if app.past is not None and app.past.known is not None else None


class TestSteps:
    """A key for each step, and the table follows."""

    @pytest.mark.parametrize(
        ("keys", "days"),
        [
            (["less_than_sign"], 1),
            (["left_parenthesis"], 7),
            (["minus"], 31),
            (["left_parenthesis", "greater_than_sign"], 6),
            (["minus", "right_parenthesis"], 24),
            (["minus", "minus", "equals_sign"], 31),
        ],
    )
    async def test_back_and_forth(self, past_book: Book, keys: list[str], days: int) -> None:
        """By days, weeks and months, from today on."""
        async with opened(past_book, view="balance") as (app, pilot):
            await pilot.press(*keys)
            wanted = TODAY - timedelta(days=days)
            await wait_for(pilot, lambda: shown_day(app) == wanted)
            await wait_for(pilot, lambda: app.balance is not None and app.balance.on == wanted)

    async def test_what_was_known_is_in_the_table(self, past_book: Book) -> None:
        """The payment of October, typed on 16 November, is not in the balance of the 13th."""
        async with opened(past_book, view="balance") as (_, pilot):
            await wait_for(pilot, "1,000.00")
            await pilot.press("left_parenthesis")
            await wait_for(pilot, "1,400.00")
            await wait_for(pilot, "13 Nov 2026")
            await wait_for(pilot, "read only, 0 today")
            await pilot.press("left_parenthesis")
            await wait_for(pilot, "2,400.00")

    @pytest.mark.parametrize("key", ["0", "à"])
    async def test_back_to_today(self, past_book: Book, key: str) -> None:
        """By one key, on either keyboard: as if nothing had been."""
        async with opened(past_book, view="balance") as (app, pilot):
            await settled(app, pilot)
            before = screen_text(app)
            await pilot.press("minus")
            await wait_for(pilot, lambda: shown_day(app) is not None)
            await pilot.press(key)
            await settled(app, pilot)
            assert app.past is None
            assert screen_text(app).splitlines()[:18] == before.splitlines()[:18]
            assert "back to today" in screen_text(app)

    async def test_stepping_beyond_today_comes_back(self, past_book: Book) -> None:
        """There is nothing known of tomorrow."""
        async with opened(past_book, view="balance") as (app, pilot):
            await pilot.press("less_than_sign")
            await wait_for(pilot, lambda: shown_day(app) is not None)
            await pilot.press("right_parenthesis")
            await settled(app, pilot)
            assert app.past is None
            await pilot.press("greater_than_sign")
            await wait_for(pilot, "this is today already")

    async def test_a_day_to_come(self, past_book: Book) -> None:
        """It is named."""
        async with opened(past_book, view="balance") as (app, pilot):
            app.look_back(date(2031, 1, 2))
            await wait_for(pilot, "2 Jan 2031 is still to come: this is today")

    async def test_before_the_first_commit(self, past_book: Book) -> None:
        """One stays where one was, and is told since when there is something."""
        async with opened(past_book, view="balance") as (app, pilot):
            await pilot.press("minus", "minus")
            await wait_for(pilot, lambda: shown_day(app) == date(2026, 9, 20))
            await pilot.press("minus")
            await wait_for(pilot, "the history begins on 1 Sept 2026")
            assert shown_day(app) == date(2026, 9, 20)
            await wait_for(pilot, "20 Sept 2026")

    async def test_a_typed_day(self, past_book: Book) -> None:
        """As everywhere else; today typed is today."""
        async with opened(past_book, view="balance") as (app, pilot):
            await pilot.press("K", *"2/10/2026", "enter")
            await wait_for(pilot, lambda: shown_day(app) == date(2026, 10, 2))
            await pilot.press("K", "enter")
            await settled(app, pilot)
            assert app.past is None

    async def test_a_step_just_made_is_not_read_again(self, past_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
        """It is there at once."""
        from recouv.tui import looking_back

        read: list[date] = []
        truly: Callable[..., object] = looking_back.balance_on

        def noted(session: Session, on: date, **rest: object) -> object:
            read.append(on)
            return truly(session, on, **rest)

        monkeypatch.setattr(looking_back, "balance_on", noted)
        async with opened(past_book, view="balance") as (app, pilot):
            for key in ("less_than_sign", "less_than_sign", "greater_than_sign", "less_than_sign"):
                await pilot.press(key)
                await settled(app, pilot)
            assert shown_day(app) == date(2026, 11, 18)
            assert read == [date(2026, 11, 19), date(2026, 11, 18)]

    async def test_keys_are_obeyed_while_a_day_is_read(self, past_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing waits for the reading, and what it brings late for another day is dropped."""
        from recouv.tui import looking_back

        go_on = Event()
        truly: Callable[..., object] = looking_back.balance_on

        def slow(session: Session, on: date, **rest: object) -> object:
            if on == date(2026, 11, 13):
                go_on.wait(20)
            return truly(session, on, **rest)

        monkeypatch.setattr(looking_back, "balance_on", slow)
        async with opened(past_book, view="balance") as (app, pilot):
            await pilot.press("left_parenthesis")
            await wait_for(pilot, "reading…")
            await pilot.press("left_parenthesis")
            await wait_for(pilot, "6 Nov 2026")
            go_on.set()
            await wait_for(pilot, lambda: app.balance is not None and app.balance.on == date(2026, 11, 6))
            await settled(app, pilot)
            assert shown_day(app) == date(2026, 11, 6)
            assert app.balance is not None
            assert app.balance.on == date(2026, 11, 6)


class TestDossier:
    """One client as they were known."""

    async def test_from_the_balance(self, past_book: Book) -> None:
        """Opened in the past, it is of that day, and steps on from there."""
        async with opened(past_book, view="balance") as (app, pilot):
            await pilot.press("left_parenthesis")
            await wait_for(pilot, "1,400.00")
            await pilot.press("enter")
            await wait_for(pilot, lambda: app.view is not None and app.view.on == date(2026, 11, 13))
            await wait_for(pilot, "13 Nov 2026")
            assert app.view is not None
            assert "h1h1h1h1" not in {entry.id for entry in app.view.timeline}
            await pilot.press("left_parenthesis")
            await wait_for(pilot, lambda: app.view is not None and app.view.on == date(2026, 11, 6))
            await pilot.press("escape")
            await wait_for(pilot, lambda: app.balance is not None and app.balance.on == date(2026, 11, 6))
            await wait_for(pilot, "2,400.00")

    async def test_who_did_not_exist_yet(self, past_book: Book, history: History) -> None:
        """Is said not to; a later step shows them."""
        history.act(INVOICE, client="petit", day="2026-11-17")
        async with opened(past_book, view="balance") as (app, pilot):
            app.open_client("petit")
            await wait_for(pilot, lambda: app.view is not None)
            await pilot.press("left_parenthesis")
            await wait_for(pilot, "the dossier of petit did not exist yet")
            await pilot.press("right_parenthesis")
            await wait_for(pilot, lambda: app.past is None and app.view is not None)

    async def test_a_renamed_one(self, past_book: Book, history: History) -> None:
        """By the name of then."""
        history.git("mv", DURAND, "dossiers/menuiserie.md")
        history.commit(day="2026-11-19")
        async with opened(past_book, view="balance") as (app, pilot):
            app.open_client("menuiserie")
            await wait_for(pilot, lambda: app.view is not None)
            await pilot.press("left_parenthesis")
            await wait_for(pilot, lambda: app.view is not None and app.view.dossier.id == "durand")

    async def test_a_view_of_today_that_comes_late_is_dropped(
        self, past_book: Book, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The day above it would be another's."""
        from recouv.usecases import dossiers

        go_on, is_slow = Event(), Event()
        truly: Callable[..., object] = dossiers.view_dossier

        def slow(session: Session, client: str, on: date) -> object:
            view = truly(session, client, on)
            if on == TODAY and is_slow.is_set():
                go_on.wait(20)
            return view

        monkeypatch.setattr(dossiers, "view_dossier", slow)
        async with opened(past_book, view="balance") as (app, pilot):
            app.open_client("durand")
            await wait_for(pilot, lambda: app.view is not None)
            is_slow.set()
            app.read_view("durand")
            # as if it had been told too late that nobody waits for it: its message is on the way
            late = next(worker for worker in app.workers if worker.group == "view")
            monkeypatch.setattr(type(late), "is_cancelled", property(lambda _: False))
            await pilot.press("left_parenthesis")
            await wait_for(pilot, lambda: app.view is not None and app.view.on == date(2026, 11, 13))
            go_on.set()
            await settled(app, pilot)
            assert app.view is not None
            assert app.view.on == date(2026, 11, 13)


class TestReadOnly:
    """Nothing is written in the past."""

    @pytest.mark.parametrize("key", ["a", "r", "n", "p", "plus", "N", "u", "e", "E"])
    @pytest.mark.parametrize("view", ["balance", "dossier"])
    async def test_a_verb_that_writes_is_refused(self, past_book: Book, key: str, view: str) -> None:
        """With a sentence, and no form."""
        before = past_book.commits
        async with opened(past_book, view="balance") as (app, pilot):
            await pilot.press("less_than_sign")
            await wait_for(pilot, lambda: shown_day(app) is not None)
            if view == "dossier":
                await pilot.press("enter")
                await wait_for(pilot, lambda: app.view is not None)
            await pilot.press(key)
            await wait_for(pilot, "is past: it is only read")
            assert len(app.screen_stack) == 1
            await settled(app, pilot)
        assert past_book.commits == before

    async def test_the_refusal_is_of_its_day(self, past_book: Book) -> None:
        """A step further, it is no longer said."""
        async with opened(past_book, view="balance") as (app, pilot):
            await pilot.press("less_than_sign")
            await wait_for(pilot, lambda: shown_day(app) is not None)
            await pilot.press("r")
            await wait_for(pilot, "is past: it is only read")
            await pilot.press("less_than_sign")
            await settled(app, pilot)
            assert "it is only read" not in screen_text(app)

    def test_what_is_not_known_to_read_is_refused(self) -> None:
        """A verb added later is refused until somebody says that it only reads."""
        refused = {verb.id for verb in VERBS if verb.is_on_screen and verb.id not in READING}
        assert {"pay", "log", "undo", "new", "edit", "cancel", "more", "confirm", "take-back", "save"} <= refused
        assert {verb.id for verb in VERBS if verb.place is Place.TIME} <= READING
        assert {verb.id for verb in VERBS} >= READING

    async def test_the_footer_shows_the_steps(self, past_book: Book) -> None:
        """And no verb that writes."""
        async with opened(past_book, view="balance") as (app, pilot):
            assert "Call" in screen_text(app).splitlines()[-1]
            await pilot.press("less_than_sign")
            await wait_for(pilot, lambda: "( Week -1" in screen_text(app).splitlines()[-1])
            assert "Call" not in screen_text(app).splitlines()[-1]

    async def test_the_agenda_is_always_today(self, past_book: Book) -> None:
        """Going there comes back, so that its verbs write."""
        async with opened(past_book, view="balance") as (app, pilot):
            await pilot.press("less_than_sign")
            await wait_for(pilot, lambda: shown_day(app) is not None)
            await pilot.press("1")
            await wait_for(pilot, "back to today")
            assert app.past is None


async def test_what_changes_meanwhile_is_not_put_in_the_past(past_book: Book, history: History) -> None:
    """A file written while an earlier day is shown is seen once today is."""
    async with opened(past_book, view="balance") as (app, pilot):
        await pilot.press("left_parenthesis")
        await wait_for(pilot, "1,400.00")
        history.write(DURAND, history.read() + "\n### 2026-11-19 payment\n- amount: 50.00\n")
        app.read_clients(("durand",))
        app.read_all()
        await settled(app, pilot)
        assert "1,400.00" in screen_text(app)
        await pilot.press("0")
        await wait_for(pilot, "950.00")


async def test_other_columns_then(past_book: Book, history: History) -> None:
    """The settings of then, and those of today after them."""
    history.write("recouv.yaml", history.read("recouv.yaml") + "ageing: [10, 20]\n")
    history.commit(day="2026-11-19")
    book = Book(history.root, Session(workspace=Workspace.open(history.root), today=TODAY, words=catalogue("en")))
    async with opened(book, view="balance") as (app, pilot):
        await wait_for(pilot, "21+")
        await pilot.press("left_parenthesis")
        await wait_for(pilot, "91+")
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.view is not None)
        await pilot.press("escape", "0")
        await wait_for(pilot, "21+")


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (40, 12)])
async def test_the_day_is_told_at_every_size(past_book: Book, size: tuple[int, int]) -> None:
    """In the line under the tabs; where there is room, with the place of the day between the first one and today."""
    async with opened(past_book, size, view="balance") as (app, pilot):
        await pilot.press("minus")
        await wait_for(pilot, lambda: shown_day(app) is not None)
        await settled(app, pilot)
        line = screen_text(app).splitlines()[1]
        assert "◀ Tue 20 Oct 2026 ▶" in line
        assert ("●" in line) == (size[0] >= 110)
        if size[0] >= 80:
            assert "read only, 0 today" in line


def test_the_work_tree_is_left_alone(history: History, tmp_path: Path) -> None:
    """Looking back moves neither the branch nor the index nor a file."""
    from recouv.usecases.balance import balance_on
    from recouv.usecases.knowing import known_at, past_session

    now = Session(workspace=Workspace.open(history.root), today=TODAY)
    before = (history.git("rev-parse", "HEAD"), (history.root / ".git" / "index").read_bytes(), history.read())
    balance_on(past_session(now, known_at(now, "2026-10-01")), date(2026, 10, 1))
    assert (history.git("rev-parse", "HEAD"), (history.root / ".git" / "index").read_bytes(), history.read()) == before
