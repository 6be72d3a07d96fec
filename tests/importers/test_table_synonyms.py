"""Names of columns, folded."""

from __future__ import annotations

import pytest

from recouv.importers.table_synonyms import NAMES, WORDS, folded_name, is_french


@pytest.mark.parametrize("field", NAMES)
def test_names_are_folded(field: str) -> None:
    """A name that is not written as names are folded would never be found."""
    assert [name for name in NAMES[field] if folded_name(name) != name] == []


@pytest.mark.parametrize("field", WORDS)
def test_words_are_folded(field: str) -> None:
    """Nor would such words."""
    assert [words for words in WORDS[field] if folded_name(words) != words] == []


@pytest.mark.parametrize("field", NAMES)
def test_names_stand_once(field: str) -> None:
    """A name stands once in a field."""
    assert len(set(NAMES[field])) == len(NAMES[field])


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("N° facture", "no facture"),
        ("№ de Facture", "no facture"),
        ("Invoice #", "invoice no"),
        ("Date d’échéance", "date echeance"),
        ("Montant TTC (€)", "montant ttc"),
        ("dueDate", "due date"),
        ("€", ""),
        ("EUR", "eur"),
    ],
)
def test_folding(name: str, folded: str) -> None:
    """Accents, case, punctuation, articles and currency go; ways to write "number" are one."""
    assert folded_name(name) == folded


@pytest.mark.parametrize(
    ("header", "french"),
    [(("Client", "Total"), False), (("Client", "Montant"), True), (("Type", "N° x"), True), (("Créé", "x"), True)],
)
def test_french(header: tuple[str, ...], french: bool) -> None:
    """A word, an accent or a sign that only French has."""
    assert is_french(header) is french
