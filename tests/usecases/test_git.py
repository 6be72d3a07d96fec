"""What git sees is what counts: hooks that rewrite, line ends that it normalises, repositories it refuses."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from recouv.domain.errors import WorkspaceError
from recouv.store.git import Git
from recouv.store.workspace import Workspace
from recouv.usecases.checking import check_workspace, repair_merge_driver
from recouv.usecases.histories import history
from recouv.usecases.recording import Done
from recouv.usecases.session import Session
from recouv.usecases.talk import Talk, log_talk
from tests.conftest import DURAND, TODAY, Desk

PATH = "dossiers/durand.md"


def note(desk: Desk, words: str = "hello") -> Done:
    """Log a note."""
    return log_talk(desk.session, "durand", Talk(kind="note", on=TODAY, note=words))


@pytest.fixture
def durand(desk: Desk) -> Desk:
    """A workspace with one committed dossier."""
    desk.write("durand", DURAND)
    return desk


def hook(desk: Desk, body: str) -> None:
    """A pre-commit hook of the user's."""
    path = desk.root / ".git/hooks/pre-commit"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


class TestAHookThatRewrites:
    """A formatter that changes the file and adds it again leaves nothing behind."""

    def test_nothing_is_left_over(self, durand: Desk) -> None:
        """The index says what HEAD says, and the next action is one commit."""
        hook(durand, f"sed -i 's/ *$//; s/hello/HELLO/' {PATH} && git add {PATH}")
        note(durand)
        assert "> HELLO" in durand.read("durand")
        assert durand.status() == ""
        done = note(durand, "again")
        assert done.sealed == ()
        assert durand.status() == ""

    def test_what_else_is_staged_stays(self, durand: Desk) -> None:
        """Only our paths are refreshed."""
        hook(durand, f"sed -i 's/hello/HELLO/' {PATH} && git add {PATH}")
        (durand.root / "recouv.yaml").write_text("recouv: 1\n# mine\n", encoding="utf-8")
        durand.git("add", "recouv.yaml")
        note(durand)
        assert durand.status() == "M  recouv.yaml\n"


class TestHandEdits:
    """Judged on the file against the last commit, as git would store it."""

    def test_staged_then_taken_back(self, durand: Desk) -> None:
        """A change that is only in the index is none of the file's."""
        durand.write("durand", DURAND + "\n### 2026-11-19 call\n", commit=False)
        durand.git("add", PATH)
        durand.write("durand", DURAND, commit=False)
        assert durand.session.workspace.git.changed_paths() == set()
        assert note(durand).sealed == ()
        assert durand.status() == ""

    def test_taken_out_of_the_index(self, durand: Desk) -> None:
        """The file that `git rm --cached` left there is as committed."""
        durand.git("rm", "-q", "--cached", PATH)
        assert durand.session.workspace.git.changed_paths(PATH) == set()
        assert note(durand).sealed == ()
        assert durand.status() == ""

    def test_new_files_and_the_first_commit(self, tmp_path: Path) -> None:
        """Before any commit, every file is new, staged or not."""
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        for name in ("a.md", "b.md"):
            (tmp_path / name).write_text("x", encoding="utf-8")
        subprocess.run(["git", "add", "a.md"], cwd=tmp_path, check=True)
        assert Git(tmp_path).changed_paths() == {"a.md", "b.md"}
        assert Git(tmp_path).changed_paths("b.md") == {"b.md"}

    @pytest.mark.parametrize("setting", ["autocrlf", "attribute", "attribute-later", "autocrlf-later"])
    def test_line_ends_that_git_normalises(self, durand: Desk, setting: str) -> None:
        """A dossier in CRLF is no hand edit where git stores LF; the action goes through and keeps CRLF."""
        crlf = DURAND.replace("\n", "\r\n")
        if setting.endswith("-later"):
            durand.write("durand", crlf)
        if setting.startswith("attribute"):
            (durand.root / ".gitattributes").write_text("*.md text eol=lf merge=recouv\n", encoding="utf-8")
            durand.git("commit", "-qam", "attributes")
        else:
            durand.git("config", "core.autocrlf", "input")
        durand.write("durand", crlf, commit=False)
        (durand.root / PATH).touch()
        for words in ("hello", "again"):
            note(durand, words)
        assert durand.read("durand").count("\r\n") == durand.read("durand").count("\n")
        assert durand.status() == ""
        assert durand.session.workspace.git.changed_paths() == set()


class TestRepositoriesThatGitRefuses:
    """Git's own sentence, and the mend that fits it."""

    def refused(self, desk: Desk, *, what: str, mend: str) -> None:
        """Writing and the history are refused so, and `check` says it."""
        for act in (lambda: note(desk), lambda: history(desk.session)):
            with pytest.raises(WorkspaceError) as caught:
                act()
            assert what in str(caught.value.what)
            assert mend in str(caught.value.mend)
        assert [problem.path for problem in check_workspace(desk.session)] == [".git"]
        assert not repair_merge_driver(desk.session)

    def test_another_owner(self, durand: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """The mend is git's own."""
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        self.refused(
            durand,
            what="detected dubious ownership",
            mend=f"git config --global --add safe.directory {durand.root}",
        )

    def test_a_broken_configuration(self, durand: Desk) -> None:
        """The line that git cannot read is named."""
        with (durand.root / ".git/config").open("a", encoding="utf-8") as stream:
            stream.write("[broken\n")
        self.refused(durand, what="bad config line", mend="git status")
        with pytest.raises(WorkspaceError, match="bad config line"):
            durand.session.writer  # noqa: B018  the dry run of an action asks for it first

    def test_a_broken_head(self, durand: Desk) -> None:
        """A `.git` that is no repository is not passed over."""
        (durand.root / ".git/HEAD").write_text("", encoding="utf-8")
        self.refused(durand, what="not a git repository", mend="git status")

    def test_no_repository(self, durand: Desk) -> None:
        """The mend is not one that the workspace itself would refuse."""
        shutil.rmtree(durand.root / ".git")
        self.refused(durand, what="is not a git repository", mend="git init")

    def test_nested_in_another_one(self, durand: Desk) -> None:
        """The other repository's history is not the workspace's."""
        shutil.rmtree(durand.root / ".git")
        subprocess.run(["git", "init", "-q", str(durand.root.parent)], check=True)
        self.refused(durand, what="lies inside another git repository", mend="a repository of its own")


class TestHistory:
    """Whatever a subject holds."""

    def test_separators_in_a_subject(self, durand: Desk) -> None:
        """Characters that once parted the fields are text like any other."""
        durand.git("commit", "--allow-empty", "-qm", "odd \x1f subject \x1e here\n\nRecouv-Action: note")
        note(durand)
        subjects = [record.subject for record in history(durand.session)]
        assert subjects[:2] == ["note: Menuiserie Durand SARL, hello", "odd \x1f subject \x1e here"]

    def test_signatures_are_not_mixed_in(self, durand: Desk) -> None:
        """The user's `log.showSignature` is for their own eyes."""
        durand.git("config", "log.showSignature", "true")
        assert history(durand.session)[0].subject == "by hand"

    def test_a_workspace_gone(self, durand: Desk) -> None:
        """The folder is named, not git."""
        session = Session(workspace=Workspace.open(durand.root), today=TODAY)
        shutil.rmtree(durand.root)
        with pytest.raises(WorkspaceError, match="is not a folder"):
            history(session)
