"""The days on which an agenda may ask something else: on every other day it asks the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from recouv.domain.practice import Contact, Practice
from recouv.domain.task import Held, Task
from recouv.rules.agenda import agenda_of, client_day
from recouv.rules.situation import situation_of
from recouv.rules.turning_days import Unchanged

from .journals import DAYS, HOUSE, dossier, journals, scenario, sound
from .test_simulation import HEAD, INVOICE, PLAYED

PRACTICE = Practice(scenarios={"standard": scenario()}, house=HOUSE)
GRACED = replace(PRACTICE, house=replace(HOUSE, promises=replace(HOUSE.promises, grace=2)))
RESTING = replace(PRACTICE, house=replace(HOUSE, contact=Contact(interval=5, reply_pause=3)))
PROMISE = "\n### 2026-02-01 promise ^p0000001\n- amount: 100.00\n- by: 2026-02-10\n"
PLAN = (
    "\n### 2026-02-01 plan ^p0000002\n- invoices: F-1\n- instalments:\n  - 2026-02-10: 50.00\n  - 2026-03-10: 50.00\n"
)
CALL = "\n### 2026-02-04 call\n- outcome: reached\n- steps:\n  - F-1: reminder-1\n"
NOT_FOLLOWED = Practice(
    scenarios={"standard": scenario("name: standard\nfollow_up: no\nsteps: []\n")}, house=replace(HOUSE)
)
INSOLVENT = "\n### 2026-02-01 insolvency Liquidation\n- bodacc: 2026-02-15\n"
SPOKEN = "\n### 2026-02-14 call\n- outcome: reached\n"
FORGOTTEN = "\n### 2025-01-10 invoice F-0\n- amount: 80.00\n- due: 2025-02-10\n\n### 2025-12-10 review\n"
OLD = "\n### 2021-02-10 invoice F-0\n- amount: 80.00\n- due: 2021-03-10\n"


def asked(rows: list[Task | Held]) -> list[object]:
    """What rows ask, but for how many days late it is and the points that tell it."""
    found: list[object] = []
    for row in rows:
        if isinstance(row, Held):
            found.append((row.invoices, row.reason.text, row.until))
        else:
            said = tuple(message.text for message in row.why)
            found.append((row.action, row.channel, row.step, row.steps, row.invoices, row.amount, row.entry_id, said))
    return found


class TestTurns:
    """The day after the last on which it is the same."""

    @pytest.mark.parametrize(
        ("journal", "first", "turns", "practice"),
        [
            (INVOICE, "2026-01-27", "2026-02-01", PRACTICE),  # it is late
            (INVOICE, "2026-02-02", "2026-02-03", PRACTICE),  # its step has come
            (INVOICE + PROMISE, "2026-02-02", "2026-02-11", PRACTICE),  # the promise is past
            (INVOICE + PROMISE, "2026-02-02", "2026-02-11", GRACED),  # the promise is past, and has its grace
            (INVOICE + PROMISE, "2026-02-11", "2026-02-13", GRACED),  # its grace is past
            (INVOICE + PLAN, "2026-02-02", "2026-02-07", PRACTICE),  # the instalment is near
            (INVOICE + PLAN, "2026-02-07", "2026-02-11", PRACTICE),  # it is late
            (INVOICE + PLAN, "2026-02-11", "2026-02-16", PRACTICE),  # it is past its grace
            (INVOICE + "\n### 2026-02-01 hold\n- until: 2026-02-20\n", "2026-02-02", "2026-02-20", PRACTICE),
            (INVOICE + "\n### 2026-02-01 dispute F-1\n- revisit: 2026-02-20\n", "2026-02-02", "2026-02-20", PRACTICE),
            (INVOICE + "\n### 2026-02-01 task Rappeler\n- due: 2026-02-20\n", "2026-02-16", "2026-02-20", PRACTICE),
            (INVOICE + INSOLVENT, "2026-04-02", "2026-04-16", PRACTICE),  # the claim is no longer declared in time
            (INVOICE + INSOLVENT, "2026-08-04", "2026-08-16", PRACTICE),  # nor is there relief
            (OLD, "2025-08-02", "2025-08-10", PRACTICE),  # six months before nothing may be claimed
            (OLD, "2026-03-02", "2026-03-11", PRACTICE),  # nothing may be claimed any more
            (FORGOTTEN, "2025-12-12", "2026-01-01", NOT_FOLLOWED),  # a new month
            (
                INVOICE + CALL,
                "2026-02-14",
                "2026-02-16",
                RESTING,
            ),  # the next step, the client was left alone long enough
            (INVOICE + CALL + SPOKEN, "2026-02-17", "2026-02-19", RESTING),  # the client was left alone long enough
        ],
    )
    def test_on_its_day(self, journal: str, first: str, turns: str, practice: Practice) -> None:
        """Not one day before, never one day late."""
        day, turn = date.fromisoformat(first), date.fromisoformat(turns)
        situation = situation_of(sound(journal, HEAD), day)
        unchanged = Unchanged(client_day(situation, practice, day), day + timedelta(days=60))
        found = next(
            day + timedelta(days=after) for after in range(1, 60) if not unchanged.on(day + timedelta(days=after))
        )
        assert found <= turn
        rows = [agenda_of(client_day(situation, practice, one)) for one in (turn - timedelta(days=1), turn)]
        assert asked(rows[0]) != asked(rows[1])


@given(journals(commitments=True), DAYS, st.integers(1, 40), st.sampled_from([*PLAYED, RESTING]))
@settings(max_examples=400)
def test_where_it_says_unchanged_the_agenda_asks_the_same(
    blocks: list[str], first: date, days: int, practice: Practice
) -> None:
    situation = situation_of(dossier("\n".join(blocks), HEAD), first)
    last = min(first + timedelta(days=days), situation.until - timedelta(days=1))
    of_day = client_day(situation, practice, first)
    unchanged = Unchanged(of_day, last)
    before = asked(agenda_of(of_day))
    day = first
    while day < last and unchanged.on(day + timedelta(days=1)):
        day += timedelta(days=1)
        assert asked(agenda_of(client_day(situation, practice, day))) == before
