"""Where the settings are, and how one of them is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from recouv.domain.errors import ProblemsError, WorkspaceError
from recouv.domain.settings import SETTINGS, Settings
from recouv.store.settings_text import read_settings
from recouv.usecases.settings import (
    create_settings,
    keep_setting,
    load_settings,
    template,
    typed_value,
)
from recouv.usecases.settings_file import personal_language, settings_path
from recouv.wording.catalogue import catalogue

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of a person who has none yet."""
    path = tmp_path / "me" / "settings.toml"
    monkeypatch.setenv("RECOUV_SETTINGS", str(path))
    return path


class TestWhere:
    """One file, outside the workspace."""

    def test_the_configuration_folder(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """As XDG says."""
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        assert settings_path() == tmp_path / "recouv" / "settings.toml"

    @pytest.mark.parametrize("folder", ["", "relative/folder"])
    def test_home(self, monkeypatch: pytest.MonkeyPatch, folder: str, quiet_world: Path) -> None:
        """Without it, or when it is relative, as XDG says too."""
        monkeypatch.setenv("XDG_CONFIG_HOME", folder)
        assert settings_path() == quiet_world / ".config" / "recouv" / "settings.toml"

    def test_another_file(self, path: Path) -> None:
        """RECOUV_SETTINGS comes first."""
        assert settings_path() == path


class TestLoad:
    """Whatever the file, there are settings."""

    def test_no_file(self, path: Path) -> None:
        """Nothing is wrong."""
        found = load_settings()
        assert (found.settings, found.problems) == (Settings(), ())

    def test_keys_and_their_mistakes_at_their_lines(self, path: Path) -> None:
        """Those of the file and those of the keymap, in the order of the file."""
        path.parent.mkdir()
        path.write_text('[keys]\nlog = "f2"\npay = "e"\nmouse = 3\n', encoding="utf-8")
        found = load_settings()
        assert [(problem.line, str(problem.what)) for problem in found.problems] == [
            (3, "e is already the key of edit"),
            (4, "mouse cannot be 3"),
        ]
        assert found.keymap.changed == {"log": ("f2",)}

    def test_what_is_not_text(self, path: Path) -> None:
        """It is told, and stops nothing."""
        path.parent.mkdir()
        path.write_bytes(b"\xff\xfe")
        assert [str(problem.mend) for problem in load_settings().problems] == ["save it as UTF-8"]

    def test_what_is_not_a_file(self, path: Path) -> None:
        """As well."""
        path.mkdir(parents=True)
        assert load_settings().problems

    def test_the_language(self, path: Path) -> None:
        """Asked before anything is said."""
        assert personal_language() == ""
        path.parent.mkdir()
        path.write_text('language = "fr"\n', encoding="utf-8")
        assert personal_language() == "fr"


class TestKeep:
    """One setting written, or refused with the file as it was."""

    def test_the_first_one_makes_the_file(self, path: Path) -> None:
        """And its folder."""
        assert keep_setting(path, "theme", "light").settings.theme == "light"
        assert path.read_text(encoding="utf-8") == 'theme = "light"\n'

    def test_a_value_that_cannot_be(self, path: Path) -> None:
        """What is wrong and what to write instead; nothing is written."""
        with pytest.raises(ProblemsError) as refused:
            keep_setting(path, "theme", "purple")
        assert str(refused.value.what) == "theme cannot be purple"
        assert not path.exists()

    def test_a_key_that_is_taken(self, path: Path) -> None:
        """The keymap is asked too."""
        with pytest.raises(ProblemsError, match="already the key of pay"):
            keep_setting(path, "keys.edit", "r")

    def test_a_file_with_a_mistake(self, path: Path) -> None:
        """It is mended by its owner first."""
        path.parent.mkdir()
        path.write_text("what is this\n", encoding="utf-8")
        with pytest.raises(ProblemsError) as refused:
            keep_setting(path, "theme", "light")
        assert [problem.line for problem in refused.value.problems] == [1]
        assert path.read_text(encoding="utf-8") == "what is this\n"

    def test_a_link_to_a_folder_of_dotfiles(self, path: Path, tmp_path: Path) -> None:
        """The file behind it changes, the link stays."""
        real = tmp_path / "dotfiles.toml"
        real.write_text("# mine\n", encoding="utf-8")
        path.parent.mkdir()
        path.symlink_to(real)
        keep_setting(path, "mouse", value=False)
        assert path.is_symlink()
        assert real.read_text(encoding="utf-8") == "# mine\nmouse = false\n"

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        """Said as any other file is."""
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(WorkspaceError):
            keep_setting(tmp_path / "file" / "settings.toml", "theme", "light")

    @pytest.mark.parametrize(
        ("typed", "value"), [("true", True), ("false", False), ("140", 140), ("light", "light"), ("", None)]
    )
    def test_values_as_typed(self, typed: str, value: object) -> None:
        """As TOML would have them."""
        assert typed_value(typed) == value


class TestTemplate:
    """The file that is made shows everything and changes nothing."""

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_it_changes_nothing(self, language: str) -> None:
        """Every line is a comment or a table's name."""
        found = read_settings(template(catalogue(language)), "")
        assert (found.settings, found.problems) == (Settings(), ())

    def test_its_examples_can_be_taken(self) -> None:
        """Without the #, each of them is understood."""
        lines = template(catalogue("en")).splitlines()
        examples = {f"# {s.example}" if s.is_table else f"# {s.name} = {s.example}" for s in SETTINGS}
        assert examples <= set(lines)
        text = "\n".join(line.removeprefix("# ") if line in examples else line for line in lines)
        assert read_settings(text, "").problems == ()

    def test_a_file_that_is_there_stays(self, path: Path) -> None:
        """Nothing is written over it."""
        keep_setting(path, "theme", "light")
        create_settings(path, catalogue("en"))
        assert path.read_text(encoding="utf-8") == 'theme = "light"\n'


def test_the_page_lists_every_setting_with_what_it_is() -> None:
    """docs/settings.md is compared with the registry, line by line."""
    page = (PROJECT / "docs/settings.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        choices = f" ({', '.join(setting.choices)})" if setting.choices else ""
        assert f"| `{setting.name}` | `{setting.example}` | {setting.about}{choices} |" in page
