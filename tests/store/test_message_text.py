"""Messages kept as text come back as they were."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.message import Code, Message, say, say_many
from recouv.domain.money import Money
from recouv.domain.practice import Practice
from recouv.rules.agenda import client_agenda
from recouv.rules.situation import situation_of
from recouv.store.dossier_text import read_dossier
from recouv.store.message_text import KeptMessages, read_messages, write_messages
from recouv.store.scenario_text import read_scenario
from recouv.wording.catalogue import catalogue

ROOT = Path(__file__).parents[2]
DOSSIERS = sorted(path for path in (ROOT / "dossiers").glob("*.md"))
arguments = st.one_of(
    st.text(),
    st.integers(),
    st.text().map(Code),
    st.dates(),
    st.builds(Money, st.decimals(allow_nan=False, allow_infinity=False), st.sampled_from(["EUR", "JPY"])),
)
messages = st.recursive(
    st.builds(Message, st.text(), st.dictionaries(st.text(), arguments)),
    lambda inner: st.builds(Message, st.text(), st.dictionaries(st.text(), st.one_of(arguments, inner))),
)


@given(st.lists(messages))
def test_any_messages_come_back_as_they_were(given_messages: list[Message]) -> None:
    assert list(read_messages(write_messages(given_messages))) == given_messages


@given(st.integers())
def test_a_plural_comes_back_as_it_was(count: int) -> None:
    message = say_many("{count} day of {what}", "{count} days of {what}", count, what="delay")
    assert read_messages(write_messages([message])) == (message,)


def test_what_has_no_language_of_its_own_is_refused() -> None:
    with pytest.raises(TypeError):
        write_messages([say("{share}", share=0.5)])


def test_kept_messages_are_those_messages() -> None:
    whys = (say("due {day}", day=date(2026, 11, 20)), say("{amount}", amount=Money(Decimal("1.20"), "EUR")))
    kept = KeptMessages(write_messages(whys))
    assert kept == whys
    assert (kept[0], kept[1:], len(kept), list(kept)) == (whys[0], whys[1:], 2, list(whys))


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_everything_said_of_a_damaged_dossier_can_be_kept(path: Path) -> None:
    dice = random.Random(path.stem)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    words = catalogue("fr")
    for _ in range(60):
        damaged = list(lines)
        for _ in range(dice.choice((1, 1, 3))):
            here, there = dice.randrange(len(damaged)), dice.randrange(len(damaged))
            match dice.randrange(4):
                case 0:
                    del damaged[here]
                case 1:
                    damaged[here], damaged[there] = damaged[there], damaged[here]
                case 2:
                    damaged.insert(here, damaged[there])
                case _:
                    damaged[here] = damaged[here].replace(dice.choice(damaged[here]), dice.choice("x9-:^\n#"), 1)
        found = read_dossier("".join(damaged).encode(), path="dossiers/x.md").dossier.problems
        said = [text for problem in found for text in (problem.what, problem.mend)]
        kept = read_messages(write_messages(said))
        assert [words.text(one) for one in kept] == [words.text(one) for one in said]


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_every_reason_of_an_agenda_can_be_kept(path: Path) -> None:
    scenarios = {
        source.stem: read_scenario(source.read_text(encoding="utf-8"), path=source.name)[0]
        for source in (ROOT / "scenarios").glob("*.yaml")
    }
    dossier = read_dossier(path.read_bytes(), path=f"dossiers/{path.name}").dossier
    practice = Practice(scenarios=scenarios)
    for month in range(1, 13):
        on = date(2026, month, 20)
        for row in client_agenda(situation_of(dossier, on), practice, on):
            reasons = (row.reason,) if hasattr(row, "reason") else tuple(row.why)
            assert read_messages(write_messages(reasons)) == reasons
