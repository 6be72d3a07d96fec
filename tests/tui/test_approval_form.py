"""A second person on the screens: what is proposed says so before it is written, and somebody else says yes or no."""

from __future__ import annotations

import pytest

from recouv.store.workspace import Workspace
from recouv.tui.forms.approval import ApprovalForm
from recouv.usecases.session import Session
from tests.tui.conftest import TODAY, Book, opened, screen_text, settled, wait_for

MONTBRUN = "montbrun"
ASKED = "\napprovals:\n  write-off: 500\n  handover: always\n"
DONE = "u undoes it"


def sits(book: Book, who: str) -> Book:
    """The workspace, with somebody else at the keyboard."""
    book.git("config", "user.name", who)
    book.git("config", "user.email", f"{who}@example.com")
    session = Session(workspace=Workspace.open(book.root), today=TODAY, words=book.session.words)
    return Book(book.root, session)


@pytest.fixture
def asking(book: Book) -> Book:
    """The demo, in a house that asks for approvals, of Ana and Ben."""
    path = book.root / "recouv.yaml"
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("team:")
    after = rest.split("\n", 1)[1] if rest else ""
    others = after.splitlines(keepends=True)
    while others and others[0].startswith((" ", "-")):
        others.pop(0)
    team = "team:\n  - id: ana\n    email: ana@example.com\n  - id: ben\n    email: ben@example.com\n"
    path.write_text(f"{head}{''.join(others)}\n{team}{ASKED}", encoding="utf-8")
    book.git("commit", "-qam", "settings")
    return book


async def propose(book: Book) -> None:
    """Ben gives Montbrun's invoice up."""
    async with opened(sits(book, "ben"), size=(100, 30)) as (app, pilot):
        app.here.go_to(MONTBRUN)
        await settled(app, pilot)
        await pilot.press("plus", "o", *"sans actif")
        await wait_for(pilot, "waits for the approval of somebody else (ana)")
        await wait_for(pilot, "proposed: write-off")
        await pilot.press("enter")
        await wait_for(pilot, DONE)
        await settled(app, pilot)
        assert "waits for the approval" in screen_text(app)
    assert "- proposed: yes" in book.committed(MONTBRUN)


async def test_it_says_so_before_and_after(asking: Book) -> None:
    """The form, the status line, the list of what waits, and the dossier."""
    await propose(asking)
    async with opened(sits(asking, "ben"), size=(120, 30)) as (app, pilot):
        assert app.day is not None
        assert [task for task in app.day.agenda.tasks if task.action == "approve"] == []
        await pilot.press("h")
        await wait_for(pilot, "waits for somebody else's approval")
        await pilot.press("escape")
        app.open_client(MONTBRUN)
        await wait_for(pilot, "(proposed: does not count yet)")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_somebody_else_approves(asking: Book, size: tuple[int, int]) -> None:
    """Enter opens the task: who, how much and why, what will count; `a` and Enter, and it counts."""
    await propose(asking)
    async with opened(sits(asking, "ana"), size=size) as (app, pilot):
        assert app.day is not None
        task = next(task for task in app.day.agenda.tasks if task.action == "approve")
        assert task.client == MONTBRUN
        app.here.go_to(MONTBRUN)
        await settled(app, pilot)
        await pilot.press("enter")
        await wait_for(pilot, "proposed by ben: sans actif")
        await wait_for(pilot, "once approved: outstanding: €7,488.00 → €3,744.00")
        commits = asking.commits
        await pilot.press("enter")
        await wait_for(pilot, "a approves, r rejects")
        await settled(app, pilot)
        assert asking.commits == commits
        await pilot.press("a", "enter")
        await wait_for(pilot, DONE)
        await settled(app, pilot)
        assert "approve ^" in asking.committed(MONTBRUN)
        assert asking.git("log", "-1", "--format=%an") == "ana"
        assert [one for one in app.day.agenda.tasks if one.action == "approve"] == []
        app.open_client(MONTBRUN)
        await wait_for(pilot, "(approved by ana, counts from 20 Nov 2026)")


async def test_somebody_else_rejects(asking: Book) -> None:
    """From the menu; with a reason, without which nothing is written; undone by one key."""
    await propose(asking)
    async with opened(sits(asking, "ana"), size=(100, 30)) as (app, pilot):
        app.here.go_to(MONTBRUN)
        await settled(app, pilot)
        await pilot.press("Y")
        await wait_for(pilot, lambda: isinstance(app.screen, ApprovalForm) and app.screen.view is not None)
        await pilot.press("r", "enter")
        await wait_for(pilot, "say why it is rejected")
        await pilot.press(*"a plan first", "enter")
        await wait_for(pilot, DONE)
        await settled(app, pilot)
        text = asking.committed(MONTBRUN)
        assert "reject ^" in text
        assert "- reason: a plan first" in text
        await pilot.press("u")
        await wait_for(pilot, "undone:")
        await settled(app, pilot)
        assert app.day is not None
        assert [task.client for task in app.day.agenda.tasks if task.action == "approve"] == [MONTBRUN]


async def test_its_author_cannot(asking: Book) -> None:
    """The form says why, and writes nothing."""
    await propose(asking)
    async with opened(sits(asking, "ben"), size=(100, 30)) as (app, pilot):
        app.here.go_to(MONTBRUN)
        await settled(app, pilot)
        commits = asking.commits
        await pilot.press("Y")
        await wait_for(pilot, lambda: isinstance(app.screen, ApprovalForm) and app.screen.view is not None)
        await pilot.press("a")
        await wait_for(pilot, "you proposed it yourself")
        await pilot.press("enter")
        await settled(app, pilot)
        assert asking.commits == commits


async def test_nothing_waits(book: Book) -> None:
    """It is said at once."""
    async with opened(book) as (app, pilot):
        app.here.go_to(MONTBRUN)
        await settled(app, pilot)
        await pilot.press("Y")
        await wait_for(pilot, "nothing waits for an approval in this dossier")
