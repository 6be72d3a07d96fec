"""The folder `letters/`: the texts of a workspace, and its layout where it has one of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from recouv.domain.letter import Letter
from recouv.domain.problem import Problem
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.letter_text import read_letter
from recouv.store.listing import unreadable
from recouv.store.workspace import LETTERS

LAYOUT_NAME = "layout.typ"


class Letters(Struct, frozen=True, kw_only=True):
    """Every text that could be read."""

    texts: Mapping[tuple[str, str], Letter]
    """By name and language."""
    problems: tuple[Problem, ...]

    def languages(self, name: str) -> tuple[str, ...]:
        """The languages in which that letter is written."""
        return tuple(sorted(language for known, language in self.texts if known == name))

    @property
    def names(self) -> tuple[str, ...]:
        """The letters there are, each once."""
        return tuple(sorted({name for name, _ in self.texts}))


def read_letters(root: Path) -> Letters:
    """The letters of the workspace at `root`; one with a problem is not among the texts."""
    texts: dict[tuple[str, str], Letter] = {}
    problems: list[Problem] = []
    folder = root / LETTERS
    try:
        paths = sorted(folder.glob("[!.]*.md"))
    except OSError as error:
        return Letters(texts=texts, problems=(unreadable(LETTERS, error.strerror or str(error)),))
    for path in paths:
        name = f"{LETTERS}/{path.name}"
        try:
            data = read_bytes(path)
        except UnreadableFileError as error:
            problems.append(unreadable(name, error.reason))
            continue
        letter, found = read_letter((data or b"").decode("utf-8", "replace"), path=name)
        problems += found
        if letter is not None and not found:
            texts[letter.name, letter.language] = letter
    return Letters(texts=texts, problems=tuple(problems))


def own_layout(root: Path) -> Path | None:
    """The workspace's own page layout; `None` when it uses the one that ships."""
    path = root / LETTERS / LAYOUT_NAME
    return path if path.is_file() and not path.is_symlink() else None
