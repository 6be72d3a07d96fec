"""recouv as its users start it, and its cache as they may lose it."""

from __future__ import annotations

import os
import subprocess
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


def remember(workspace: Path) -> None:
    """Have the derived index as a run of today leaves it."""
    subprocess.run(
        [*recouv_command(), "-C", str(workspace), "balance"],
        env={**os.environ, **environment()},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def forget(workspace: Path) -> None:
    """Lose the derived index, as a fresh clone has none."""
    for path in (workspace / ".git" / "recouv").glob("index*"):
        path.unlink()
