"""A repository or a dossier that is damaged: `check` says what to do, and the rest of the work goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from recouv.domain.errors import ExitCode
from tests.conftest import Ran
from tests.faults.whole import git, require_whole

Recouv = Callable[..., Ran]
DURAND = "dossiers/durand.md"


def object_of(root: Path, name: str) -> Path:
    """The file that holds a loose object, which may then be written."""
    found = git(root, "rev-parse", name).strip()
    path = root / ".git/objects" / found[:2] / found[2:]
    path.chmod(0o644)
    return path


def lose_version(root: Path) -> None:
    """What was committed of a dossier is garbage."""
    object_of(root, f"HEAD:{DURAND}").write_bytes(b"garbage")


def lose_tree(root: Path) -> None:
    """The list of the files of the last commit is garbage."""
    object_of(root, "HEAD^{tree}").write_bytes(b"garbage")


def lose_commit(root: Path) -> None:
    """The last commit is gone."""
    object_of(root, "HEAD").unlink()


def cut_index(root: Path) -> None:
    """Git's index was cut short."""
    (root / ".git/index").write_bytes(b"DIRC")


def leave_lock(root: Path) -> None:
    """A git was killed an hour ago."""
    lock = root / ".git/index.lock"
    lock.write_bytes(b"")
    os.utime(lock, (time.time() - 3600, time.time() - 3600))


def interrupt(root: Path) -> None:
    """A recouv was killed between the file and its commit."""
    script = (
        "import os\nfrom recouv.store.git import Git\nGit.commit = lambda *a, **k: os._exit(9)\n"
        "from recouv.cli.main import run\n"
        f"run(['-C', {str(root)!r}, 'log', 'durand', 'note', '--note', 'half'])\n"
    )
    subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)


def take_away(root: Path) -> None:
    """A dossier was deleted by another program."""
    (root / DURAND).unlink()


@pytest.mark.parametrize(
    ("damage", "place", "way_out", "goes_on"),
    [
        (lose_version, DURAND, "docs/repair.md", True),
        (lose_tree, ".git", "docs/repair.md", False),
        (lose_commit, ".git", "docs/repair.md", False),
        (cut_index, ".git/index", "remove that file, then git reset", False),
        (leave_lock, ".git/index.lock", "remove that file", False),
        (interrupt, DURAND, "the next action settles it", True),
        (take_away, DURAND, f"git restore {DURAND}", True),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_check_says_what_to_do(
    model: Path, recouv: Recouv, damage: Callable[[Path], None], place: str, way_out: str, *, goes_on: bool
) -> None:
    """Where, what, and how it is mended; lists are shown all the same, and the others' dossiers written where git can."""
    assert recouv("check", at=model).code == ExitCode.DONE
    damage(model)
    checked = recouv("check", at=model)
    assert checked.code == ExitCode.PROBLEMS
    assert f"{place}:1:1: " in checked.out
    assert way_out in checked.out
    assert "Atelier Roux" in recouv("balance", at=model).out
    done = recouv("log", "roux", "note", "--note", "x", at=model)
    assert (done.code == ExitCode.DONE) is goes_on
    assert goes_on or done.err.count("\n") > 1  # what git says, then a way out


def test_an_index_made_again_as_told(model: Path, recouv: Recouv) -> None:
    """Nothing is lost by it."""
    from tests.faults.whole import entries

    before, head = entries(model), git(model, "rev-parse", "HEAD").strip()
    cut_index(model)
    assert recouv("log", "durand", "note", "--note", "x", at=model).code == ExitCode.REFUSED
    (model / ".git/index").unlink()
    git(model, "reset", "-q")
    require_whole(model, before, head)


def test_a_lock_of_a_git_at_work_is_not_told(model: Path, recouv: Recouv) -> None:
    """It is gone in a moment."""
    (model / ".git/index.lock").write_bytes(b"")
    assert "index.lock" not in recouv("check", at=model).out


def test_a_clone_of_some_of_the_dossiers_lacks_nothing(model: Path, recouv: Recouv) -> None:
    """A sparse checkout leaves dossiers out on purpose."""
    git(model, "sparse-checkout", "set", "--no-cone", "/*", f"!{DURAND}")
    assert not (model / DURAND).exists()
    assert recouv("check", at=model).code == ExitCode.DONE


def test_no_program_named_in_the_repository_is_run(model: Path, recouv: Recouv, tmp_path: Path) -> None:
    """A repository received whole, its configuration included, asks git to run a program at each look."""
    spy = tmp_path / "spy"
    spy.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", encoding="utf-8")
    spy.chmod(0o755)
    git(model, "config", "core.fsmonitor", str(spy))
    subprocess.run(["git", "status"], cwd=model, capture_output=True, check=True)
    assert (tmp_path / "ran").exists()
    (tmp_path / "ran").unlink()
    for words in (("balance",), ("agenda",), ("check",), ("log", "durand", "note", "--note", "x"), ("undo",)):
        assert recouv(*words, at=model).code == ExitCode.DONE
    assert not (tmp_path / "ran").exists()


def test_a_remote_that_is_a_program_is_not_run(model: Path, recouv: Recouv, tmp_path: Path) -> None:
    """`ext::` addresses name a program for git to start."""
    git(model, "remote", "add", "origin", f"ext::touch {tmp_path}/ran")
    done = recouv("sync", at=model)
    assert done.code == ExitCode.REFUSED
    assert "'ext' not allowed" in done.err
    assert not (tmp_path / "ran").exists()


def test_a_hundred_thousand_entries(model: Path, recouv: Recouv) -> None:
    """A dossier of ten megabytes is read, judged and written as any other."""
    path = model / DURAND
    note = "\n### 2026-11-01 note\n> " + "x" * 80 + "\n"
    path.write_text(path.read_text(encoding="utf-8") + note * 100_000, encoding="utf-8")
    assert path.stat().st_size > 10_000_000
    git(model, "commit", "-qam", "by hand")
    assert recouv("check", at=model).code == ExitCode.DONE
    assert "1,400.00" in recouv("balance", at=model).out
    assert recouv("pay", "durand", "400", "--for", "F2026-031", at=model).code == ExitCode.DONE
    assert "1,000.00" in recouv("balance", at=model).out
    assert git(model, "show", "--numstat", "--format=", "HEAD") == f"6\t0\t{DURAND}\n"
