"""Which payments the bank sent back: a line that says so gives back the latest like payment of the same amount.

Of several, that of the same letter; else that of the same reference; else the latest.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from recouv.rules.reconstruction.labels import folded, says_bounced
from recouv.rules.reconstruction.lines import LineKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from recouv.rules.reconstruction.lines import CustomerLine


def rejected_payments(lines: Iterable[CustomerLine]) -> dict[str, str]:
    """For the key of each line by which the bank sends a payment back, the key of that payment."""
    payments: dict[Decimal, list[CustomerLine]] = defaultdict(list)
    bounced = []
    for line in lines:
        if line.kind is LineKind.PAYMENT:
            payments[-line.amount].append(line)
        elif line.kind is LineKind.REFUND and says_bounced(line):
            bounced.append(line)
    rejections: dict[str, str] = {}
    for line in sorted(bounced, key=lambda line: line.age):
        earlier = [payment for payment in payments[line.amount] if payment.date <= line.date]
        if earlier:
            payment = max(earlier, key=lambda payment: _likeness(payment, line))
            payments[line.amount].remove(payment)
            rejections[line.key] = payment.key
    return rejections


def _likeness(payment: CustomerLine, line: CustomerLine) -> tuple[bool, bool, date, int]:
    """Sorts the payment that `line` most likely sends back last."""
    same_letter = bool(line.letter) and payment.letter == line.letter
    same_reference = bool(folded(line.reference)) and folded(payment.reference) == folded(line.reference)
    return (same_letter, same_reference, payment.date, payment.line)
