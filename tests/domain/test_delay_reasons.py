"""Reasons of late payment: a code is recognised, other words are kept."""

from __future__ import annotations

import pytest

from recouv.domain.delay_reasons import DELAY_REASONS, OWN_WORDS, reason_code, reason_of
from recouv.wording.terms import term
from tests.rules.journals import sound


@pytest.mark.parametrize("code", DELAY_REASONS)
def test_each_code_is_itself_and_has_a_word(code: str) -> None:
    """However it is typed."""
    assert [reason_code(text) for text in (code, code.upper(), code.replace("-", " "))] == [code] * 3
    assert str(term(code)) != code or "-" not in code


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("- reason: cash-flow\n", "cash-flow"),
        ("- reason: The accountant is ill\n", OWN_WORDS),
        ("- outcome: disputed\n", "dispute"),
        ("- outcome: disputed\n- reason: Two doors scratched\n", "dispute"),
        ("- outcome: disputed\n- reason: bad-faith\n", "bad-faith"),
        ("- outcome: invoice-not-received\n", "invoice-missing"),
        ("- outcome: reached\n", ""),
        ("", ""),
    ],
)
def test_of_an_entry(keys: str, reason: str) -> None:
    """What the entry says first, then what its outcome means."""
    (entry,) = sound(f"### 2026-11-05 call ^c9x4tn1e\n{keys}").entries
    assert reason_of(entry) == reason
