"""What moved an invoice, as penalties see it: each sum on the day on which it lowers what bears interest.

- A payment counts on its bank date, whenever it was allocated; one that the bank took back never counted.
- A credit note that names the invoice it corrects counts from the origin, as if the invoice had been smaller, or from
  its own date where it is a concession: its `effect` says so, else `credit_notes` under `penalties`.  One that was kept
  for later and allocated counts from its date.
- A write-off counts from the origin: what is given up is given up with its penalties.

What counts is what the account counts (`recouv.rules.account`): no share of money that is not there, or in another
currency.

Source: C. com. art. L441-9 I (paid when the money is at the creditor's disposal); the effect of a credit note
or a write-off is nowhere in the texts: the default is the lower claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from recouv.domain.entry import Entry
from recouv.domain.penalties import CreditEffect
from recouv.rules.account import holds, live_sources, shares
from recouv.rules.late_interest import Settlement


def settlements_by_invoice(
    facts: Sequence[Entry], invoices: Mapping[str, Entry], *, credit_notes: CreditEffect
) -> dict[str, list[Settlement]]:
    """Invoice number → what lowered it, in no order.

    Args:
        facts: Those that count on a day.
        invoices: Those among them, by number.
        credit_notes: The effect of credit notes that do not say theirs.
    """
    sources = live_sources(facts)
    found: dict[str, list[Settlement]] = {}
    for share in shares(facts):
        invoice = invoices.get(share.number)
        if invoice is None or invoice.amount is None or invoice.amount.currency != share.money.currency:
            continue
        source = sources.get(share.source)
        if share.source and not holds(sources, share.source, share.money):
            continue
        found.setdefault(share.number, []).append(
            Settlement(
                date.min if source is None else _counts_from(source, share.number, credit_notes),
                share.money.amount,
                is_payment=source is not None and source.kind == "payment",
            )
        )
    return found


def _counts_from(source: Entry, number: str, credit_notes: CreditEffect) -> date:
    if source.kind == "payment":
        return source.date
    said = source.word("effect")
    default = credit_notes if source.word("invoice") == number else CreditEffect.DATE
    return date.min if (said or default) == CreditEffect.ORIGIN else source.date
