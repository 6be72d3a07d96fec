"""What an importer hands over: a client's account as the books or a table state it, before any dossier is looked at."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from recouv.domain.message import Message
from recouv.domain.money import Money

#: A field called `date` hides the type of that name inside its class.
Day = date


class ImportedEntry(Struct, frozen=True, kw_only=True):
    """One money fact found in a file."""

    key: str
    """Names the same fact in every export of the same books: what makes a second import change nothing."""
    kind: str
    """`invoice`, `credit-note`, `payment`, `refund`, `rejected` or `write-off`."""
    date: Day
    money: Money
    """Above zero."""
    number: str = ""
    """Of the invoice or credit note, unique in its client's account; of the invoice written off."""
    due: Day | None = None
    terms: str = ""
    reference: str = ""
    """What the books or the payer wrote."""
    method: str = ""
    nature: str = ""
    """`opening`, `transfer`, `rounding`, `unpaid-bill` or empty."""
    document: str = ""
    target: str = ""
    """Key of the payment or credit note that a refund or a rejection concerns; empty when none is known."""
    line: int = 0
    """In the file, from 1."""


class ImportedShare(Struct, frozen=True, kw_only=True):
    """An allocation that the file states or that the figures leave no doubt about."""

    source: str
    """Key of the payment or credit note."""
    target: str
    """Key of the invoice."""
    money: Money
    basis: str
    """`lettering`, `same reference`, `same amount`, `opening balance` or `rounding`."""


class KnownItem(Struct, frozen=True, kw_only=True):
    """An open invoice, or unallocated money, that the client's dossier already holds."""

    key: str
    """`^` and the ID of its entry: never the key of a line of a file."""
    number: str
    """Of the invoice; the label of a payment."""
    date: Day
    balance: Money
    """What is left of it, above zero."""
    is_credit: bool


class ImportedAccount(Struct, frozen=True, kw_only=True):
    """One client's account in a file."""

    account: str
    """As the books name it: `411000 CDOG00`; empty for a table without account numbers."""
    code: str
    """What the client is called by in the file: its own code, from which a new dossier takes its id."""
    name: str
    siren: str = ""
    vat: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    terms: str = ""
    owner: str = ""
    entries: tuple[ImportedEntry, ...] = ()
    shares: tuple[ImportedShare, ...] = ()
    expected: tuple[Money, ...] = ()
    """The account's balance by the file, one amount a currency: what must be outstanding once it is in."""


class Refused(Struct, frozen=True):
    """A line that was not taken."""

    line: int
    """From 1; 0 for the file as a whole."""
    what: Message
    text: str = ""
    """The line itself, so that it can be written to a file and mended."""
