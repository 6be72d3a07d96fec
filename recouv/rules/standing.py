"""Which entries count on a day: those dated up to it and not cancelled by another that counts.

A `cancel` may itself be cancelled: the entry then counts again.  Entries that cancel each other in a ring are all
left out of account rather than guessed at.

A message counts as what became of it: its outcome is that of the last `sending` about it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from recouv.domain.entry import Entry
from recouv.domain.kinds import MESSAGES


def standing(entries: Iterable[Entry], on: date) -> list[Entry]:
    """The entries that count at the end of `on`, in the order given; `cancel` entries themselves are left out."""
    dated = [entry for entry in entries if entry.date <= on]
    cancelled = cancelled_ids(dated)
    if not cancelled:
        return _with_sendings([entry for entry in dated if entry.kind != "cancel"])
    return _with_sendings([entry for entry in dated if entry.kind != "cancel" and entry.id not in cancelled])


def _with_sendings(facts: list[Entry]) -> list[Entry]:
    sendings = [fact for fact in facts if fact.kind == "sending" and fact.target]
    if not sendings:
        return facts
    last = {sending.target: sending.word("outcome") for sending in sorted(sendings, key=Entry.sort_key)}
    return [_as_sent(fact, last[fact.id]) if fact.kind in MESSAGES and fact.id in last else fact for fact in facts]


def _as_sent(message: Entry, outcome: str) -> Entry:
    """The message with that outcome; one that reached its reader has none, as if written by hand."""
    values = {key: value for key, value in message.values.items() if key != "outcome"}
    return replace(message, values=values if outcome in ("sent", "received") else {**values, "outcome": outcome})


def cancelled_ids(entries: Iterable[Entry]) -> set[str]:
    """The IDs that a counting `cancel` among `entries` strikes out, and those of a ring of them."""
    cancels = [entry for entry in entries if entry.kind == "cancel" and entry.target]
    if not cancels:
        return set()
    of_id: dict[str, list[Entry]] = defaultdict(list)
    undecided = Counter(cancel.target for cancel in cancels)
    struck: set[str] = set()
    decided = []
    for cancel in cancels:
        of_id[cancel.id].append(cancel)
        if not undecided[cancel.id]:
            decided.append(cancel)
    while decided:  # from the cancels that nothing strikes, which count, towards what they strike
        cancel = decided.pop()
        undecided[cancel.target] -= 1
        if cancel.target in struck:
            continue
        if cancel.id not in struck:
            struck.add(cancel.target)
        if cancel.target in struck or not undecided[cancel.target]:
            decided += of_id.get(cancel.target, ())
    ring = {identifier for identifier, left in undecided.items() if left and identifier in of_id}
    return struck | ring
