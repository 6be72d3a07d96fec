"""A contradiction found in a journal, and how to mend it."""

from __future__ import annotations

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.domain.problem import Severity


class Finding(Struct, frozen=True):
    """A contradiction, at an entry and (when it has one) a key."""

    entry: Entry
    what: Message
    mend: Message
    key: str = ""
    severity: Severity = Severity.ERROR

    @property
    def line(self) -> int:
        """Where to point the user."""
        return self.entry.lines.get(self.key, self.entry.line)


def other_currency(entry: Entry, money: Money, currency: str) -> Finding:
    """An amount in a currency that makes no sense there."""
    return Finding(
        entry,
        say("{text} is not in {currency}", text=money, currency=currency),
        say("write them all in {currency}", currency=currency),
        "amount",
    )
