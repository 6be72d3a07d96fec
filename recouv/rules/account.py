"""A client's account on a day, rebuilt from the journal: what is left of each invoice, and the money not yet allocated.

Nothing is allocated here that the journal does not allocate.  The account is a sum over entries, so their order in
the file has no meaning, and the account on a past day is the account of the journal truncated at that day: an
allocation counts from the day on which its payment (or credit note), its invoice and the allocation itself are all
there; until then the money stands unallocated.

    outstanding = invoices − credit notes − payments + refunds + rejected payments − write-offs

Payments of an invoice in instalments settle the earliest instalment first (C. civ. art. 1342-10, oldest first).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Client
from recouv.domain.entry import Entry
from recouv.domain.money import Money, zero
from recouv.rules.payment_terms import STATUTORY_TERMS, PaymentTerms, UnknownTermsError, parse_terms
from recouv.rules.standing import standing

_SETTLING = frozenset({"payment", "credit-note", "allocate", "write-off"})


class OpenItem(Struct, frozen=True):
    """An invoice, or one instalment of it."""

    number: str
    entry_id: str
    issued: date
    due: date
    """Last day to pay on time: lateness begins the day after."""
    amount: Money
    balance: Money
    """What is still owed of it."""
    disputed: Money
    """The part of the balance that the client contests."""
    instalment: int = 0
    """1, 2… in an invoice with several due dates; 0 in any other."""
    document: str = ""
    nature: str = ""
    scenario: str = ""

    def days_late(self, on: date) -> int:
        """Whole days past `due` at the end of `on`; 0 while on time."""
        return max(0, (on - self.due).days)


class Credit(Struct, frozen=True):
    """A payment or a credit note, and what of it settles nothing yet."""

    entry_id: str
    kind: str
    label: str
    received: date
    amount: Money
    unallocated: Money


class Account(Struct, frozen=True, kw_only=True):
    """What a client owes on a day."""

    on: date
    items: tuple[OpenItem, ...]
    """Every invoice or instalment, settled ones included, earliest due first."""
    credits: tuple[Credit, ...]
    """Every payment and credit note, oldest first."""
    refunds_at_large: tuple[Money, ...] = ()
    """Money given back that names no payment: owed by the client until it does."""

    @property
    def open_items(self) -> list[OpenItem]:
        """The items of which something is left."""
        return [item for item in self.items if item.balance]

    def open_items_in(self, currency: str) -> list[OpenItem]:
        """Those of one currency."""
        return [item for item in self.items if item.balance.amount and item.balance.currency == currency]

    def overdue(self) -> list[OpenItem]:
        """The open items past their due date."""
        return [item for item in self.items if item.balance and item.due < self.on]

    def unallocated(self, currency: str) -> Money:
        """Money received or credited that settles nothing yet, positive, less refunds that name no payment."""
        held = sum((c.unallocated.amount for c in self.credits if c.unallocated.currency == currency), Decimal(0))
        given_back = sum((money.amount for money in self.refunds_at_large if money.currency == currency), Decimal(0))
        return Money(held - given_back, currency)

    def outstanding(self, currency: str) -> Money:
        """Open items less unallocated money."""
        owed = sum((item.balance.amount for item in self.items if item.balance.currency == currency), Decimal(0))
        return Money(owed, currency) - self.unallocated(currency)

    def outstanding_of(self, ids: Collection[str], currency: str) -> Money:
        """The part of the outstanding that comes from the invoices, payments and credit notes of those entry IDs."""
        owed = sum(
            (i.balance.amount for i in self.items if i.entry_id in ids and i.balance.currency == currency), Decimal(0)
        )
        held = sum(
            (c.unallocated.amount for c in self.credits if c.entry_id in ids and c.unallocated.currency == currency),
            Decimal(0),
        )
        return Money(owed - held, currency)

    def currencies(self) -> list[str]:
        """The currencies in which anything ever moved, in alphabetical order."""
        moneys = [item.amount for item in self.items] + [credit.amount for credit in self.credits]
        return sorted({money.currency for money in (*moneys, *self.refunds_at_large)})

    def invoice_balance(self, number: str) -> Money | None:
        """What is left of an invoice, its instalments together; `None` when there is no such invoice."""
        parts = [item.balance for item in self.items if item.number == number]
        return Money(sum((part.amount for part in parts), Decimal(0)), parts[0].currency) if parts else None


class Share(Struct, frozen=True):
    """Part of a payment, credit note or write-off that settles an invoice."""

    source: str
    """ID of the entry whose money it is; empty for a write-off."""
    number: str
    money: Money
    entry: Entry
    """The entry that says so."""


def account_on(client: Client, entries: Iterable[Entry], on: date, *, default_terms: str = "") -> Account:
    """The account at the end of `on`.

    `default_terms` are the creditor's, used where neither the invoice nor the client states any.
    """
    facts = standing(entries, on)
    invoices = invoices_by_number(facts)
    sources = live_sources(facts)
    settled: dict[str, Decimal] = defaultdict(Decimal)
    used: dict[str, Decimal] = defaultdict(Decimal)
    for share in shares(facts):
        invoice = invoices.get(share.number)
        if invoice is None or _currency(invoice) != share.money.currency:
            continue
        if share.source:
            if not holds(sources, share.source, share.money):
                continue
            used[share.source] += share.money.amount
        settled[share.number] += share.money.amount
    at_large: list[Money] = []
    for fact in facts:
        if fact.kind == "refund" and fact.amount:
            if holds(sources, fact.target, fact.amount):
                used[fact.target] += fact.amount.amount
            else:
                at_large.append(fact.amount)
    contested = _contested(facts, invoices)
    items: list[OpenItem] = []
    for number, invoice in invoices.items():
        parts = contested.get(number)
        if parts:
            parts = [part for part in parts if part is None or part.currency == _currency(invoice)]
        items += _items(invoice, settled[number], parts or (), client, default_terms)
    items.sort(key=lambda item: (item.due, item.issued, item.number, item.instalment))
    received = [_credit(source, used[identifier]) for identifier, source in sources.items()]
    received.sort(key=lambda credit: (credit.received, credit.entry_id))
    return Account(
        on=on,
        items=tuple(items),
        credits=tuple(received),
        refunds_at_large=tuple(sorted(at_large, key=lambda money: (money.currency, money.amount))),
    )


def invoices_by_number(facts: Iterable[Entry]) -> dict[str, Entry]:
    """The invoices that count.

    Where two bear one number (on a past day: one of them is struck out later), it is the one recorded last, wherever it
    stands in the file.
    """
    invoices = [fact for fact in facts if fact.kind == "invoice" and fact.amount]
    by_number = {invoice.object: invoice for invoice in invoices}
    if len(by_number) < len(invoices):
        by_number = {invoice.object: invoice for invoice in sorted(invoices, key=_recorded_at)}
    return by_number


def shares(facts: Sequence[Entry]) -> Iterator[Share]:
    """Every allocation that `facts` state, whether or not what it names exists."""
    for fact in facts:
        kind = fact.kind
        if kind not in _SETTLING:
            continue
        if kind == "write-off":
            rows = fact.shares or (((fact.object, fact.amount),) if fact.object and fact.amount else ())
            yield from (Share("", number, money, fact) for number, money in rows)
        elif kind == "allocate":
            yield from (Share(fact.target, number, money, fact) for number, money in fact.shares)
        else:
            rows = fact.shares
            if not rows and fact.word("invoice") and fact.amount:
                rows = ((fact.word("invoice"), fact.amount),)
            for number, money in rows:
                yield Share(money_key(fact), number, money, fact)


def money_key(entry: Entry) -> str:
    """What names a payment or credit note inside its journal, sealed or not."""
    return entry.id or f"line {entry.line}"


def due_dates(invoice: Entry, client: Client, default_terms: str = "") -> tuple[tuple[date, Money], ...]:
    """The due dates of an invoice with the amount of each, earliest first."""
    amount = invoice.amount or zero(client.currency)
    rows = invoice.schedule("due")
    if not rows:
        return ((terms_of(invoice, client, default_terms).due(invoice.date), amount),)
    return tuple(sorted(((day, amount if part is None else part) for day, part in rows), key=lambda row: row[0]))


def terms_of(invoice: Entry, client: Client, default_terms: str = "") -> PaymentTerms:
    """The payment terms of an invoice: its own, else its client's, else the creditor's, else the law's."""
    for words in (invoice.word("terms"), client.terms, default_terms):
        if words:
            try:
                return parse_terms(words)
            except UnknownTermsError:
                continue  # the reader has reported it: such a dossier is not used to send anything
    return STATUTORY_TERMS


def _recorded_at(entry: Entry) -> tuple[str, tuple[date, str, str, int]]:
    return (entry.recorded.at if entry.recorded else "~", entry.sort_key())


def holds(sources: Mapping[str, Entry], key: str, money: Money) -> bool:
    """Whether `money` can be taken from that payment or credit note: it is there, and in the same currency."""
    source = sources.get(key)
    return source is not None and source.amount is not None and source.amount.currency == money.currency


def live_sources(facts: Sequence[Entry]) -> dict[str, Entry]:
    """Payments and credit notes that were not sent back by the bank, by `money_key`."""
    rejected = {fact.target for fact in facts if fact.kind == "rejected"}
    return {
        money_key(fact): fact
        for fact in facts
        if fact.kind in ("payment", "credit-note") and fact.amount and fact.id not in rejected
    }


def _credit(source: Entry, used: Decimal) -> Credit:
    amount = source.amount
    assert amount is not None  # only entries with an amount are sources
    return Credit(
        entry_id=source.id,
        kind=source.kind,
        label=source.object or source.word("reference"),
        received=source.date,
        amount=amount,
        unallocated=Money(amount.amount - used, amount.currency),
    )


def _currency(invoice: Entry) -> str:
    return invoice.amount.currency if invoice.amount else ""


def _contested(facts: Sequence[Entry], invoices: Mapping[str, Entry]) -> dict[str, list[Money | None]]:
    """For each invoice under an open dispute, the parts contested (`None`: all of it).

    An amount contested over several invoices is counted once, on the first named first.
    """
    closed = {fact.target for fact in facts if fact.kind == "resolve"}
    contested: dict[str, list[Money | None]] = defaultdict(list)
    for fact in facts:
        if fact.kind != "dispute" or (fact.id and fact.id in closed):
            continue
        left = fact.amount
        for number in fact.invoices:
            invoice = invoices.get(number)
            if left is None:
                contested[number].append(None)
            elif invoice is not None and invoice.amount and invoice.amount.currency == left.currency:
                part = Money(min(left.amount, invoice.amount.amount), left.currency)
                contested[number].append(part)
                left = left - part
    return contested


def _items(
    invoice: Entry, settled: Decimal, contested: Sequence[Money | None], client: Client, default_terms: str
) -> Iterable[OpenItem]:
    amount = invoice.amount
    assert amount is not None  # only entries with an amount are invoices
    rows: Sequence[tuple[date, Money | None]] = invoice.schedule("due")
    if len(rows) > 1:
        rows = sorted(rows, key=lambda row: row[0])
    elif not rows:
        rows = [(terms_of(invoice, client, default_terms).due(invoice.date), None)]
    left_to_settle = settled
    nothing = zero(amount.currency)
    document, nature, scenario = invoice.word("document"), invoice.word("nature"), invoice.word("scenario")
    items: list[OpenItem] = []
    for rank, (due, part) in enumerate(rows, start=1):
        owed = amount if part is None else part
        last = rank == len(rows)
        paid = left_to_settle if last else min(owed.amount, left_to_settle)
        left_to_settle -= paid
        items.append(
            OpenItem(
                invoice.object,
                invoice.id,
                invoice.date,
                due,
                owed,
                Money(owed.amount - paid, amount.currency),
                nothing,
                rank if len(rows) > 1 else 0,
                document,
                nature,
                scenario,
            )
        )
    return _disputed(items, contested) if contested else items


def _disputed(items: list[OpenItem], contested: Sequence[Money | None]) -> Iterator[OpenItem]:
    """The items with the contested sum spread over what is left, latest instalment first."""
    whole = any(part is None for part in contested)
    left = sum((part.amount for part in contested if part is not None), Decimal(0))
    for item in reversed(items):
        share = max(Decimal(0), item.balance.amount if whole else min(left, item.balance.amount))
        left -= share
        yield replace(item, disputed=Money(share, item.balance.currency))
