"""Which client somebody means: an id, or any unambiguous part of an id or a name, accents and case apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from msgspec import Struct

_TYPED = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "‘": "'"})


class Found(Struct, frozen=True):
    """Ids that answer, best kind of match first: one is an answer, several are candidates."""

    ids: tuple[str, ...]
    close: tuple[str, ...] = ()
    """When none answers: ids that look alike."""


def search_clients(clients: Iterable[tuple[str, str]], query: str) -> Found:
    """The clients, given as (id, name), that `query` may mean: by the whole, else by any part."""
    known = [(identifier, folded(identifier), folded(name)) for identifier, name in clients]
    wanted = folded(query)
    if wanted:
        for matches in (lambda text: text == wanted, lambda text: wanted in text):
            ids = tuple(identifier for identifier, by_id, by_name in known if matches(by_id) or matches(by_name))
            if ids:
                return Found(ids)
    words = {text: identifier for identifier, by_id, by_name in known for text in (by_name, by_id)}
    from difflib import get_close_matches  # deferred: only what is misspelt pays for its import

    close = get_close_matches(wanted, words, n=3, cutoff=0.6)
    return Found((), tuple(dict.fromkeys(words[text] for text in close)))


def folded(text: str) -> str:
    """Lower case, without accents, spaces in a row made one, ligatures and apostrophes as a keyboard types them."""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = unicodedata.normalize("NFKD", text.translate(_TYPED))
    return " ".join("".join(char for char in bare if not unicodedata.combining(char)).casefold().split())
