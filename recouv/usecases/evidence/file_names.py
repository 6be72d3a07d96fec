"""Names of the files: plain ASCII, whatever a client or a document is called, and none leads anywhere."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from recouv.rules.client_search import folded
from recouv.usecases.evidence.pieces import Piece
from recouv.wording.catalogue import Catalogue

INDEX, MANIFEST = "index.md", "manifest.json"
#: In the language of the file; the request is an act in French.
_STEMS = {
    "fr": {"file": "dossier", "statement": "decompte", "request": "requete-injonction-de-payer"},
    "en": {"file": "file", "statement": "statement", "request": "requete-injonction-de-payer"},
}
#: The request told in another language than the court's, to be read and not signed.
TRANSLATION = "request-in-english.md"
PIECES = "pieces"
_UNSAFE = re.compile(r"[^a-z0-9]+")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_LONGEST = 60


def stem(name: str, language: str) -> str:
    """The name of one of the documents made here, without what says how it is written."""
    return _STEMS.get(language, _STEMS["en"])[name]


def safe_name(text: str) -> str:
    r"""Small letters, digits and dashes of a text; `x` where it has none.

    >>> safe_name("../Café & Fils: F/2026\x00"), safe_name("..")
    ('cafe-fils-f-2026', 'x')
    """
    return _UNSAFE.sub("-", folded(text)).strip("-")[:_LONGEST].rstrip("-") or "x"


def piece_path(piece: Piece, words: Catalogue) -> str:
    """Where a piece stands in the file: its number makes it the only one of its name."""
    suffix = PurePosixPath(piece.source).suffix.lower() if piece.source else ".pdf"
    kept = suffix if _SUFFIX.fullmatch(suffix) else ".bin"
    return f"{PIECES}/{piece.number:02}-{safe_name(words.text(piece.what))}{kept}"
