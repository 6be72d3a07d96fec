"""What a letter to one client says: the values of its template, from the dossier, in the client's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from recouv.domain.dossier import Contact
from recouv.domain.letter import Letter
from recouv.domain.message import Code
from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.letters.values import Addressee, Creditor, Item, LetterValues, Person, Sender
from recouv.rules.account import OpenItem
from recouv.rules.sent_reminders import reminder_days
from recouv.rules.suspension import claimed
from recouv.rules.working_days import WorkingDays
from recouv.usecases.dossiers import DossierView, ItemView
from recouv.usecases.session import Session
from recouv.wording.catalogue import Catalogue
from recouv.wording.plain import plain
from recouv.wording.terms import term


class About(Struct, frozen=True, kw_only=True):
    """What a letter is about, in one currency."""

    items: tuple[OpenItem, ...]
    """Earliest due first."""
    received: Money
    """What settles nothing yet, never below zero."""
    task: Task | None = None
    """What asks for the letter; `None` when a person does."""

    @property
    def gross(self) -> Money:
        """What may be asked for on these items."""
        return Money(sum((claimed(item).amount for item in self.items), Decimal(0)), self.received.currency)

    @property
    def total(self) -> Money:
        """What is asked for: what was received and settles nothing yet is taken off; never below zero."""
        return Money(max(Decimal(0), self.gross.amount - self.received.amount), self.received.currency)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The invoices, each once."""
        return tuple(dict.fromkeys(item.number for item in self.items))


def letter_values(
    session: Session, view: DossierView, letter: Letter, about: About, contact: Contact | None, words: Catalogue
) -> LetterValues:
    """Every value that the letter may name."""
    on = view.on
    client = view.dossier.client
    currency = about.received.currency
    ids = dict(about.task.steps) if about.task else {}
    asked = {(item.number, item.instalment) for item in about.items}
    upcoming = [
        row.item
        for row in view.items
        if row.item.due >= on
        and row.item.balance.currency == currency
        and row.status == "not-due"
        and (row.item.number, row.item.instalment) not in asked
    ]
    days = reminder_days(view.dossier.entries, about.items, on)
    creditor = session.workspace.config.creditor
    owner = _signatory(session)
    return LetterValues(
        today=words.day(on),
        deadline=words.day(WorkingDays(session.house.calendar).on_or_after(on + timedelta(days=letter.deadline))),
        deadline_days=letter.deadline,
        client=Addressee(
            name=plain(client.name), kind=str(client.kind), siren=plain(client.siren), address=_address(client.address)
        ),
        contact=_person(contact),
        creditor=Creditor(
            **{
                key: plain(creditor.get(key, ""))
                for key in Creditor.__struct_fields__
                if key not in ("iban", "address")
            },
            iban=in_fours(creditor.get("iban", "")),
            address=_address(creditor.get("address", "")),
        ),
        sender=owner,
        items=tuple(_item(item, on, words, ids.get(item.number, "")) for item in about.items),
        upcoming=tuple(_item(item, on, words, "") for item in upcoming),
        gross=words.money(about.gross),
        total=words.money(about.total),
        unallocated=words.money(about.received) if about.received else "",
        outstanding=_outstanding(view, currency, words),
        reminders=tuple(words.day(day) for day in days),
    )


def in_fours(iban: str) -> str:
    """An IBAN as it is printed: in groups of four.

    >>> in_fours("FR7630006000011234567890189")
    'FR76 3000 6000 0112 3456 7890 189'
    """
    folded = "".join(plain(iban).split()).upper()
    return " ".join(folded[at : at + 4] for at in range(0, len(folded), 4))


def what_is_late(view: DossierView, currency: str) -> list[ItemView]:
    """The overdue items that nothing suspends."""
    return [row for row in view.items if row.status == "overdue" and row.item.balance.currency == currency]


def _item(item: OpenItem, on: date, words: Catalogue, step: str) -> Item:
    number = f"{item.number} ({item.instalment})" if item.instalment else item.number
    return Item(
        number=plain(number),
        issued=words.day(item.issued),
        due=words.day(item.due),
        amount=words.money(item.amount),
        balance=words.money(claimed(item)),
        days_late=item.days_late(on),
        level=words.text(term(Code(step))) if step else "",
    )


def _outstanding(view: DossierView, currency: str, words: Catalogue) -> str:
    totals: Sequence[Money] = [row.money(row.total) for row in view.aged if row.currency == currency]
    return words.money(totals[0]) if totals else ""


def _person(contact: Contact | None) -> Person:
    if contact is None:
        return Person()
    return Person(
        name=plain(contact.name), role=plain(contact.role), email=plain(contact.email), phone=plain(contact.phone)
    )


def _signatory(session: Session) -> Sender:
    """Who is at work, as the team knows them; the creditor's own address where the team gives none."""
    identity = session.workspace.git.identity()
    writer = session.writer
    config = session.workspace.config
    for colleague in config.team:
        if colleague.id == writer:
            email = colleague.email or identity.email
            return Sender(name=plain(colleague.name or identity.name), email=plain(email))
    return Sender(name=plain(identity.name), email=plain(config.creditor.get("email", "") or identity.email))


def _address(text: str) -> str:
    return "\n".join(plain(line.strip()) for line in text.splitlines() if line.strip())
