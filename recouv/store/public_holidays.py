"""The public holidays of a country, from python-holidays, kept beside the index.

Loading the library takes longer than making a small workspace's agenda.

The kept file is derived: deleted, or damaged, it is made again.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

from msgspec import DecodeError, ValidationError
from msgspec.json import decode, encode

from recouv.store.files import write_bytes

#: Years known before and after the one asked about.
_BEFORE, _AFTER = 1, 4


class UnknownCalendarError(ValueError):
    """There is no such country, or no such region in it."""


def public_holidays(country: str, region: str, year: int, scratch: Path | None) -> frozenset[date]:
    """Those of the years around `year`.

    Args:
        country: Its ISO 3166-1 code; no holidays where it is empty.
        region: Its subdivision, or nothing.
        year: The current one.
        scratch: The folder where derived files are kept; `None` for nowhere.

    Raises:
        UnknownCalendarError: the library knows no such country or region.
    """
    if not country:
        return frozenset()
    kept = scratch / f"holidays-{country}-{region or 'all'}-{year}.json" if scratch else None
    if kept is not None:
        with suppress(OSError, DecodeError, ValidationError):
            return decode(kept.read_bytes(), type=frozenset[date])
    found = _of_library(country, region, range(year - _BEFORE, year + _AFTER + 1))
    if kept is not None:
        with suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(kept, encode(sorted(found)), sync_folder=False)
    return found


def _of_library(country: str, region: str, years: range) -> frozenset[date]:
    import holidays  # deferred: 0.15 s, once a year

    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=years))
    except NotImplementedError as error:
        raise UnknownCalendarError(str(error)) from None
