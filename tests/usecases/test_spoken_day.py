"""The agenda in words, kept in each language, is the agenda put in words."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import asdict, replace

from recouv.domain.message import Message
from recouv.rules.claims import claim_of_task, sum_claims
from recouv.store.workspace import Workspace
from recouv.usecases.day import plan_day
from recouv.usecases.session import Session
from recouv.usecases.spoken_day import SpokenLine, SpokenTask, spoken_day, spoken_held, spoken_task
from recouv.wording.catalogue import Catalogue, catalogue
from tests.conftest import Desk

STORIES = sorted(Path(__file__).resolve().parents[2].joinpath("dossiers").glob("*.md"))
DAY = date(2026, 11, 22)


@pytest.fixture
def stories(desk: Desk) -> Desk:
    """The stories of the demo."""
    for path in STORIES:
        desk.write(path.stem, path.read_text(encoding="utf-8"), commit=False)
    desk.git("add", "-A")
    desk.git("commit", "-qm", "stories")
    return desk


def at(desk: Desk, day: date, language: str, *, kept: bool = True) -> Session:
    """A program started that day, in that language, that uses the index or does not."""
    workspace = Workspace.open(desk.root)
    if not kept:
        workspace.work_tree = lambda: None  # type: ignore[method-assign]
    return Session(workspace=workspace, today=day, words=catalogue(language))


def words_of(messages: Iterable[Message], words: Catalogue) -> tuple[str, ...]:
    """Each in words."""
    return tuple(words.text(message) for message in messages)


def assert_told(desk: Desk, day: date, language: str, owner: str = "") -> None:
    """The agenda in words, from the index, says what plain reading says."""
    words = catalogue(language)
    plain = plan_day(at(desk, day, language, kept=False), day, owner=owner)
    told = spoken_day(at(desk, day, language), day, SpokenTask, owner=owner)
    assert told.tasks == [spoken_task(task, words) for task in plain.agenda.tasks]
    assert told.held == [spoken_held(row, words) for row in plain.agenda.held]
    assert told.unreadable == plain.unreadable
    assert told.claimed() == sum_claims(map(claim_of_task, plain.agenda.tasks))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_day_after_day_it_says_what_plain_reading_says(stories: Desk, language: str) -> None:
    """From one index, which is left what the days before put in it."""
    for days in (0, 1, 2, 9, 10, 40, 41, 3):
        assert_told(stories, DAY + timedelta(days=days), language)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_edited_it_says_what_plain_reading_says(stories: Desk, seed: int) -> None:
    """Payments, broken dossiers and new days, one person's clients and everybody's, in both languages."""
    dice = random.Random(seed)
    for step in range(12):
        path = stories.root / "dossiers" / dice.choice(STORIES).name
        if dice.random() < 0.6:
            path.write_text(path.read_text(encoding="utf-8") + f"\n### {DAY} payment\n- amount: {step + 1}.00\n")
        elif dice.random() < 0.3:
            path.write_text("no head at all")
        else:
            stories.git("checkout", "-q", "--", ".")
        day = DAY + timedelta(days=dice.choice((0, 0, 1, 30)))
        assert_told(stories, day, dice.choice(("fr", "en")), dice.choice(("", "", "lea")))


def test_what_a_list_shows_is_a_part_of_the_task(stories: Desk) -> None:
    lines = spoken_day(at(stories, DAY, "en"), DAY, SpokenLine).tasks
    tasks = spoken_day(at(stories, DAY, "en"), DAY, SpokenTask).tasks
    assert [asdict(line) for line in lines] == [
        {name: value for name, value in asdict(task).items() if name in SpokenLine.__struct_fields__} for task in tasks
    ]


def test_a_task_says_all_that_it_has(stories: Desk) -> None:
    """Its reasons and its score in words; what it has not is empty."""
    words = catalogue("fr")
    for task in plan_day(at(stories, DAY, "fr"), DAY).agenda.tasks:
        told = spoken_task(task, words)
        assert (told.why, told.score) == (words_of(task.why, words), words_of(task.score, words))
        assert spoken_task(replace(task, amount=None, due_since=None), words).due_since == 0
