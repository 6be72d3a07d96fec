"""`recouv settings`: what is in force, what is wrong, and changes without an editor."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from recouv.usecases.verbs import VERBS
from tests.conftest import Ran

Command = Callable[..., Ran]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of a person who has none yet."""
    path = tmp_path / "me" / "settings.toml"
    monkeypatch.setenv("RECOUV_SETTINGS", str(path))
    return path


def test_without_a_file(recouv: Command, path: Path) -> None:
    """Where it would be, and what stands without it."""
    ran = recouv("settings")
    assert ran.code == 0
    assert ran.out.startswith(f"{path}\nthere is no such file yet")
    assert "theme       dark" in ran.out


def test_a_value_given(recouv: Command, path: Path) -> None:
    """Written, and shown."""
    assert "theme       light" in recouv("settings", "theme=light", "filters.g=>90", "keys.log=f2").out
    assert path.read_text(encoding="utf-8") == 'theme = "light"\n\n[filters]\ng = ">90"\n\n[keys]\nlog = "f2"\n'


def test_a_value_taken_out(recouv: Command, path: Path) -> None:
    """Nothing after the =."""
    recouv("settings", "wide=140")
    recouv("settings", "wide=")
    assert path.read_text(encoding="utf-8") == ""


def test_a_value_refused(recouv: Command, path: Path) -> None:
    """What is wrong and what to write instead."""
    ran = recouv("settings", "theme=purple")
    assert (ran.code, ran.out) == (1, "")
    assert "theme cannot be purple\n  one of: dark, light" in ran.err
    assert recouv("settings", "theme").code == 2


def test_mistakes_are_listed_with_their_lines(recouv: Command, path: Path) -> None:
    """And the exit code says that there are."""
    path.parent.mkdir()
    path.write_text('theme = "light"\ncolor = 1\n', encoding="utf-8")
    ran = recouv("settings")
    assert ran.code == 1
    assert f"{path}:2:1: there is no setting color; " in ran.out


def test_json(recouv: Command, path: Path) -> None:
    """One document: values, keys of every verb, problems."""
    path.parent.mkdir()
    path.write_text('mouse = false\n[keys]\nlog = "f2"\npay = "ctrl+c"\n', encoding="utf-8")
    found = json.loads(recouv("settings", "--json").out)
    assert found["settings"]["mouse"] is False
    assert found["keys"] == {verb.id: list(verb.keys) for verb in VERBS if verb.keys} | {"log": ["f2"]}
    assert [(problem["line"], problem["what"]) for problem in found["problems"]] == [
        (4, "ctrl+c cannot be used: it says how to quit")
    ]


def test_keys(recouv: Command, path: Path) -> None:
    """Names, keys, and the usual ones where they differ."""
    recouv("settings", "keys.log=f2")
    line = next(line for line in recouv("settings", "--keys").out.splitlines() if line.startswith("log "))
    assert line.split()[:3] == ["log", "f2", "a"]


def test_the_editor_needs_a_terminal(recouv: Command, path: Path) -> None:
    """Said, with the way round; the file is there to be edited."""
    ran = recouv("settings", "--edit")
    assert ran.code == 2
    assert str(path) in ran.err
    assert path.exists()


def test_the_language_of_every_command(recouv: Command, path: Path) -> None:
    """That of the settings, unless `--lang` says otherwise."""
    recouv("settings", "language=fr")
    assert "Rien à faire" in recouv("agenda").out
    assert "Nothing to do" in recouv("--lang", "en", "agenda").out


def test_a_mistake_stops_no_command(recouv: Command, path: Path) -> None:
    """Nor does a file that cannot be read at all."""
    path.mkdir(parents=True)
    assert recouv("agenda").code == 0
