"""A person's settings: where they are, what they say, one of them changed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from recouv.domain.errors import ProblemsError, WorkspaceError
from recouv.domain.message import say
from recouv.domain.problem import Problem
from recouv.domain.settings import SETTINGS, Settings
from recouv.usecases.keymap import Keymap, keymap
from recouv.usecases.settings_file import settings_path

if TYPE_CHECKING:
    from recouv.store.settings_text import Value
    from recouv.wording.catalogue import Catalogue


class Personal(Struct, frozen=True, kw_only=True):
    """The settings in force, and all that is wrong in their file."""

    path: Path
    settings: Settings = field(default_factory=Settings)
    keymap: Keymap = field(default_factory=Keymap)
    problems: tuple[Problem, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    """The line of each setting that the file states."""


def load_settings(path: Path | None = None) -> Personal:
    """What the file says; without a file, or as far as it cannot be read, what stands without it."""
    path = path or settings_path()
    try:
        text = _text(path)
    except (WorkspaceError, UnicodeDecodeError) as error:
        what = error.what if isinstance(error, WorkspaceError) else say("{path} is not UTF-8", path=str(path))
        mend = error.mend if isinstance(error, WorkspaceError) else None
        return Personal(path=path, problems=(Problem(str(path), 1, 1, what, mend or say("save it as UTF-8")),))
    return _read(path, text)


def keep_setting(path: Path, name: str, value: Value) -> Personal:
    """The settings with `name` (`theme`, `filters.g`, `keys.log`) changed in the file; `None` takes it out.

    Raises:
        ProblemsError: the value is refused, or the file has a mistake that must be mended first; nothing is written.
        WorkspaceError: the file cannot be read or written.
    """
    from recouv.store.files import write_bytes
    from recouv.store.settings_text import with_setting

    path = path.resolve()  # dotfiles are often links to a folder of one's own
    try:
        text = _text(path)
        changed = with_setting(text, name, value)
    except ValueError:
        found = load_settings(path).problems
        raise ProblemsError(say("the settings cannot be changed while their file has a mistake"), found) from None
    personal = _read(path, changed)
    line = personal.places.get(name, 0)
    wrong = [problem for problem in personal.problems if problem.line == line]
    if value is not None and wrong:
        raise ProblemsError(wrong[0].what, (), wrong[0].mend)
    write_bytes(path, changed.encode())
    return personal


def typed_value(text: str) -> Value:
    """The value of `NAME=TEXT`, as TOML would have it: a boolean, a number, else the text; nothing when empty."""
    if not text:
        return None
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isascii() and text.isdigit() else text


def create_settings(path: Path, words: Catalogue) -> None:
    """Write a file that says what can be set, all of it commented out, unless there is one."""
    from recouv.store.files import write_bytes

    if not os.path.lexists(path):
        write_bytes(path, template(words).encode())


def template(words: Catalogue) -> str:
    """A settings file that changes nothing and shows everything."""
    text = words.text
    heading = say("Your own settings of recouv; take the # away before a line to make it count.")
    lines = [f"# {text(heading)}"]
    for setting in SETTINGS:
        about = text(setting.about)
        if setting.choices:
            about = f"{about} ({', '.join(setting.choices)})"
        lines += ["", f"# {about}"]
        lines += [f"[{setting.name}]"] if setting.is_table else []
        lines.append(f"# {setting.example}" if setting.is_table else f"# {setting.name} = {setting.example}")
    return "\n".join(lines) + "\n"


def _text(path: Path) -> str:
    from recouv.store.files import read_bytes

    return (read_bytes(path) or b"").decode("utf-8")


def _read(path: Path, text: str) -> Personal:
    from recouv.store.settings_text import read_settings

    shown = str(path)
    found = read_settings(text, shown)
    mapped = keymap(found.settings.keys)
    wrong = [
        Problem(shown, found.places.get(f"keys.{key.verb}", found.places.get("keys", 1)), 1, key.what, key.mend)
        for key in mapped.refused
    ]
    problems = sorted((*found.problems, *wrong), key=lambda problem: (problem.line, problem.column))
    return Personal(
        path=path, settings=found.settings, keymap=mapped, problems=tuple(problems), places=dict(found.places)
    )
