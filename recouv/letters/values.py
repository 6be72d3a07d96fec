"""What a letter can say: every value that a template may name, as its client reads it.

Amounts and dates are already written in the letter's language.  An empty text is a value that is not known: a template
may ask for it (`{% if contact.name %}`), and one that prints it is refused, because a letter with a hole in it does not
leave.
"""

from __future__ import annotations

from msgspec import Struct


class Creditor(Struct, frozen=True, kw_only=True):
    """Who is owed, as `creditor` of `recouv.yaml` says."""

    name: str = ""
    siren: str = ""
    vat: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    iban: str = ""
    """In groups of four."""
    bic: str = ""
    mediator: str = ""
    """The consumer ombudsman: name and address."""


class Sender(Struct, frozen=True, kw_only=True):
    """Who signs."""

    name: str = ""
    email: str = ""


class Addressee(Struct, frozen=True, kw_only=True):
    """The client."""

    name: str = ""
    kind: str = ""
    """`company`, `sole-trader`, `public` or `consumer`."""
    siren: str = ""
    address: str = ""


class Person(Struct, frozen=True, kw_only=True):
    """Whom the letter speaks to; every value is empty when nobody is named."""

    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""


class Item(Struct, frozen=True, kw_only=True):
    """An invoice, or one instalment of it."""

    number: str
    issued: str
    due: str
    amount: str
    """As invoiced, tax included."""
    balance: str
    """What is left of it; contested sums taken off, except in a statement of account."""
    days_late: int
    """0 while it is not late."""
    disputed: str = ""
    """What the client contests of it; empty when nothing."""
    level: str = ""
    """The step that it has reached with this letter, in words; empty for one asked for the first time."""


class Installment(Struct, frozen=True, kw_only=True):
    """One payment of a plan."""

    due: str
    amount: str
    left: str = ""
    """What of it did not come yet; empty once it is paid."""


class Receipt(Struct, frozen=True, kw_only=True):
    """Money received, or credited, that settles nothing yet."""

    label: str
    """What the bank or the client wrote, or the number of the credit note; else what it is."""
    day: str
    amount: str
    left: str
    """What of it settles nothing."""


class Age(Struct, frozen=True, kw_only=True):
    """What is owed for so many days."""

    label: str
    amount: str


class Slice(Struct, frozen=True, kw_only=True):
    """A time during which penalties ran at one rate."""

    since: str
    """First day."""
    until: str
    """Last day."""
    days: int
    rate: str
    amount: str
    source: str


class LetterValues(Struct, frozen=True, kw_only=True):
    """All of them; a template names them as they are named here."""

    today: str = ""
    deadline: str = ""
    """The last day to answer."""
    deadline_days: int = 0
    """Days that it leaves, from the day it is received for a formal letter."""
    tone: str = ""
    """`courteous`, `neutral`, `firm` or `formal`: that of the step, softened for a client in difficulty."""
    client: Addressee = Addressee()
    contact: Person = Person()
    creditor: Creditor = Creditor()
    sender: Sender = Sender()
    items: tuple[Item, ...] = ()
    """What the letter is about, earliest due first."""
    upcoming: tuple[Item, ...] = ()
    """What is not due yet."""
    mixed: bool = False
    """Whether the items have not all reached the same step."""
    gross: str = ""
    """The sum of the items' balances."""
    total: str = ""
    """That sum, less the money received that settles nothing yet."""
    unallocated: str = ""
    """Money received that settles nothing yet and is deducted; empty when there is none."""
    in_favour: str = ""
    """What is owed to the client, where the total is below zero; empty otherwise."""
    asked: str = ""
    """What the client is to pay now, penalties included where the letter prints `claimed`; empty when nothing."""
    outstanding: str = ""
    """All that is owed, due or not, money received deducted."""
    overdue: str = ""
    """What of it is late, contested sums included; empty when nothing is."""
    ages: tuple[Age, ...] = ()
    """All that is owed, by age; it sums to `outstanding` with the money received, which has a line of its own."""
    receipts: tuple[Receipt, ...] = ()
    """Money that settles nothing yet, oldest first."""
    reminders: tuple[str, ...] = ()
    """Days of the messages already sent about these items."""
    notice_day: str = ""
    """When the last formal notice about these items left; empty when none did."""
    next_letter: str = ""
    """The letter of the next step of the scenario; empty where no step asks for this letter, or none follows."""
    penalty_rate: str = ""
    """Of today, a year."""
    interest: str = ""
    """Late-payment penalties up to today."""
    indemnity_each: str = ""
    indemnity: str = ""
    claimed: str = ""
    """Principal, penalties and indemnity."""
    per_day: str = ""
    """Penalties for each further day."""
    rates: tuple[Slice, ...] = ()
    """The rates that applied, oldest first."""
    promised: str = ""
    """What the client promised, of an open promise."""
    promised_by: str = ""
    promise_left: str = ""
    """What of it did not come yet."""
    plan_day: str = ""
    """When the payment plan was agreed."""
    plan_total: str = ""
    """The sum of its instalments."""
    plan_grace: int = 0
    """Days that an instalment may be late."""
    plan_misses: int = 0
    """How many instalments, that late, break it."""
    plan_accelerates: bool = False
    """Whether all that is left of it is then due at once."""
    installments: tuple[Installment, ...] = ()
    """Of the running payment plan, earliest first."""
    disputed: str = ""
    """What the client contests of the items; empty when nothing."""
    uncontested: str = ""
    """What is left of the items and is not contested; empty when nothing, or when nothing is contested."""
    disputed_on: str = ""
    """When the client said so."""
    received: str = ""
    """The last payment, or the last that the bank took back."""
    received_on: str = ""
    settled: tuple[str, ...] = ()
    """The invoices that it settled."""
    reason: str = ""
    """Why the bank took it back, or what kind of dispute it is; never the words of the house about one."""
    handed_to: str = ""
    """To whom the file was handed over."""
    handed_on: str = ""
