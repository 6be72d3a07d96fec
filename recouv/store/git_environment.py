"""The environment in which git is run: the user's own, without what would send it to another repository."""

from __future__ import annotations

import os
from pathlib import Path

#: Set by a hook that starts us, these would send git to another repository or index than the workspace's.
_MISLEADING = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
#: A repository that was received whole, its configuration included, may name a program to be run at each look.
NO_PROGRAM = ("-c", "core.fsmonitor=false")
#: Where a server keeps what it is about to receive, while `pre-receive` judges it.
_QUARANTINE = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


def environment(root: Path, *, upwards: bool) -> dict[str, str]:
    """Variables for a git that works at `root`, answers in English, takes no lock it can do without and asks
    nothing on the terminal.

    Unless it may look `upwards`, a repository around `root` is out of its sight.
    """
    kept = _QUARANTINE if _is_receiving(root) else ()
    variables = {name: value for name, value in os.environ.items() if name not in _MISLEADING or name in kept}
    variables["LC_ALL"] = "C.UTF-8"
    variables["GIT_OPTIONAL_LOCKS"] = "0"
    variables["GIT_TERMINAL_PROMPT"] = "0"  # in a partial clone any command may have to ask the remote
    if not upwards:
        variables["GIT_CEILING_DIRECTORIES"] = str(root.resolve().parent)
    return variables


def _is_receiving(root: Path) -> bool:
    """Whether a `pre-receive` hook of this very repository started us."""
    if "GIT_QUARANTINE_PATH" not in os.environ:
        return False
    told = Path(os.environ.get("GIT_DIR", "."))
    return told.resolve() in (root.resolve(), (root / ".git").resolve())
