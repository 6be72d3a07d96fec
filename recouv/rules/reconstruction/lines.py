"""A line of the books on a client's account, and what the other accounts of its entry make of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

#: A field called `date` hides the type of that name inside its class.
Day = date


class LineKind(StrEnum):
    """What the other accounts of its entry make of a customer line."""

    OPENING = "opening"
    PAYMENT = "payment"
    REFUND = "refund"
    """Money sent back: a refund, or a payment that the bank rejected."""
    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"
    WRITE_OFF = "write-off"
    TRANSFER = "transfer"


#: What a kind is when its amount has the other sign.
_AS_DEBIT = {LineKind.PAYMENT: LineKind.REFUND, LineKind.CREDIT_NOTE: LineKind.INVOICE}
_AS_CREDIT = {LineKind.REFUND: LineKind.PAYMENT, LineKind.INVOICE: LineKind.CREDIT_NOTE}


class CustomerLine(Struct, frozen=True, kw_only=True):
    """A line of the books on a client's account."""

    key: str
    """The same in every export of the same books."""
    kind: LineKind
    date: Day
    amount: Decimal
    """Debit less credit: above zero, the client owes more."""
    line: int = 0
    """In the file, from 1."""
    journal: str = ""
    number: str = ""
    """Of the entry in its journal; may be the same everywhere."""
    entry: str = ""
    """The same for the lines of one entry, and for no others."""
    reference: str = ""
    label: str = ""
    letter: str = ""

    @property
    def age(self) -> tuple[Day, int, str]:
        """Sorts the oldest first."""
        return (self.date, self.line, self.key)

    @property
    def is_debit(self) -> bool:
        """Whether the client owes more by it."""
        return self.amount > 0


def with_kind_of_its_sign(line: CustomerLine) -> CustomerLine:
    """The line with the kind that its sign allows: a payment of less than nothing is money sent back."""
    kind = (_AS_DEBIT if line.is_debit else _AS_CREDIT).get(line.kind)
    return replace(line, kind=kind) if kind else line
