"""When a client was last written to or spoken with: messages must not follow each other too closely.

After a message the client is left alone for the house's interval; after an answer, until somebody has had the days to
read it.

A call that reached nobody, a message that failed or of which nobody knows whether it left, and what the office notes or
receives are no contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from recouv.domain.entry import Entry
from recouv.domain.kinds import NOT_DELIVERED
from recouv.domain.message import Message, say
from recouv.domain.practice import House
from recouv.rules.account import OpenItem
from recouv.rules.working_days import WorkingDays

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


def quiet_until(last: date | None, replied: date | None, on: date, house: House) -> tuple[Message, date] | None:
    """Why a client is left alone on `on`, and the day from which no longer; `None` when a message may go.

    Args:
        last: The day of the last contact in the currency of the message.
        replied: The day of the client's last answer.
        on: The day.
        house: Gives the interval, the pause and the days worked.
    """
    contact, days = house.contact, WorkingDays(house.calendar)
    found = []
    if last is not None and (on - last).days < contact.interval:
        free = days.on_or_after(_later(last, contact.interval))
        found.append((say("last message on {day}: what is due joins the next one", day=last), free))
    if replied is not None and (last is None or replied > last) and on < days.add(replied, contact.reply_pause):
        free = days.add(replied, contact.reply_pause)
        found.append((say("the client answered on {day}: read it first", day=replied), free))
    return max(found, key=lambda row: row[1], default=None)


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))
