"""Which client somebody means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.rules.client_search import folded, search_clients

CLIENTS = [
    ("durand", "Menuiserie Durand SARL"),
    ("durand-2", "Durand et Fils"),
    ("etoile", "L’Étoile du Midi"),
    ("coeur", "Cœur de Lion"),
    ("strasse", "Café Straße"),
    ("yamada", "株式会社 山田商店"),
    ("midi", "SARL Le Grand"),
]


def found(query: str) -> list[str]:
    return list(search_clients(CLIENTS, query).ids)


class TestMatch:
    """A whole id or name, else their beginning, else any part; accents and case apart."""

    @pytest.mark.parametrize(
        ("query", "ids"),
        [
            ("durand", ["durand"]),
            ("DURAND", ["durand"]),
            ("duran", ["durand", "durand-2"]),
            ("menuis", ["durand"]),
            ("fils", ["durand-2"]),
            ("et fils", ["durand-2"]),
            ("durand  et   fils", ["durand-2"]),
            ("midi", ["midi"]),
            ("du midi", ["etoile"]),
            ("L'ETOILE DU MIDI", ["etoile"]),
            ("l’étoile", ["etoile"]),
            ("Coeur de lion", ["coeur"]),
            ("CŒUR", ["coeur"]),
            ("cafe strasse", ["strasse"]),
            ("山田", ["yamada"]),
            ("a", ["durand", "durand-2", "strasse", "yamada", "midi"]),
        ],
    )
    def test_found(self, query: str, ids: list[str]) -> None:
        """The best kind of match answers alone, its candidates in the order given."""
        assert found(query) == ids

    @pytest.mark.parametrize("query", ["", "   ", "zzz", "durand-3"])
    def test_nobody(self, query: str) -> None:
        """Nothing asked or nobody known: nobody answers."""
        assert found(query) == []


class TestCloseness:
    """When none answers, the ids that look alike are proposed."""

    @pytest.mark.parametrize(
        ("query", "first"), [("durnad", "durand"), ("yamadda", "yamada"), ("etoile du mdi", "etoile")]
    )
    def test_slips(self, query: str, first: str) -> None:
        """A slip of the finger finds its client by id or by name."""
        answer = search_clients(CLIENTS, query)
        assert answer.ids == ()
        assert answer.close[0] == first

    def test_nothing_close(self) -> None:
        """What looks like nobody proposes nobody, and each is proposed once."""
        assert search_clients(CLIENTS, "zzzzzz").close == ()
        assert search_clients([("durand", "Durand")], "durant").close == ("durand",)


class TestFolding:
    """Lower case, no accents, one space, ligatures and apostrophes as typed."""

    @given(st.text(max_size=30))
    def test_is_stable(self, text: str) -> None:
        """Folding twice is folding once."""
        assert folded(folded(text)) == folded(text)

    @given(st.sampled_from(CLIENTS))
    def test_an_id_finds_its_client(self, client: tuple[str, str]) -> None:
        """A whole id or a whole name always finds its client."""
        assert client[0] in found(client[0])
        assert client[0] in found(client[1])
