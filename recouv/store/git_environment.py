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


def environment(root: Path, *, upwards: bool) -> dict[str, str]:
    """Variables for a git that works at `root`, answers in English and takes no lock it can do without.

    Unless it may look `upwards`, a repository around `root` is out of its sight.
    """
    variables = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    variables["LC_ALL"] = "C.UTF-8"
    variables["GIT_OPTIONAL_LOCKS"] = "0"
    if not upwards:
        variables["GIT_CEILING_DIRECTORIES"] = str(root.resolve().parent)
    return variables
