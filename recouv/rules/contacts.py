"""When a client was last written to or spoken with: messages must not follow each other too closely.

A call that reached nobody, a message that failed or of which nobody knows whether it left, and what the office notes or
receives are no contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from recouv.domain.entry import Entry
from recouv.domain.kinds import NOT_DELIVERED
from recouv.rules.account import OpenItem

CONTACTS = frozenset({"email", "letter", "registered-letter", "call", "sms", "meeting"})


def last_contacts(facts: Sequence[Entry], items: Sequence[OpenItem]) -> dict[str, date]:
    """Currency → the day of the last contact about it; one that names no invoice is about every currency.

    Args:
        facts: Those that count on a day.
        items: Every invoice and instalment of the account on that day.
    """
    currencies: dict[str, str] = {item.number: item.amount.currency for item in items}
    found: dict[str, date] = {}
    for fact in facts:
        if fact.kind in CONTACTS and fact.word("outcome") not in NOT_DELIVERED:
            named = {currencies[number] for number in fact.invoices if number in currencies}
            for currency in named or set(currencies.values()):
                found[currency] = max(found.get(currency, fact.date), fact.date)
    return found
