"""The word that was most likely meant."""

from __future__ import annotations

from collections.abc import Iterable


def closest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word most like `word`, of a likeness from `cutoff` to 1; empty when none is."""
    from difflib import get_close_matches  # only what is misspelt pays for its import

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=cutoff)), "")
