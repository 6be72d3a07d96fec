"""What a promise, a hold, a plan or a dispute may not say beside the other facts of its journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from recouv.domain.entry import Entry
from recouv.domain.message import say
from recouv.domain.problem import Severity
from recouv.rules.finding import Finding, other_currency


def dispute_findings(fact: Entry, invoices: Mapping[str, Entry]) -> Iterator[Finding]:
    """A dispute of nothing, or of more than was invoiced."""
    if not fact.invoices:
        yield Finding(
            fact,
            say("the dispute names no invoice"),
            say("write its number after dispute, or several under invoices"),
        )
    if fact.amount and len(fact.invoices) == 1:
        invoice = invoices.get(fact.invoices[0])
        if invoice and invoice.amount and fact.amount.currency != invoice.amount.currency:
            yield other_currency(fact, fact.amount, invoice.amount.currency)
        elif invoice and invoice.amount and fact.amount > invoice.amount:
            yield Finding(
                fact,
                say(
                    "{amount} is disputed on {number}, which was {owed}",
                    amount=fact.amount,
                    number=invoice.object,
                    owed=invoice.amount,
                ),
                say("lower the amount, or leave it out to dispute the whole invoice"),
                "amount",
            )


def promise_findings(fact: Entry, invoices: Mapping[str, Entry]) -> Iterator[Finding]:
    """A promise for a day gone when it was made, or in a currency in which its invoices owe nothing."""
    by, amount = fact.day("by"), fact.amount
    if by is not None and by < fact.date:
        yield Finding(
            fact,
            say("a promise made on {day} cannot be for {by}", day=fact.date, by=by),
            say("correct the date of the promise or its last day"),
            "by",
        )
    currencies = _currencies(fact, invoices)
    if amount and fact.invoices and currencies and amount.currency not in currencies:
        yield other_currency(fact, amount, currencies[0])


def hold_findings(fact: Entry) -> Iterator[Finding]:
    """A hold that was over when it was made: it would hold nothing, and nobody would see it."""
    until = fact.day("until")
    if until is not None and until < fact.date:
        yield Finding(
            fact,
            say("a hold made on {day} cannot end on {until}", day=fact.date, until=until),
            say("correct the date of the hold or its last day"),
            "until",
        )


def plan_findings(fact: Entry, invoices: Mapping[str, Entry]) -> Iterator[Finding]:
    """A plan in a currency in which its invoices owe nothing would never be kept, whatever is paid."""
    currencies = _currencies(fact, invoices)
    for _, part in fact.schedule("instalments"):
        if part is not None and currencies and part.currency not in currencies:
            yield Finding(
                fact,
                say("{text} is not in {currency}", text=part, currency=currencies[0]),
                say("write them all in {currency}", currency=currencies[0]),
                "instalments",
            )
            return


def _currencies(fact: Entry, invoices: Mapping[str, Entry]) -> list[str]:
    """Those of the invoices it is about: of all there are, where it names none."""
    about = [invoices[number] for number in fact.invoices or invoices if number in invoices]
    return list(dict.fromkeys(invoice.amount.currency for invoice in about if invoice.amount))


def overlapping_disputes(of_kind: Mapping[str, list[Entry]]) -> Iterator[Finding]:
    """Two open disputes of one invoice, one of which contests all of it."""
    resolved = {fact.target for fact in of_kind.get("resolve", ())}
    open_ones: dict[str, list[Entry]] = defaultdict(list)
    for fact in of_kind.get("dispute", ()):
        if not (fact.id and fact.id in resolved):
            for number in dict.fromkeys(fact.invoices):
                open_ones[number].append(fact)
    for number, (first, *others) in open_ones.items():
        for fact in others:
            if fact.amount is None or first.amount is None:
                yield Finding(
                    fact,
                    say("{number} is disputed already, at line {line}", number=number, line=first.line),
                    say("resolve one of the two, or say which part each contests"),
                    severity=Severity.WARNING,
                )
