"""Whether the bank's movements are known well enough to remind anybody.

    stale = the day is more than `stale_after` days after `bank_until`, or nobody said `bank_until`

Nobody is then reminded of what they may have paid.  A person may decide otherwise for one day, and says why: the
decision stands in recouv.yaml under that day, counts on no other, and is told with every message it lets go.
"""

from __future__ import annotations

from datetime import date

from recouv.domain.message import Message, say
from recouv.domain.practice import House, StaleAnyway


def is_stale(house: House, on: date) -> bool:
    """Whether too little is known on `on`, whatever was decided; never where the house sets no limit."""
    if house.stale_after is None:
        return False
    return house.bank_until is None or (on - house.bank_until).days > house.stale_after


def decided_anyway(house: House, on: date) -> StaleAnyway | None:
    """Who lets messages leave on `on` although too little is known, and why; `None` when nobody does."""
    return next((one for one in house.stale_anyway if one.day == on), None) if is_stale(house, on) else None


def blocking(house: House, on: date) -> Message | None:
    """Why no message leaves on `on`; `None` when they may."""
    if not is_stale(house, on) or decided_anyway(house, on) is not None:
        return None
    return _known(house)


def overridden(house: House, on: date) -> Message | None:
    """What is said on `on` of messages that leave all the same; `None` when nothing had to be decided."""
    decided = decided_anyway(house, on)
    if decided is None:
        return None
    return say("{known}, overridden by {who}: {reason}", known=_known(house), who=decided.by, reason=decided.reason)


def _known(house: House) -> Message:
    if house.bank_until is None:
        return say("nobody said until when the bank's movements are known")
    return say("bank data of {day}", day=house.bank_until)
