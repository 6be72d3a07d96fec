"""The values of a journal: text to dates, amounts, numbers and shares, and what to say when it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from recouv.domain.entry import Recorded
from recouv.domain.kinds import KINDS, Key, Kind, Names, ValueType
from recouv.domain.message import Message, say
from recouv.domain.money import InvalidAmountError, Money, parse_money

ID = "[0-9a-hjkmnp-tv-z]{8}"
ENTRY_ID = re.compile(rf"\^({ID})")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
_MOMENT = re.compile(r"(([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)[ \t]+(\S.*)")

Reader = Callable[[str, str], object]
"""From a value's text and the dossier's currency to the value; raises `ValueError` where there is none."""


def iso_date(text: str) -> date | None:
    """The day that `text` writes as `2026-11-05`; `None` when it is none of the calendar."""
    try:
        return read_day(text)
    except ValueError:
        return None


# a book of a few years is the same few thousand days written over and over
@lru_cache(maxsize=4096)
def read_day(text: str) -> date:
    """The day that `text` writes as `2026-11-05`.

    Raises:
        ValueError: it is none of the calendar.
    """
    if not _ISO_DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _read_text(text: str, _currency: str) -> str:
    return text


def _read_date(text: str, _currency: str) -> date:
    return read_day(text)


def _read_time(text: str, _currency: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return text


def _read_count(text: str, _currency: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def _read_numbers(text: str, _currency: str) -> tuple[str, ...]:
    return tuple([number for part in text.split(",") if (number := part.strip())])


def _read_entry(text: str, _currency: str) -> str:
    match = ENTRY_ID.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return match[1]


def _read_recorded(text: str, _currency: str) -> Recorded:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    moment, day, writer = match.groups()
    read_day(day)
    return Recorded(moment, writer)


# what is invoiced is paid and allocated: within a dossier most amounts are written several times
@lru_cache(maxsize=1024)
def _read_owed(text: str, currency: str) -> Money:
    money = parse_money(text, currency)
    if money.amount <= 0:
        raise InvalidAmountError(text)
    return money


def _read_schedule(text: str, _currency: str) -> tuple[tuple[date, Money | None], ...]:
    return ((read_day(text), None),)


def _no_single_value(text: str, _currency: str) -> object:
    raise ValueError(text)


def _read_share(text: str, currency: str) -> tuple[str, Money]:
    number, found, amount = text.rpartition(": ")
    if not found or not number.strip():
        raise ValueError(text)
    return number.strip(), _read_owed(amount, currency)


def _read_instalment(text: str, currency: str) -> tuple[date, Money]:
    day, money = _read_share(text, currency)
    return read_day(day), money


def _read_step(text: str, _currency: str) -> tuple[str, str]:
    number, found, step = text.rpartition(": ")
    if not found or not number.strip() or not step.strip():
        raise ValueError(text)
    return number.strip(), step.strip()


_READERS: dict[ValueType, Reader] = {
    ValueType.TEXT: _read_text,
    ValueType.MONEY: _read_owed,
    ValueType.DATE: _read_date,
    ValueType.TIME: _read_time,
    ValueType.COUNT: _read_count,
    ValueType.NUMBERS: _read_numbers,
    ValueType.SHARES: _no_single_value,
    ValueType.SCHEDULE: _read_schedule,
    ValueType.STEPS: _no_single_value,
    ValueType.ENTRY: _read_entry,
    ValueType.RECORDED: _read_recorded,
}
_ROW_READERS: dict[ValueType, Reader] = {
    ValueType.NUMBERS: _read_text,
    ValueType.SHARES: _read_share,
    ValueType.SCHEDULE: _read_instalment,
    ValueType.STEPS: _read_step,
}
EXAMPLES = {
    ValueType.MONEY: "1400.00",
    ValueType.DATE: "2026-11-12",
    ValueType.TIME: "10:30",
    ValueType.COUNT: "3",
    ValueType.NUMBERS: "F2026-031, F2026-044",
    ValueType.SHARES: "- F2026-031: 1000.00",
    ValueType.SCHEDULE: "- 2026-12-15: 400.00",
    ValueType.STEPS: "- F2026-031: reminder-1",
    ValueType.ENTRY: "^7k3f9x2m",
    ValueType.RECORDED: "2026-11-05T14:31:44Z lea",
    ValueType.TEXT: "…",
}


TITLES = {
    Names.INVOICE: "### 2026-11-05 invoice F2026-031",
    Names.CREDIT_NOTE: "### 2026-11-05 credit-note AV2026-004",
    Names.ENTRY: "### 2026-11-05 cancel ^7k3f9x2m",
    Names.TEXT: "### 2026-11-05 task call back",
    Names.NOTHING: "### 2026-11-05 call",
}


class Field(NamedTuple):
    """How the lines of one key are read."""

    name: str
    key: Key
    read: Reader | None
    """Of the value on the key's own line; `None` where the value is the text itself."""
    read_row: Reader | None
    """Of a row under the key; `None` where it takes none."""


class Form(NamedTuple):
    """How the entries of one kind are read."""

    kind: Kind
    fields: Mapping[str, Field]
    """By what stands before the colon: `- amount`."""
    required: tuple[Key, ...]


def _field(key: Key) -> Field:
    reader = _chosen(key.choices) if key.choices else _READERS[key.type]
    return Field(key.name, key, None if reader is _read_text else reader, _ROW_READERS.get(key.type))


def _chosen(choices: tuple[str, ...]) -> Reader:
    def read(text: str, _currency: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return read


FORMS = {
    kind.name: Form(
        kind,
        {f"- {name}": _field(key) for name in kind.key_names if (key := kind.key(name))},
        tuple(key for key in kind.keys if key.required),
    )
    for kind in KINDS.values()
}


def refusal(kind: Kind, key: Key, text: str, currency: str) -> tuple[Message, Message]:
    """What to say of a value that its key's reader refused, and how to mend it."""
    if key.choices:
        return _not_a_choice(key, text)
    if key.type is ValueType.MONEY:
        with suppress(InvalidAmountError):
            return _not_positive(kind, parse_money(text, currency))
    return expected(key, text, currency)


def expected(key: Key, text: str, currency: str) -> tuple[Message, Message]:
    """What to say of a value that cannot be read, and how to mend it."""
    if key.type is ValueType.MONEY:
        what = say("{text} is not an amount", text=text)
        mend = say("write digits and a point, as 1400.00, and a currency when it is not {currency}", currency=currency)
        return what, mend
    return (
        say("{key} reads {text}", key=key.name, text=text),
        say("write it as {example}", example=EXAMPLES[key.type]),
    )


def _not_a_choice(key: Key, text: str) -> tuple[Message, Message]:
    return (
        say("{text} is not a {key}", text=text, key=key.name),
        say("one of: {choices}", choices=", ".join(key.choices)),
    )


def _not_positive(kind: Kind, value: Money) -> tuple[Message, Message]:
    if kind.name == "invoice":
        return say("{amount} is not above zero", amount=value), say("what is taken off is a credit-note")
    return say("{amount} is not above zero", amount=value), say("write amounts without a sign")
