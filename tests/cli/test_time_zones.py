"""Days are days: where the computer stands on the globe moves none of them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import DURAND, Desk, Ran

Recouv = Callable[..., Ran]
EASTERNMOST, WESTERNMOST = "Pacific/Kiritimati", "America/Adak"


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """The clock of the computer set to a time zone, for the rest of the test."""

    def set_zone(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield set_zone
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("words", [["agenda"], ["balance"], ["show", "durand"], ["simulate", "--days", "40"]])
def test_one_day_is_the_same_everywhere(
    desk: Desk, recouv: Recouv, in_zone: Callable[[str], None], words: list[str]
) -> None:
    """A pause that begins at midnight UTC began the day before in Paris: here `--on` is a day, and no moment.

    Twenty-six hours lie between both clocks, and the night of the change of hour lies between the days of the journal.
    Seen elsewhere: https://support.upflow.io/hc/en-us/articles/22462336258833-How-do-I-dismiss-an-action-planned-for-today.
    """
    hold = "\n### 2026-10-24 hold ^hhhhhhhh\n- until: 2026-10-25\n- recorded: 2026-10-24T23:30:00Z lea\n"
    desk.write("durand", DURAND + hold)
    answers = set()
    for zone in (EASTERNMOST, "UTC", "Europe/Paris", WESTERNMOST):
        in_zone(zone)
        for on in ("2026-10-25", "2026-10-26", "2026-11-20"):
            answers.add((on, recouv(*words, "--on", on, "--json").out))
    assert len(answers) == 3
    assert all(json.loads(out) for _, out in answers)


def test_what_is_written_late_at_night_is_of_its_day(desk: Desk, recouv: Recouv) -> None:
    """Written at 23:30 UTC on the 19th, tomorrow already in Paris: a call of the 19th is of the 19th."""
    call = "\n### 2026-11-19 call ^ccccccc2\n- outcome: reached\n- recorded: 2026-11-19T23:30:00Z lea\n"
    desk.write("durand", DURAND + call)
    (held,) = json.loads(recouv("agenda", "--on", "2026-11-20", "--json").out)["held"]
    assert held["until"] == "2026-11-24"
