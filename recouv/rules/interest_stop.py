"""When interest stops for good: the opening judgment of insolvency proceedings.

The last day that counts is the day before.  It stops for invoices issued by then, and does not start again when the
proceedings are closed; what is issued later is owed as it falls due.

Source: C. com. art. L622-28 (safeguard, applied to receivership by L631-14), L641-3 (liquidation); read 2026-11-22.
Loans and payments put off for a year or more, which go on, are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from recouv.domain.entry import Entry


def opening_of(issued: date, facts: Sequence[Entry]) -> date | None:
    """The day of the first opening judgment after the invoice was issued; `None` where there is none."""
    return min((fact.date for fact in facts if fact.kind == "insolvency" and fact.date >= issued), default=None)


def last_day_of_interest(opened: date | None) -> date:
    """The last day that bears interest; the calendar's last day where nothing stops it."""
    return opened - timedelta(days=1) if opened is not None and opened > date.min else date.max
