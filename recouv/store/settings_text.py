"""`settings.toml`, a person's own: read with all that is wrong in it, changed without losing a comment.

A mistake costs its own line and no other: a line that cannot be read is left out, the rest applies.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from difflib import get_close_matches
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from msgspec import Struct, field

from recouv.domain.mail import Account
from recouv.domain.message import Message, say
from recouv.domain.problem import Problem
from recouv.domain.settings import LONGEST_SYNC_EVERY, NARROWEST_WIDE, SETTINGS, WIDEST_WIDE, Setting, Settings

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_TABLE = re.compile(r"""\s*\[\s*["']?([^"'\]]+?)["']?\s*\]""")
_KEY = re.compile(r"""\s*(?P<key>"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?P<inner>"[^"]*"|'[^']*'|[\w-]+))?\s*=""")
#: Lines left out one by one before giving a file up.
_MOST_MISTAKES = 50
_T = TypeVar("_T")
#: What a setting that stands on a line of its own can be; `None` for none.
Value: TypeAlias = "bool | int | str | None"
_BY_NAME = {setting.name: setting for setting in SETTINGS}


class SettingsText(Struct, frozen=True):
    """The settings, what is wrong with them, and where each is written."""

    settings: Settings
    problems: tuple[Problem, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    """The line of `theme`, of `keys.log`…"""


def read_settings(text: str, path: str) -> SettingsText:
    """What `text` says; the settings it says badly keep what stands without them."""
    reader = _Reader(text, path)
    return SettingsText(reader.settings(), tuple(sorted(reader.problems, key=_by_line)), reader.places)


def with_setting(text: str, name: str, value: Value) -> str:
    """`text` with one value changed, every comment and every other line as it was; `None` takes the value out.

    Raises:
        ValueError: `text` is not TOML; the message says where.
    """
    import tomlkit  # deferred: read on every start, changed once a month

    document = tomlkit.parse(text)
    table_name, _, key = name.rpartition(".")
    if not table_name and value is not None and name not in document:
        written = tomlkit.dumps({name: value}).rstrip("\n")
        if (changed := _in_place_of_example(text, name, written)) and dict(document, **{name: value}) == tomllib.loads(
            changed
        ):
            return changed
    if table_name and table_name not in document:
        document[table_name] = tomlkit.table()
    table = document[table_name] if table_name else document
    if not isinstance(table, MutableMapping):
        raise ValueError(table_name)  # noqa: TRY004 - of the file's text, not of our arguments
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value
    return tomlkit.dumps(document)


def _in_place_of_example(text: str, name: str, written: str) -> str:
    """`text` with the commented line that shows `name` made `written`; empty when there is none."""
    example = re.search(rf"^# *{re.escape(name)} *=.*$", text, re.MULTILINE)
    return f"{text[: example.start()]}{written}{text[example.end() :]}" if example else ""


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.places = _places(text)
        self._document = self._parsed(text.removeprefix("\ufeff"))

    def settings(self) -> Settings:
        """What the document says."""
        for name in self._document:
            if name not in _BY_NAME:
                self._unknown(name, _BY_NAME)
        usual = Settings()
        return Settings(
            theme=self._one_of("theme", usual.theme),
            language=self._one_of("language", usual.language),
            ascii=self._value("ascii", usual.ascii, _is_bool, say("write true or false, without quotes")),
            mouse=self._value("mouse", usual.mouse, _is_bool, say("write true or false, without quotes")),
            view=self._one_of("view", usual.view),
            wide=self._value(
                "wide",
                usual.wide,
                _is_width,
                say("write a number of columns, from {least} to {most}", least=NARROWEST_WIDE, most=WIDEST_WIDE),
            ),
            sync_every=self._value(
                "sync_every",
                usual.sync_every,
                _is_minutes,
                say("write a number of minutes, from 1 to {most}, or 0 for never", most=LONGEST_SYNC_EVERY),
            ),
            filters=self._filters(),
            keys=self._keys(),
            outbox=self._value("outbox", usual.outbox, _is_text, say("write a folder, in quotes")),
            accounts=self._accounts(),
        )

    def _parsed(self, text: str) -> dict[str, object]:
        """The document, without the lines that cannot be read."""
        lines = _lines(text)
        for _ in range(_MOST_MISTAKES):
            try:
                return tomllib.loads("\n".join(lines) + "\n")
            except tomllib.TOMLDecodeError as error:
                at = _AT.search(str(error))
                if at is None:  # "at end of document"
                    return self._before_the_open_value(lines)
                twice = "overwrite" in str(error) or "twice" in str(error)
                what = say("this line says something twice") if twice else say("this line is not a setting")
                line = min(int(at[1]), len(lines))
                self._wrong(line, int(at[2]), what, _TAKE_OUT if twice else _AS_EXAMPLE)
                lines[line - 1] = ""
        return {}

    def _before_the_open_value(self, lines: list[str]) -> dict[str, object]:
        """The document up to the value that never ends."""
        for count in range(len(lines) - 1, -1, -1):
            with suppress(tomllib.TOMLDecodeError):
                found = tomllib.loads("\n".join(lines[:count]) + "\n")
                self._wrong(count + 1, 1, say("this value never ends"), _CLOSE)
                return found
        return {}

    def _one_of(self, name: str, usual: str) -> str:
        choices = _BY_NAME[name].choices
        mend = say("one of: {choices}", choices=", ".join(choices))
        return self._value(name, usual, lambda value: value in choices, mend)

    def _value(self, name: str, usual: _T, fits: Callable[[object], bool], mend: Message) -> _T:
        if name not in self._document:
            return usual
        value = self._document[name]
        if not fits(value):
            self._wrong(self.places.get(name, 1), 1, _cannot_be(name, value), mend)
            return usual
        return value  # type: ignore[return-value]  # `fits` has just said so

    def _filters(self) -> Mapping[str, str]:
        found = {}
        for letter, text in self._table("filters").items():
            if len(letter) != 1 or not letter.isalpha():
                self._wrong(
                    self._line("filters", letter),
                    1,
                    say("a filter is named by one letter, not by {name}", name=letter),
                    say("write for instance: {example}", example=_BY_NAME["filters"].example),
                )
            elif not isinstance(text, str) or not text.strip():
                self._wrong(
                    self._line("filters", letter),
                    1,
                    _cannot_be(letter, text),
                    say("write for instance: {example}", example=_BY_NAME["filters"].example),
                )
            else:
                found[letter] = text.strip()
        return MappingProxyType(found)

    def _keys(self) -> Mapping[str, tuple[str, ...]]:
        found = {}
        for verb, value in self._table("keys").items():
            keys = value if isinstance(value, list) else [value]
            if keys and all(isinstance(key, str) and key for key in keys):
                found[verb] = tuple(keys)
            else:
                self._wrong(
                    self._line("keys", verb),
                    1,
                    _cannot_be(verb, value),
                    say("write for instance: {example}", example=_BY_NAME["keys"].example),
                )
        return MappingProxyType(found)

    def _accounts(self) -> Mapping[str, Account]:
        found = {}
        for host, value in self._table("accounts").items():
            texts = value if isinstance(value, dict) and all(map(_is_text, value.values())) else None
            if texts is None or not texts.keys() <= {"user", "password_command"} or not texts.get("user"):
                self._wrong(
                    self._line("accounts", host),
                    1,
                    _cannot_be(host, value),
                    say("write for instance: {example}", example=_BY_NAME["accounts"].example),
                )
            else:
                found[host.lower()] = Account(**texts)
        return MappingProxyType(found)

    def _table(self, name: str) -> dict[str, object]:
        value = self._document.get(name, {})
        if not isinstance(value, dict):
            example = f"[{name}] {_BY_NAME[name].example}"
            self._wrong(
                self._line(name), 1, _cannot_be(name, value), say("write for instance: {example}", example=example)
            )
            return {}
        return value

    def _line(self, *names: str) -> int:
        return self.places.get(".".join(names), self.places.get(names[0], 1))

    def _unknown(self, name: str, known: Mapping[str, Setting]) -> None:
        close = get_close_matches(name, known, n=1)
        mend = say("its settings are {names}", names=", ".join(known))
        if close:
            mend = say("did you mean {candidates}?", candidates=close[0])
        self._wrong(self._line(name), 1, say("there is no setting {name}", name=name), mend)

    def _wrong(self, line: int, column: int, what: Message, mend: Message) -> None:
        self.problems.append(Problem(self.path, max(1, line), max(1, column), what, mend))


_CLOSE = say("close the quotes or the bracket that is open")
_TAKE_OUT = say("keep one of the two")
_AS_EXAMPLE = say('write for instance: theme = "light"')


def _cannot_be(name: str, value: object) -> Message:
    return say("{name} cannot be {value}", name=name, value=str(value) or '""')


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_width(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and NARROWEST_WIDE <= value <= WIDEST_WIDE


def _is_minutes(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LONGEST_SYNC_EVERY


def _by_line(problem: Problem) -> tuple[int, int]:
    return problem.line, problem.column


def _places(text: str) -> Mapping[str, int]:
    """The line of each key, by a look at each line: tomllib tells values, not where they stand."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(_lines(text), start=1):
        if header := _TABLE.match(line):
            table = header[1].strip()
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            parts = [part.strip("\"'") for part in (key["key"], key["inner"]) if part]
            name = ".".join([table, *parts] if table else parts)
            found.setdefault(name, number)
            found.setdefault(name.partition(".")[0], number)
    return found


def _lines(text: str) -> list[str]:
    """The lines as TOML parts them: Unicode knows other ends of lines, which a value may hold."""
    return text.replace("\r\n", "\n").split("\n")
