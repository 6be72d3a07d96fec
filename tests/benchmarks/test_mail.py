"""The benchmark of e-mails prepares what it says."""

from __future__ import annotations

from pathlib import Path

from benchmarks.mail import ours, theirs, workspace


def test_every_client_is_written_to(tmp_path: Path) -> None:
    """As many messages as clients, each composed; the yardstick takes the same words."""
    rows = [row.composed for row in ours(workspace(tmp_path / "book", 3)) if row.composed]
    assert len(rows) == 3
    theirs([(row.to, row.subject, row.text, row.html) for row in rows])
