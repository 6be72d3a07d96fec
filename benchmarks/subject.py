"""recouv as its users start it, and its cache as they may lose it."""

from __future__ import annotations

import shutil
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def recouv_command() -> list[str]:
    """What the installed `recouv` script runs, for this checkout whatever is installed: its entry point, from `cwd`.

    The caller runs it with `PYTHONPATH` or the current folder at `PROJECT`.
    """
    scripts = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    module, _, function = scripts["recouv"].partition(":")
    return [sys.executable, "-c", f"import sys; from {module} import {function}; sys.exit({function}())"]


def environment() -> dict[str, str]:
    """Where Python finds this checkout, in a language and a size that do not depend on the machine."""
    return {"PYTHONPATH": str(PROJECT), "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


def forget(workspace: Path) -> None:
    """Lose the derived index, as a fresh clone has none."""
    for path in _index_files(workspace):
        path.unlink()


def save(workspace: Path, folder: Path) -> None:
    """Keep the derived index in `folder`, instead of what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in _index_files(workspace):
        shutil.copy2(path, folder)


def put_back(workspace: Path, folder: Path) -> None:
    """Have the derived index as `save` kept it."""
    forget(workspace)
    for path in folder.iterdir():
        shutil.copy2(path, _cache(workspace))


def _index_files(workspace: Path) -> list[Path]:
    """The index, with what SQLite keeps beside it."""
    return list(_cache(workspace).glob("index*"))


def _cache(workspace: Path) -> Path:
    return workspace / ".git" / "recouv"
