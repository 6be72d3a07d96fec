"""Dossiers merged by real git: whatever the operation, both sides are in the result or git says that they are not."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from recouv.usecases.merging import mend_conflicts
from tests.conftest import DURAND, Desk, Ran
from tests.store.test_merge import entry

OURS = entry("aaaaaaa1", "17T10:00:00", "ours")
THEIRS = entry("bbbbbbb2", "17T09:00:00", "theirs")
OTHER = entry("ccccccc3", "17T11:00:00", "other")
NAME = "dossiers/durand.md"


@pytest.fixture
def team(desk: Desk, recouv_installed: None) -> Desk:
    """A workspace with one dossier, in which `recouv` is the code under test."""
    desk.write("durand", DURAND)
    return desk


def both_sides(desk: Desk, ours: str = DURAND + OURS, theirs: str = DURAND + THEIRS) -> None:
    """`main` and `theirs` each with a commit of its own."""
    desk.git("switch", "-qc", "theirs")
    desk.write("durand", theirs)
    desk.git("switch", "-q", "main")
    desk.write("durand", ours)


def git(desk: Desk, *args: str) -> subprocess.CompletedProcess[str]:
    """Whatever git answers."""
    return subprocess.run(["git", *args], cwd=desk.root, capture_output=True, encoding="utf-8", check=False)


class TestOperations:
    """Every way in which git merges."""

    def test_merge(self, team: Desk) -> None:
        """Both entries, in the order in which they were written."""
        both_sides(team)
        team.git("merge", "-q", "--no-edit", "theirs")
        assert team.read("durand") == DURAND + THEIRS + OURS

    def test_rebase(self, team: Desk) -> None:
        """The same text as a merge."""
        both_sides(team)
        team.git("rebase", "-q", "theirs")
        assert team.read("durand") == DURAND + THEIRS + OURS

    def test_cherry_pick(self, team: Desk) -> None:
        """The entry of one commit."""
        both_sides(team, theirs=DURAND + THEIRS)
        team.git("cherry-pick", "theirs")
        assert team.read("durand") == DURAND + THEIRS + OURS

    def test_revert(self, team: Desk) -> None:
        """What the commit added is out, what came later stays."""
        team.write("durand", DURAND + OURS)
        team.write("durand", DURAND + OURS + OTHER)
        team.git("revert", "--no-edit", "HEAD~1")
        assert team.read("durand") == DURAND + OTHER

    def test_stash_pop(self, team: Desk) -> None:
        """What was being typed comes back beside what was committed meanwhile."""
        team.write("durand", DURAND + OURS, commit=False)
        team.git("stash", "-q")
        team.write("durand", DURAND + THEIRS)
        team.git("stash", "pop", "-q")
        assert team.read("durand") == DURAND + THEIRS + OURS

    def test_criss_cross(self, team: Desk) -> None:
        """Two branches that merged each other, then went on."""
        both_sides(team)
        team.git("branch", "before")
        team.git("merge", "-q", "--no-edit", "theirs")
        team.git("switch", "-q", "theirs")
        team.git("merge", "-q", "--no-edit", "before")
        team.write("durand", team.read("durand") + OTHER)
        team.git("switch", "-q", "main")
        late = entry("ddddddd4", "17T12:00:00", "late")
        team.write("durand", team.read("durand") + late)
        team.git("merge", "-q", "--no-edit", "theirs")
        assert team.read("durand") == DURAND + THEIRS + OURS + OTHER + late

    def test_renamed_on_one_side(self, team: Desk) -> None:
        """The other side's entry follows the dossier."""
        team.git("switch", "-qc", "theirs")
        team.git("mv", NAME, "dossiers/durand-sarl.md")
        team.write("durand-sarl", DURAND + THEIRS)
        team.git("switch", "-q", "main")
        team.write("durand", DURAND + OURS)
        team.git("merge", "-q", "--no-edit", "theirs")
        assert team.read("durand-sarl") == DURAND + THEIRS + OURS

    def test_line_ends_of_one_side(self, team: Desk) -> None:
        """A side whose editor changed every line end loses nothing and brings no conflict."""
        both_sides(team, ours=(DURAND + OURS).replace("\n", "\r\n"))
        team.git("merge", "-q", "--no-edit", "theirs")
        assert team.read("durand").replace("\r\n", "\n") == DURAND + THEIRS + OURS

    def test_a_true_conflict(self, team: Desk) -> None:
        """Git stops, the markers stand around one key, the entries are merged."""
        both_sides(
            team,
            DURAND.replace("kind: company", "kind: public") + OURS,
            DURAND.replace("kind: company", "kind: consumer") + THEIRS,
        )
        assert git(team, "merge", "--no-edit", "theirs").returncode == 1
        text = team.read("durand")
        assert "<<<<<<< ours\nkind: public\n=======\nkind: consumer\n>>>>>>> theirs\n" in text
        assert text.endswith(THEIRS + OURS)


class TestWithoutTheDriver:
    """Where recouv cannot be run, git shows a conflict: never one side alone as if it were both."""

    @pytest.mark.parametrize("program", ["exit 127", "kill -9 $$", "exit 2"])
    def test_it_dies(self, team: Desk, program: str) -> None:
        """Markers of both sides are in the file."""
        both_sides(team)
        (team.root.parent / "bin/recouv").write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
        assert git(team, "merge", "--no-edit", "theirs").returncode == 1
        text = team.read("durand")
        assert "<<<<<<<" in text
        assert "> ours" in text
        assert "> theirs" in text

    def test_resolve_merge_settles_it(self, team: Desk, recouv: Callable[..., Ran]) -> None:
        """By meaning, from the versions that git keeps."""
        both_sides(team)
        team.git("config", "--remove-section", "merge.recouv")
        assert git(team, "merge", "--no-edit", "theirs").returncode == 1
        assert recouv("resolve-merge").code == 0
        assert team.read("durand") == DURAND + THEIRS + OURS
        team.git("commit", "-q", "--no-edit")
        assert team.status() == ""

    def test_resolve_merge_settles_markers_that_were_committed(self, team: Desk, recouv: Callable[..., Ran]) -> None:
        """As a forge's web page leaves them."""
        sides = "".join(("<<<<<<< main\n", OURS[1:], "=======\n", THEIRS[1:], ">>>>>>> theirs\n"))
        team.write("durand", f"{DURAND}\n{sides}")
        assert recouv("resolve-merge").code == 0
        assert team.read("durand") == DURAND + THEIRS + OURS

    def test_a_true_conflict_is_left_to_a_person(self, team: Desk, recouv: Callable[..., Ran]) -> None:
        """It says what, and exits 1."""
        both_sides(
            team, DURAND.replace("kind: company", "kind: public"), DURAND.replace("kind: company", "kind: consumer")
        )
        team.git("config", "--remove-section", "merge.recouv")
        git(team, "merge", "--no-edit", "theirs")
        ran = recouv("resolve-merge")
        assert ran.code == 1
        assert "kind" in ran.out
        assert NAME in team.git("diff", "--name-only", "--diff-filter=U")

    def test_a_dossier_taken_out_by_one_side(self, team: Desk) -> None:
        """Whether the client is gone is not for a merge to say."""
        team.git("switch", "-qc", "theirs")
        team.git("rm", "-q", NAME)
        team.git("commit", "-qm", "gone")
        team.git("switch", "-q", "main")
        team.write("durand", DURAND + OURS)
        git(team, "merge", "--no-edit", "theirs")
        (mended,) = mend_conflicts(team.root)
        assert mended.conflicts == ("file",)
        assert team.read("durand") == DURAND + OURS

    def test_nothing_to_settle(self, team: Desk, recouv: Callable[..., Ran]) -> None:
        """It says so."""
        assert recouv("resolve-merge").code == 4
