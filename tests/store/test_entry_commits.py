"""Which commit brought an entry, and which changed it, from git's own history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recouv.store.committed import Committed, Held
from recouv.store.entry_commits import file_history

if TYPE_CHECKING:
    from recouv.store.entry_commits import FileHistory
    from tests.conftest import Desk

HEAD = "---\nname: Durand\n---\n\n## Journal\n\n"
ONE = "### 2026-09-01 invoice F1 ^aaaaaaaa\n- amount: 10.00\n- due: 2026-10-01\n\n"
TWO = "### 2026-09-02 note ^bbbbbbbb\n> Rang them.\n\n"
PATH = "dossiers/durand.md"


def commit_of(desk: Desk, revision: str = "HEAD") -> str:
    return desk.git("rev-parse", revision).strip()


def history(desk: Desk) -> FileHistory:
    """Of the dossier, at the last commit."""
    with Committed(desk.root, commit_of(desk)) as committed:
        return file_history(committed, PATH)


class TestBrought:
    """An entry comes from the first commit that held it."""

    def test_each_from_its_own(self, desk: Desk) -> None:
        """Two entries of two commits, whatever else was committed between."""
        desk.write("durand", HEAD + ONE)
        first = commit_of(desk)
        desk.write("other", HEAD)
        desk.write("durand", HEAD + ONE + TWO)
        found = history(desk).entries
        assert found["aaaaaaaa"].by.full_id == first
        assert found["bbbbbbbb"].by.full_id == commit_of(desk)
        assert found["aaaaaaaa"].changed is None

    def test_what_was_rewritten_says_by_whom(self, desk: Desk) -> None:
        """The commit that gave it the words it has now."""
        desk.write("durand", HEAD + ONE)
        first = commit_of(desk)
        desk.write("durand", HEAD + ONE.replace("10.00", "99.00"))
        desk.write("durand", HEAD + ONE.replace("10.00", "99.00") + TWO)
        found = history(desk).entries["aaaaaaaa"]
        assert found.by.full_id == first
        assert found.changed is not None
        assert found.changed.full_id == commit_of(desk, "HEAD~1")

    def test_of_a_merged_branch(self, desk: Desk) -> None:
        """The commit of the branch, not the merge that took it in."""
        desk.write("durand", HEAD + ONE)
        desk.git("switch", "-qc", "lea")
        desk.write("durand", HEAD + ONE + TWO)
        side = commit_of(desk)
        desk.git("switch", "-q", "-")
        desk.write("other", HEAD)
        desk.git("merge", "-q", "--no-ff", "-m", "merge", "lea")
        assert history(desk).entries["bbbbbbbb"].by.full_id == side

    def test_a_clock_that_was_wrong_changes_nothing(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """Parents come before their children, whatever days their commits bear."""
        desk.write("durand", HEAD)
        monkeypatch.setenv("GIT_COMMITTER_DATE", "2030-01-01T00:00:00Z")
        desk.write("durand", HEAD + ONE)
        first = commit_of(desk)
        desk.git("switch", "-qc", "lea")
        monkeypatch.setenv("GIT_COMMITTER_DATE", "2020-01-01T00:00:00Z")
        desk.write("durand", HEAD + ONE + TWO)
        desk.git("switch", "-q", "-")
        monkeypatch.setenv("GIT_COMMITTER_DATE", "2035-01-01T00:00:00Z")
        desk.write("durand", HEAD.replace("Durand", "Durand SARL") + ONE)
        desk.git("merge", "-q", "--no-ff", "-m", "merge", "lea")
        assert history(desk).entries["aaaaaaaa"].by.full_id == first

    def test_the_entry_concerned_is_not_taken_for_the_entry(self, desk: Desk) -> None:
        """A `cancel` typed by hand names one ID, which is not its own."""
        desk.write("durand", HEAD + "### 2026-09-03 cancel ^aaaaaaaa\n\n")
        desk.write("durand", HEAD + "### 2026-09-03 cancel ^aaaaaaaa\n\n" + ONE)
        assert history(desk).entries["aaaaaaaa"].by.full_id == commit_of(desk)


class TestCommitted:
    """A commit's files are read from its objects."""

    def test_what_is_there(self, desk: Desk) -> None:
        """A file, a link, a folder, nothing; a name that git would read as a pattern is a name."""
        (desk.root / "documents").mkdir()
        (desk.root / "documents" / "a*.txt").write_text("star")
        (desk.root / "documents" / "link").symlink_to("a*.txt")
        desk.write("durand", HEAD)
        with Committed(desk.root, commit_of(desk)) as committed:
            assert committed.held("documents/a*.txt") is Held.FILE
            assert committed.held("documents/link") is Held.LINK
            assert committed.held("documents") is Held.FOLDER
            assert committed.held("documents/none") is Held.NOTHING
            assert committed.held("documents/ab.txt") is Held.NOTHING
            assert committed.read("documents/a*.txt") == b"star"
            assert committed.read("documents/link") is None

    def test_the_work_tree_is_not_looked_at(self, desk: Desk) -> None:
        """What is typed and not committed is not there."""
        desk.write("durand", HEAD)
        desk.write("durand", HEAD + ONE, commit=False)
        with Committed(desk.root, commit_of(desk)) as committed:
            assert committed.read(PATH) == HEAD.encode()
