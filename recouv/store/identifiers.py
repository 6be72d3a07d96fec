"""Names that recouv gives: IDs of entries, ids of dossiers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from recouv.domain.message import Message, say

#: 32 characters without i, l, o, u: none is mistaken for another when read aloud over the telephone.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
DOSSIER_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
#: File names that Windows keeps for itself.
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def new_entry_id(taken: Collection[str] = ()) -> str:
    """Eight random characters, not among `taken`."""
    from random import SystemRandom  # what `secrets` draws from, without the ciphers that it loads

    draw = SystemRandom().choice
    while True:
        identifier = "".join([draw(ALPHABET) for _ in range(8)])
        if identifier not in taken:
            return identifier


def dossier_id(words: str, taken: Collection[str] = ()) -> str:
    """A file name from a client's code or name: lower-case letters, digits and dashes; numbered when already taken.

    >>> dossier_id("Éts. Lefèvre & Fils")
    'ets-lefevre-fils'
    """
    folded = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:60].strip("-") or "client"
    if stem in _RESERVED:
        stem = f"client-{stem}"
    identifier, rank = stem, 1
    while identifier in taken:
        rank += 1
        identifier = f"{stem}-{rank}"
    return identifier


def is_reserved(text: str) -> bool:
    """Whether Windows keeps a file of that name for itself, whatever follows a dot."""
    return text.casefold().partition(".")[0] in _RESERVED


def why_not_dossier_id(text: str) -> tuple[Message, Message]:
    """What is said of a file whose name is no dossier's, and how to mend it."""
    what = say("{stem} cannot be a client's id", stem=text)
    if is_reserved(text):
        return what, say(
            "Windows keeps this name for itself: rename the file, for instance client-{stem}.md", stem=text
        )
    return what, say("rename the file with lower-case letters, digits and dashes")


def is_dossier_id(text: str) -> bool:
    """Whether `text` may name a dossier on every file system."""
    return DOSSIER_ID.fullmatch(text) is not None and not is_reserved(text)
