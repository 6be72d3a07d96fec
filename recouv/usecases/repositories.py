"""A server's repository, which has no files beside it."""

from __future__ import annotations

from pathlib import Path

from recouv.store.git_process import ask


def is_bare(folder: Path) -> bool:
    """Whether the folder is a bare repository."""
    return folder.is_dir() and ask(folder, ("rev-parse", "--is-bare-repository")).stdout.strip() == "true"
