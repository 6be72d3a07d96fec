"""What a judgment changes in the interest of an invoice.

From the day after it, the sum bears interest at the legal rate, unless the judgment keeps the rate that ran before
(`interest: kept`).  At the legal rate, it is raised by five points once two months have passed since the day from which
it may be enforced.

The last judgment about the invoice is the one that counts; one that names no invoice is about those issued by then.

Source: C. civ. art. 1231-7 (legal rate from the judgment, unless it says otherwise); C. mon. fin. art. L313-3 (five
points; the enforcement judge may lift or lower them); read 2026-11-22.  The amount awarded is not looked at: what bears
interest is what is left of the invoice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.rules.months import months_later

RAISED_BY = Decimal(5)
"""Points."""
_MONTHS = 2


class Judged(Struct, frozen=True):
    """The judgment that an invoice is under."""

    day: date
    enforceable: date | None
    """From when it may be enforced; `None` where nobody said."""
    keeps_rate: bool
    says_rate: bool
    """Whether its entry tells at which rate interest goes on."""

    @property
    def raised_after(self) -> date:
        """The last day at the plain legal rate; the calendar's last day where it is not known."""
        return months_later(self.enforceable, _MONTHS) if self.enforceable else date.max


def judgment_of(number: str, issued: date, facts: Sequence[Entry]) -> Judged | None:
    """The last judgment about that invoice; `None` where there is none."""
    about = [fact for fact in facts if fact.kind == "judgment" and _concerns(fact, number, issued)]
    if not about:
        return None
    last = max(about, key=Entry.sort_key)
    said = last.word("interest")
    return Judged(last.date, last.day("enforceable"), keeps_rate=said == "kept", says_rate=bool(said))


def _concerns(fact: Entry, number: str, issued: date) -> bool:
    return number in fact.invoices if fact.invoices else issued <= fact.date
