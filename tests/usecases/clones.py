"""Copies of one workspace, each somebody's."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

from recouv.store.workspace import Workspace
from recouv.usecases.session import Session
from recouv.usecases.syncing import Synced, sync
from recouv.usecases.talk import Talk, log_talk
from tests.conftest import TODAY

NAME = "dossiers/durand.md"


def no_pause(_seconds: float) -> None:
    """Nobody waits in a test."""


class Clone:
    """One person's copy."""

    def __init__(self, root: Path, who: str = "lea") -> None:
        self.root = root
        self.git("config", "user.name", who)
        self.git("config", "user.email", f"{who}@example.com")

    @property
    def session(self) -> Session:
        """As it is now."""
        return Session(workspace=Workspace.open(self.root), today=TODAY)

    def git(self, *args: str) -> str:
        """What git prints."""
        done = subprocess.run(["git", *args], cwd=self.root, capture_output=True, encoding="utf-8", check=True)
        return done.stdout

    def note(self, text: str, client: str = "durand") -> str:
        """A note; its ID."""
        return log_talk(self.session, client, Talk(kind="note", on=TODAY, note=text)).entries[0]

    def call(self, client: str = "durand", day: date = TODAY) -> None:
        """A call that reached somebody."""
        log_talk(self.session, client, Talk(kind="call", on=day, outcome="reached"))

    def sync(self) -> Synced:
        """With the remote it follows."""
        return sync(self.session, no_pause)

    def read(self, client: str = "durand") -> str:
        """The dossier's text."""
        return (self.root / f"dossiers/{client}.md").read_text(encoding="utf-8")

    def edit(self, before: str, after: str) -> None:
        """By hand, with git."""
        (self.root / NAME).write_text(self.read().replace(before, after), encoding="utf-8")
        self.git("commit", "-qam", "by hand")


def joined(address: Path | str, folder: Path, who: str) -> Clone:
    """A clone of the remote."""
    subprocess.run(["git", "clone", "-q", str(address), str(folder)], check=True)
    return Clone(folder, who)
