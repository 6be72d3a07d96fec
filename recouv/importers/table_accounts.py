"""The clients' accounts that a table of invoices or payments states.

Whatever lines are taken, a client's expected balance is their sum, currency by currency, and the entries made of them
come to the same: a line paid in part before the import gives its invoice and one payment of what is no longer open.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from recouv.domain.errors import RecouvError
from recouv.domain.imported import ImportedAccount, ImportedEntry, ImportedShare, Refused
from recouv.domain.message import Message, say
from recouv.importers.table_lines import CREDIT_NOTE, INVOICE, PAYMENT, Line, LineReader, cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recouv.domain.money import Money
    from recouv.importers.columns import Mapping
    from recouv.importers.table import Table
    from recouv.importers.table_row import Row

#: The reference of what stands for the payments that a table only gives the result of.
PAID_BEFORE = "paid before the import"
USED_BEFORE = "used before the import"
_SAME_REFERENCE = "same reference"
#: Of the number that a key shows; its fingerprint has all of it.
_NUMBER_IN_KEY = 60
_FINGERPRINT = 12
#: Of the account: the first line that has one tells.
_DETAILS = ("vat", "email", "phone", "terms", "owner")


class TableCounts(Struct, frozen=True, kw_only=True):
    """What became of a table's lines."""

    lines: int
    """Neither blank nor the header."""
    invoices: int
    credit_notes: int
    payments: int
    """Lines that are payments; not what was paid before the import."""
    refused: int


class TableBook(Struct):
    """Accounts, and the lines that are in none of them."""

    refused: list[Refused] = field(default_factory=list)
    lines: int = 0
    _accounts: dict[str, _Account] = field(default_factory=dict)
    _kinds: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> TableCounts:
        """What became of the lines."""
        return TableCounts(
            lines=self.lines,
            invoices=self._kinds[INVOICE],
            credit_notes=self._kinds[CREDIT_NOTE],
            payments=self._kinds[PAYMENT],
            refused=len(self.refused),
        )

    def accounts(self) -> list[ImportedAccount]:
        """One a client, in the order in which the table first names them."""
        return [account.as_imported() for account in self._accounts.values()]

    def add(self, line: Line, reader: LineReader) -> None:
        """Put `line` in its client's account, or among the refused when its number is already there."""
        account = self._accounts.setdefault(line.client, _Account())
        if conflict := account.conflict(line):
            self.refuse(line.row, conflict)
            return
        account.take(line, reader)
        self._kinds[line.kind] += 1

    def refuse(self, row: Row, what: Message) -> None:
        """Keep a line that is not taken, with the reason."""
        self.refused.append(Refused(row.line, what, row.text))


def read_accounts(table: Table, mapping: Mapping, *, default_currency: str) -> TableBook:
    """The accounts of the clients that `table` names, its columns read as `mapping` tells.

    Raises:
        RecouvError: a column that the table has not, a field missing without which no line can be taken, or a file that
            stops being readable.
    """
    if missing := mapping.missing():
        raise RecouvError(missing[0], say("tell which column holds it: {columns}", columns=", ".join(table.header)))
    reader = LineReader(
        mapping=mapping,
        places=mapping.places(table.header),
        width=len(table.header),
        currency=default_currency,
        has_plain_numbers=table.has_plain_numbers,
    )
    book = TableBook()
    for row in table.rows():
        book.lines += 1
        read = reader.read(row)
        if isinstance(read, Message):
            book.refuse(row, read)
        else:
            book.add(read, reader)
    return book


class _Account(Struct):
    """A client's account while the table is read."""

    code: str = ""
    name: str = ""
    siren: str = ""
    address: str = ""
    details: dict[str, str] = field(default_factory=dict)
    entries: list[ImportedEntry] = field(default_factory=list)
    shares: list[ImportedShare] = field(default_factory=list)
    owed: dict[str, Money] = field(default_factory=dict)
    """By currency."""
    numbers: dict[str, Line] = field(default_factory=dict)
    payments: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def conflict(self, line: Line) -> Message | None:
        """Why a line's number keeps it out: an earlier line has it."""
        first = self.numbers.get(line.number) if line.number else None
        if first is None:
            return None
        at = first.row.line
        if line.kind != first.kind:
            return say("{number} is already at line {line}, as another kind", number=line.number, line=at)
        if line.money != first.money:
            return say(
                "{number} is already at line {line}, with another amount: {amount}",
                number=line.number,
                line=at,
                amount=first.money,
            )
        if line.day != first.day:
            return say(
                "{number} is already at line {line}, with another date: {date}",
                number=line.number,
                line=at,
                date=first.day,
            )
        if line.due != first.due:
            return say("{number} is already at line {line}, with another due date", number=line.number, line=at)
        return say("repeated: the same as line {line}", line=at)

    def take(self, line: Line, reader: LineReader) -> None:
        """Its entries, what they settle, and what the line tells of the client."""
        key = self._key(line)
        if line.number:
            self.numbers[line.number] = line
        self.entries.append(
            ImportedEntry(
                key=key,
                kind=line.kind,
                date=line.day,
                money=line.money,
                number=line.number,
                due=line.due,
                terms=reader.cell(line.row, "terms") if line.kind == INVOICE else "",
                reference=line.reference,
                document=reader.cell(line.row, "document"),
                line=line.row.line,
            )
        )
        if line.settled:
            self._take_settled(line, key)
        currency = line.money.currency
        self.owed[currency] = self.owed[currency] + line.owed if currency in self.owed else line.owed
        self._take_details(line, reader)

    def _key(self, line: Line) -> str:
        """The same whenever the table is exported again; an invoice keeps it when its amount changes."""
        day = line.day.isoformat()
        if line.kind != PAYMENT:
            return f"csv {line.number[:_NUMBER_IN_KEY]} {_fingerprint(line.client, line.kind, line.number, day)}"
        payment = (line.client, day, str(line.money), line.reference)
        self.payments[payment] += 1
        return f"csv payment {_fingerprint(*payment, str(self.payments[payment]))}"

    def _take_settled(self, line: Line, key: str) -> None:
        """What was settled before the import.

        Its key has no amount either: when more of the invoice is paid, it is the same entry that changes.
        """
        day = line.day.isoformat()
        is_invoice = line.kind == INVOICE
        reference = PAID_BEFORE if is_invoice else USED_BEFORE
        settling = ImportedEntry(
            key=f"csv paid {_fingerprint(line.client, reference, key, day)}",
            kind=PAYMENT if is_invoice else "refund",
            date=line.day,
            money=line.settled,
            reference=reference,
            target="" if is_invoice else key,
            line=line.row.line,
        )
        self.entries.append(settling)
        if is_invoice:
            share = min(line.money, line.settled)
            self.shares.append(ImportedShare(source=settling.key, target=key, money=share, basis=_SAME_REFERENCE))

    def _take_details(self, line: Line, reader: LineReader) -> None:
        row = line.row
        self.code = self.code or reader.cell(row, "client_code")
        self.name = self.name or reader.cell(row, "client_name")
        self.siren = self.siren or _siren(reader.cell(row, "siren"))
        for name in _DETAILS:
            if not self.details.get(name):
                self.details[name] = reader.cell(row, name)
        if not self.address and "address" in reader.places:
            self.address = _address(row.cells[reader.places["address"]])

    def as_imported(self) -> ImportedAccount:
        return ImportedAccount(
            account="",
            code=self.code,
            name=self.name or self.code,
            siren=self.siren,
            address=self.address,
            **self.details,
            entries=tuple(self.entries),
            shares=tuple(self.shares),
            expected=tuple(self.owed.values()),
        )


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_FINGERPRINT]


def _siren(text: str) -> str:
    """The nine digits of a SIREN, those that a SIRET begins with; anything else as it is."""
    digits = "".join(text.split())
    return digits[:9] if digits.isdigit() and len(digits) in {9, 14} else text


def _address(text: str) -> str:
    lines: Iterable[str] = (cleaned(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
