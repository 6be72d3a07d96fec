"""The fixed recovery charge for recovery costs: forty euros for each invoice paid late, between professionals.

It is owed once for each invoice, in full, from the first day late: whatever its amount, whatever was paid in time, in
one instalment or several, and still when the invoice is paid in the end.  It bears no interest and no VAT.

Not owed:

- by a consumer, who owes no cost of recovery without a court's decision (CPCE art. L111-8);
- of an invoice that insolvency proceedings forbade to pay on its due date.

Source: C. com. art. L441-10 II and D441-5; C. commande publique art. L2192-13 and D2192-35; DGCCRF, note 2012-164 (each
invoice); read 2026-11-22.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from recouv.domain.dossier import ClientKind
from recouv.domain.message import Message, say
from recouv.domain.money import Money

FIXED_INDEMNITY = Money(Decimal("40.00"), "EUR")
NONE = Money(Decimal("0.00"), "EUR")


def fixed_indemnity(kind: ClientKind, *, is_late: bool, due: date, opened: date | None, claimed: bool) -> Money:
    """What is owed for one invoice, in euros whatever its currency.

    Args:
        kind: Of the client.
        is_late: Whether a part of it was late for a day at least, before any opening judgment.
        due: Its first due date that was missed.
        opened: The day of the opening judgment, where there is one.
        claimed: Whether the creditor claims it at all.

    >>> fixed_indemnity(ClientKind.COMPANY, is_late=True, due=date(2026, 10, 31), opened=None, claimed=True).plain
    '40.00'
    """
    if not claimed or not is_late or kind is ClientKind.CONSUMER or (opened is not None and due >= opened):
        return NONE
    return FIXED_INDEMNITY


def why_none(kind: ClientKind, *, due: date, opened: date | None) -> Message | None:
    """Which law keeps the indemnity from being owed for an invoice that is late; `None` where none does."""
    if kind is ClientKind.CONSUMER:
        return say("no fixed recovery charge from a private person (CPCE art. L111-8)")
    if opened is not None and due >= opened:
        return say(
            "no fixed recovery charge: the proceedings opened on {day} forbade to pay it when due"
            " (C. com. art. L441-10 II)",
            day=opened,
        )
    return None
