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
    """What is asked for of it: what is left, contested sums taken off."""
    days_late: int
    level: str = ""
    """The step of its scenario that this letter is for it, in words."""


class Installment(Struct, frozen=True, kw_only=True):
    """One payment of a plan."""

    due: str
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
    client: Addressee = Addressee()
    contact: Person = Person()
    creditor: Creditor = Creditor()
    sender: Sender = Sender()
    items: tuple[Item, ...] = ()
    """What the letter is about, earliest due first."""
    upcoming: tuple[Item, ...] = ()
    """What is not due yet."""
    gross: str = ""
    """The sum of the items' balances."""
    total: str = ""
    """What is asked for: that sum, less the money received that settles nothing yet."""
    unallocated: str = ""
    """Money received that settles nothing yet; empty when there is none."""
    outstanding: str = ""
    """All that is owed, due or not."""
    reminders: tuple[str, ...] = ()
    """Days of the messages already sent about these items."""
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
    """What the client promised last."""
    promised_by: str = ""
    installments: tuple[Installment, ...] = ()
    """Of the client's payment plan."""
    disputed: str = ""
    """What the client contests."""
    received: str = ""
    """The last payment."""
    received_on: str = ""
