"""The entries and allocations that the lines make once they are settled.

A write-off that settles one invoice and nothing else says so itself, as do a refund and a rejection: no allocation is
written beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from recouv.domain.imported import ImportedEntry, ImportedShare
from recouv.domain.money import Money
from recouv.rules.reconstruction.labels import payment_method, words_beside
from recouv.rules.reconstruction.lines import LineKind
from recouv.rules.reconstruction.numbering import number_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from recouv.rules.reconstruction.lines import CustomerLine
    from recouv.rules.reconstruction.settling import Item, Settling, Share

#: Kind of the entry, and its nature.
_DEBIT_ENTRIES = {
    LineKind.INVOICE: ("invoice", ""),
    LineKind.OPENING: ("invoice", "opening"),
    LineKind.TRANSFER: ("invoice", "transfer"),
    LineKind.WRITE_OFF: ("invoice", "rounding"),
    LineKind.REFUND: ("refund", ""),
}
_CREDIT_ENTRIES = {
    LineKind.PAYMENT: ("payment", ""),
    LineKind.OPENING: ("payment", "opening"),
    LineKind.CREDIT_NOTE: ("credit-note", ""),
    LineKind.TRANSFER: ("credit-note", "transfer"),
    LineKind.WRITE_OFF: ("credit-note", "rounding"),
}


def write_entries(
    lines: Sequence[CustomerLine],
    settling: Settling,
    *,
    rejections: Mapping[str, str],
    taken: Iterable[str],
    currency: str,
) -> tuple[tuple[ImportedEntry, ...], tuple[ImportedShare, ...]]:
    """The entries in the order of the file, and the allocations that they do not say themselves.

    Args:
        lines: One client's.
        settling: What settled them.
        rejections: For the key of each line by which the bank sends a payment back, the key of that payment.
        taken: Numbers that no invoice may have.
        currency: Of the books.
    """
    written_off = _written_off(lines, settling.shares)
    numbers = number_lines([line for line in lines if line.key not in written_off], taken)
    entries = []
    for line in sorted(lines, key=lambda line: (line.line, line.key)):
        entry = _entry(line, number=numbers.get(line.key, ""), currency=currency)
        if line.key in rejections:
            entry = replace(entry, kind="rejected", target=rejections[line.key])
        elif line.key in settling.given_back:
            entry = replace(entry, target=settling.given_back[line.key].key)
        elif line.key in written_off:
            debit = written_off[line.key]
            entry = replace(entry, kind="write-off", nature="", number=debit.known_number or numbers[debit.key])
        entries.append(entry)
    shares = (_share(share, currency) for share in settling.shares if share.credit.key not in written_off)
    return tuple(entries), tuple(shares)


def _written_off(lines: Iterable[CustomerLine], shares: Iterable[Share]) -> dict[str, Item]:
    """The invoice that each write-off settles, for those that settle one and nothing else."""
    amounts = {line.key: -line.amount for line in lines if line.kind is LineKind.WRITE_OFF}
    return {
        share.credit.key: share.debit
        for share in shares
        if share.amount == amounts.get(share.credit.key) and (share.debit.known_number or not share.debit.is_known)
    }


def _entry(line: CustomerLine, *, number: str, currency: str) -> ImportedEntry:
    kind, nature = (_DEBIT_ENTRIES if line.is_debit else _CREDIT_ENTRIES)[line.kind]
    return ImportedEntry(
        key=line.key,
        kind=kind,
        date=line.date,
        money=Money(abs(line.amount), currency),
        number=number,
        reference=words_beside(number, line),
        method=payment_method(line) if kind == "payment" else "",
        nature=nature,
        line=line.line,
    )


def _share(share: Share, currency: str) -> ImportedShare:
    return ImportedShare(
        source=share.credit.key,
        target=share.debit.key,
        money=Money(share.amount, currency),
        basis=share.basis,
    )
