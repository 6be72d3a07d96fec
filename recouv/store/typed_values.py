"""Typed values as JSON: what reads them back has the same values, of the same types.

Texts, whole numbers and `None` stand for themselves; anything else is an object of one field, which tells its type.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from recouv.domain.entry import Recorded
from recouv.domain.message import Code
from recouv.domain.money import Money
from recouv.domain.percent import Percent


def write_value(value: object) -> object:
    """The value as `json.dumps` takes it.

    Raises:
        TypeError: there is no way to write it.
    """
    match value:
        case Code():
            return {"code": str(value)}
        case Money():
            return {"money": [str(value.amount), value.currency]}
        case Percent():
            return {"percent": str(value.value)}
        case date():
            return {"day": value.toordinal()}
        case Recorded():
            return {"recorded": [value.at, value.by]}
        case tuple():
            return [write_value(one) for one in value]
        case bool():
            raise TypeError(value)
        case int() | str() | None:
            return value
        case _:
            raise TypeError(value)


def read_value(written: Any) -> object:
    """The value that `write_value` wrote."""
    if isinstance(written, list):
        return tuple([read_value(one) for one in written])
    if not isinstance(written, dict):
        return written
    ((kind, content),) = written.items()
    match kind:
        case "code":
            return Code(content)
        case "money":
            return Money(Decimal(content[0]), content[1])
        case "percent":
            return Percent(Decimal(content))
        case "recorded":
            return Recorded(*content)
        case _:
            return date.fromordinal(content)
