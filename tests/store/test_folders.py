"""Folders are listed again when something came or went in them, and only then."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from recouv.store.folders import Folders


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A folder with two others in it, unchanged for long."""
    for name in ("a", "b/c"):
        (tmp_path / name).mkdir(parents=True)
    for folder in (tmp_path, *tmp_path.rglob("*")):
        os.utime(folder, (1_000_000_000, 1_000_000_000))
    return tmp_path


def names(top: Path, folders: Folders) -> list[str]:
    """What is found, from the top."""
    return sorted(os.path.relpath(folder, top) for folder in folders)


class TestFolders:
    """What is there now."""

    def test_all_levels(self, top: Path) -> None:
        """The top itself is one of them; hidden ones and files are not."""
        (top / ".hidden").mkdir()
        (top / "file").touch()
        assert names(top, Folders(str(top))) == [".", "a", "b", "b/c"]

    def test_no_folder(self, tmp_path: Path) -> None:
        """There is none in what is not there."""
        assert list(Folders(str(tmp_path / "none"))) == []

    def test_what_came_and_went(self, top: Path) -> None:
        """It is seen at the next question."""
        folders = Folders(str(top))
        names(top, folders)
        (top / "b/new").mkdir()
        (top / "a").rmdir()
        assert names(top, folders) == [".", "b", "b/c", "b/new"]

    def test_unchanged_folders_are_not_listed_again(self, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Their stamp is enough."""
        folders = Folders(str(top))
        before = names(top, folders)
        monkeypatch.setattr(os, "scandir", None)
        assert names(top, folders) == before

    def test_a_stamp_too_fresh_is_not_relied_upon(self, top: Path) -> None:
        """A second change may have left it as it was."""
        os.utime(top)
        stamp = top.stat().st_mtime_ns
        folders = Folders(str(top))
        names(top, folders)
        (top / "new").mkdir()
        os.utime(top, ns=(stamp, stamp))
        assert names(top, folders) == [".", "a", "b", "b/c", "new"]
