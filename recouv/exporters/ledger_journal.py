"""The book as a journal that ledger and hledger both read: an independent check of every balance.

Each invoice has an account of its own, `receivable:CLIENT:NUMBER`, and each client one for the money that settles
nothing yet, `receivable:CLIENT:unallocated`; an allocation moves money from the second to the first, on the day from
which it counts. `hledger balance receivable --depth 2` is then the outstanding of each client.

Source: the journal formats of ledger 3 and hledger 1 (https://hledger.org/hledger.html#journal, read 2026-11-22), of
which only what both accept is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.rules.account import Share, invoices_by_number, money_key, shares
from recouv.rules.standing import standing

RECEIVABLE = "receivable"
UNALLOCATED = "unallocated"


class _Transaction(Struct, frozen=True):
    day: date
    words: str
    account: str
    money: Money
    """On `account`; the other side balances it."""
    other: str


def ledger_journal(dossiers: Iterable[Dossier], on: date) -> Iterator[str]:
    """The lines of the journal, without line ends; dossiers with problems are left out."""
    yield "; receivables as recouv holds them; one account for each invoice"
    for dossier in dossiers:
        if dossier.readable:
            yield from _client(dossier, on)


def account_name(client: str, what: str) -> str:
    """The journal's account for an invoice of a client, never that of its unallocated money.

    >>> account_name("durand", "FA  220:1")
    'receivable:durand:FA %20220%3A1'
    """
    part = _name(what)
    if what.casefold() == UNALLOCATED:
        part = f"%{ord(what[0]):02X}{what[1:]}"
    return f"{_client_account(client)}:{part}"


def _client_account(client: str) -> str:
    return f"{RECEIVABLE}:{_name(client)}"


def _unallocated(client: str) -> str:
    return f"{_client_account(client)}:{UNALLOCATED}"


def _client(dossier: Dossier, on: date) -> Iterator[str]:
    facts = standing(dossier.entries, on)
    transactions = sorted(_transactions(dossier.id, facts), key=lambda transaction: transaction.day)
    if transactions:
        yield ""
        yield f"; {_comment(dossier.client.name)}"
    for transaction in transactions:
        yield f"{transaction.day.isoformat()} {transaction.words}"
        yield f"    {transaction.account}  {transaction.money}"
        yield f"    {transaction.other}  {-transaction.money}"


def _transactions(client: str, facts: Sequence[Entry]) -> Iterator[_Transaction]:
    unallocated = _unallocated(client)
    invoices = invoices_by_number(facts)
    sources = {money_key(fact): fact for fact in facts if fact.kind in ("payment", "credit-note") and fact.amount}
    rejections = {fact.target: fact for fact in facts if fact.kind == "rejected"}
    for fact in facts:
        words = f"{fact.kind} {_comment(fact.object)}".strip()
        if fact.kind == "invoice" and fact.amount and invoices[fact.object] is fact:
            yield _Transaction(fact.date, words, account_name(client, fact.object), fact.amount, "sales")
        elif fact.kind in ("payment", "credit-note") and fact.amount:
            other = "bank" if fact.kind == "payment" else "sales"
            yield _Transaction(fact.date, words, unallocated, -fact.amount, other)
        elif fact.kind == "refund" and fact.amount:
            yield _Transaction(fact.date, words, unallocated, fact.amount, "bank")
        elif fact.kind == "rejected" and (payment := sources.get(fact.target)) and payment.amount:
            yield _Transaction(fact.date, words, unallocated, payment.amount, "bank")
    for share in shares(facts):
        invoice = invoices.get(share.number)
        source = sources.get(share.source)
        if invoice is None or (share.source and source is None) or not _same_currency(invoice, share):
            continue
        yield from _settlement(client, share, invoice, source, rejections.get(share.source))


def _settlement(
    client: str, share: Share, invoice: Entry, source: Entry | None, rejection: Entry | None
) -> Iterator[_Transaction]:
    """One share: from the day on which its money, its invoice and the allocation are all there, to its rejection."""
    day = max(share.entry.date, invoice.date, source.date if source else invoice.date)
    account = account_name(client, share.number)
    other = _unallocated(client) if source else "losses"
    if rejection is not None and rejection.date <= day:
        return
    yield _Transaction(day, "allocation" if source else "write-off", account, -share.money, other)
    if rejection is not None:
        yield _Transaction(rejection.date, "allocation undone", account, share.money, other)


def _same_currency(invoice: Entry, share: Share) -> bool:
    return invoice.amount is not None and invoice.amount.currency == share.money.currency


def _name(text: str) -> str:
    """A part of an account's name: two spaces would end it, a colon would split it."""
    escaped = "".join(f"%{ord(char):02X}" if char in "%:;" or not char.isprintable() else char for char in text)
    while "  " in escaped:
        escaped = escaped.replace("  ", " %20")
    return escaped.strip() or "-"


def _comment(text: str) -> str:
    return " ".join("".join(char if char.isprintable() and char not in ";|" else " " for char in text).split())
