"""The editor that a person means."""

from __future__ import annotations

from pathlib import Path

import pytest

from recouv.usecases.editor import editor_words


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine where nothing is installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    return tmp_path


def install(folder: Path, name: str) -> None:
    """A program of that name."""
    folder.joinpath(name).write_text("#!/bin/sh\n", encoding="utf-8")
    folder.joinpath(name).chmod(0o755)


def test_the_one_named_with_its_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "code --wait")
    assert editor_words() == ["code", "--wait"]


def test_visual_before_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "ed")
    monkeypatch.setenv("VISUAL", "emacs")
    assert editor_words() == ["emacs"]


def test_nano_where_nobody_said(programs: Path) -> None:
    install(programs, "vi")
    install(programs, "nano")
    assert editor_words() == ["nano"]


def test_vi_everywhere_else(programs: Path) -> None:
    install(programs, "vi")
    assert editor_words() == ["vi"]
