"""`docs/collecting.md`: its example is what the program prints of the demo, and its figures are the house's."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from recouv.domain.practice import House
from tests.conftest import Desk, Ran

Recouv = Callable[..., Ran]
ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/collecting.md").read_text(encoding="utf-8")
PROSE = " ".join(PAGE.split())


@pytest.fixture
def demo(desk: Desk) -> Desk:
    """The shipped dossiers, on the day on which their stories are told."""
    for path in (ROOT / "dossiers").glob("*.md"):
        shutil.copy(path, desk.root / "dossiers")
    shutil.copy(ROOT / "dossiers/demo.yaml", desk.root / "recouv.yaml")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "demo")
    return desk


class TestTheExample:
    """One morning of the demo."""

    def test_it_is_what_is_printed(self, demo: Desk, recouv: Recouv) -> None:
        """Every line of it, in its order."""
        printed = iter(recouv("--lang", "en", "explain", "oconnell").out.splitlines())
        (shown,) = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
        missing = [line for line in shown.splitlines() if line.strip() and line not in printed]
        assert missing == []

    def test_the_sums_of_the_prose(self, demo: Desk, recouv: Recouv) -> None:
        """What is asked for, the points, and its place in the day."""
        tasks = json.loads(recouv("agenda", "--json").out)["tasks"]
        first = tasks[0]
        assert (first["client"], first["amount"], first["priority"]) == ("oconnell", "6050.00", 109)
        assert "4,200 + 1,850 = 6,050 €" in PROSE
        assert "40 + 19 + 30 + 20 = 109 points put it first of the day's eight tasks" in PROSE
        assert len(tasks) == 8
        assert (ROOT / "dossiers/oconnell.md").read_text(encoding="utf-8").count("### 2026-11-12 payment") == 1
        assert "1,500 € came on the 12th" in PROSE


def test_the_figures_of_the_house() -> None:
    """Those that hold where recouv.yaml says nothing."""
    house = House()
    assert (house.contact.interval, house.contact.reply_pause) == (5, 3)
    assert "left alone five days, after an answer three working days" in PROSE
    assert (house.promises.grace, house.promises.tolerance) == (2, 1)
    assert "until its day and two working days more" in PROSE
    assert "one euro lacking forgiven" in PROSE
    assert (house.plans.notice, house.plans.grace, house.plans.misses) == (3, 5, 1)
    assert "each instalment is recalled three days before. More than five days late, an instalment is missed" in PROSE
    points = house.points
    assert (points.level, points.days_for_a_point, points.money_for_a_point, points.broken_promise) == (10, 3, 200, 20)
    assert points.most_for_age == points.most_for_amount == 40
    assert "ten points for each level, one for every three days late and for every 200 € (forty at most each)" in PROSE


def test_it_fits_two_pages() -> None:
    """A credit controller reads it to the end."""
    assert len(PAGE.split()) < 1300
