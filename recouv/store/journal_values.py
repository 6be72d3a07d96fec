"""The values of a journal: text to dates, amounts, numbers and shares, and what to say when it is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from recouv.domain.entry import Recorded
from recouv.domain.kinds import Key, Kind, Names, ValueType
from recouv.domain.message import Message, say
from recouv.domain.money import InvalidAmountError, Money, parse_money

ID = "[0-9a-hjkmnp-tv-z]{8}"
ENTRY_ID = re.compile(rf"\^({ID})")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)[ \t]+(\S.*)")


def iso_date(text: str) -> date | None:
    """The day that `text` writes as `2026-11-05`; `None` when it is none of the calendar."""
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_text(text: str, _currency: str) -> str:
    return text


def _read_date(text: str, _currency: str) -> date:
    day = iso_date(text)
    if day is None:
        raise ValueError(text)
    return day


def _read_time(text: str, _currency: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return text


def _read_count(text: str, _currency: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def _read_numbers(text: str, _currency: str) -> tuple[str, ...]:
    return tuple(number for part in text.split(",") if (number := part.strip()))


def _read_entry(text: str, _currency: str) -> str:
    match = ENTRY_ID.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return match[1]


def _read_recorded(text: str, _currency: str) -> Recorded:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    datetime.fromisoformat(match[1])  # a moment of the calendar and of the clock, or ValueError
    return Recorded(match[1], match[2])


def _read_schedule(text: str, currency: str) -> tuple[tuple[date, Money | None], ...]:
    return ((_read_date(text, currency), None),)


def _no_single_value(text: str, _currency: str) -> object:
    raise ValueError(text)


def _read_share(text: str, currency: str) -> tuple[str, Money]:
    number, found, amount = text.rpartition(": ")
    if not found or not number.strip():
        raise ValueError(text)
    money = parse_money(amount, currency)
    if money.amount <= 0:
        raise InvalidAmountError(text)
    return number.strip(), money


def _read_instalment(text: str, currency: str) -> tuple[date, Money]:
    day, money = _read_share(text, currency)
    return _read_date(day, currency), money


def _read_step(text: str, _currency: str) -> tuple[str, str]:
    number, found, step = text.rpartition(": ")
    if not found or not number.strip() or not step.strip():
        raise ValueError(text)
    return number.strip(), step.strip()


READERS: dict[ValueType, Callable[[str, str], object]] = {
    ValueType.TEXT: _read_text,
    ValueType.MONEY: parse_money,
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
ROW_READERS: dict[ValueType, Callable[[str, str], object]] = {
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


def not_a_choice(key: Key, text: str) -> tuple[Message, Message]:
    """What to say of a word that is not among the key's choices."""
    return (
        say("{text} is not a {key}", text=text, key=key.name),
        say("one of: {choices}", choices=", ".join(key.choices)),
    )


def not_positive(value: Money, kind: Kind | None) -> tuple[Message, Message]:
    """What to say of an amount that is not above zero."""
    if kind is not None and kind.name == "invoice":
        return say("{amount} is not above zero", amount=value), say("what is taken off is a credit-note")
    return say("{amount} is not above zero", amount=value), say("write amounts without a sign")
