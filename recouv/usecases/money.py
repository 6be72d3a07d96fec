"""Recording what is owed and what is paid."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Field
from recouv.domain.errors import NothingFoundError, UsageError
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.rules.account import Account, account_on
from recouv.rules.allocation import ProposedShare, propose
from recouv.rules.payment_terms import UnknownTermsError, parse_terms
from recouv.rules.standing import standing
from recouv.usecases.fields import present
from recouv.usecases.recording import Action, Done, record
from recouv.usecases.session import Session


class NewInvoice(Struct, frozen=True, kw_only=True):
    """An invoice to record."""

    number: str
    money: Money
    issued: date
    due: date | None = None
    instalments: tuple[tuple[date, Money], ...] = ()
    terms: str = ""
    document: str = ""
    order: str = ""
    about: str = ""
    note: str = ""


class NewPayment(Struct, frozen=True, kw_only=True):
    """A payment to record."""

    money: Money
    received: date
    method: str = ""
    reference: str = ""
    shares: tuple[tuple[str, Money], ...] = ()
    """What it settles; empty to leave it unallocated."""
    note: str = ""


def record_invoice(session: Session, client: str, invoice: NewInvoice, *, dry_run: bool = False) -> Done:
    """Append an invoice.

    Raises:
        UsageError: its terms are not understood.
        ProblemsError: the number is already there, or the instalments do not sum to the amount.
    """
    if invoice.terms:
        try:
            parse_terms(invoice.terms)
        except UnknownTermsError:
            raise UsageError(
                say("payment terms {terms} are not understood", terms=invoice.terms),
                say("write for instance: 30 days end of month"),
            ) from None
    first_due = min([invoice.due] if invoice.due else [day for day, _ in invoice.instalments], default=invoice.issued)
    if first_due < invoice.issued:
        raise UsageError(
            say(
                "{number} is due {due}, before its issue on {issued}",
                number=invoice.number,
                due=first_due,
                issued=invoice.issued,
            ),
            say("correct the date of the invoice or its due date"),
        )
    dossier = session.workspace.read(client).dossier
    home = dossier.client.currency
    fields: list[Field] = [("amount", written_money(invoice.money, home))]
    if invoice.instalments:
        fields.append(("due", tuple(f"{day}: {written_money(part, home)}" for day, part in invoice.instalments)))
    elif invoice.due:
        fields.append(("due", invoice.due.isoformat()))
    fields += present(
        ("terms", invoice.terms),
        ("document", invoice.document),
        ("sha256", fingerprint_of(session, invoice.document)),
        ("order", invoice.order),
        ("about", invoice.about),
    )
    draft = Draft(date=invoice.issued, kind="invoice", object=invoice.number, fields=tuple(fields), text=invoice.note)
    subject = say(
        "invoice: {name}, {number} of {amount}", name=dossier.client.name, number=invoice.number, amount=invoice.money
    )
    action = Action(
        dossier=client, name="invoice", drafts=(draft,), subject=subject, note=invoice.note, invoices=(invoice.number,)
    )
    return record(session, action, dry_run=dry_run)


def record_credit_note(
    session: Session,
    client: str,
    number: str,
    money: Money,
    issued: date,
    *,
    invoice: str = "",
    reason: str = "",
    note: str = "",
    dry_run: bool = False,
) -> Done:
    """Append a credit note, allocated to `invoice` for as much as is left of it, or kept for later."""
    dossier = session.workspace.read(client).dossier
    home = dossier.client.currency
    fields: list[Field] = [("amount", written_money(money, home))]
    settled = []
    if invoice:
        number_of_invoice = known_invoice(dossier, invoice)
        fields.append(("invoice", number_of_invoice))
        left = account_now(session, dossier).invoice_balance(number_of_invoice)
        part = min(left.amount, money.amount) if left and left.currency == money.currency else Decimal(0)
        if part > 0:
            settled.append(Money(part, money.currency))
            fields.append(("allocate", (f"{number_of_invoice}: {written_money(Money(part, money.currency), home)}",)))
    fields += present(("reason", reason))
    draft = Draft(date=issued, kind="credit-note", object=number, fields=tuple(fields), text=note)
    subject = say("credit note: {name}, {number} of {amount}", name=dossier.client.name, number=number, amount=money)
    numbers = (invoice,) if invoice else ()
    action = Action(dossier=client, name="credit-note", drafts=(draft,), subject=subject, note=note, invoices=numbers)
    done = record(session, action, dry_run=dry_run)
    return replace(done, unsettled=_unsettled(money, settled))


def record_payment(session: Session, client: str, payment: NewPayment, *, dry_run: bool = False) -> Done:
    """Append a payment with the allocation given."""
    done = record(session, payment_action(session, client, payment), dry_run=dry_run)
    return replace(done, unsettled=_unsettled(payment.money, [money for _, money in payment.shares]))


def _unsettled(money: Money, settled: Iterable[Money]) -> Money | None:
    left = Money(money.amount - sum((part.amount for part in settled), Decimal(0)), money.currency)
    return left if left.amount > 0 else None


def payment_action(session: Session, client: str, payment: NewPayment) -> Action:
    """What `record_payment` would append.

    Raises:
        NothingFoundError: an invoice named is not in the dossier.
    """
    dossier = session.workspace.read(client).dossier
    home = dossier.client.currency
    rows = tuple((known_invoice(dossier, number), written_money(money, home)) for number, money in payment.shares)
    fields: list[Field] = [("amount", written_money(payment.money, home))]
    fields += present(("method", payment.method), ("reference", payment.reference))
    if rows:
        fields.append(("allocate", tuple(f"{number}: {money}" for number, money in rows)))
    draft = Draft(date=payment.received, kind="payment", fields=tuple(fields), text=payment.note)
    subject = say("payment: {name}, {amount}", name=dossier.client.name, amount=payment.money)
    if rows:
        subject = say(
            "payment: {name}, {amount} for {numbers}",
            name=dossier.client.name,
            amount=payment.money,
            numbers=", ".join(number for number, _ in rows),
        )
    return Action(
        dossier=client,
        name="payment",
        drafts=(draft,),
        subject=subject,
        note=payment.note,
        invoices=tuple(number for number, _ in rows),
    )


def allocate_money(
    session: Session,
    client: str,
    source: str,
    shares: Sequence[tuple[str, Money]],
    *,
    on: date | None = None,
    note: str = "",
    dry_run: bool = False,
) -> Done:
    """Allocate a payment or credit note received earlier."""
    dossier = session.workspace.read(client).dossier
    entry = dossier.entry(source)
    if entry is None:
        raise NothingFoundError(say("there is no entry ^{id} in {client}", id=source, client=client))
    home = dossier.client.currency
    rows = tuple((known_invoice(dossier, number), money) for number, money in shares)
    draft = Draft(
        date=on or session.today,
        kind="allocate",
        target=source,
        fields=(("allocate", tuple(f"{number}: {written_money(money, home)}" for number, money in rows)),),
        text=note,
    )
    total = Money(sum((money.amount for _, money in rows), Decimal(0)), rows[0][1].currency if rows else home)
    subject = say(
        "allocation: {name}, {amount} for {numbers}",
        name=dossier.client.name,
        amount=total,
        numbers=", ".join(n for n, _ in rows),
    )
    action = Action(
        dossier=client, name="allocate", drafts=(draft,), subject=subject, note=note, invoices=tuple(n for n, _ in rows)
    )
    return record(session, action, dry_run=dry_run)


def propose_allocation(
    session: Session, client: str, money: Money, *, label: str = "", named: Sequence[str] = ()
) -> list[ProposedShare]:
    """What a payment of that amount most likely settles today: for a person to accept."""
    dossier = session.workspace.read(client).dossier
    return propose(
        account_now(session, dossier), money, label=label, named=[known_invoice(dossier, number) for number in named]
    )


def account_now(session: Session, dossier: Dossier, on: date | None = None) -> Account:
    """The client's account, future-dated entries left out."""
    terms = session.workspace.config.terms
    return account_on(dossier.client, dossier.entries, on or session.today, default_terms=terms)


def known_invoice(dossier: Dossier, number: str) -> str:
    """The invoice that `number` means in this dossier, spaces and case apart.

    Raises:
        NothingFoundError: there is none.
    """
    numbers = list(dict.fromkeys(entry.object for entry in dossier.entries if entry.kind == "invoice"))
    if number in numbers:
        return number
    wanted = _folded(number)
    found = [known for known in numbers if _folded(known) == wanted]
    if len(found) == 1:
        return found[0]
    kept = dict.fromkeys(entry.object for entry in standing(dossier.entries, date.max) if entry.kind == "invoice")
    open_numbers = ", ".join(list(kept)[-8:]) or "—"
    raise NothingFoundError(
        say("{client} has no invoice {number}", client=dossier.id, number=number),
        say("its latest invoices are {numbers}", numbers=open_numbers),
    )


def written_money(money: Money, home: str) -> str:
    """The amount as a dossier in `home` currency writes it."""
    return money.plain if money.currency == home else f"{money.plain} {money.currency}"


def fingerprint_of(session: Session, document: str) -> str:
    """SHA-256 of a piece kept in the workspace; empty when none is named.

    Raises:
        UsageError: the file is not there, or lies outside the workspace.
    """
    if not document:
        return ""
    root = session.workspace.root.resolve()
    path = (root / document).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise UsageError(
            say("there is no file {path} in the workspace", path=document),
            say("put the invoice under documents/ first"),
        )
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _folded(number: str) -> str:
    return "".join(number.split()).casefold()
