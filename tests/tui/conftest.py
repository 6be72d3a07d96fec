"""The demo on a fixed day, the screens over it, and ways to wait for a text instead of sleeping."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic, process_time
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from recouv.store.workspace import Workspace
from recouv.tui.app import RecouvApp
from recouv.usecases.session import Session
from recouv.usecases.setup import init_workspace, make_demo
from recouv.wording.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TODAY = date(2026, 11, 20)
#: Longer than any machine needs: a test that waits this long has failed.
PATIENCE_SECONDS = 20
MOMENT_SECONDS = 0.002


@pytest.fixture(autouse=True)
def no_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing moves by itself: neither cursors nor colours of the terminal's user."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


async def _idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Until the program has had nothing to do for a moment; Textual's own moment is ten times longer, at each key."""
    start = monotonic()
    while (elapsed := monotonic() - start) < max_sleep:
        busy = process_time()
        await asyncio.sleep(MOMENT_SECONDS)
        if elapsed >= min_sleep and process_time() - busy < MOMENT_SECONDS / 2:
            return


@dataclass
class Book:
    """A workspace and what its git says."""

    root: Path
    session: Session

    def git(self, *args: str) -> str:
        """What git prints."""
        done = subprocess.run(["git", *args], cwd=self.root, capture_output=True, encoding="utf-8", check=True)
        return done.stdout.strip()

    @property
    def subject(self) -> str:
        """The subject of the last commit."""
        return self.git("log", "-1", "--format=%s")

    @property
    def commits(self) -> int:
        """How many commits there are."""
        return int(self.git("rev-list", "--count", "HEAD"))

    def committed(self, client: str) -> str:
        """The dossier as the last commit has it."""
        return self.git("show", f"HEAD:dossiers/{client}.md")

    def write(self, client: str, text: str) -> Path:
        """A dossier as another program would write it."""
        path = self.root / "dossiers" / f"{client}.md"
        path.write_bytes(text.encode())
        return path

    def commit(self) -> None:
        """Commit what was written."""
        self.git("add", "-A")
        self.git("commit", "-qm", "by hand")


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys follow one another without waiting for the screen to be painted: `wait_for` and `settled` wait for that."""
    monkeypatch.setattr("textual.app.wait_for_idle", _idle)
    monkeypatch.setattr("textual.pilot.wait_for_idle", _idle)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, made once."""
    root = tmp_path_factory.mktemp("demo") / "ws"
    make_demo(root, catalogue("en"), TODAY)
    config = root / "recouv.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("language: fr", "language: en"), encoding="utf-8")
    subprocess.run(["git", "commit", "-qam", "in English"], cwd=root, check=True)
    return root


@pytest.fixture
def book(demo_folder: Path, tmp_path: Path, brisk: None) -> Book:
    """A copy of the demo."""
    root = tmp_path / "ws"
    subprocess.run(["cp", "-a", str(demo_folder), str(root)], check=True)
    return Book(root, Session(workspace=Workspace.open(root), today=TODAY, words=catalogue("en")))


@pytest.fixture
def empty_book(tmp_path: Path, brisk: None) -> Book:
    """A new workspace."""
    root = tmp_path / "new"
    init_workspace(root, catalogue("en"))
    return Book(root, Session(workspace=Workspace.open(root), today=TODAY, words=catalogue("en")))


def screen_text(app: RecouvApp) -> str:
    """What the terminal shows, line by line."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


async def wait_for(pilot: Pilot[int], wanted: str | Callable[[], bool]) -> None:
    """Until the screen shows a text, or something is so."""
    app = pilot.app
    assert isinstance(app, RecouvApp)
    deadline = monotonic() + PATIENCE_SECONDS
    while not (wanted() if callable(wanted) else wanted in screen_text(app)):
        assert monotonic() < deadline, f"waited in vain for {wanted!r} on:\n{screen_text(app)}"
        await pilot.pause()
        await asyncio.sleep(0.005)


@asynccontextmanager
async def opened(
    book: Book, size: tuple[int, int] = (80, 24), **options: str
) -> AsyncIterator[tuple[RecouvApp, Pilot[int]]]:
    """The screens, once everything is read."""
    app = RecouvApp(book.session, **options)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await wait_for(pilot, lambda: app.day is not None and app.balance is not None)
        await pilot.pause()
        yield app, pilot


async def settled(app: RecouvApp, pilot: Pilot[int]) -> None:
    """Until the workers are done and what they said is shown; one that a later one replaces is done too."""
    shown = ""
    while True:
        working = [worker for worker in app.workers if worker.group != "look" and not worker.is_finished]
        for worker in working:
            with suppress(WorkerCancelled):
                await worker.wait()
        await pilot.pause()
        before, shown = shown, screen_text(app)
        if not working and shown == before:
            return


@pytest.fixture
def said_by_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """An editor that runs a line of shell on the file `$1`."""

    def install(line: str) -> Path:
        script = tmp_path / "editor.sh"
        script.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        script.chmod(0o755)
        monkeypatch.setenv("EDITOR", str(script))
        monkeypatch.delenv("VISUAL", raising=False)
        return script

    return install
