"""What was done with each client: fifteen actions that follow from its invoices, and the journal they make together."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.clients import ClientFile
from benchmarks.question import TODAY, Invoice, money

ACTIONS_PER_CLIENT = 15
#: The steps of the shipped standard scenario: days after the due date, how, and which.
_STEPS = (
    (3, "email", "reminder-1"),
    (15, "email", "reminder-2"),
    (25, "call", "call"),
    (35, "letter", "reminder-3"),
    (50, "registered-letter", "formal-notice"),
)
_OUTCOMES = ("reached", "promised", "call-back", "message-left", "no-answer", "invoice-not-received")
_REASONS = ("Trésorerie tendue", "Bon de livraison manquant", "Chéquier épuisé", "Validation du service en attente")
_PROSE = (
    "Elle rapproche le bon de livraison et demande qu’on la rappelle dans une dizaine de jours.",
    "Le virement part lundi, dit-il ; le gérant signe à son retour.",
    "« Bien reçu, nous faisons le point et revenons vers vous. »",
    "Nouveau comptable depuis le mois dernier : tout lui renvoyer,\nfactures et bons de commande.",
    "Boîte vocale pleine. Réessayer tôt le matin.",
    "Litige ancien soldé ; reste la retenue de garantie, à ne pas relancer avant la réception.",
    "A déménagé : l’adresse de facturation change, les factures suivent par courriel.",
)
_ID_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(slots=True)
class Fact:
    """One entry to be."""

    day: dt.date
    kind: str
    fields: list[str]
    object: str = ""
    prose: str = ""
    writer: str = "import"
    concerns: Fact | None = None
    """The entry that the title names."""
    id: str = field(default="", compare=False)


def dossier_text(file: ClientFile, client: int, invoices: Sequence[Invoice], seed: int) -> str:
    """The whole dossier: head, remark, and the journal in the order of writing."""
    rnd = random.Random(f"{seed}/{client}/actions")
    facts = [*_books(invoices), *_actions(rnd, file, invoices)]
    facts.sort(key=lambda fact: (fact.day, fact.concerns is not None))
    for rank, fact in enumerate(facts):
        fact.id = entry_id(client * 64 + rank)
    return file.head + "".join(_entry(fact, rank) for rank, fact in enumerate(facts))


def entry_id(number: int) -> str:
    """Eight characters that look random; two numbers below 2⁴⁰ never share them."""
    mixed = (number * 0x9E3779B97F + 0x5DEECE66D) % 2**40
    return "".join(_ID_SIGNS[mixed >> shift & 31] for shift in range(35, -1, -5))


def _books(invoices: Sequence[Invoice]) -> Iterator[Fact]:
    for invoice in invoices:
        yield Fact(
            invoice.date,
            "invoice",
            [f"- amount: {money(invoice.cents)}", f"- due: {invoice.due}"],
            object=invoice.number,
        )
        if invoice.paid_on is not None:
            paid = money(invoice.paid_cents)
            fields = [f"- amount: {paid}", "- method: transfer", f"- reference: VIR SEPA {invoice.client}"]
            yield Fact(invoice.paid_on, "payment", [*fields, "- allocate:", f"  - {invoice.number}: {paid}"])


def _actions(rnd: random.Random, file: ClientFile, invoices: Sequence[Invoice]) -> list[Fact]:
    """The reminders that late invoices called for, what came of the calls, and what was noted beside."""
    told = [fact for invoice in invoices if invoice.open_cents for fact in _commitments(rnd, file, invoice)]
    told = told[:6]
    # what is still open is told first: its next step must follow from those before
    for invoice in sorted(invoices, key=lambda invoice: (invoice.open_cents == 0, -invoice.due.toordinal())):
        reminders = list(_reminders(rnd, file, invoice))
        if len(told) + len(reminders) <= ACTIONS_PER_CLIENT - 2:
            told += reminders
    while len(told) < ACTIONS_PER_CLIENT:
        told.append(_aside(rnd, file, rnd.choice(invoices)))
    return told


def _reminders(rnd: random.Random, file: ClientFile, invoice: Invoice) -> Iterator[Fact]:
    last = invoice.paid_on if invoice.paid_on and not invoice.open_cents else TODAY
    reached = rnd.randrange(1, 1 + len(_STEPS))  # some are followed to the end, some forgotten on the way
    for days, kind, step in _STEPS[:reached]:
        day = invoice.due + dt.timedelta(days=days + rnd.randrange(3))
        if day > last:
            return
        fields = [f"- with: {file.contact.name}"]
        prose = ""
        if kind == "email":
            fields += [f"- to: {file.contact.email}", f"- subject: Rappel : facture {invoice.number}"]
        elif kind == "call":
            fields.append(f"- outcome: {rnd.choice(_OUTCOMES)}")
            prose = rnd.choice(_PROSE)
        fields += [f"- invoices: {invoice.number}", "- scenario: standard", "- steps:", f"  - {invoice.number}: {step}"]
        yield Fact(day, kind, fields, prose=prose, writer=file.owner)


def _commitments(rnd: random.Random, file: ClientFile, invoice: Invoice) -> Iterator[Fact]:
    """A promise, a dispute or a plan about an invoice that is still open."""
    day = max(invoice.date, invoice.due - dt.timedelta(days=5)) + dt.timedelta(days=rnd.randrange(25))
    if day >= TODAY:
        return
    left = invoice.open_cents
    draw = rnd.random()
    if draw < 0.45:
        fields = [f"- amount: {money(max(left // rnd.choice((1, 1, 2)), 1))}"]
        fields += [f"- by: {day + dt.timedelta(days=rnd.randrange(4, 21))}", f"- invoices: {invoice.number}"]
        yield Fact(day, "promise", fields, prose=rnd.choice(_PROSE), writer=file.owner)
    elif draw < 0.55:
        fields = [f"- amount: {money(max(left // 3, 1))}", "- category: delivery", f"- reason: {rnd.choice(_REASONS)}"]
        dispute = Fact(day, "dispute", [*fields, f"- owner: {file.owner}"], object=invoice.number, writer=file.owner)
        yield dispute
        if rnd.random() < 0.5:
            later = min(TODAY, day + dt.timedelta(days=rnd.randrange(5, 60)))
            yield Fact(later, "resolve", ["- outcome: upheld"], writer=file.owner, concerns=dispute)
    elif draw < 0.60:
        third = left // 3
        rows = [
            f"  - {day + dt.timedelta(days=30 * rank)}: {money(part)}"
            for rank, part in enumerate((third, third, left - 2 * third), start=1)
            if part
        ]
        fields = [f"- invoices: {invoice.number}", "- instalments:", *rows, "- grace: 5"]
        yield Fact(day, "plan", fields, writer=file.owner)


def _aside(rnd: random.Random, file: ClientFile, invoice: Invoice) -> Fact:
    """A call, an answer or a note that no step asked for."""
    day = min(TODAY, invoice.date + dt.timedelta(days=rnd.randrange(1, 60)))
    kind = rnd.choice(("call", "call", "note", "note", "reply", "email"))
    fields = [] if kind == "note" else [f"- with: {file.contact.name}"]
    if kind == "call":
        fields.append(f"- outcome: {rnd.choice(_OUTCOMES)}")
    if kind == "email":
        fields += [f"- to: {file.contact.email}", "- subject: Duplicata demandé"]
    if kind != "note":
        fields.append(f"- invoices: {invoice.number}")
    return Fact(day, kind, fields, prose=rnd.choice(_PROSE), writer=file.owner)


def _entry(fact: Fact, rank: int) -> str:
    title = ["###", str(fact.day), fact.kind]
    if fact.concerns is not None:
        title.append(f"^{fact.concerns.id}")
    elif fact.object:
        title.append(fact.object)
    minutes = 8 * 60 + rank * 7  # later entries of a day are written later
    recorded = f"- recorded: {fact.day}T{minutes // 60:02d}:{minutes % 60:02d}:{rank * 13 % 60:02d}Z {fact.writer}"
    prose = [f"> {line}" for line in fact.prose.splitlines()]
    return "\n".join(["", " ".join([*title, f"^{fact.id}"]), *fact.fields, recorded, *prose, ""])
