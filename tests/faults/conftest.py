"""What is broken here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.whole import new_workspace


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A workspace that is whole, to be copied."""
    return new_workspace(tmp_path / "model" / "ws")
