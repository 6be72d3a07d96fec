"""Words that do not belong in a letter to a debtor."""

from __future__ import annotations

import pytest

from recouv.rules.look_alikes import look_alikes


def found(text: str) -> list[tuple[str, int, int]]:
    """The words, their line and their column."""
    return [(one.words, one.line, one.column) for one in look_alikes(text)]


class TestFound:
    """Disguise, threats, costs."""

    @pytest.mark.parametrize(
        "words",
        [
            *("République française", "COMMANDEMENT", "sommation", "huissier", "huissiers", "Commissaire de justice"),
            *("avis avant saisie", "saisie-attribution", "bailiff", "court order", "writ"),
            *("Banque de France", "plainte", "pénale", "employeur", "police", "blacklisted", "criminal"),
            *("frais de dossier", "frais de relance", "reminder fees", "administration charge"),
        ],
    )
    def test_each_with_its_place(self, words: str) -> None:
        """Whatever the case."""
        assert (words, 2, 6) in found(f"Madame,\nSoit {words}, donc.")

    def test_several_on_a_line_in_their_order(self) -> None:
        """Whichever the rule they break."""
        text = "plainte, commandement, frais de relance"
        assert [words for words, _, _ in found(text)] == ["plainte", "commandement", "frais de relance"]


class TestNotFound:
    """What a creditor may say."""

    @pytest.mark.parametrize(
        "text",
        [
            "indemnité forfaitaire pour frais de recouvrement",
            "fixed recovery charge",
            "mise en demeure",
            "la juridiction compétente",
            "written reminder",
            "pénalités de retard",
            "notre chargé de recouvrement",
            "recommandement",
        ],
    )
    def test_nothing(self, text: str) -> None:
        """Nor a part of a longer word."""
        assert found(text) == []
