"""The house keeps its promises: what is loaded when, and what its documents say."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from recouv.usecases.verbs import VERBS
from tests.conftest import Desk

PROJECT = Path(__file__).resolve().parents[1]
HEAVY = {
    *("textual", "rich", "git", "python_calamine", "stdnum", "argcomplete", "babel"),
    *(
        "asyncio",
        "csv",
        "difflib",
        "yaml",
        "email",
        "importlib.metadata",
        "secrets",
        "shutil",
        "subprocess",
        "tempfile",
    ),
}


def loaded_by(code: str, *, at: Path) -> set[str]:
    """The modules that a fresh interpreter has after running `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules, file=sys.__stderr__)"],
        cwd=at,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stderr.split())


class TestStartUp:
    """A command loads what it needs and no more: deferred imports are proved at run time."""

    def test_the_package_alone(self, tmp_path: Path) -> None:
        """`import recouv` loads nothing else of ours."""
        assert {name for name in loaded_by("import recouv", at=tmp_path) if name.startswith("recouv.")} == set()

    def test_the_screens(self, tmp_path: Path) -> None:
        """Until a key asks for it, nothing of what writes, undoes or edits, no rule of an account, no other screen."""
        code = "import recouv.tui.app, recouv.tui.screens.agenda"
        later = {
            *("yaml", "attr", "rich.traceback", "recouv.store.yaml_edit", "recouv.store.dossier_text"),
            *("recouv.rules.account", "recouv.rules.agenda"),
            *(f"recouv.usecases.{name}" for name in ("bulk", "dossiers", "editing", "money", "outlook", "recording")),
            *("recouv.usecases.undoing", "recouv.tui.editor", "recouv.tui.palette", "recouv.tui.forms.base"),
            *(f"recouv.tui.screens.{name}" for name in ("balance", "dossier", "help", "outlook", "problems", "reader")),
        }
        assert loaded_by(code, at=tmp_path) & later == set()

    @pytest.mark.parametrize("words", [["agenda"], ["balance"], ["balance", "--json"], ["outlook"], ["show", "durand"]])
    def test_a_reading_command(self, desk: Desk, words: list[str]) -> None:
        """Neither the screens, nor the readers of files, nor git's driver, nor any library that it has no use for.

        The first time, git's driver compares what is read with the last commit; from then on the index knows.
        """
        from tests.conftest import DURAND

        desk.write("durand", DURAND)
        code = f"from recouv.cli.main import run\ntry:\n    run({words!r})\nexcept SystemExit:\n    pass"
        loaded_by(code, at=desk.root)
        loaded = loaded_by(code, at=desk.root)
        assert loaded & HEAVY == set()
        ours = {name for name in loaded if name.startswith(("recouv.tui", "recouv.importers", "recouv.store.git"))}
        assert ours <= {"recouv.store.git_environment"}

    @pytest.mark.parametrize("words", [["--version"], ["balance", "--help"], ["--help"]])
    def test_help_and_version(self, tmp_path: Path, words: list[str]) -> None:
        """Nothing of the workspace nor of the rules is loaded to say what can be done."""
        loaded = loaded_by(
            f"from recouv.cli.main import run\ntry:\n    run({words!r})\nexcept SystemExit:\n    pass", at=tmp_path
        )
        assert loaded & (HEAVY - {"shutil"}) == set()
        assert "recouv.store.workspace" not in loaded


class TestDocuments:
    """What the documents say is so."""

    def test_every_rule_is_in_the_index(self) -> None:
        """Each module of `recouv/rules` is in the table of architecture.md."""
        text = (PROJECT / "docs/architecture.md").read_text(encoding="utf-8")
        for path in (PROJECT / "recouv/rules").iterdir():
            if path.stem != "__init__" and not path.name.startswith("_"):
                assert f"`{path.stem}`" in text, path.name

    def test_the_modules_of_the_architecture_exist(self) -> None:
        """Each `part/module` or `part.module` of architecture.md is one, alone or with a name inside it."""
        text = (PROJECT / "docs/architecture.md").read_text(encoding="utf-8")
        named = re.findall(r"`((?:cli|tui|usecases|store|wording|rules|domain)[./][\w./]+)", text)
        assert len(named) > 40
        for name in named:
            path = PROJECT / "recouv" / name.rstrip("/.").replace(".", "/")
            found = [path, path.with_suffix(".py"), path.parent.with_suffix(".py")]
            assert any(one.exists() for one in found), name

    def test_links_lead_somewhere(self) -> None:
        """Every relative link of the README and of docs/ is a file."""
        for page in (PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")):
            for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
                assert (page.parent / target).exists(), f"{page.name}: {target}"

    def test_the_tests_that_are_cited_exist(self) -> None:
        """Each `tests/file.py::Class::test` of docs/ is one."""
        cited = [
            found
            for page in (PROJECT / "docs").glob("*.md")
            for found in re.findall(r"`(tests/[\w/]+\.py)::([\w:]+)`", page.read_text(encoding="utf-8"))
        ]
        assert len(cited) > 30
        for path, names in cited:
            text = (PROJECT / path).read_text(encoding="utf-8")
            for name in names.split("::"):
                assert re.search(rf"\b(class|def) {name}\b", text), f"{path}::{names}"

    def test_the_commands_of_the_readme_exist(self) -> None:
        """Each `recouv WORD` of the README is a command."""
        commands = {verb.command for verb in VERBS}
        text = (PROJECT / "README.md").read_text(encoding="utf-8")
        shown = re.findall(r"`(recouv [^`\n]+)`|^ *\$ (recouv .*)$", text, re.MULTILINE)
        words = [word for pair in shown for word in re.findall(r"^recouv ([a-z]+)\b", "".join(pair))]
        assert len(words) > 8
        assert set(words) <= commands


class TestSources:
    """Habits of the house that no linter checks."""

    def test_rules_open_with_what_they_state(self) -> None:
        """Every module says what it is for."""
        for path in (PROJECT / "recouv").rglob("*.py"):
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path

    def test_workers_are_described(self) -> None:
        """Textual describes the others by their arguments, written in full: ten thousand rows, at each reading."""
        for path in (PROJECT / "recouv" / "tui").rglob("*.py"):
            for found in re.findall(r"@work\(([^)]*)\)", path.read_text(encoding="utf-8")):
                assert "description=" in found, path

    def test_only_windows_read_the_clock(self) -> None:
        """The day is an argument everywhere below; moments are stamped in one place."""
        found = {
            path.relative_to(PROJECT).as_posix()
            for path in (PROJECT / "recouv").rglob("*.py")
            if re.search(r"\b(date\.today|datetime\.now|time\.time)\(", path.read_text(encoding="utf-8"))
        }
        assert found <= {
            "recouv/cli/clock.py",
            "recouv/usecases/session.py",
            "recouv/store/git_readiness.py",
            "recouv/tui/app.py",
        }

    def test_every_command_is_a_module_and_a_verb(self) -> None:
        """The registry and the folder of commands name the same things."""
        files = {path.stem for path in (PROJECT / "recouv/cli/commands").glob("*.py")} - {"start", "__init__"}
        assert {name.rstrip("_").replace("_", "-") for name in files} == {
            verb.command for verb in VERBS if verb.command
        }
