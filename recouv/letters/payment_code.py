"""The payment code (EPC QR): a telephone reads it and the transfer is filled in.

Source: European Payments Council, EPC069-12 version 2.1: 331 bytes at the most, error correction M, euros only.
"""

from __future__ import annotations

import io
from decimal import Decimal

from recouv.domain.money import Money

_LEAST, _MOST = Decimal("0.01"), Decimal("999999999.99")
_LONGEST_NAME, _LONGEST_TEXT, _LONGEST = 70, 140, 331


def payment_code(*, name: str, iban: str, bic: str, amount: Money, text: str) -> str:
    """The code as SVG; empty where there can be none: another currency than the euro, an amount out of bounds.

    `iban` is to be valid: it is not checked here.
    """
    if amount.currency != "EUR" or not _LEAST <= amount.amount <= _MOST:
        return ""
    import segno  # deferred: for those who print

    # the longest texts that both the fields and the whole allow; what is cut stands beside the code in full
    message = text[:_LONGEST_TEXT]
    while len(content := _content(name[:_LONGEST_NAME], iban, bic, amount, message)) > _LONGEST and message:
        message = message[:-1]
    if len(content) > _LONGEST:
        return ""
    drawn = io.BytesIO()
    segno.make(content, error="m", boost_error=False, micro=False, encoding="utf-8").save(
        drawn, kind="svg", border=0, xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return drawn.getvalue().decode()


def _content(name: str, iban: str, bic: str, amount: Money, text: str) -> bytes:
    rows = ("BCD", "002", "1", "SCT", _folded(bic), name, _folded(iban), f"EUR{amount.amount:.2f}", "", "", text, "")
    return "\n".join(" ".join(row.split()) for row in rows).encode()


def _folded(code: str) -> str:
    return "".join(code.split()).upper()
