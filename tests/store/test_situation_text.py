"""A situation kept as text comes back as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from recouv.domain.message import Code
from recouv.domain.money import parse_money
from recouv.domain.practice import House
from recouv.rules.situation import situation_of
from recouv.store.dossier_text import read_dossier
from recouv.store.situation_text import read_situation, write_situation
from recouv.store.typed_values import read_value, write_value
from tests.rules.journals import DAYS, dossier, journals

ROOT = Path(__file__).parents[2]
DOSSIERS = sorted((ROOT / "dossiers").glob("*.md"))


@given(journals(commitments=True), DAYS)
@settings(max_examples=300)
def test_of_any_journal(blocks: list[str], on: date) -> None:
    situation = situation_of(dossier("\n".join(blocks)), on)
    assert read_situation(*write_situation(situation, House())) == situation


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_of_a_shipped_dossier_on_any_day_of_its_story(path: Path) -> None:
    read = read_dossier(path.read_bytes(), path=f"dossiers/{path.name}").dossier
    for day in sorted({entry.date for entry in read.entries}):
        situation = situation_of(read, day)
        assert read_situation(*write_situation(situation, House())) == situation


VALUES = [
    "words: {with} [brackets]",
    "",
    12,
    None,
    date(2026, 2, 28),
    parse_money("1400.00", "EUR"),
    (("F-1", parse_money("3", "JPY")), ("F-2", None)),
    Code("formal-notice"),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_with_its_type(value: object) -> None:
    back = read_value(write_value(value))
    assert (back, type(back)) == (value, type(value))


@pytest.mark.parametrize("value", [1.5, True, object(), {"a": 1}], ids=lambda value: type(value).__name__)
def test_what_has_no_written_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        write_value(value)
