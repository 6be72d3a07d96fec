"""The texts that ship with recouv: example dossiers, scenarios, letters."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def shipped(name: str) -> Path:
    """The folder `dossiers`, `scenarios` or `letters`: inside an installed package, or at the top of a checkout."""
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
