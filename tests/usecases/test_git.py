"""What git sees is what counts: hooks that rewrite, line ends that it normalises, repositories it refuses."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from recouv.domain.entry import Draft
from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.store.git import Git
from recouv.store.workspace import Workspace
from recouv.usecases.checking import check_workspace, repair_merge_driver
from recouv.usecases.histories import history
from recouv.usecases.recording import Action, Done, record_all
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


class TestRepositoriesThatBreak:
    """What git said of the repository at an action is not taken for granted at the next."""

    def refused(self, desk: Desk, what: str) -> None:
        """The next action is refused so, and the dossier is as it was."""
        before = desk.read("durand")
        with pytest.raises(WorkspaceError) as caught:
            note(desk)
        assert what in str(caught.value.what)
        assert desk.read("durand") == before

    def test_another_owner(self, durand: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """Git's own sentence."""
        note(durand)
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        self.refused(durand, "detected dubious ownership")

    def test_a_broken_configuration(self, durand: Desk) -> None:
        """The line that git cannot read is named."""
        note(durand)
        with (durand.root / ".git/config").open("a", encoding="utf-8") as stream:
            stream.write("[broken\n")
        self.refused(durand, "bad config line")

    @pytest.mark.parametrize("broken", ["HEAD", "objects", "refs"])
    def test_the_repository_around_it_is_left_alone(self, durand: Desk, broken: str) -> None:
        """Git passes over a `.git` that is none and looks upwards: nothing of ours goes there."""
        note(durand)
        around = durand.root.parent
        subprocess.run(["git", "init", "-q", str(around)], check=True)
        (durand.root / ".git" / broken).rename(around / "kept")
        self.refused(durand, "lies inside another git repository")
        log = subprocess.run(["git", "log"], cwd=around, capture_output=True, check=False)
        assert log.stdout == b""

    def test_removed_and_made_anew_around(self, durand: Desk) -> None:
        """A `.git` that is gone is asked about again."""
        note(durand)
        shutil.rmtree(durand.root / ".git")
        subprocess.run(["git", "init", "-q", str(durand.root.parent)], check=True)
        self.refused(durand, "lies inside another git repository")


class TestRepositoriesOfOtherKinds:
    """Where `.git` is a file, or names are longer."""

    def test_a_work_tree_beside_the_first(self, durand: Desk, tmp_path: Path) -> None:
        """An action there is on its branch; a merge under way there, and only there, stops it."""
        beside = tmp_path / "beside"
        durand.git("worktree", "add", "-q", "-b", "mine", str(beside))
        desk = Desk(beside, Session(workspace=Workspace.open(beside), today=TODAY))
        done = note(desk)
        assert desk.git("rev-parse", "--short", "mine").strip() == done.commit
        assert desk.status() == ""
        (desk.session.workspace.git.folder / "MERGE_HEAD").write_text("", encoding="utf-8")
        with pytest.raises(WorkspaceError, match="a merge is under way"):
            note(desk)
        assert note(durand).commit

    def test_a_submodule(self, durand: Desk, tmp_path: Path) -> None:
        """Its `.git` says where the repository is."""
        outer = tmp_path / "outer"
        subprocess.run(["git", "init", "-q", str(outer)], check=True)
        subprocess.run(
            ["git", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(durand.root), "ws"],
            cwd=outer,
            check=True,
        )
        desk = Desk(outer / "ws", Session(workspace=Workspace.open(outer / "ws"), today=TODAY))
        assert note(desk).sealed == ()
        assert desk.status() == ""

    def test_names_of_sixty_four_digits(self, durand: Desk) -> None:
        """A dossier as committed is known as such by them too."""
        shutil.rmtree(durand.root / ".git")
        durand.git("init", "-q", "--object-format=sha256")
        durand.git("add", "-A")
        durand.git("commit", "-qm", "by hand")
        assert Git(durand.root).as_committed({PATH: DURAND.encode(), "recouv.yaml": b"other"}) == {PATH}


class TestProcesses:
    """Git is not asked twice, nor about ten thousand files for one."""

    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        """What git is asked from now on."""
        seen: list[list[str]] = []
        start = subprocess.Popen.__init__

        def starting(self: object, args: list[str], *rest: object, **options: object) -> None:
            seen.append([word for word in args if word in _ASKED])
            start(self, args, *rest, **options)  # type: ignore[arg-type,call-overload]

        monkeypatch.setattr(subprocess.Popen, "__init__", starting)
        return seen

    def test_an_action(self, durand: Desk, asked: list[list[str]]) -> None:
        """Who commits, whether the dossier is as committed, and the commit."""
        note(durand)
        asked.clear()
        note(durand, "again")
        assert asked == [["var"], ["cat-file"], ["commit"]]

    def test_an_action_on_many(self, desk: Desk, asked: list[list[str]]) -> None:
        """As many for thirty dossiers as for one."""
        for rank in range(30):
            desk.write(f"c{rank}", DURAND, commit=rank == 29)
        actions = [
            Action(
                dossier=f"c{rank}", name="note", drafts=(Draft(date=TODAY, kind="note", text="x"),), subject=say("note")
            )
            for rank in range(30)
        ]
        asked.clear()
        done = record_all(desk.session, actions, "note", say("note"))
        assert asked == [["var"], ["rev-parse"], ["cat-file"], ["commit"]]
        assert len(done.entries) == 30
        assert desk.status() == ""


_ASKED = {"var", "rev-parse", "cat-file", "commit", "diff", "ls-files", "symbolic-ref", "add", "reset", "log"}


class TestHistory:
    """Whatever a subject holds."""

    def test_one_client_is_told_by_the_trailer(self, durand: Desk) -> None:
        """A commit that only speaks of it is not about it, and does not count among those asked for."""
        done = note(durand)
        durand.git("commit", "--allow-empty", "-qm", "note: durand\n\nRecouv-Dossier: durand-2\nRecouv-Action: note")
        assert [record.id for record in history(durand.session, ["durand"], limit=1)] == [done.commit]

    def test_before_the_first_commit(self, durand: Desk) -> None:
        """It is empty."""
        shutil.rmtree(durand.root / ".git")
        durand.git("init", "-q")
        assert history(durand.session) == []

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
