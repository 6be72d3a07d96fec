"""Files that git puts back, or leaves unlooked at, without a word: lists follow the files all the same."""

from __future__ import annotations

import sqlite3
import subprocess
from pathlib import Path

import pytest

from recouv.store.index import INDEX_NAME, Indexed, IndexUnusableError, open_index
from recouv.store.recall import recall
from recouv.store.workspace import Workspace
from tests.conftest import Desk
from tests.store.test_recall import QUESTION, dossier, fresh, recalled


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Three clients, committed and indexed."""
    for name in ("arnaud", "bernard", "colin"):
        desk.write(name, dossier(name))
    recalled(desk.root)
    return desk


class TestPutBack:
    """A list is asked for while a committed file is not there."""

    def test_a_dossier_removed_then_restored_comes_back(self, full: Desk) -> None:
        (full.root / "dossiers" / "bernard.md").unlink()
        assert len(recalled(full.root).values) == 2
        full.git("checkout", "--", "dossiers/bernard.md")
        assert recalled(full.root) == fresh(full.root)

    def test_one_that_was_never_seen_there(self, full: Desk) -> None:
        path = full.write("denis", dossier("denis"))
        path.unlink()
        assert len(recalled(full.root).values) == 3
        full.git("checkout", "--", "dossiers/denis.md")
        assert recalled(full.root) == fresh(full.root)

    def test_one_that_was_not_there_for_the_first_list(self, desk: Desk) -> None:
        desk.write("arnaud", dossier("arnaud")).unlink()
        assert recalled(desk.root).values == []
        desk.git("checkout", "--", "dossiers/arnaud.md")
        assert recalled(desk.root) == fresh(desk.root)

    def test_one_removed_while_it_was_about_to_be_read(self, full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        path = full.write("denis", dossier("denis"))
        listed = Workspace.dossier_files

        def listed_then_removed(workspace: Workspace) -> tuple[set[str], set[str]]:
            found = listed(workspace)
            path.unlink()
            return found

        with monkeypatch.context() as patched:
            patched.setattr(Workspace, "dossier_files", listed_then_removed)
            assert len(recalled(full.root).values) == 3
        full.git("checkout", "--", "dossiers/denis.md")
        assert recalled(full.root) == fresh(full.root)

    def test_one_whose_removal_is_committed_costs_nothing_more(self, full: Desk) -> None:
        (full.root / "dossiers" / "bernard.md").unlink()
        recalled(full.root)
        full.git("commit", "-qam", "gone")
        recalled(full.root)
        with open_index(full.root / ".git" / "recouv") as index:
            assert index.unsure() == set()

    def test_a_sparse_checkout(self, full: Desk) -> None:
        full.git("sparse-checkout", "set", "--no-cone", "/*", "!dossiers/bernard.md")
        assert recalled(full.root) == fresh(full.root)
        full.git("sparse-checkout", "disable")
        assert len(recalled(full.root).values) == 3


class TestUnlookedAt:
    """git was told to say nothing of some files."""

    @pytest.mark.parametrize("mark", ["assume-unchanged", "skip-worktree"])
    def test_a_marked_dossier_is_followed(self, full: Desk, mark: str) -> None:
        full.git("update-index", f"--{mark}", "dossiers/bernard.md")
        assert recalled(full.root) == fresh(full.root)
        full.write("bernard", dossier("bernard", "changed"), commit=False)
        assert recalled(full.root) == fresh(full.root)
        (full.root / "dossiers" / "bernard.md").unlink()
        assert recalled(full.root) == fresh(full.root)

    def test_a_mark_set_on_an_index_that_had_none(self, full: Desk) -> None:
        full.write("bernard", dossier("bernard", "second"))
        for _ in range(2):
            recalled(full.root)
        full.git("update-index", "--assume-unchanged", "dossiers/bernard.md")
        full.write("bernard", dossier("bernard", "third"), commit=False)
        assert recalled(full.root) == fresh(full.root)

    def test_another_repository_among_the_dossiers(self, full: Desk, tmp_path: Path) -> None:
        inner = tmp_path / "inner"
        subprocess.run(["git", "init", "-q", str(inner)], check=True)
        (inner / "denis.md").write_text(dossier("denis"), encoding="utf-8")
        subprocess.run(["git", "add", "-A"], cwd=inner, check=True)
        subprocess.run(["git", "commit", "-qm", "inner"], cwd=inner, check=True)
        full.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "dossiers/inner")
        full.git("config", "submodule.dossiers/inner.ignore", "all")
        full.git("commit", "-qm", "submodule")
        assert recalled(full.root) == fresh(full.root)
        (full.root / "dossiers" / "inner" / "emile.md").write_text(dossier("emile"), encoding="utf-8")
        assert recalled(full.root) == fresh(full.root)


def test_what_another_process_read_since_is_not_declared_committed(full: Desk) -> None:
    """Two lists cross: the slower one looked at the file before it changed."""
    path = "dossiers/bernard.md"
    with open_index(full.root / ".git" / "recouv") as index, index.writing():
        seen = index.files([path])[path]
        index.put([Indexed(path, seen.id, "0" * 40, sure=False)])
        index.assure(path, seen.hash, sure=True)
        assert index.files([path])[path].sure is False
    assert recall(Workspace.open(full.root), QUESTION) == fresh(full.root)


class TestDamage:
    """What stands in the index is not what was written there."""

    @pytest.mark.parametrize("damaged", ["replace(value, 'bernard', 'someone')", "CAST(x'ff' AS TEXT)", "12", "NULL"])
    def test_an_answer_that_was_altered_is_worked_out_again(self, full: Desk, damaged: str) -> None:
        with sqlite3.connect(full.root / ".git" / "recouv" / INDEX_NAME) as base:
            base.execute(f"UPDATE answer SET value = {damaged} WHERE id = 'bernard'")
        base.close()
        assert recalled(full.root) == fresh(full.root)
        assert recalled(full.root) == fresh(full.root)

    def test_a_report_that_was_altered_is_not_printed(self, full: Desk) -> None:
        folder = full.root / ".git" / "recouv"
        with open_index(folder) as index, index.writing():
            index.keep_report("key", index.edition, "€100.00\n")
        with sqlite3.connect(folder / INDEX_NAME) as base:
            base.execute("UPDATE report SET text = '€900.00\n'")
        base.close()
        with pytest.raises(IndexUnusableError), open_index(folder) as index:
            index.report("key")
