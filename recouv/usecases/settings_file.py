"""Where a person's settings are, and the one that every command needs: apart, since most people have no such file."""

from __future__ import annotations

import os
from pathlib import Path


def settings_path() -> Path:
    """`RECOUV_SETTINGS`, else `recouv/settings.toml` in the configuration folder of the person."""
    given = os.environ.get("RECOUV_SETTINGS")
    if given:
        return Path(given).expanduser()
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or "")
    # the XDG rules: a relative folder is ignored
    return (folder if folder.is_absolute() else Path("~/.config").expanduser()) / "recouv" / "settings.toml"


def personal_language() -> str:
    """The language that the settings ask for; empty when they ask for none."""
    path = settings_path()
    if not path.exists():
        return ""
    from recouv.usecases.settings import load_settings  # deferred: the keys that the file may change come with it

    return load_settings(path).settings.language
