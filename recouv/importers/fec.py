"""The customers' accounts in a FEC (fichier des écritures comptables), the books that French firms must keep.

The file is read once where its entries can be told by journal, number and date, twice where they cannot; its customer
lines are put aside in a temporary database, so that a file of a million lines takes the memory of its largest customer.

Source: LPF art. A47 A-1; the files of four companies, from three accounting programs or more.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from msgspec import Struct, field

from recouv.domain.errors import RecouvError
from recouv.domain.imported import ImportedAccount, KnownItem, Refused
from recouv.domain.message import Message, say, say_many
from recouv.domain.money import Money
from recouv.importers.encoding import file_encoding, file_lines, without_controls
from recouv.importers.fec_entries import EntryNames, EntrySums, Grouping, entry_bits, opens_books
from recouv.importers.fec_lines import FecRow, Layout, Unread, fec_day, read_layout
from recouv.importers.fec_spool import Spool, SpooledLine
from recouv.rules.reconstruction import CustomerLine, reconstruct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

CUSTOMERS = ("411",)
#: Refusals kept; a file that is refused more often is not mended by hand.
MOST_REFUSED = 10_000
#: A piece may be older than its entry by this much; older still, its date is a mistake.
OLDEST_PIECE = timedelta(days=3660)
_FILE_NAME = re.compile(r"(\d{9})FEC\d{8}(?!\d)", re.IGNORECASE)
_TEXTS = ("compauxnum", "compauxlib", "comptelib", "journallib", "pieceref", "ecriturelib", "ecriturelet")


class FecCustomer(Struct, frozen=True, kw_only=True):
    """One customer's account."""

    account: str
    """`411000 CDOG00`, or the account's number alone where the books have no auxiliary one."""
    code: str
    """The auxiliary account; the account's number where there is none."""
    name: str
    lines: tuple[CustomerLine, ...]

    @property
    def balance(self) -> Money:
        """What the customer owes by the file."""
        return Money(sum((line.amount for line in self.lines), Decimal(0)))


class FecBook(Struct, kw_only=True):
    """A FEC that was read; its customers are read from it until it is closed."""

    siren: str
    """From the file's name; empty when it does not follow `SirenFECAAAAMMJJ`."""
    encoding: str
    grouping: Grouping = Grouping.DATED
    period: tuple[date, date] | None = None
    """First and last EcritureDate; `None` for a file without lines."""
    lines: int = 0
    """Lines taken, customers' or not."""
    entries: int = 0
    total_debit: Decimal = Decimal(0)
    total_credit: Decimal = Decimal(0)
    refused: list[Refused] = field(default_factory=list)
    """Lines not taken, with their text; warnings on lines that were taken, or on the file (line 0), have no text."""
    spool: Spool = field(default_factory=Spool)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Delete the temporary database."""
        self.spool.close()

    def opening(self, customer: FecCustomer | None = None) -> Money:
        """What the customer, or all of them, owed when the file's period began."""
        account, _, auxiliary = customer.account.partition(" ") if customer else ("", "", None)
        return Money(Decimal(self.spool.opening(account, auxiliary)).scaleb(-2))

    def has_customers(self) -> bool:
        """Whether any line is of a customer's account."""
        return self.spool.has_lines()

    def customers(self) -> Iterator[FecCustomer]:
        """Each customer in the order of the accounts."""
        for account, auxiliary, name, lines in self.spool.customers():
            yield FecCustomer(
                account=f"{account} {auxiliary}".strip(), code=auxiliary or account, name=name, lines=lines
            )


def read_fec(
    path: Path,
    *,
    encoding: str | None = None,
    accounts: Sequence[str] = CUSTOMERS,
    progress: Callable[[int], None] | None = None,
) -> FecBook:
    """The customers' accounts in the file; `accounts` are the beginnings of their account numbers.

    `progress` is told the bytes read so far.

    Raises:
        UsageError: `encoding` is the name of no encoding.
        RecouvError: the file cannot be read, or is no FEC.
    """
    reading = _Reading(path, encoding, tuple(accounts))
    try:
        return reading.book(progress)
    except BaseException:
        reading.result.close()
        raise


def siren_of_name(name: str) -> str:
    """The SIREN in the name of a file; empty when it does not follow `SirenFECAAAAMMJJ`."""
    match = _FILE_NAME.match(name)
    return match[1] if match else ""


def imported_account(customer: FecCustomer, known: Sequence[KnownItem] = ()) -> ImportedAccount:
    """The account as a dossier would hold it.

    `known` is what the client's dossier holds open without the entries that came from this file.
    """
    rebuilt = reconstruct(customer.lines, known)
    return ImportedAccount(
        account=customer.account,
        code=customer.code,
        name=customer.name,
        entries=rebuilt.entries,
        shares=rebuilt.shares,
        expected=(customer.balance,),
    )


class _Reading:
    """One file being read."""

    def __init__(self, path: Path, encoding: str | None, accounts: tuple[str, ...]) -> None:
        self._path = path
        self._strict = encoding is not None
        self._accounts = accounts
        self._refused = self._taken = 0
        self._debit = self._credit = 0
        self._first, self._last = date.max, date.min
        self.result = FecBook(siren=siren_of_name(path.name), encoding=file_encoding(path, encoding))

    def book(self, progress: Callable[[int], None] | None) -> FecBook:
        """Read the file, and read it again where its entries cannot be told at the first reading."""
        result = self.result
        sums = self._read(progress)
        result.grouping, unbalanced = sums.grouping()
        if result.grouping is not Grouping.DATED:
            self._read_entries(result.grouping)
        result.spool.finish()
        self._judge(unbalanced)
        return result

    def _rows(self, progress: Callable[[int], None] | None = None) -> tuple[Layout, Iterator[FecRow | Unread]]:
        lines = file_lines(self._path, self.result.encoding, strict=self._strict, progress=progress)
        first = next(lines, None)
        if first is None:
            raise RecouvError(
                say("{path} is empty", path=self._path.name), say("export the file from the accounting program again")
            )
        layout = read_layout(first[1])
        return layout, layout.rows(lines)

    def _read(self, progress: Callable[[int], None] | None) -> EntrySums:
        layout, rows = self._rows(progress)
        sums, names, spool = EntrySums(), EntryNames(Grouping.DATED), self.result.spool
        for row in rows:
            if isinstance(row, Unread):
                self._refuse(*row)
                continue
            cents = row.debit - row.credit
            entry = names.name(row.journal, row.number, row.day, cents)
            if not row.account.startswith(self._accounts):
                spool.add_bits(entry, entry_bits(row.account, cents))
            elif self._put_aside(layout, row, entry):
                spool.add_bits(entry, 0)
            else:
                continue
            sums.add(row.journal, row.number, row.day, cents)
            self._count(row)
        return sums

    def _count(self, row: FecRow) -> None:
        self._taken += 1
        self._debit += row.debit
        self._credit += row.credit
        day = fec_day(row.day)
        if day is None:
            self._warn(row.line, say("{text} is no day", text=row.day))
        elif day < self._first or day > self._last:
            self._first, self._last = min(self._first, day), max(self._last, day)

    def _read_entries(self, grouping: Grouping) -> None:
        """Name the entries again, once it is known how the file numbers them."""
        _, rows = self._rows()
        names, spool = EntryNames(grouping), self.result.spool
        spool.forget_entries()
        for row in rows:
            if isinstance(row, Unread):
                continue
            cents = row.debit - row.credit
            entry = names.name(row.journal, row.number, row.day, cents)
            if row.account.startswith(self._accounts):
                spool.name_entry(row.line, entry)
                spool.add_bits(entry, 0)
            else:
                spool.add_bits(entry, entry_bits(row.account, cents))

    def _put_aside(self, layout: Layout, row: FecRow, entry: int) -> bool:
        """Whether the customer line could be taken: a line without any day cannot."""
        day = fec_day(row.day)
        piece = fec_day(layout.text(row, "piecedate"))
        fact = day or piece or fec_day(layout.text(row, "validdate"))
        if fact is None:
            self._refuse(row.line, say("{text} is no day", text=row.day), layout.separator.join(row.fields))
            return False
        # an invoice entered, or carried over, after its day keeps its day; money moved on the day of the entry
        if piece and row.debit > row.credit and timedelta(0) <= fact - piece <= OLDEST_PIECE:
            fact = piece
        texts = {name: without_controls(layout.text(row, name)) for name in _TEXTS}
        self.result.spool.add(
            SpooledLine(
                line=row.line,
                entry=entry,
                account=without_controls(row.account),
                auxiliary=texts["compauxnum"],
                name=texts["compauxlib"] or texts["comptelib"],
                journal=without_controls(row.journal),
                number=without_controls(row.number),
                entered=day.isoformat() if day else without_controls(row.day),
                dated=fact.isoformat(),
                reference=texts["pieceref"].strip(),
                label=texts["ecriturelib"].strip(),
                letter=texts["ecriturelet"].strip(),
                debit=row.debit,
                credit=row.credit,
                opening=opens_books(row.journal, texts["journallib"], texts["ecriturelib"]),
            )
        )
        return True

    def _judge(self, unbalanced: int) -> None:
        """Say what the file as a whole is, and leaves to be desired; nothing of it stops the reading."""
        result = self.result
        result.lines, result.entries = self._taken, result.spool.entries()
        result.period = (self._first, self._last) if self._first <= self._last else None
        result.total_debit, result.total_credit = Decimal(self._debit).scaleb(-2), Decimal(self._credit).scaleb(-2)
        if result.total_debit != result.total_credit:
            what = say(
                "debits are {debit}, credits {credit}: the file is not whole",
                debit=Money(result.total_debit),
                credit=Money(result.total_credit),
            )
            self._warn(0, what)
        if unbalanced:
            self._warn(0, say_many("{count} entry does not balance", "{count} entries do not balance", unbalanced))
        if self._refused > MOST_REFUSED:
            more = self._refused - MOST_REFUSED
            what = say_many("{count} more line has problems", "{count} more lines have problems", more)
            result.refused.append(Refused(0, what))

    def _refuse(self, line: int, what: Message, text: str) -> None:
        self._refused += 1
        if self._refused <= MOST_REFUSED:
            self.result.refused.append(Refused(line, what, text))

    def _warn(self, line: int, what: Message) -> None:
        self._refuse(line, what, "")
