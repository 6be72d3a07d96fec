"""A disk that is full, or that may only be read: told, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recouv.domain.errors import ExitCode
from tests.conftest import Ran
from tests.faults.whole import entries, git, new_workspace, require_whole

Recouv = Callable[..., Ran]
#: Left free when an action begins: from nothing at all to nearly what it takes.
ROOM = (0, 4, 8, 12, 16, 24, 32, 48, 64, 96)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of three megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("no disk can be mounted here: that takes root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, left: int) -> Path:
    """Fill the disk but for `left` KiB."""
    ballast = folder / "ballast"
    free = os.statvfs(folder)
    with ballast.open("wb") as stream:
        stream.write(b"\0" * max(0, free.f_bavail * free.f_frsize - left * 1024))
    return ballast


@pytest.mark.parametrize(
    "words",
    [("pay", "durand", "400", "--for", "F2026-031"), ("new", "Zed SARL"), ("import", "csv", "--yes", "table.csv")],
    ids=["an entry", "a new dossier", "an import"],
)
def test_a_full_disk(disk: Path, recouv: Recouv, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    """Wherever the room ends, the action is done or it is not, and what stands in the way is said."""
    refused = 0
    for left in ROOM:
        root = new_workspace(disk / "ws")
        monkeypatch.chdir(root)
        before, head = entries(root), git(root, "rev-parse", "HEAD").strip()
        ballast = fill(disk, left)
        done = recouv(*words, at=root)
        refused += done.code != 0
        if done.code:
            assert "No space left" in done.err or "not enough space" in done.err or "write" in done.err
            assert entries(root) == before
        ballast.unlink()
        require_whole(root, before, head)
        monkeypatch.chdir(disk)
        shutil.rmtree(root)
    assert refused > 1


def test_a_disk_to_be_read(disk: Path, recouv: Recouv) -> None:
    """Lists are shown, an action is refused, and says where it cannot write."""
    root = new_workspace(disk / "ws")
    before, head = entries(root), git(root, "rev-parse", "HEAD").strip()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert "Menuiserie Durand" in recouv("balance", at=root).out
    assert "durand" in recouv("agenda", "--json", at=root).out
    done = recouv("log", "durand", "note", "--note", "x", at=root)
    assert done.code == ExitCode.REFUSED
    assert "Read-only file system" in done.err
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert entries(root) == before
    require_whole(root, before, head)
