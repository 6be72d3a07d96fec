"""recouv killed at every point of every action: nothing committed is lost, nothing half-done is taken for a person's."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recouv.usecases.talk import Talk, log_talk
from tests.conftest import TODAY
from tests.faults.killer import Killer
from tests.faults.whole import copy_of, entries, git, require_whole, session, take_away_lock

#: One of each way of writing: an entry, a file that is new, several files, a line of a head, settings, a tag.
ACTIONS: dict[str, tuple[str, ...]] = {
    "an entry": ("pay", "durand", "400", "--for", "F2026-031"),
    "a new dossier": ("new", "Zed SARL"),
    "an import": ("import", "csv", "--yes", "table.csv"),
    "several heads": ("assign", "durand", "roux", "lea"),
    "an undo": ("undo",),
    "an edit": ("edit", "durand"),
    "settings": ("bank-until", "2026-11-19"),
    "a closing": ("close", "2026-10"),
}
#: What git calls while it commits: each time, it may be the last.
HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "reference-transaction", "post-index-change")


@pytest.fixture
def killer(quiet_world: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Killer]:
    """With an editor that types a note at the end of the file."""
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nprintf '\\n### 2026-11-19 note\\n> typed\\n' >> \"$1\"\n", encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.setenv("VISUAL", str(editor))
    program = Killer()
    yield program
    program.close()


class TestEveryPoint:
    """Killed before each file written, flushed, renamed, removed, and before each program started."""

    @pytest.mark.parametrize("action", ACTIONS)
    def test_an_action(self, killer: Killer, model: Path, tmp_path: Path, action: str) -> None:
        """It is done or it is not; the next one finds everything in order."""
        words, before, head = ACTIONS[action], entries(model), git(model, "rev-parse", "HEAD").strip()
        whole = killer.run(copy_of(model, tmp_path / "whole"), *words)
        assert whole["code"] == 0
        kept = set()
        for point in range(1, whole["points"] + 1):
            root = copy_of(model, tmp_path / "copy")
            assert killer.run(root, *words, point=point)["died"]
            kept.add(git(root, "rev-parse", "HEAD").strip() != head)
            require_whole(root, before, head, typed=action == "an edit")
        assert kept == {False, True}  # some points are before its commit, some after


class TestInsideGit:
    """Killed with its git, while git commits."""

    @pytest.mark.parametrize("action", ["an entry", "a new dossier", "an import"])
    def test_an_action(self, killer: Killer, model: Path, tmp_path: Path, action: str) -> None:
        """The same, whatever git had begun."""
        words, before, head = ACTIONS[action], entries(model), git(model, "rev-parse", "HEAD").strip()
        whole = copy_of(model, tmp_path / "whole")
        counted = with_hooks(whole)
        assert killer.run(whole, *words)["code"] == 0
        calls = counted()
        assert calls >= len(HOOKS)
        for call in range(1, calls + 1):
            root = copy_of(model, tmp_path / "copy")
            with_hooks(root, dying_at=call)
            assert killer.run(root, *words)["died"]
            shutil.rmtree(root / ".git/hooks")
            require_whole(root, before, head)


class TestSync:
    """Killed while it takes in and gives."""

    def test_every_point(self, killer: Killer, model: Path, tmp_path: Path) -> None:
        """Synchronised again, both clones hold what both did, once."""
        bare, marc = model.parent / "bare.git", model.parent / "marc"
        git(model.parent, "clone", "-q", "--bare", str(model), str(bare))
        git(model.parent, "clone", "-q", "bare.git", str(marc))
        git(marc, "config", "remote.origin.url", "../bare.git")
        git(model, "remote", "add", "origin", "../bare.git")
        assert killer.run(model, "sync")["code"] == 0
        for root, client in ((model, "durand"), (marc, "durand"), (marc, "roux")):
            log_talk(session(root), client, Talk(kind="note", on=TODAY, note=f"by {root.name}"))
        git(marc, "push", "-q")
        wanted = entries(model) | entries(marc)
        whole = killer.run(copy_of(model, tmp_path / "whole"), "sync")
        assert whole["code"] == 0
        for point in range(1, whole["points"] + 1):
            root = copy_of(model, tmp_path / "copy")
            assert killer.run(root, "sync", point=point)["died"]
            take_away_lock(root)
            assert killer.run(root, "sync")["code"] == 0
            assert killer.run(root.parent / "marc", "sync")["code"] == 0
            for clone in (root, root.parent / "marc"):
                assert entries(clone) == wanted
                assert git(clone, "status", "--porcelain") == ""
                git(clone, "fsck", "--strict", "--no-dangling")
            assert git(root, "rev-parse", "HEAD") == git(root.parent / "marc", "rev-parse", "HEAD")


def with_hooks(root: Path, dying_at: int = 0) -> Callable[[], int]:
    """Hooks that count their calls in the repository's folder and kill at one of them; tells how many there were."""
    count = root / ".git/calls"
    folder = root / ".git/hooks"
    folder.mkdir(exist_ok=True)
    script = f'#!/bin/sh\necho >> "{count}"\n[ "$(wc -l < "{count}")" -ne {dying_at} ] || kill -9 0\n'
    for name in HOOKS:
        (folder / name).write_text(script, encoding="utf-8")
        (folder / name).chmod(0o755)
    return lambda: len(count.read_text(encoding="utf-8").splitlines())
