"""What lies in the dossiers' folder and cannot be relied upon is left out, listed, and told; nothing else suffers."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from recouv.domain.errors import ProblemsError, RecouvError, UsageError, WorkspaceError
from recouv.store import files
from recouv.store.identifiers import why_not_dossier_id
from recouv.store.lock import writing
from recouv.store.workspace import Workspace
from recouv.usecases.balance import balance_on
from recouv.usecases.checking import check_workspace
from recouv.usecases.clients import find_client
from recouv.usecases.histories import history
from recouv.usecases.overview import problems_of
from recouv.usecases.session import Session
from recouv.usecases.talk import Talk, log_talk
from tests.conftest import DURAND, TODAY, Desk, Ran

ROUX = DURAND.replace("Durand", "Roux").replace("^7k3f9x2m", "^7k3f9x2n").replace("^f5w2kb8t", "^f5w2kb8v")


def place(desk: Desk, name: str, text: str = DURAND) -> Path:
    """A file among the dossiers, committed."""
    path = desk.root / "dossiers" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "by hand")
    return path


def told(desk: Desk) -> dict[str, list[str]]:
    """What `check` says, by path."""
    found: dict[str, list[str]] = {}
    for problem in check_workspace(desk.session):
        found.setdefault(problem.path, []).append(str(problem.what))
    return found


def counted(desk: Desk) -> tuple[list[str], list[str]]:
    """Ids in the balance, and paths left out of it."""
    balance = balance_on(desk.session, TODAY)
    return [row.id for row in balance.rows], list(balance.unreadable)


@pytest.fixture
def roux(desk: Desk) -> Desk:
    """A workspace with one sound dossier."""
    place(desk, "roux.md", ROUX)
    return desk


class TestOneIdInTwoFiles:
    """Neither can be relied upon: no command picks one of them in silence."""

    def test_both_are_left_out_and_told(self, roux: Desk) -> None:
        """Both are listed, each names the other, and nothing of either is counted."""
        place(roux, "durand.md")
        place(roux, "du/durand.md")
        assert counted(roux) == (["roux"], ["dossiers/du/durand.md", "dossiers/durand.md"])
        assert told(roux) == {
            "dossiers/du/durand.md": ["client durand is also in dossiers/durand.md"],
            "dossiers/durand.md": ["client durand is also in dossiers/du/durand.md"],
        }
        assert set(problems_of(roux.session, ["dossiers/durand.md"])) == {"dossiers/durand.md"}

    def test_reading_and_writing_are_refused(self, roux: Desk) -> None:
        """With that problem, and nothing is written."""
        place(roux, "durand.md")
        place(roux, "archive/old/durand.md")
        acts: list[Callable[[], object]] = [
            lambda: roux.session.workspace.read("durand"),
            lambda: find_client(roux.session, "durand"),
            lambda: log_talk(roux.session, "durand", Talk(kind="note", on=TODAY, note="hello")),
        ]
        for act in acts:
            with pytest.raises(ProblemsError) as caught:
                act()
            assert "client durand is also in" in str(caught.value.problems[0].what)
        assert roux.status() == ""

    def test_a_copy_under_another_id(self, roux: Desk) -> None:
        """The same entries in two dossiers count twice: `check` says so on both."""
        place(roux, "durand.md")
        place(roux, "durand-2.md")
        assert told(roux) == {
            "dossiers/durand.md": ["entry ^7k3f9x2m is also in dossiers/durand-2.md"],
            "dossiers/durand-2.md": ["entry ^7k3f9x2m is also in dossiers/durand.md"],
        }


class TestWhatIsNoDossier:
    """It is an unreadable dossier with its problem, never opened, and the others are read."""

    def test_links(self, roux: Desk) -> None:
        """A link to a dossier is not counted twice; a broken or circular one is told."""
        folder = roux.root / "dossiers"
        (folder / "alias.md").symlink_to("roux.md")
        (folder / "broken.md").symlink_to("nowhere.md")
        (folder / "loop.md").symlink_to("loop.md")
        paths = ["dossiers/alias.md", "dossiers/broken.md", "dossiers/loop.md"]
        assert counted(roux) == (["roux"], paths)
        assert told(roux) == {path: ["this is a symbolic link, not a dossier"] for path in paths}
        with pytest.raises(ProblemsError):
            roux.session.workspace.read("alias")

    def test_a_pipe_is_never_opened(self, roux: Desk, recouv: Callable[..., Ran]) -> None:
        """Reading it would wait for ever."""
        os.mkfifo(roux.root / "dossiers/pipe.md")
        assert counted(roux) == (["roux"], ["dossiers/pipe.md"])
        assert told(roux) == {"dossiers/pipe.md": ["cannot be read: it is not a regular file"]}
        for words in (("agenda",), ("balance",), ("show", "roux"), ("log", "roux", "note", "--note", "x")):
            assert recouv(*words).code in (0, 4)
        with pytest.raises(ProblemsError):
            roux.session.workspace.read("pipe")
        with pytest.raises(WorkspaceError, match="it is not a regular file"):
            files.read_bytes(roux.root / "dossiers/pipe.md")

    def test_a_folder_named_like_a_dossier(self, roux: Desk) -> None:
        """It is told; the files in it are read."""
        place(roux, "x.md/durand.md")
        assert told(roux) == {"dossiers/x.md": ["this folder is named like a dossier"]}
        assert counted(roux) == (["durand", "roux"], [])

    def test_a_name_that_is_no_id(self, roux: Desk) -> None:
        """It is an error, so it is out of every total, listed, and refused."""
        place(roux, "Menuiserie-Durand.md")
        assert counted(roux) == (["roux"], ["dossiers/Menuiserie-Durand.md"])
        assert told(roux) == {"dossiers/Menuiserie-Durand.md": ["Menuiserie-Durand cannot be a client's id"]}
        with pytest.raises(ProblemsError):
            roux.session.workspace.read("Menuiserie-Durand")

    @pytest.mark.parametrize("name", ["nul", "NUL", "com1.old"])
    def test_a_name_that_windows_keeps(self, roux: Desk, name: str) -> None:
        """Lower-case letters would not help."""
        what, mend = why_not_dossier_id(name)
        assert str(what) == f"{name} cannot be a client's id"
        assert str(mend).startswith("Windows keeps this name for itself")
        place(roux, f"{name}.md")
        assert told(roux) == {f"dossiers/{name}.md": [str(what)]}

    def test_a_file_that_the_system_refuses(self, roux: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever the reason (mode 000, a bad disk), it is told and the others are read."""
        place(roux, "durand.md")
        refuse(monkeypatch, "durand.md")
        assert counted(roux) == (["roux"], ["dossiers/durand.md"])
        assert told(roux) == {"dossiers/durand.md": ["cannot be read: Permission denied"]}
        assert find_client(roux.session, "rou") == "roux"
        with pytest.raises(ProblemsError):
            roux.session.workspace.read("durand")

    def test_a_folder_that_cannot_be_listed(self, roux: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """What it holds is unknown: it is listed as left out."""
        place(roux, "me/durand.md")
        real = os.scandir

        def scandir(path: Path) -> object:
            if Path(path).name == "me":
                raise PermissionError(13, "Permission denied")
            return real(path)

        monkeypatch.setattr(os, "scandir", scandir)
        assert counted(roux) == (["roux"], ["dossiers/me"])
        assert told(roux) == {"dossiers/me": ["cannot be read: Permission denied"]}
        assert problems_of(roux.session, ["dossiers/me"])["dossiers/me"]
        assert list(roux.session.workspace.dossier_paths()) == ["roux"]

    def test_a_scenario_that_cannot_be_read(self, roux: Desk) -> None:
        """It is a problem of that scenario; the others are there."""
        os.mkfifo(roux.root / "scenarios/pipe.yaml")
        assert told(roux) == {"scenarios/pipe.yaml": ["cannot be read: it is not a regular file"]}
        assert "standard" in roux.session.workspace.scenarios


def refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the system refuse one file: the tests may run as root, whom modes do not stop."""
    real = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == name:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)


class TestPlacesThatRefuse:
    """One sentence and how to go on, never a traceback."""

    def test_a_current_folder_removed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The folder of the terminal is gone."""
        gone = tmp_path / "gone"
        gone.mkdir()
        monkeypatch.chdir(gone)
        gone.rmdir()
        with pytest.raises(WorkspaceError):
            Workspace.open(Path())

    def test_a_scratch_folder_that_cannot_be_made(self, roux: Desk) -> None:
        """A read-only disk, or a file where `.git/recouv` should be."""
        scratch = roux.root / ".git/recouv"
        if scratch.is_dir():
            for path in scratch.iterdir():
                path.unlink()
            scratch.rmdir()
        scratch.write_text("", encoding="utf-8")
        with pytest.raises(WorkspaceError, match="cannot be written"), writing(scratch):
            pass
        with pytest.raises(WorkspaceError, match="cannot be written"):
            roux.session.workspace.git.commit(["dossiers/roux.md"], "x")
        with pytest.raises(RecouvError):
            log_talk(roux.session, "roux", Talk(kind="note", on=TODAY, note="hello"))

    def test_a_disk_without_locks(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The system's reason is shown."""

        def flock(_descriptor: int, _operation: int) -> None:
            raise OSError(37, "No locks available")

        monkeypatch.setattr("fcntl.flock", flock)
        with pytest.raises(WorkspaceError, match="No locks available"), writing(tmp_path):
            pass

    @pytest.mark.parametrize("limit", [-1, 2**31, 10**30])
    def test_a_limit_that_is_none(self, roux: Desk, limit: int) -> None:
        """Neither git's own words nor another history than asked."""
        with pytest.raises(UsageError, match="is not a number of commits"):
            history(roux.session, limit=limit)


class TestMoments:
    """A wrong clock does not make every later entry wrong."""

    def stamped(self, desk: Desk, moment: datetime) -> str:
        """The stamp of an entry written after one recorded at `moment`."""
        text = DURAND.replace("2026-11-16T07:55:10Z import", f"{moment:%Y-%m-%dT%H:%M:%SZ} lea")
        place(desk, "durand.md", text)
        return desk.session.recorded(desk.session.workspace.read("durand"), "lea").at

    def test_an_hour_ahead_is_followed(self, roux: Desk) -> None:
        """The order of one writer's entries is kept when the clock is set back a little."""
        soon = datetime.now(UTC) + timedelta(hours=1)
        assert self.stamped(roux, soon) == f"{soon:%Y-%m-%dT%H:%M:%SZ}"

    def test_money_of_next_year_is_told(self, roux: Desk) -> None:
        """The year was mistyped, and who paid would be reminded; struck out, nothing is said."""
        text = DURAND + "\n### 2999-02-01 payment ^mmmmmmm2\n- amount: 5.00\n"
        place(roux, "durand.md", text)
        (found,) = check_workspace(roux.session)
        assert (str(found.what), found.line, found.blocks) == (
            "payment dated ahead: it does not count before 2999-02-01",
            len(DURAND.splitlines()) + 2,
            False,
        )
        place(roux, "durand.md", text + "\n### 2999-02-01 cancel ^mmmmmmm2\n")
        assert check_workspace(roux.session) == []

    def test_a_far_future_is_ignored_and_told(self, roux: Desk) -> None:
        """The next entry is stamped now; `check` points at the line."""
        assert self.stamped(roux, datetime(2999, 1, 1, tzinfo=UTC))[:4] == str(datetime.now(UTC).year)
        found = check_workspace(roux.session)
        assert [(problem.path, problem.line, problem.blocks) for problem in found] == [
            ("dossiers/durand.md", 25, False)
        ]
        assert "recorded in the future" in str(found[0].what)

    def test_today_is_that_of_the_session(self, roux: Desk) -> None:
        """Neither the collector's day nor the world's is ahead of itself."""
        later = Session(workspace=roux.session.workspace, today=date(2100, 1, 1))
        assert later.last_recording_day == date(2100, 1, 2)


class TestReadAgain:
    """A dossier is read where it was found, as it is now."""

    def test_as_it_is_now(self, roux: Desk) -> None:
        """What was written since is in it."""
        roux.session.workspace.read("roux")
        place(roux, "roux.md", ROUX + "\n### 2026-11-19 note\n> since\n")
        assert roux.session.workspace.read_again("roux").text.endswith("> since\n")

    def test_moved_meanwhile(self, roux: Desk) -> None:
        """It is searched anew."""
        roux.session.workspace.read("roux")
        (roux.root / "dossiers/ro").mkdir()
        (roux.root / "dossiers/roux.md").rename(roux.root / "dossiers/ro/roux.md")
        assert roux.session.workspace.read_again("roux").dossier.path == "dossiers/ro/roux.md"

    def test_a_second_file_is_seen_at_the_next_reading(self, roux: Desk) -> None:
        """However often the folders were gone through before."""
        roux.session.workspace.read("roux")
        place(roux, "archive/roux.md", ROUX)
        with pytest.raises(ProblemsError):
            roux.session.workspace.read("roux")
