"""What a journal may not say: facts that contradict one another.

A journal is judged whole, whatever the dates: a number used twice, money allocated beyond what there is, an entry
that names what is not there.  Entries struck out by a `cancel` are not judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from recouv.domain.entry import Entry
from recouv.domain.kinds import APPROVABLE, MESSAGES
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.domain.problem import Severity
from recouv.domain.spelling import closest
from recouv.rules.account import money_key, shares
from recouv.rules.approvals import approval_findings
from recouv.rules.commitment_findings import (
    dispute_findings,
    hold_findings,
    overlapping_disputes,
    plan_findings,
    promise_findings,
)
from recouv.rules.finding import Finding, other_currency
from recouv.rules.payment_terms import UnknownTermsError, parse_terms
from recouv.rules.standing import standing

#: What each kind that names an entry may name.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "allocate": ("payment", "credit-note"),
    "refund": ("payment", "credit-note"),
    "rejected": ("payment",),
    "done": ("task",),
    "sending": tuple(sorted(MESSAGES)),
    "withdraw": ("promise",),
    "resolve": ("dispute",),
    "release": ("hold", "plan", "insolvency"),
    "recall": ("handover",),
    "approve": tuple(sorted(APPROVABLE)),
    "reject": tuple(sorted(APPROVABLE)),
}

#: What keeps an invoice from being reminded: one that names none by mistake must not leave it unprotected.
_STOPPING = frozenset({"dispute", "promise", "plan", "hold", "handover"})


def findings(entries: Iterable[Entry]) -> list[Finding]:
    """Every contradiction in the journal, in the order of the file."""
    everything = list(entries)
    by_id = {entry.id: entry for entry in everything if entry.id}
    facts = standing(everything, date.max)
    of_kind: dict[str, list[Entry]] = defaultdict(list)
    for fact in facts:
        of_kind[fact.kind].append(fact)
    found = [
        *_repeated_ids(everything),
        *_cancels(everything, by_id),
        *_targets(of_kind, by_id),
        *_distincts(of_kind.get("distinct", ()), by_id),
        *_invoices(of_kind["invoice"]),
        *_repeated_credit_notes(of_kind["credit-note"]),
        *_allocations(facts, of_kind),
        *_named_invoices(of_kind),
        *_taken_in_twice(facts),
        *approval_findings(facts, by_id),
    ]
    return sorted(found, key=lambda finding: finding.line)


def _repeated_ids(entries: list[Entry]) -> Iterator[Finding]:
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.id and entry.id in first:
            yield Finding(
                entry,
                say("ID ^{id} is already that of the entry at line {line}", id=entry.id, line=first[entry.id].line),
                say("remove the ^{id} of the copy: recouv gives it another", id=entry.id),
            )
        elif entry.id:
            first[entry.id] = entry


def _cancels(entries: list[Entry], known: Collection[str]) -> Iterator[Finding]:
    for entry in entries:
        if entry.kind != "cancel" or not entry.target:
            continue
        if entry.target == entry.id:
            yield Finding(entry, say("an entry cannot cancel itself"), say("name the entry that was a mistake"))
        elif entry.target not in known:
            yield _missing(entry)


def _distincts(facts: Iterable[Entry], known: Collection[str]) -> Iterator[Finding]:
    for fact in facts:
        other = fact.word("other")
        if fact.target and fact.target == other:
            yield Finding(fact, say("an entry is not distinct from itself"), say("name both entries"), "other")
        for identifier, key in ((fact.target, ""), (other, "other")):
            if identifier and identifier not in known:
                yield Finding(
                    fact,
                    say("{kind} names ^{id}, which is not in this dossier", kind=fact.kind, id=identifier),
                    say("check the ID: it stands at the end of the title of the entry meant"),
                    key,
                )


def _targets(of_kind: Mapping[str, list[Entry]], by_id: Mapping[str, Entry]) -> Iterator[Finding]:
    for kind, allowed in TARGETS.items():
        for fact in of_kind.get(kind, ()):
            target = by_id.get(fact.target)
            if target is None and fact.target:
                yield _missing(fact)
            elif target is not None and target.kind not in allowed:
                yield Finding(
                    fact,
                    say(
                        "{kind} names ^{id}, which is of another kind: {found}",
                        kind=fact.kind,
                        id=fact.target,
                        found=target.kind,
                    ),
                    say("name one of: {kinds}", kinds=" / ".join(allowed)),
                )
    rejections: dict[str, list[Entry]] = defaultdict(list)
    for fact in of_kind.get("rejected", ()):
        rejections[fact.target].append(fact)
    for twice, (*others, last) in rejections.items():
        if twice and others:
            yield Finding(
                last,
                say("payment ^{id} is already rejected", id=twice),
                say("cancel one of the two rejections"),
            )


def _taken_in_twice(facts: list[Entry]) -> Iterator[Finding]:
    """One e-mail in two entries: two clones took it in before either knew of the other."""
    first: dict[str, Entry] = {}
    for fact in facts:
        identifier = fact.word("message_id")
        if identifier and identifier in first:
            yield Finding(
                fact,
                say(
                    "the message of ^{id} is in the journal already, at line {line}",
                    id=fact.id,
                    line=first[identifier].line,
                ),
                say("cancel one of the two"),
                "message_id",
                Severity.WARNING,
            )
        elif identifier:
            first[identifier] = fact


def _missing(entry: Entry) -> Finding:
    return Finding(
        entry,
        say("{kind} names ^{id}, which is not in this dossier", kind=entry.kind, id=entry.target),
        say("check the ID: it stands at the end of the title of the entry meant"),
    )


def _invoices(invoices: list[Entry]) -> Iterator[Finding]:
    first: dict[str, Entry] = {}
    for fact in invoices:
        amount = fact.amount
        if not amount:
            continue
        if fact.object in first:
            yield Finding(
                fact,
                say("invoice {number} is already at line {line}", number=fact.object, line=first[fact.object].line),
                say("cancel one of the two, or correct its number"),
            )
        first.setdefault(fact.object, fact)
        if fact.schedule("due"):
            yield from _schedule(fact, amount)
        yield from _penalty_rate(fact)
        terms = fact.word("terms")
        if terms:
            try:
                parse_terms(terms)
            except UnknownTermsError:
                yield Finding(
                    fact,
                    say("payment terms {terms} are not understood", terms=terms),
                    say("write for instance: 30 days end of month"),
                    "terms",
                )


def _penalty_rate(invoice: Entry) -> Iterator[Finding]:
    words = invoice.word("penalty_rate")
    if words:
        from recouv.rules.agreed_rate import (
            UnknownAgreedRateError,
            parse_agreed_rate,
        )  # deferred: few invoices state one

        try:
            parse_agreed_rate(words)
        except UnknownAgreedRateError:
            yield Finding(
                invoice,
                say("{text} is not a rate of penalties", text=words),
                say("write it as 12 %, ECB + 12 or 3 x legal rate"),
                "penalty_rate",
            )


def _repeated_credit_notes(credit_notes: list[Entry]) -> Iterator[Finding]:
    first: dict[str, Entry] = {}
    for fact in credit_notes:
        if fact.object:
            if fact.object in first:
                yield Finding(
                    fact,
                    say(
                        "credit note {number} is already at line {line}",
                        number=fact.object,
                        line=first[fact.object].line,
                    ),
                    say("cancel one of the two, or correct its number"),
                )
            first.setdefault(fact.object, fact)


def _schedule(invoice: Entry, amount: Money) -> Iterator[Finding]:
    rows = invoice.schedule("due")
    parts = [part for _, part in rows if part is not None]
    if any(part.currency != amount.currency for part in parts):
        yield Finding(
            invoice,
            say("the instalments of {number} are not in the invoice's currency", number=invoice.object),
            say("write them all in {currency}", currency=amount.currency),
            "due",
        )
    elif parts and (total := sum((part.amount for part in parts), Decimal(0))) != amount.amount:
        yield Finding(
            invoice,
            say(
                "the instalments of {number} sum to {total}, the invoice is {amount}",
                number=invoice.object,
                total=Money(total, amount.currency),
                amount=amount,
            ),
            say("correct the rows under due"),
            "due",
        )
    for day, _ in rows:
        if day < invoice.date:
            yield Finding(
                invoice,
                say(
                    "{number} is due {due}, before its issue on {issued}",
                    number=invoice.object,
                    due=day,
                    issued=invoice.date,
                ),
                say("correct the date of the invoice or its due date"),
                "due",
                Severity.WARNING,
            )


def _allocations(facts: list[Entry], of_kind: Mapping[str, list[Entry]]) -> Iterator[Finding]:
    invoices = {fact.object: fact for fact in reversed(of_kind.get("invoice", ())) if fact.amount}
    sources = {money_key(fact): fact for fact in facts if fact.kind in ("payment", "credit-note") and fact.amount}
    rejected = {fact.target for fact in of_kind.get("rejected", ())}
    on_invoice: dict[str, Decimal] = defaultdict(Decimal)
    of_source: dict[str, Decimal] = defaultdict(Decimal)
    last_on: dict[str, Entry] = {}
    last_of: dict[str, Entry] = {}
    for share in shares(facts):
        number, money = share.number, share.money
        source = sources.get(share.source)
        received = source.amount if source else None
        if received and received.currency == money.currency:
            of_source[share.source] += money.amount
            last_of[share.source] = share.entry
        invoice = invoices.get(number)
        owed = invoice.amount if invoice else None
        key = "invoice" if share.entry.word("invoice") else "allocate"
        if owed is None:
            yield _unknown_invoice(share.entry, number, invoices, key)
            continue
        currency = owed.currency
        foreign = next((one for one in (money, received or money) if one.currency != currency), None)
        if foreign is not None:
            yield Finding(
                share.entry,
                say(
                    "{number} is in {currency}, {money} cannot settle it",
                    number=number,
                    currency=currency,
                    money=foreign,
                ),
                say("allocate it to an invoice of its own currency"),
                key,
            )
        elif not share.source or (source and share.source not in rejected):
            on_invoice[number] += money.amount
            last_on[number] = share.entry
    for fact in of_kind.get("refund", ()):
        if fact.target in sources and fact.amount:
            received = sources[fact.target].amount
            if received and received.currency != fact.amount.currency:
                yield other_currency(fact, fact.amount, received.currency)
                continue
            of_source[fact.target] += fact.amount.amount
            last_of[fact.target] = fact
    yield from _write_off_sums(of_kind.get("write-off", ()))
    for number, total in on_invoice.items():
        owed = invoices[number].amount
        if owed and total > owed.amount:
            yield Finding(
                last_on[number],
                say(
                    "{excess} too much is allocated to {number}, which was {amount}",
                    excess=Money(total - owed.amount, owed.currency),
                    number=number,
                    amount=owed,
                ),
                say("cancel one of the allocations, or lower it"),
                "allocate",
            )
    for identifier, total in of_source.items():
        received = sources[identifier].amount
        if received and total > received.amount:
            yield Finding(
                last_of[identifier],
                say(
                    "{excess} too much is taken from {kind} ^{id}, which was {amount}",
                    excess=Money(total - received.amount, received.currency),
                    kind=sources[identifier].kind,
                    id=identifier,
                    amount=received,
                ),
                say("cancel one of the allocations, or lower it"),
                "allocate",
            )


def _write_off_sums(write_offs: Iterable[Entry]) -> Iterator[Finding]:
    for fact in write_offs:
        if fact.amount and fact.shares:
            sums: dict[str, Decimal] = defaultdict(Decimal, {fact.amount.currency: Decimal(0)})
            for _, money in fact.shares:
                sums[money.currency] += money.amount
            wrong = [total for currency in sums if (total := Money(sums[currency], currency)) != fact.amount]
            if wrong:
                total = wrong[-1]
                yield Finding(
                    fact,
                    say("the rows of the write-off sum to {total}, not to {amount}", total=total, amount=fact.amount),
                    say("correct the rows under allocate"),
                    "allocate",
                )
        elif not fact.object and not fact.shares:
            yield Finding(
                fact,
                say("the write-off names no invoice"),
                say("write its number after write-off, or rows under allocate"),
            )


def _named_invoices(of_kind: Mapping[str, list[Entry]]) -> Iterator[Finding]:
    invoices = {fact.object: fact for fact in of_kind.get("invoice", ())}
    for kind, facts in of_kind.items():
        if kind in ("invoice", "credit-note", "payment"):
            continue
        severity = Severity.ERROR if kind in _STOPPING else Severity.WARNING
        for fact in facts:
            for number in fact.invoices:
                if number not in invoices:
                    yield _unknown_invoice(fact, number, invoices, "invoices", severity)
            if kind == "dispute":
                yield from dispute_findings(fact, invoices)
            elif kind == "promise":
                yield from promise_findings(fact, invoices)
            elif kind == "hold":
                yield from hold_findings(fact)
            elif kind == "plan":
                yield from plan_findings(fact, invoices)
    yield from overlapping_disputes(of_kind)


def _unknown_invoice(
    entry: Entry, number: str, invoices: Mapping[str, Entry], key: str, severity: Severity = Severity.ERROR
) -> Finding:
    close = closest(number, invoices)
    mend = (
        say("did you mean {number}?", number=close) if close else say("record the invoice first, or correct the number")
    )
    return Finding(entry, say("there is no invoice {number} in this dossier", number=number), mend, key, severity)
