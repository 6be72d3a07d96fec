"""The end of the line: a file handed over, insolvency proceedings, an acknowledgment of the debt, a debt given up."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Field
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.rules.commitments import concerns
from recouv.rules.standing import standing
from recouv.rules.suspension import live_commitments
from recouv.usecases.fields import numbers_field, present
from recouv.usecases.invoices_named import debt_of, known_invoices, require_not_before, sound_dossier
from recouv.usecases.money import known_invoice, written_money
from recouv.usecases.recording import Action, entry_action
from recouv.usecases.session import Session


class Handover(Struct, frozen=True, kw_only=True):
    """A file given to somebody else to collect."""

    to: str
    on: date
    role: str = ""
    """What they are: a court alone interrupts limitation."""
    invoices: tuple[str, ...] = ()
    """Empty for the whole account."""
    reason: str = ""
    note: str = ""
    document: str = ""
    """Path of the evidence file given with it, from the workspace's root; empty where it stands outside."""
    sha256: str = ""
    """Its fingerprint; empty where none was made."""


class Insolvency(Struct, frozen=True, kw_only=True):
    """Proceedings opened against the client."""

    on: date
    """The day of the opening judgment."""
    procedure: str = ""
    bodacc: date | None = None
    """The day of publication."""
    court: str = ""
    trustee: str = ""
    note: str = ""


class Acknowledgment(Struct, frozen=True, kw_only=True):
    """The client says that the debt is owed."""

    on: date
    money: Money | None = None
    invoices: tuple[str, ...] = ()
    """Empty for the whole account."""
    person: str = ""
    note: str = ""


class WriteOff(Struct, frozen=True, kw_only=True):
    """A debt given up."""

    number: str
    on: date
    money: Money | None = None
    """`None` for all that is left."""
    reason: str = ""
    approved: str = ""
    """Who agreed to it."""
    note: str = ""


def handover_action(session: Session, client: str, handover: Handover) -> Action:
    """The handover, as `record` writes it.

    Raises:
        UsageError: it says to nobody, or what it is about is with somebody already.
        NothingFoundError: an invoice named is not in the dossier.
    """
    if not handover.to.strip():
        raise UsageError(say("the file is handed over to nobody"), say("say whom: --to WHOM"))
    dossier = sound_dossier(session, client)
    numbers = known_invoices(dossier, handover.invoices)
    _require_still_here(dossier, numbers, handover.on)
    fields: list[Field] = [
        ("to", handover.to),
        *present(("role", handover.role)),
        *([numbers_field(numbers)] if numbers else []),
        *present(("reason", handover.reason), ("document", handover.document), ("sha256", handover.sha256)),
    ]
    subject = say("handover: {name}, to {whom}", name=dossier.client.name, whom=handover.to)
    draft = Draft(date=handover.on, kind="handover", fields=tuple(fields), text=handover.note)
    return entry_action(dossier, draft, subject, invoices=numbers)


def insolvency_action(session: Session, client: str, insolvency: Insolvency) -> Action:
    """The proceedings, as `record` writes them.

    Raises:
        UsageError: they are published before the judgment, or are in the dossier already.
    """
    require_not_before(insolvency.bodacc, insolvency.on, "--bodacc")
    dossier = sound_dossier(session, client)
    for fact in standing(dossier.entries, date.max):
        # a safeguard that becomes a liquidation is another judgment, on another day
        if fact.kind == "insolvency" and fact.date == insolvency.on:
            raise UsageError(
                say("the proceedings opened on {day} are in the dossier: ^{id}", day=fact.date, id=fact.id),
                say("recouv cancel {client} ^{id} strikes out what was a mistake", client=client, id=fact.id),
            )
    fields = present(
        ("bodacc", insolvency.bodacc.isoformat() if insolvency.bodacc else ""),
        ("court", insolvency.court),
        ("trustee", insolvency.trustee),
    )
    subject = say("insolvency: {name}, opened on {day}", name=dossier.client.name, day=insolvency.on)
    draft = Draft(
        date=insolvency.on,
        kind="insolvency",
        object=insolvency.procedure,
        fields=tuple(fields),
        text=insolvency.note,
    )
    return entry_action(dossier, draft, subject)


def acknowledgment_action(session: Session, client: str, acknowledgment: Acknowledgment) -> Action:
    """The acknowledgment, as `record` writes it.

    Raises:
        UsageError: nothing is owed in its currency, or nothing is left of an invoice named.
        NothingFoundError: an invoice named is not in the dossier.
    """
    dossier = sound_dossier(session, client)
    money = acknowledgment.money
    numbers = known_invoices(dossier, acknowledgment.invoices)
    if money is not None or numbers:
        debt_of(session, dossier, numbers, acknowledgment.on, currency=money.currency if money else "")
    fields: list[Field] = [
        *present(("amount", written_money(money, dossier.client.currency) if money else "")),
        *([numbers_field(numbers)] if numbers else []),
        *present(("with", acknowledgment.person)),
    ]
    subject = say("acknowledgment: {name}", name=dossier.client.name)
    if money:
        subject = say("acknowledgment: {name}, {amount}", name=dossier.client.name, amount=money)
    draft = Draft(date=acknowledgment.on, kind="acknowledgment", fields=tuple(fields), text=acknowledgment.note)
    return entry_action(dossier, draft, subject, invoices=numbers)


def write_off_action(session: Session, client: str, write_off: WriteOff) -> Action:
    """The write-off, as `record` writes it.

    Raises:
        UsageError: nothing is left of the invoice, or less than is given up, or no reason is given.
        NothingFoundError: the invoice is not in the dossier.
    """
    if not write_off.reason.strip():
        raise UsageError(say("a write-off has a reason"), say("give it: --reason TEXT"))
    dossier = sound_dossier(session, client)
    number = known_invoice(dossier, write_off.number)
    left = debt_of(session, dossier, [number], write_off.on).left
    money = left if write_off.money is None else write_off.money
    if money.currency != left.currency:
        raise UsageError(
            say("{text} is not in {currency}", text=money, currency=left.currency),
            say("write it in the currency of {number}", number=number),
        )
    if money > left:
        raise UsageError(
            say(
                "{amount} cannot be written off {number}, of which {left} is left",
                amount=money,
                number=number,
                left=left,
            ),
            say("lower the amount, or leave it out to write off all that is left"),
        )
    fields = [
        ("amount", written_money(money, dossier.client.currency)),
        *present(("reason", write_off.reason), ("approved", write_off.approved)),
    ]
    subject = say("write-off: {name}, {amount} of {number}", name=dossier.client.name, amount=money, number=number)
    draft = Draft(date=write_off.on, kind="write-off", object=number, fields=tuple(fields), text=write_off.note)
    return entry_action(dossier, draft, subject, invoices=(number,))


def _require_still_here(dossier: Dossier, numbers: tuple[str, ...], on: date) -> None:
    """Refuse to hand over twice: the client would be asked by two.

    Raises:
        UsageError: it says with whom the file is.
    """
    for fact in live_commitments(standing(dossier.entries, on)):
        if fact.kind == "handover" and (not numbers or any(concerns(fact, number) for number in numbers)):
            if not numbers and fact.invoices:
                continue  # some invoices were given before, and now the whole account is
            raise UsageError(
                say("it is with {whom} since {day}: ^{id}", whom=fact.word("to"), day=fact.date, id=fact.id),
                say("recouv recall {client} ^{id} takes it back", client=dossier.id, id=fact.id),
            )
