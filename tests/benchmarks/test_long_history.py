"""The history whose audit is timed: honest, merges included, or its figure would mean nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.long_history import write_history
from recouv.usecases.auditing import Wanted, audit


def test_nothing_is_said_of_it(tmp_path: Path) -> None:
    """Every commit is judged, three merges among them."""
    write_history(tmp_path / "long", 320, 12)
    audited = audit(tmp_path / "long", Wanted(), datetime(2026, 11, 30, tzinfo=UTC))
    assert (audited.commits, audited.noted) == (320, ())
