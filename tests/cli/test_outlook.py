"""`recouv outlook`: the same in words, in bars and for scripts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import DURAND

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Desk, Ran


@pytest.fixture
def durand(desk: Desk) -> None:
    """A client who owes 1 400 of which nothing is promised, and a file that cannot be read."""
    desk.write("durand", DURAND)
    desk.write("broken", "---\nname: Broken\n---\n\n## Journal\n\n### 2026-01-01 invoice F\n- amount: many\n")


@pytest.mark.usefixtures("durand")
class TestOutlook:
    """One client."""

    def test_numbers_are_written_beside_their_bars(self, recouv: Callable[..., Ran]) -> None:
        """Each line says its amount; what was left out is said."""
        ran = recouv("outlook")
        assert ran.code == 0
        assert "€1,400.00 outstanding, 100 % late, 1 client" in ran.out
        for line in (
            "31 Oct 26     2,400.00  ███",
            "1-30       1,400.00  100 %  ███",
            "late, no date   1,400.00\n",
        ):
            assert line in ran.out
        assert "dossiers/broken.md" in ran.err

    def test_for_scripts(self, recouv: Callable[..., Ran]) -> None:
        """Amounts as text, days in ISO; the parts sum to the total."""
        found = json.loads(recouv("outlook", "--json").out)
        euros = found["currencies"]["EUR"]
        assert (found["on"], found["unreadable"]) == ("2026-11-20", ["dossiers/broken.md"])
        assert euros["months"][-2:] == [
            {"on": "2026-10-31", "outstanding": "2400.00"},
            {"on": "2026-11-20", "outstanding": "1400.00"},
        ]
        assert (euros["total"], euros["1-30"], euros["expected"]["undated"]) == ("1400.00", "1400.00", "1400.00")
        assert euros["expected"]["weeks"][0] == {
            "until": "2026-11-22",
            "promised": "0.00",
            "due": "0.00",
            "total": "0.00",
        }
        assert euros["debtors"] == [
            {"id": "durand", "name": "Menuiserie Durand SARL", "total": "1400.00", "overdue": "1400.00", "share": 100}
        ]

    def test_another_day(self, recouv: Callable[..., Ran]) -> None:
        """As it was at its end."""
        assert "€2,400.00 outstanding, 0 % late" in recouv("outlook", "--on", "2026-10-31").out

    def test_an_owner_whom_nobody_has(self, recouv: Callable[..., Ran]) -> None:
        """Is said, with another code."""
        ran = recouv("outlook", "--owner", "nobody")
        assert (ran.code, ran.out) == (4, "")


def test_an_empty_workspace(recouv: Callable[..., Ran]) -> None:
    """There is nothing to draw."""
    assert "Nothing was ever invoiced." in recouv("outlook").out
    assert json.loads(recouv("outlook", "--json").out)["currencies"] == {}


def test_a_terminal_without_utf_8(desk: Desk) -> None:
    """Bars of `#`, same numbers."""
    import os
    import subprocess
    import sys
    from pathlib import Path

    desk.write("durand", DURAND)
    done = subprocess.run(
        [sys.executable, "-m", "recouv", "-C", str(desk.root), "--lang", "en", "outlook", "--on", "2026-11-20"],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert b"1,400.00  100 %  ####" in done.stdout
