"""Promises for a day on which an invoice they are about can no longer be claimed in court.

Whoever waits for such a promise loses the claim meanwhile: a promise told interrupts nothing (C. civ. art. 2240 asks
for an acknowledgment), and nothing is reminded as long as it is open.  The prudent date is the one that counts, as in
the agenda.  A promise on the whole account is judged on the invoices whose last day falls while it runs: one that was
lost already loses nothing more.

Source: C. civ. art. 2219, 2231, 2240.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from recouv.domain.dossier import Client
from recouv.domain.entry import Entry
from recouv.domain.practice import House
from recouv.rules.account import Account
from recouv.rules.interruptions import interruptions_of
from recouv.rules.limitation import of_item, period_of


class LostMeanwhile(Struct, frozen=True):
    """An invoice whose limitation is over before the day promised."""

    number: str
    last_day: date
    """The last day to sue."""


def lost_before(
    by: date, made: date, numbers: Sequence[str], account: Account, facts: Sequence[Entry], client: Client, house: House
) -> LostMeanwhile | None:
    """The first invoice to be lost before the end of `by`; `None` when the promise waits for nothing that ends.

    Args:
        by: The last day of the promise.
        made: The day on which it is made.
        numbers: The invoices that it names; none for the whole account.
        account: What is open.
        facts: Those that count, whatever starts limitation again among them.
        client: Whose law applies.
        house: Gives the periods that are not the law's.
    """
    about = [item for item in account.open_items if not numbers or item.number in numbers]
    interruptions, period = interruptions_of(facts, about), period_of(client, house)
    found = []
    for item in about:
        last_day = of_item(item, interruptions, period).prudent.last_day
        if last_day is not None and last_day < by and (numbers or last_day >= made):
            found.append(LostMeanwhile(item.number, last_day))
    return min(found, key=lambda lost: lost.last_day, default=None)


def late_promises(
    facts: Sequence[Entry], account: Account, client: Client, house: House
) -> Iterator[tuple[Entry, LostMeanwhile]]:
    """Each promise that nothing has taken back and that waits longer than one of its open invoices may be claimed."""
    gone = {fact.target for fact in facts if fact.kind == "withdraw"}
    for fact in facts:
        by = fact.day("by")
        if fact.kind == "promise" and by is not None and not (fact.id and fact.id in gone):
            lost = lost_before(by, fact.date, fact.invoices, account, facts, client, house)
            if lost is not None:
                yield fact, lost
