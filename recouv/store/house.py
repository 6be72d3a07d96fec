"""What a configuration decides for all clients, once its calendar has its public holidays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say

if TYPE_CHECKING:
    from pathlib import Path

    from recouv.domain.practice import House
    from recouv.store.config import Config


def house_in(config: Config, year: int, scratch: Path | None) -> House:
    """What a configuration decides for all clients, the public holidays around `year` among it.

    Raises:
        WorkspaceError: nobody knows the holidays of its calendar.
    """
    from recouv.store.public_holidays import UnknownCalendarError, public_holidays

    calendar = config.house.calendar
    try:
        found = public_holidays(calendar.country, calendar.region, year, scratch)
    except UnknownCalendarError:
        place = " ".join(filter(None, (calendar.country, calendar.region)))
        raise WorkspaceError(
            say("nobody knows the public holidays of {place}", place=place),
            say("correct calendar in recouv.yaml; country: '' for none"),
        ) from None
    return replace(config.house, calendar=replace(calendar, holidays=found))
