"""Making a workspace, and the throw-away example."""

from __future__ import annotations

import re
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from recouv.domain.errors import UsageError, WorkspaceError
from recouv.domain.mail import Mail
from recouv.domain.penalties import OF_HOUSE
from recouv.domain.sector import Sector
from recouv.store.config import read_config
from recouv.store.files import write_bytes
from recouv.store.house_text import HOUSE_KEYS
from recouv.store.mail_text import MAIL_KEYS
from recouv.store.workspace import Workspace
from recouv.usecases.balance import balance_on
from recouv.usecases.checking import check_workspace
from recouv.usecases.session import Session
from recouv.usecases.setup import MANY_FILES, init_workspace, make_demo, shifted
from recouv.wording.catalogue import catalogue
from tests.conftest import TODAY

EN = catalogue("en")


class TestInit:
    """A repository of its own, with everything that a workspace needs."""

    def test_what_is_made(self, tmp_path: Path) -> None:
        """Settings, attributes, scenarios, letters; one commit; nothing left over; no problem found."""
        made = init_workspace(tmp_path / "ws", EN, creditor={"name": "Atelier: Martin"})
        session = Session(workspace=Workspace.open(tmp_path / "ws"), today=TODAY)
        assert session.workspace.config.creditor["name"] == "Atelier: Martin"
        assert {"standard", "loyal"} <= set(session.workspace.scenarios)
        assert (tmp_path / "ws/.gitattributes").read_text().splitlines() == [
            "dossiers/**/*.md merge=recouv diff=markdown",
            "sent/** -text",
            "documents/received/** -text",
        ]
        assert check_workspace(session) == []
        assert session.workspace.git.run("status", "--porcelain") == ""
        assert made.commit

    def test_the_rules_of_the_house_are_there_with_their_defaults(self, tmp_path: Path) -> None:
        """Every key stands in the file; uncommented, those that have a default say it."""
        init_workspace(tmp_path / "ws", EN)
        text = (tmp_path / "ws/recouv.yaml").read_text(encoding="utf-8")
        written, found = read_config(text)
        assert found == []
        assert [rule.scenario for rule in written.house.assignments] == ["consumer", "public"]
        bare = re.sub(r"^# (?= *(?:- )?\w+:(?: |$))", "", text, flags=re.MULTILINE)
        all_keys, problems = read_config(bare)
        assert problems == []
        assert set(HOUSE_KEYS) <= set(re.findall(r"^(\w+):", bare, re.MULTILINE))
        rules = all_keys.house.assignments
        assert [rule.scenario for rule in rules] == ["consumer", "public", "firm", "loyal"]
        stated = {
            "limitation": {"consumer": 24},
            "bank_until": date(2026, 11, 20),
            "stale_after": 5,
            "sector": Sector.TRANSPORT,
            "penalties": OF_HOUSE,
            "approvals": all_keys.house.approvals,
        }
        assert list(all_keys.house.approvals.kinds) == ["handover"]  # the other key has a dash
        default = replace(written.house, assignments=rules, **stated)
        assert all_keys.house == default
        assert set(MAIL_KEYS) <= set(re.findall(r"^  (\w+):", bare.partition("\nmail:\n")[2], re.MULTILINE))
        assert (all_keys.mail.per_minute, all_keys.mail.hours) == (Mail().per_minute, Mail().hours)

    def test_git_is_told_of_many_files(self, tmp_path: Path) -> None:
        """From the first commit on, the index is of the version that repeats no path."""
        init_workspace(tmp_path / "ws", EN)
        git = Workspace.open(tmp_path / "ws").git
        for key, value in MANY_FILES:
            assert git.run("config", "--local", "--get", key).strip() == value
        assert (git.folder / "index").read_bytes()[:8] == b"DIRC\0\0\0\4"

    @pytest.mark.parametrize("scope", ["--global", "--local"])
    def test_what_a_person_told_git_stays(self, tmp_path: Path, scope: str) -> None:
        """For all their repositories or for this one: nothing is set beside it."""
        subprocess.run(["git", "init", "-q", str(tmp_path / "ws")], check=True)
        for words in (("core.untrackedCache", "keep"), ("index.version", "2")):
            subprocess.run(["git", "config", scope, *words], cwd=tmp_path / "ws", check=True)
        init_workspace(tmp_path / "ws", EN)
        git = Workspace.open(tmp_path / "ws").git
        assert git.run("config", "--get", "core.untrackedCache") == "keep\n"
        assert (git.folder / "index").read_bytes()[:8] == b"DIRC\0\0\0\2"

    def test_git_that_knows_of_many_files_is_told_nothing(self, tmp_path: Path) -> None:
        """`feature.manyFiles`, said either way, is the person's word on all of it."""
        subprocess.run(["git", "config", "--global", "feature.manyFiles", "false"], check=True)
        init_workspace(tmp_path / "ws", EN)
        assert Workspace.open(tmp_path / "ws").git.run("config", "--get", "index.version", accept=(1,)) == ""

    def test_the_merge_driver_leaves_markers_when_recouv_is_absent(self, tmp_path: Path) -> None:
        """A merge of two branches without recouv is a conflict with both sides, never one side alone."""
        init_workspace(tmp_path / "ws", EN)
        git = Workspace.open(tmp_path / "ws").git
        git.run(
            "config",
            "merge.recouv.driver",
            git.run("config", "merge.recouv.driver").strip().replace("recouv merge-driver", "no-such-recouv", 1),
        )
        path = tmp_path / "ws/dossiers/d.md"
        for branch, text in (("main", "base\n"), ("other", "base\ntheirs\n"), ("main", "base\nours\n")):
            git.run("checkout", "-q", *(["-B", branch] if branch == "other" else [branch]))
            path.write_text(text, encoding="utf-8")
            git.run("add", "-A")
            git.run("commit", "-qm", branch)
        subprocess.run(["git", "merge", "-q", "other"], cwd=tmp_path / "ws", capture_output=True, check=False)
        merged = path.read_text(encoding="utf-8")
        assert "ours" in merged
        assert "theirs" in merged
        assert "<<<<<<<" in merged

    def test_files_already_there_are_kept(self, tmp_path: Path) -> None:
        """An existing repository's own attributes and files are not touched nor swept in."""
        subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path)], check=True)
        (tmp_path / ".gitattributes").write_text("mine\n", encoding="utf-8")
        (tmp_path / "notes.txt").write_text("mine\n", encoding="utf-8")
        init_workspace(tmp_path, EN)
        assert (tmp_path / ".gitattributes").read_text(encoding="utf-8") == "mine\n"
        assert Workspace.open(tmp_path).git.changed_paths() == {".gitattributes", "notes.txt"}

    def test_twice_is_refused(self, tmp_path: Path) -> None:
        """The message says how to open it."""
        init_workspace(tmp_path, EN)
        with pytest.raises(WorkspaceError, match="already a recouv workspace"):
            init_workspace(tmp_path, EN)

    def test_inside_another_repository_is_refused(self, tmp_path: Path) -> None:
        """A workspace is a repository of its own."""
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        with pytest.raises(WorkspaceError, match="inside another git repository"):
            init_workspace(tmp_path / "deep", EN)

    def test_without_an_identity_nothing_is_made(self, tmp_path: Path, quiet_world: Path) -> None:
        """No repository, no file."""
        (quiet_world / "gitconfig").write_text("", encoding="utf-8")
        with pytest.raises(WorkspaceError, match="does not know who you are"):
            init_workspace(tmp_path / "ws", EN)
        assert list((tmp_path / "ws").iterdir()) == []

    def test_a_name_that_is_no_text(self, tmp_path: Path) -> None:
        """An argument in another encoding is refused before anything is made."""
        with pytest.raises(UsageError, match="is not valid UTF-8"):
            init_workspace(tmp_path / "ws", EN, creditor={"name": "Impr\udce9"})
        assert list((tmp_path / "ws").iterdir()) == []

    def test_a_hook_that_refuses_leaves_nothing(self, tmp_path: Path, quiet_world: Path) -> None:
        """No repository and no file of ours; once it is settled, `init` works."""
        (tmp_path / "hooks").mkdir()
        hook = tmp_path / "hooks/pre-commit"
        hook.write_text("#!/bin/sh\necho 'not here' >&2\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        settings = (quiet_world / "gitconfig").read_text(encoding="utf-8")
        (quiet_world / "gitconfig").write_text(f"{settings}[core]\n\thooksPath = {hook.parent}\n", encoding="utf-8")
        (tmp_path / "ws").mkdir()
        (tmp_path / "ws/notes.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(WorkspaceError, match="not here") as caught:
            init_workspace(tmp_path / "ws", EN)
        assert "run recouv init again" in str(caught.value.mend)
        assert [path.name for path in (tmp_path / "ws").iterdir()] == ["notes.txt"]
        hook.unlink()
        assert init_workspace(tmp_path / "ws", EN).commit

    def test_a_repository_that_was_there_stays(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A full disk takes back our files, and never what `init` did not make."""
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        real = write_bytes

        def full(path: Path, data: bytes) -> None:
            if path.parent.name == "letters":
                raise OSError(28, "No space left on device")
            real(path, data)

        monkeypatch.setattr("recouv.usecases.setup.write_bytes", full)
        with pytest.raises(OSError, match="No space"):
            init_workspace(tmp_path, EN)
        assert [path.name for path in tmp_path.iterdir()] == [".git"]


class TestDemo:
    """Twelve stories that always end today."""

    @pytest.mark.parametrize("today", [date(2026, 11, 20), date(2027, 2, 28), date(2028, 2, 29), date(2031, 7, 14)])
    def test_the_same_ages_on_any_day(self, tmp_path: Path, today: date) -> None:
        """The balance of the example does not depend on the day it is opened."""
        make_demo(tmp_path / "demo", EN, today)
        session = Session(workspace=Workspace.open(tmp_path / "demo"), today=today)
        totals = balance_on(session, today).totals()
        assert [str(amount) for amount in totals["EUR"].buckets] == [
            "13752.00",
            "11850.80",
            "23238.40",
            "2618.00",
            "3080.40",
        ]
        assert check_workspace(session) == []

    def test_its_entries_are_signed_by_its_team(self, tmp_path: Path) -> None:
        """The person at the demo's desk is the first of its team."""
        make_demo(tmp_path / "demo", EN, TODAY)
        session = Session(workspace=Workspace.open(tmp_path / "demo"), today=TODAY)
        assert session.writer == "lea"
        assert session.recorded(None).by == "lea"

    def test_a_file_in_its_place(self, tmp_path: Path) -> None:
        """The system's reason is shown."""
        (tmp_path / "demo").write_text("mine", encoding="utf-8")
        with pytest.raises(WorkspaceError, match="cannot be made"):
            make_demo(tmp_path / "demo", EN, TODAY)

    def test_a_folder_in_use_is_refused(self, tmp_path: Path) -> None:
        """Nothing of the user's is overwritten."""
        (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(WorkspaceError, match="is not empty"):
            make_demo(tmp_path, EN, TODAY)

    def test_dates_only(self) -> None:
        """What looks like a date and is none stays; numbers around it too."""
        text = "F2026-031 2026-02-28 2026-13-45 12026-01-01 x2026-01-31T10:00:00Z"
        assert shifted(text, timedelta(days=1)) == "F2026-031 2026-03-01 2026-13-45 12026-01-01 x2026-02-01T10:00:00Z"
