"""What is recorded for a client: the questions of the forms, in their order, and the same use cases."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from recouv.cli.dialogue.questions import Questions
from recouv.domain.delay_reasons import DELAY_REASONS
from recouv.domain.dossier import ClientKind
from recouv.domain.kinds import KINDS, OUTCOMES, SENDING_OUTCOMES
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.usecases.dossiers import DossierView
from recouv.usecases.money import (
    NewInvoice,
    NewPayment,
    allocate_money,
    propose_allocation,
    record_credit_note,
    record_invoice,
    record_payment,
)
from recouv.usecases.new_client import NewClient, create_client
from recouv.usecases.proposals import (
    NOBODY_ASKED,
    NOTHING_CARRIED_OUT,
    REMINDED_AFTER,
    WITH_REASON,
    call_back_day,
    claim_of,
    credit_to_allocate,
    due_proposed,
    person_to_ask,
    promise_day,
)
from recouv.usecases.recording import Done
from recouv.usecases.session import Session
from recouv.usecases.talk import Talk, finish_task, is_time, log_talk, set_task
from recouv.wording.terms import code_meant, term

Act = Callable[[bool], Done]
"""Does it, or only says what it would commit when told `True`."""


class Writing(Struct, frozen=True):
    """What a question needs to become an action."""

    session: Session
    ask: Questions
    tell: Callable[[Message], None]
    view: DossierView
    task: Task | None = None

    @property
    def client(self) -> str:
        """Its id."""
        return self.view.dossier.id

    @property
    def currency(self) -> str:
        """That of the dossier."""
        return self.view.dossier.client.currency


def talk(writing: Writing, kind: str) -> Act:
    """A call, an e-mail, a letter, a note."""
    session, ask = writing.session, writing.ask
    outcome = _outcome(writing) if kind == "call" else ""
    promised = by = day = None
    hour = reason = ""
    if outcome == "promised":
        by = ask.day(say("Pays by which day?"), promise_day(session.today), earliest=session.today)
        promised = ask.amount(say("How much?"), claim_of(writing.view, writing.task), writing.currency)
    if outcome == "call-back":
        day = ask.day(say("Call back on which day?"), call_back_day(session.today), earliest=session.today)
    elif outcome in REMINDED_AFTER:
        day = ask.day_or_none(say("Call back on which day?"))
    if day:
        hour = _hour(writing)
    if kind == "call" and outcome not in NOBODY_ASKED | {"paid-already"}:
        reason = _reason(writing, outcome)
    contact = person_to_ask(writing.view)
    person = "" if kind == "note" else ask.text(say("With whom?"), contact.name if contact else "")
    invoices = () if kind == "note" else _invoices(writing)
    note = ask.required(say("Note?"), say("write the note")) if kind == "note" else ask.text(say("Note?"))
    words = session.history_words
    back = say("call back {person}", person=person) if person else say("call back")
    said = Talk(
        kind=kind,
        on=session.today,
        person=person,
        outcome=outcome,
        reason=reason,
        invoices=invoices,
        note=note,
        next_day=day,
        next_time=hour,
        next_what=words.text(back) if day else "",
        promised=promised,
        promised_by=by,
        counts=outcome not in NOTHING_CARRIED_OUT,
    )
    return lambda dry_run: log_talk(session, writing.client, said, dry_run=dry_run)


def _outcome(writing: Writing) -> str:
    return writing.ask.choice(
        say("How did it end?"), [(code, term(code)) for code in OUTCOMES if code not in SENDING_OUTCOMES]
    )


def _reason(writing: Writing, outcome: str) -> str:
    """Why it is late: a code where the words are those of one, so that it can be counted; else the words."""
    ask, words = writing.ask, writing.session.words
    if outcome not in WITH_REASON:
        named = ", ".join(words.text(term(code)) for code in DELAY_REASONS)
        writing.tell(say("Reasons that are counted: {reasons}; any other words do", reasons=named))
    return code_meant(ask.text(say("Why?")), DELAY_REASONS, words)


def _hour(writing: Writing) -> str:
    """An hour as `09:30`, typed `9:30`, `9h30` or `9h`; empty when none is given."""
    while hour := writing.ask.text(say("At what hour?")):
        hours, _, minutes = hour.lower().replace("h", ":").partition(":")
        written = f"{hours:0>2}:{minutes or '00'}"
        if is_time(written):
            return written
        writing.tell(say("write it as 10:30"))
    return ""


def _invoices(writing: Writing) -> tuple[str, ...]:
    proposed = ", ".join(writing.task.invoices) if writing.task else ""
    given = writing.ask.text(say("About which invoices?"), proposed)
    return tuple(part.strip() for part in given.split(",") if part.strip())


def pay(writing: Writing) -> Act:
    """A payment, and what it settles."""
    session, ask = writing.session, writing.ask
    money = ask.amount(say("How much was received?"), claim_of(writing.view, writing.task), writing.currency)
    received = ask.day(say("Received on which day?"), session.today, past=True, latest=session.today)
    key = KINDS["payment"].key("method")
    method = ask.choice(say("How?"), [(code, term(code)) for code in (key.choices if key else ())], "transfer")
    reference = ask.text(say("Which reference?"))
    note = ask.text(say("Note?"))
    shares = _shares(writing, money, reference)
    payment = NewPayment(money=money, received=received, method=method, reference=reference, shares=shares, note=note)
    return lambda dry_run: record_payment(session, writing.client, payment, dry_run=dry_run)


def allocate(writing: Writing) -> Act | None:
    """Money received earlier, and what it settles; nothing when there is none, or when the proposal is refused."""
    credit = credit_to_allocate(writing.view)
    if credit is None:
        writing.tell(say("every payment of this client settles something already"))
        return None
    writing.tell(
        say(
            "{amount} of {kind} {label}, {day}",
            amount=credit.unallocated,
            kind=term(credit.kind),
            label=credit.label,
            day=credit.received,
        )
    )
    money = writing.ask.amount(say("How much of it?"), credit.unallocated, credit.unallocated.currency)
    label = writing.ask.text(say("For which invoices? Nothing typed: the oldest first")) or credit.label
    shares = _shares(writing, money, label)
    if not shares:
        writing.tell(say("there is nothing to allocate"))
        return None
    return lambda dry_run: allocate_money(writing.session, writing.client, credit.entry_id, shares, dry_run=dry_run)


def _shares(writing: Writing, money: Money, label: str) -> tuple[tuple[str, Money], ...]:
    found = propose_allocation(writing.session, writing.client, money, label=label)
    for share in found:
        writing.tell(
            say("settles {number}: {amount}, {basis}", number=share.number, amount=share.money, basis=term(share.basis))
        )
    if found and writing.ask.yes(say("Does it settle that?")):
        return tuple((share.number, share.money) for share in found)
    return ()


def invoice(writing: Writing) -> Act:
    """An invoice."""
    session, ask = writing.session, writing.ask
    number = ask.required(say("Which number?"), say("type the number of the invoice"))
    money = ask.amount(say("How much?"), None, writing.currency)
    issued = ask.day(say("Issued on which day?"), session.today, past=True)
    due = ask.day(say("Due on which day?"), due_proposed(session, writing.view, issued), since=issued)
    made = NewInvoice(number=number, money=money, issued=issued, due=due, note=ask.text(say("Note?")))
    return lambda dry_run: record_invoice(session, writing.client, made, dry_run=dry_run)


def credit(writing: Writing) -> Act:
    """A credit note."""
    session, ask = writing.session, writing.ask
    number = ask.required(say("Which number?"), say("type the number of the credit note"))
    off = ask.text(say("Off which invoice?"))
    whole = writing.view.account.invoice_balance(off) if off else None
    money = ask.amount(say("How much?"), whole, writing.currency)
    issued = ask.day(say("Issued on which day?"), session.today, past=True)
    reason = ask.text(say("Why?"))
    return lambda dry_run: record_credit_note(
        session, writing.client, number, money, issued, invoice=off, reason=reason, dry_run=dry_run
    )


def task(writing: Writing) -> Act:
    """A reminder of one's own."""
    session, ask = writing.session, writing.ask
    what = ask.required(say("What is to be done?"), say("say what to do"))
    day = ask.day(say("On which day?"), call_back_day(session.today), earliest=session.today)
    hour = _hour(writing)
    return lambda dry_run: set_task(session, writing.client, day, what, at=hour, dry_run=dry_run)


def done(writing: Writing, own: Task) -> Act:
    """One's own task, done."""
    note = writing.ask.text(say("Note?"))
    return lambda dry_run: finish_task(writing.session, writing.client, own.entry_id, note=note, dry_run=dry_run)


def new_client(session: Session, ask: Questions, name: str) -> Act:
    """A dossier for a new client."""
    name = name or ask.required(say("Which name?"), say("type the name of the client"))
    kind = ask.choice(say("What kind?"), [(kind, term(kind)) for kind in ClientKind], ClientKind.COMPANY)
    head = {"siren": "".join(ask.text(say("SIREN?")).split())}
    head["terms"] = ask.text(say("Payment terms?"), session.workspace.config.terms)
    if head["terms"] == session.workspace.config.terms:
        head["terms"] = ""  # those of the workspace apply by themselves
    labels = {"name": say("Contact's name?"), "phone": say("Phone?"), "email": say("E-mail?")}
    contact = {key: ask.text(label) for key, label in labels.items()}
    client = NewClient(name=name, kind=ClientKind(kind), head=head, contact=contact)
    return lambda dry_run: create_client(session, client, dry_run=dry_run)
