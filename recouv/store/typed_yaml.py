"""Values of a YAML file given their types, each wrong one a problem with its place."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import TypeVar

from recouv.domain.message import Message, say
from recouv.domain.money import CURRENCIES, InvalidAmountError, Money, parse_money
from recouv.domain.problem import Problem
from recouv.store.located import Located

_Choice = TypeVar("_Choice", bound=StrEnum)
_WHOLE = re.compile(r"[+-]?[0-9]{1,6}")
_HOUR = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")


class TypedYaml:
    """Reads values, and keeps what is wrong with them."""

    def __init__(self, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems

    def wrong(self, located: Located, what: Message, mend: Message) -> None:
        """Keep a problem with its place."""
        self.problems.append(Problem(self.path, located.line, located.column, what, mend))

    def mapping(self, located: Located | None, keys: Collection[str], name: str) -> dict[str, Located]:
        """The keys of a mapping, those that are not `keys` reported; nothing for what is absent or is none."""
        if located is None:
            return {}
        if not isinstance(located.value, dict):
            if located.value:
                self.wrong(
                    located,
                    say("{name} is not a list of keys", name=name),
                    say("its keys are {keys}", keys=", ".join(keys)),
                )
            return {}
        for key, value in located.keys.items():
            if key not in keys:
                self.wrong(
                    value,
                    say("{name} has no key {key}", name=name, key=key),
                    say("its keys are {keys}", keys=", ".join(keys)),
                )
        return located.keys

    def whole(self, located: Located | None, default: int, *, least: int = 0) -> int:
        """A whole number."""
        found = self.whole_or_none(located, least=least)
        return default if found is None else found

    def whole_or_none(self, located: Located | None, *, least: int | None = 0) -> int | None:
        """A whole number; `None` when absent or wrong."""
        if located is None:
            return None
        if not _WHOLE.fullmatch(located.text) or (least is not None and int(located.text) < least):
            bound = say("from {least} on", least=least) if least is not None else say("as 15 or -5")
            self.wrong(
                located,
                say("{text} is not a whole number {bound}", text=located.text or "…", bound=bound),
                say("write digits alone"),
            )
            return None
        return int(located.text)

    def money(self, located: Located | None, currency: str = "EUR") -> Money | None:
        """An amount; `None` when absent or wrong."""
        if located is None:
            return None
        try:
            return parse_money(located.text, currency)
        except InvalidAmountError:
            self.wrong(
                located, say("{text} is not an amount", text=located.text or "…"), say("write it as 15.00 or 15.00 USD")
            )
            return None

    def words(self, located: Located | None, choices: Collection[str] = ()) -> tuple[str, ...]:
        """A list of words, or one word alone; those that are not among `choices`, where there are some, reported."""
        if located is None:
            return ()
        rows = located.rows if isinstance(located.value, list) else [located]
        for row in rows:
            if not row.text or (choices and row.text not in choices):
                self._not_among(row, choices)
        return tuple(row.text for row in rows if row.text and (not choices or row.text in choices))

    def word(self, located: Located | None, default: str) -> str:
        """One word; `default` when absent, empty or wrong."""
        if located is None or located.value == "":
            return default
        if not isinstance(located.value, str):
            self._not_among(located, ())
            return default
        return located.text

    def choice(self, choices: type[_Choice], located: Located | None, default: _Choice) -> _Choice:
        """One of the words of `choices`."""
        return self.choice_or_none(choices, located) or default

    def choice_or_none(self, choices: type[_Choice], located: Located | None) -> _Choice | None:
        """One of the words of `choices`; `None` when absent or wrong."""
        if located is None:
            return None
        try:
            return choices(located.text)
        except ValueError:
            self._not_among(located, [str(choice) for choice in choices])
            return None

    def flag(self, located: Located | None, *, default: bool) -> bool:
        """`yes` or `no`."""
        if located is None:
            return default
        if located.text not in ("yes", "no"):
            self._not_among(located, ("yes", "no"))
            return default
        return located.text == "yes"

    def day(self, located: Located | None) -> date | None:
        """A day written `2026-11-20`; `None` when absent or wrong."""
        if located is None or not located.text:
            return None
        try:
            return date.fromisoformat(located.text)
        except ValueError:
            self.wrong(located, say("{text} is not a day", text=located.text), say("write it as 2026-11-20"))
            return None

    def hours(self, located: Located | None) -> tuple[str, str] | None:
        """Two hours, as `9:00-12:00`, the first before the second; `None` when absent or wrong."""
        if located is None:
            return None
        first, dash, last = located.text.partition("-")
        typed = first.strip(), last.strip()
        hours = tuple(hour.zfill(5) for hour in typed)
        if not dash or not all(_HOUR.fullmatch(hour) for hour in typed) or hours[0] >= hours[1]:
            self.wrong(
                located,
                say("{text} is not a time of the day", text=located.text or "…"),
                say("write it as 9:00-12:00"),
            )
            return None
        return hours[0], hours[1]

    def currency(self, located: Located | None, default: str) -> str:
        """A currency's code."""
        if located is None:
            return default
        if located.text not in CURRENCIES:
            self.wrong(located, say("{text} is not a currency", text=located.text or "…"), say("write it as EUR"))
            return default
        return located.text

    def _not_among(self, located: Located, choices: Collection[str]) -> None:
        mend = say("one of: {choices}", choices=", ".join(choices)) if choices else say("write a word, or take it out")
        self.wrong(located, say("{text} is not one of the words allowed here", text=located.text or "…"), mend)
