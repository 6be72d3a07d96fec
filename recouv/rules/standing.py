"""Which entries count on a day: those dated up to it and not cancelled by another that counts.

A `cancel` may itself be cancelled: the entry then counts again.  Entries that cancel each other in a ring are all
left out of account rather than guessed at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from recouv.domain.entry import Entry


def standing(entries: Iterable[Entry], on: date) -> list[Entry]:
    """The entries that count at the end of `on`, in the order given; `cancel` entries themselves are left out."""
    dated = [entry for entry in entries if entry.date <= on]
    cancelled = cancelled_ids(dated)
    return [entry for entry in dated if entry.kind != "cancel" and entry.id not in cancelled]


def cancelled_ids(entries: Iterable[Entry]) -> set[str]:
    """The IDs that a counting `cancel` among `entries` strikes out."""
    strikes: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "cancel":
            strikes[entry.target].append(entry)
    if not strikes:
        return set()
    return {target for target in strikes if target and _is_struck(target, strikes, frozenset())}


def _is_struck(identifier: str, strikes: dict[str, list[Entry]], seen: frozenset[str]) -> bool:
    if identifier in seen:
        return True
    deeper = seen | {identifier}
    return any(
        not (strike.id and strike.id in strikes and _is_struck(strike.id, strikes, deeper))
        for strike in strikes.get(identifier, ())
    )
