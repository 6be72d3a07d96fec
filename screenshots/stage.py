"""The application on its stage: workspaces that are the same at each run, keys pressed, what is shown taken as SVG."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, nullcontext, suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Final
from unittest.mock import patch

from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from recouv.domain.money import Money
from recouv.domain.settings import Settings
from recouv.store.config import read_config
from recouv.store.git_process import run
from recouv.store.shipped import shipped
from recouv.store.workspace import DOSSIERS, Workspace
from recouv.tui.app import RecouvApp
from recouv.usecases.session import Session
from recouv.usecases.settings import Personal
from recouv.usecases.setup import init_workspace, make_demo
from recouv.usecases.syncing import sync
from recouv.usecases.talk import Talk, log_talk
from recouv.usecases.team import team
from recouv.wording.catalogue import Catalogue, catalogue
from screenshots.scenes import Look, Scene
from screenshots.svg import fitting_cells

#: What is typed wrong in a dossier, where a picture wants one that cannot be read.
SPOILED: Final = ("encre-bleue", "2318.40", "2318,4O")
_KEY_TAKES: Final = timedelta(seconds=15)
_PATIENCE_SECONDS: Final = 60


class StageError(Exception):
    """The keys led elsewhere, or nowhere."""


class _Clock(datetime):
    """The hour on the stage: it moves with the keys, so that two runs write the same commits."""

    shown = datetime(2026, 1, 1, tzinfo=UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> _Clock:
        """The hour on the stage."""
        there = cls.shown.astimezone(tz)
        return cls(there.year, there.month, there.day, there.hour, there.minute, there.second, tzinfo=there.tzinfo)

    @classmethod
    def set(cls, moment: datetime) -> None:
        """Tell git and recouv that it is then."""
        cls.shown = moment
        os.environ["GIT_AUTHOR_DATE"] = os.environ["GIT_COMMITTER_DATE"] = moment.isoformat()


class Stage:
    """A home folder of its own, with a demo and an empty workspace in each language."""

    def __init__(self, home: Path) -> None:
        self._home = home
        config, _ = read_config((shipped(DOSSIERS) / "demo.yaml").read_text(encoding="utf-8"), "demo.yaml")
        assert config.as_of is not None
        self.today: date = config.as_of
        self._opens_at = datetime(self.today.year, self.today.month, self.today.day, 8, 42, tzinfo=UTC)

    @contextmanager
    def lit(self) -> Iterator[None]:
        """Nothing of the machine shows: neither its clock, nor its user's settings, nor chance."""
        settings = {
            "HOME": str(self._home),
            "XDG_CONFIG_HOME": str(self._home / ".config"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Léa Fontaine",
            "GIT_AUTHOR_EMAIL": "lea@imprimerie-autan.example",
            "GIT_COMMITTER_NAME": "Léa Fontaine",
            "GIT_COMMITTER_EMAIL": "lea@imprimerie-autan.example",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TZ": "Europe/Paris",
            "VISUAL": "",
            "EDITOR": "true",
        }
        with ExitStack() as stack:
            stack.enter_context(patch.dict(os.environ, settings))
            os.environ.pop("NO_COLOR", None)
            stack.enter_context(patch("recouv.usecases.session.datetime", _Clock))
            # the editor is `true`: it needs no terminal of its own
            stack.enter_context(patch.object(RecouvApp, "suspend", lambda _: nullcontext()))
            yield

    @asynccontextmanager
    async def playing(self, look: Look, scene: Scene) -> AsyncIterator[Play]:
        """The application on its first screen, at the hour at which the office opens."""
        _Clock.set(self._opens_at)
        dice = random.Random(scene.name)
        with patch("secrets.choice", dice.choice):
            workspace = self._workspace(scene, look.language)
            session = Session(workspace=workspace, today=self.today, words=catalogue(look.language))
            personal = Personal(path=self._home / "settings.toml", settings=Settings(theme=look.theme))
            app = RecouvApp(session, personal=personal, moment=lambda: _Clock.now(UTC))
            app.animation_level = "none"
            async with app.run_test(size=look.size, notifications=True, tooltips=True) as pilot:
                play = Play(app, pilot)
                await play.until_read()
                yield play

    def _workspace(self, scene: Scene, language: str) -> Workspace:
        folder = self._home / "recouvrement"
        shutil.rmtree(folder, ignore_errors=True)
        words = catalogue(language)
        if scene.empty:
            init_workspace(folder, words)
        else:
            made = self._home / f"demo.{language}"
            if not made.exists():
                _make_demo(made, language, self.today)
            shutil.copytree(made, folder)
        if scene.spoiled:
            name, right, wrong = SPOILED
            path = folder / DOSSIERS / f"{name}.md"
            path.write_text(path.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
        if scene.shared:
            _share(folder, self._home, self.today, words)
        return Workspace.open(folder)


class Play:
    """One run of the application."""

    def __init__(self, app: RecouvApp, pilot: Pilot[int]) -> None:
        self.app = app
        self._pilot = pilot

    async def until_read(self) -> None:
        """Until the first screen has what it shows."""
        await self._until("the agenda is read", lambda: self.app.day is not None and self.app.balance is not None)

    async def press(self, key: str) -> None:
        """Press a key, and wait for all it starts."""
        _Clock.set(_Clock.shown + _KEY_TAKES)
        await self._pilot.press(key)
        await self.settled()
        if self.app.current_mode == "outlook":
            await self._until("the outlook is read", lambda: self.app.outlook is not None)

    async def follow(self, scene: Scene) -> None:
        """Press all the keys of the scene.

        Raises:
            StageError: they lead to another screen than the scene is about.
        """
        for key in scene.keys:
            await self.press(key)
        if type(self.app.screen) is not scene.screen:
            raise StageError(f"the keys of {scene.name} lead to {type(self.app.screen).__name__}")

    async def settled(self) -> None:
        """Until no reading and no writing is under way, and the screen is drawn."""
        for worker in [worker for worker in self.app.workers if worker.group != "look"]:
            with suppress(WorkerCancelled):
                await worker.wait()
        await self._pilot.pause()

    def drawn(self, cell_pixels: tuple[int, int]) -> str:
        """The screen as SVG."""
        with fitting_cells(self.app.size, cell_pixels):
            return self.app.export_screenshot(simplify=True)

    async def _until(self, what: str, is_so: Callable[[], bool]) -> None:
        for _ in range(_PATIENCE_SECONDS * 100):
            if is_so():
                await self.settled()
                return
            await self._pilot.pause()
            await asyncio.sleep(0.01)
        raise StageError(f"waited in vain until {what}")


def _share(folder: Path, home: Path, today: date, words: Catalogue) -> None:
    """A remote, and what a colleague did on it while the person called a client too."""
    remote, there = home / "remote.git", home / "marc"
    for path in (remote, there):
        shutil.rmtree(path, ignore_errors=True)
    run(home, "clone", "--quiet", "--bare", str(folder), str(remote))
    run(home, "clone", "--quiet", str(remote), str(there))
    run(folder, "remote", "add", "origin", str(remote))
    mine = Session(workspace=Workspace.open(folder), today=today, words=words)
    team(mine)  # what is there so far is no news
    name = {"GIT_AUTHOR_NAME": "Marc Delmas", "GIT_AUTHOR_EMAIL": "marc@imprimerie-autan.example"}
    with patch.dict(os.environ, name):
        theirs = Session(workspace=Workspace.open(there), today=today, words=words)
        for client, talk in (
            ("lefebvre", Talk(kind="call", on=today, outcome="reached")),
            (
                "peyrat",
                Talk(kind="email", on=today, promised=Money(Decimal(1200)), promised_by=today + timedelta(days=5)),
            ),
            ("chateau", Talk(kind="note", on=today, note="Mme Roux est de retour lundi.")),
        ):
            log_talk(theirs, client, talk)
        sync(theirs, lambda _: None)
    log_talk(mine, "lefebvre", Talk(kind="call", on=today, outcome="reached"))
    sync(mine, lambda _: None)


def _make_demo(folder: Path, language: str, today: date) -> None:
    make_demo(folder, catalogue(language), today)
    config = folder / "recouv.yaml"
    text = config.read_text(encoding="utf-8").replace("language: fr", f"language: {language}")
    config.write_text(text, encoding="utf-8")
    Workspace.open(folder).git.run("commit", "--quiet", "--all", "--amend", "--no-edit")
