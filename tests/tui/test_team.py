"""The others, seen from the screens: two real clones and a bare remote."""

from __future__ import annotations

import asyncio
import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from time import monotonic

import pytest

from recouv.domain.money import Money
from recouv.domain.settings import Settings
from recouv.store.workspace import Workspace
from recouv.tui.forms.call import TalkForm
from recouv.tui.screens.crossed import CrossedScreen
from recouv.tui.screens.news import NewsScreen
from recouv.tui.screens.reader import Reader
from recouv.tui.team import mark_pieces
from recouv.usecases.crossings import open_crossings
from recouv.usecases.promising import Promise, promise_action
from recouv.usecases.recording import record
from recouv.usecases.session import Session
from recouv.usecases.settings import Personal
from recouv.usecases.syncing import sync
from recouv.usecases.talk import Talk, log_talk
from recouv.usecases.team import Team, news, team
from recouv.wording.catalogue import catalogue
from tests.tui.conftest import PATIENCE_SECONDS, TODAY, Book, opened, screen_text, settled, wait_for

CLIENT, NAME = "lefebvre", "Lefebvre"


@dataclass
class Pair:
    """One at the screens, a colleague elsewhere, the remote of both."""

    here: Book
    there: Book
    bare: Path

    def colleague_notes(self, text: str) -> None:
        """A note of the colleague's, given to the remote."""
        log_talk(self.there.session, CLIENT, Talk(kind="note", on=TODAY, note=text))
        sync(self.there.session, lambda _: None)

    def both_call(self) -> None:
        """Each calls the client, not knowing of the other; the colleague's is given."""
        for book in (self.here, self.there):
            log_talk(book.session, CLIENT, Talk(kind="call", on=TODAY, outcome="reached"))
        sync(self.there.session, lambda _: None)


@pytest.fixture
def pair(book: Book, tmp_path: Path) -> Pair:
    """The demo shared."""
    bare, folder = tmp_path / "remote.git", tmp_path / "marc"
    subprocess.run(["git", "clone", "-q", "--bare", str(book.root), str(bare)], check=True)
    book.git("remote", "add", "origin", str(bare))
    sync(book.session, lambda _: None)
    team(book.session)  # what is there is no news
    subprocess.run(["git", "clone", "-q", str(bare), str(folder)], check=True)
    session = Session(workspace=Workspace.open(folder), today=TODAY, words=catalogue("en"))
    there = Book(folder, session)
    there.git("config", "user.name", "Marc Delmas")
    there.git("config", "user.email", "marc@imprimerie-autan.example")
    return Pair(book, there, bare)


class TestWhereOneStands:
    """A few cells at the top, from the first moment on."""

    async def test_nothing_without_a_remote(self, book: Book) -> None:
        """Who works alone sees nothing of it."""
        async with opened(book) as (app, pilot):
            await settled(app, pilot)
            assert app.team_mark.pieces == ()

    async def test_what_waits_at_the_remote_is_fetched_at_the_start(self, pair: Pair) -> None:
        """The colleague's action is announced, and nothing of it is taken in."""
        pair.colleague_notes("called back")
        before = pair.here.git("rev-parse", "HEAD")
        async with opened(pair.here) as (_, pilot):
            await wait_for(pilot, "↓1")
        assert pair.here.git("rev-parse", "HEAD") == before

    async def test_an_action_counts_at_once(self, pair: Pair) -> None:
        """It is here and not there."""
        async with opened(pair.here) as (app, pilot):
            await wait_for(pilot, "✓ ")
            await pilot.press("n", *"heard", "enter")
            await wait_for(pilot, "↑1")
            assert app.team is not None

    async def test_out_of_reach_is_said_quietly_and_why_can_be_read(self, pair: Pair) -> None:
        """The status line stays as it was; the reason is among the messages."""
        pair.bare.rename(pair.bare.with_name("elsewhere.git"))
        async with opened(pair.here) as (app, pilot):
            await wait_for(pilot, "offline")
            assert app.said.text == ""
            await pilot.press("M")
            await wait_for(pilot, "cannot be asked")

    async def test_never_when_told_never(self, pair: Pair) -> None:
        """`sync_every = 0`: the remote is asked by S alone."""
        pair.colleague_notes("unheard")
        personal = Personal(path=pair.bare / "settings.toml", settings=Settings(sync_every=0))
        async with opened(pair.here, personal=personal) as (app, pilot):  # type: ignore[arg-type]
            await wait_for(pilot, "✓ ")
            await settled(app, pilot)
            assert "↓" not in screen_text(app)

    async def test_a_sync_of_another_terminal_shows(self, pair: Pair) -> None:
        """What another program takes in is listed, and nothing waits any more."""
        pair.colleague_notes("from elsewhere")
        async with opened(pair.here, (160, 50)) as (app, pilot):
            await wait_for(pilot, "↓1")
            sync(pair.here.session, lambda _: None)
            await wait_for(pilot, lambda: "↓1" not in screen_text(app) and "●1" in screen_text(app))

    async def test_what_another_terminal_gave_is_no_longer_counted(self, pair: Pair) -> None:
        """A push moves no file and no branch here, and shows all the same."""
        log_talk(pair.here.session, CLIENT, Talk(kind="note", on=TODAY, note="to give"))
        async with opened(pair.here) as (app, pilot):
            await wait_for(pilot, "↑1")
            await settled(app, pilot)
            pair.here.git("push", "-q", "origin", "HEAD")
            await wait_for(pilot, lambda: "↑1" not in screen_text(app))

    def test_in_ascii(self) -> None:
        """For terminals that have nothing else."""
        stand = Team(remote="origin", ahead=2, behind=3, unread=4, crossed=1, asked=datetime(2026, 1, 1, tzinfo=UTC))
        pieces = mark_pieces(
            stand, catalogue("en"), is_syncing=False, is_offline=False, is_refused=False, ascii_only=True
        )
        shown = "".join(piece[0] if isinstance(piece, tuple) else str(piece) for piece, _ in pieces)
        assert shown == "^2 v3 *4 x1  "


class TestSync:
    """`S`."""

    async def test_it_takes_in_and_gives(self, pair: Pair) -> None:
        """Both histories are one, it is said, and the cursor stays on its client."""
        pair.colleague_notes("from Marc")
        log_talk(pair.here.session, CLIENT, Talk(kind="note", on=TODAY, note="from Léa"))
        async with opened(pair.here) as (app, pilot):
            await pilot.press("j", "j")
            client = app.here.chosen_client()
            await pilot.press("S")
            await wait_for(pilot, "1 action received")
            await settled(app, pilot)
            assert app.here.chosen_client() == client
        assert "from Marc" in pair.here.committed(CLIENT)
        assert pair.here.git("rev-parse", "HEAD") == pair.here.git("rev-parse", "origin/main")

    async def test_typing_goes_on(self, pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A form opened while git works keeps what is typed, and a refusal does not cover it."""
        ssh, typed = tmp_path / "ssh", tmp_path / "typed"
        ssh.write_text(f"#!/bin/sh\nuntil [ -e {typed} ]; do sleep 0.05; done\nexit 255\n", encoding="utf-8")
        ssh.chmod(0o755)
        monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
        pair.here.git("remote", "set-url", "origin", "ssh://git@example.invalid/clients.git")
        async with opened(pair.here) as (app, pilot):
            await pilot.press("S", "n", *"while it works")
            await wait_for(pilot, "while it works")
            typed.touch()
            await wait_for(pilot, lambda: app.sync_trouble is not None)
            assert isinstance(app.screen, TalkForm)
            assert "while it works" in screen_text(app)
            await pilot.press("enter")
            await wait_for(pilot, lambda: "while it works" in pair.here.git("show", "HEAD"))
            await wait_for(pilot, "! sync")

    async def test_a_conflict_is_read_in_full_and_stays(self, pair: Pair) -> None:
        """File and key, what to do; closed by Esc, the top line still says it."""
        for book, kind in ((pair.here, "public"), (pair.there, "consumer")):
            text = book.committed(CLIENT)
            was = next(line for line in text.splitlines() if line.startswith("name:"))
            book.write(CLIENT, text.replace(was, f"name: {kind}", 1))
            book.commit()
        sync(pair.there.session, lambda _: None)
        async with opened(pair.here) as (app, pilot):
            await pilot.press("S")
            await wait_for(pilot, lambda: isinstance(app.screen, Reader))
            await wait_for(pilot, f"dossiers/{CLIENT}.md")
            assert "name" in screen_text(app)
            await pilot.press("escape")
            await wait_for(pilot, "! sync")

    async def test_without_a_remote_it_says_how_to_have_one(self, book: Book) -> None:
        """And nothing else happens."""
        async with opened(book, (160, 50)) as (_, pilot):
            await pilot.press("S")
            await wait_for(pilot, "git remote add")

    async def test_no_question_is_asked(self, pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Ssh is told so, has no terminal, and its refusal says where a password can be typed."""
        seen = tmp_path / "seen"
        ssh = tmp_path / "ssh"
        ssh.write_text(
            f'#!/bin/sh\necho "$@" >{seen}\ncut -d" " -f6 /proc/$$/stat >>{seen}\n'
            "echo 'git@example.invalid: Permission denied (publickey).' >&2\nexit 255\n",
            encoding="utf-8",
        )
        ssh.chmod(0o755)
        monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
        pair.here.git("remote", "set-url", "origin", "ssh://git@example.invalid/clients.git")
        async with opened(pair.here, (160, 50)) as (_, pilot):
            await pilot.press("S")
            await wait_for(pilot, "it takes none of your keys")
        options, session = seen.read_text(encoding="utf-8").splitlines()
        assert "BatchMode=yes" in options
        assert int(session) != os.getsid(0)  # which has the terminal

    async def test_leaving_gives_a_remote_up_that_does_not_answer(
        self, pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """All that was started is ended with it."""
        ssh = tmp_path / "ssh"
        ssh.write_text(f"#!/bin/sh\necho $$ >{tmp_path / 'pid'}\nexec sleep 1000\n", encoding="utf-8")
        ssh.chmod(0o755)
        monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
        pair.here.git("remote", "set-url", "origin", "ssh://git@example.invalid/clients.git")
        async with opened(pair.here) as (_, pilot):
            await wait_for(pilot, lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
        ended = Path(f"/proc/{int((tmp_path / 'pid').read_text())}")
        deadline = monotonic() + PATIENCE_SECONDS
        while ended.exists():
            assert monotonic() < deadline
            await asyncio.sleep(0.01)


class TestNews:
    """`J`: what the others did."""

    async def test_sentences_marks_and_the_way_to_the_dossier(self, pair: Pair) -> None:
        """New ones are marked until they are read; Enter opens the client."""
        promise = Promise(money=Money(Decimal(100)), by=date(2026, 12, 5), on=TODAY, invoices=())
        record(pair.there.session, promise_action(pair.there.session, CLIENT, promise))
        sync(pair.there.session, lambda _: None)
        sync(pair.here.session, lambda _: None)
        async with opened(pair.here, (160, 50)) as (app, pilot):
            await wait_for(pilot, "●1")
            await pilot.press("J")
            await wait_for(pilot, lambda: isinstance(app.screen, NewsScreen))
            await wait_for(pilot, "Marc Delmas recorded a promise of")
            assert "promise of €100.00 by" in screen_text(app)
            await pilot.press("enter")
            await wait_for(pilot, lambda: app.current_mode == "dossier" and app.client == CLIENT)
            await wait_for(pilot, lambda: "●1" not in screen_text(app))
        assert [one.is_new for one in news(pair.here.session)] == [False]

    async def test_nobody_else(self, pair: Pair) -> None:
        """It says so."""
        async with opened(pair.here) as (_, pilot):
            await pilot.press("J")
            await wait_for(pilot, "nobody else has done anything yet")

    async def test_what_waits_is_said(self, pair: Pair) -> None:
        """With the key that takes it in."""
        pair.colleague_notes("not here yet")
        async with opened(pair.here) as (_, pilot):
            await wait_for(pilot, "↓1")
            await pilot.press("J")
            await wait_for(pilot, "S takes it in")

    def test_in_french(self, pair: Pair) -> None:
        """Whatever the language of the workspace's history."""
        pair.both_call()
        sync(pair.here.session, lambda _: None)
        (one,) = news(pair.here.session)
        assert catalogue("fr").text(one.what).startswith("Marc Delmas a appelé ")


class TestCrossed:
    """`X`: what two people did twice."""

    @pytest.mark.parametrize(
        ("key", "subject"), [("m", "cancel: "), ("t", "cancel: "), ("b", "both kept: ")], ids=["mine", "theirs", "both"]
    )
    async def test_one_key_decides(self, pair: Pair, key: str, subject: str) -> None:
        """Seen after the sync, counted at the top, decided, committed, gone."""
        pair.both_call()
        async with opened(pair.here, (160, 50)) as (app, pilot):
            await pilot.press("S")
            await wait_for(pilot, "1 done twice: X")
            await wait_for(pilot, "×1")
            await pilot.press("X")
            await wait_for(pilot, lambda: isinstance(app.screen, CrossedScreen))
            await wait_for(pilot, "carried out twice")
            await wait_for(pilot, "keep that of")
            await pilot.press(key)
            await wait_for(pilot, "nothing was done twice")
            assert pair.here.subject.startswith(subject)
            await pilot.press("escape")
            await wait_for(pilot, lambda: "×1" not in screen_text(app))
        assert open_crossings(pair.here.session) == []

    async def test_what_cannot_be_struck_out_is_told_and_nothing_moves(self, pair: Pair) -> None:
        """A refused decision leaves the pair where it was."""
        pair.both_call()
        sync(pair.here.session, lambda _: None)
        hook = pair.here.root / ".git/hooks/pre-commit"
        hook.write_text("#!/bin/sh\necho closed >&2\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        before = pair.here.git("rev-parse", "HEAD")
        async with opened(pair.here, (160, 50)) as (_, pilot):
            await pilot.press("X")
            await wait_for(pilot, "keep that of")
            await pilot.press("m")
            await wait_for(pilot, "git refused the commit")
        assert pair.here.git("rev-parse", "HEAD") == before
        assert len(open_crossings(pair.here.session)) == 1

    async def test_none(self, book: Book) -> None:
        """Also for those who work alone."""
        async with opened(book) as (_, pilot):
            await pilot.press("X")
            await wait_for(pilot, "nothing was done twice")
