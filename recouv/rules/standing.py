"""Which entries count on a day: those dated up to it and not cancelled by another that counts.

A proposal counts once somebody else approved it, dated from then on (`approvals`).

A `cancel` may itself be cancelled: the entry then counts again.  Entries that cancel each other in a ring are all
left out of account rather than guessed at.

A message counts as what became of it: its outcome is that of the last `sending` about it.  One that left has a day of
its own in the reader's hands: the first on which it was received, else the last on which it was sent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from msgspec.structs import replace

from recouv.domain.entry import Entry
from recouv.domain.kinds import MESSAGES, REACHED
from recouv.rules.approvals import Proposal, decided, proposals

#: Of a message that left: the day from which its reader has it, as far as its sendings say.  No key of the format.
ARRIVED = "arrived"


def standing(entries: Iterable[Entry], on: date) -> list[Entry]:
    """The entries that count at the end of `on`, in the order given; `cancel` entries themselves are left out.

    A proposal that was approved later than it was made bears the day of its approval.
    """
    dated = [entry for entry in entries if entry.date <= on]
    cancelled = cancelled_ids(dated)
    if not cancelled:
        return _with_sendings(decided([entry for entry in dated if entry.kind != "cancel"]))
    return _with_sendings(decided(_uncancelled(dated, cancelled)))


def proposals_on(entries: Iterable[Entry], on: date) -> list[Proposal]:
    """The proposals that nothing cancels at the end of `on`, and what became of each by then, in the order given."""
    dated = [entry for entry in entries if entry.date <= on]
    return proposals(_uncancelled(dated, cancelled_ids(dated)))


def _uncancelled(dated: list[Entry], cancelled: Collection[str]) -> list[Entry]:
    return [entry for entry in dated if entry.kind != "cancel" and entry.id not in cancelled]


def _with_sendings(facts: list[Entry]) -> list[Entry]:
    sendings: dict[str, list[Entry]] = defaultdict(list)
    for fact in facts:
        if fact.kind == "sending" and fact.target:
            sendings[fact.target].append(fact)
    if not sendings:
        return facts
    return [
        _as_sent(fact, sorted(sendings[fact.id], key=_by_moment))
        if fact.kind in MESSAGES and fact.id in sendings
        else fact
        for fact in facts
    ]


def _by_moment(sending: Entry) -> tuple[date, str, int]:
    """The order in which they were learnt: of two of one second, the one further down."""
    return (sending.date, sending.recorded.at if sending.recorded else "~", sending.line)


def _as_sent(message: Entry, sendings: list[Entry]) -> Entry:
    """The message as its sendings tell it; one that reached its reader has no outcome, as if written by hand."""
    outcome = sendings[-1].word("outcome")
    values = {key: value for key, value in message.values.items() if key != "outcome"}
    if outcome not in REACHED:
        return replace(message, values={**values, "outcome": outcome})
    received = [sending.date for sending in sendings if sending.word("outcome") == "received"]
    arrived = min(received) if received else sendings[-1].date
    return replace(message, values={**values, ARRIVED: arrived})


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
