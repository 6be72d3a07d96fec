"""The lines of a FEC (fichier des écritures comptables): its header, and of each line what makes it part of an entry.

Columns are found by their names, whatever their order, case and accents; others may stand among them.  The separator is
the most frequent of tab, `|` and `;` in the header, and may also end each line.  `Montant` and `Sens` may stand for
`Debit` and `Credit`.  Amounts are counted in whole cents.

Source: LPF art. A47 A-1 VII and VIII (read 2026-11); tolerances of the tax office's own tester (Test-Compta-Demat);
the files of four companies, from three accounting programs or more.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from recouv.domain.errors import RecouvError
from recouv.domain.message import Message, say
from recouv.importers.amounts import read_amount, read_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

SEPARATORS = "\t|;"
#: Without one of these a file is no FEC; `Debit` and `Credit`, or `Montant` and `Sens`, come on top.
NEEDED = {
    "journalcode": "JournalCode",
    "ecriturenum": "EcritureNum",
    "ecrituredate": "EcritureDate",
    "comptenum": "CompteNum",
}
#: Columns of free text, where a separator may have slipped in: likeliest first.
FREE_TEXT = ("ecriturelib", "compauxlib", "comptelib", "pieceref", "journallib")
DEBIT_WORDS = frozenset(("d", "debit", "+1", "1", "+"))
CREDIT_WORDS = frozenset(("c", "credit", "-1", "-"))
#: Fifteen digits and two decimals.
MOST_CENTS = 10**17
#: Before it a date is a placeholder, such as 00010101.
FIRST_YEAR = 1900
_LOOKS_LIKE_AMOUNT = re.compile(r"-?\d+[.,]\d\d")


class FecRow(NamedTuple):
    """One line of the file that can be read."""

    line: int
    journal: str
    number: str
    """EcritureNum."""
    day: str
    """EcritureDate as written."""
    account: str
    debit: int
    """In cents."""
    credit: int
    fields: list[str]


class Unread(NamedTuple):
    """One line of the file that cannot be read, and why."""

    line: int
    what: Message
    text: str


class Layout(Struct, frozen=True, kw_only=True):
    """Where each column of a file stands."""

    header: str
    separator: str
    columns: Mapping[str, int]
    """By name, in lower case without accents."""
    width: int
    last_needed: int
    """Place of the last column without which a line says nothing."""

    def text(self, row: FecRow, column: str) -> str:
        """What `row` holds in `column`, ends stripped; empty when the file has no such column."""
        place = self.columns.get(column)
        return "" if place is None else row.fields[place].strip()

    def rows(self, lines: Iterable[tuple[int, str]]) -> Iterator[FecRow | Unread]:
        """Each line after the header; a header that comes again is left out."""
        for line, text in lines:
            if text != self.header:
                yield self._row(line, text)

    def _row(self, line: int, text: str) -> FecRow | Unread:
        fields = text.split(self.separator)
        if '"' in text:
            fields = [_unquoted(field) for field in fields]
        row = self._read(line, fields)
        if len(fields) > self.width and not (isinstance(row, FecRow) and self._is_whole(row)):
            row = self._mended(line, fields)
        return Unread(line, row, text) if isinstance(row, Message) else row

    def _mended(self, line: int, fields: list[str]) -> FecRow | Message:
        """The line with the pieces of one free text put together again, or what is wrong with it."""
        sides = [self.columns[name] for name in ("debit", "credit", "montant", "sens") if name in self.columns]
        for whole in self._joined(fields):
            row = self._read(line, whole)
            is_filled = all(whole[side].strip() for side in sides)
            if isinstance(row, FecRow) and is_filled and _day(row.day) and self._is_whole(row):
                return row
        return say("it has {count} columns, the header {expected}", count=len(fields), expected=self.width)

    def _is_whole(self, row: FecRow) -> bool:
        """Whether the line is not shifted by a separator in a label: an amount is then where the letter should be."""
        return _LOOKS_LIKE_AMOUNT.fullmatch(self.text(row, "ecriturelet")) is None

    def _read(self, line: int, fields: list[str]) -> FecRow | Message:
        if len(fields) <= self.last_needed:
            return say("it has {count} columns, the header {expected}", count=len(fields), expected=self.width)
        if len(fields) < self.width:
            fields += [""] * (self.width - len(fields))
        columns = self.columns
        account = fields[columns["comptenum"]].strip()
        if not any(map(str.isdigit, account[:3])):
            return say("{text} is no account number", text=account)
        try:
            debit, credit = self._sides(fields)
        except ValueError as error:
            return say("{text} is no amount", text=str(error))
        return FecRow(
            line,
            fields[columns["journalcode"]].strip(),
            fields[columns["ecriturenum"]].strip(),
            fields[columns["ecrituredate"]].strip(),
            account,
            debit,
            credit,
            fields,
        )

    def _sides(self, fields: list[str]) -> tuple[int, int]:
        """Debit and credit, in cents."""
        columns = self.columns
        if "debit" in columns:
            return _cents(fields[columns["debit"]].strip()), _cents(fields[columns["credit"]].strip())
        amount, side = _cents(fields[columns["montant"]].strip()), _folded(fields[columns["sens"]])
        if side in DEBIT_WORDS:
            return amount, 0
        if side in CREDIT_WORDS:
            return 0, amount
        raise ValueError(f"{fields[columns['montant']].strip()} {side}".strip())

    def _joined(self, fields: list[str]) -> Iterator[list[str]]:
        """The columns with the pieces of each free text in turn joined, as many as there are too many."""
        too_many = len(fields) - self.width
        for place in (self.columns[column] for column in FREE_TEXT if column in self.columns):
            for extra in (too_many, too_many - 1):
                end = place + extra + 1
                if extra:
                    yield [*fields[:place], " ".join(fields[place:end]), *fields[end:]]


def read_layout(header: str) -> Layout:
    """Where each column stands, from the first line of the file that is not blank.

    Raises:
        RecouvError: columns are missing: the file is no FEC.
    """
    separator = max(SEPARATORS, key=header.count)
    names = [_folded(_unquoted(name)) for name in header.rstrip(separator + " ").split(separator)]
    columns: dict[str, int] = {}
    for place, name in enumerate(names):
        columns.setdefault(name, place)
    missing = [title for name, title in NEEDED.items() if name not in columns]
    sides = [("debit", "credit"), ("montant", "sens")]
    found = next((pair for pair in sides if all(name in columns for name in pair)), None)
    if found is None:
        missing.append("Debit, Credit")
    if found is None or missing:
        raise RecouvError(
            say("this is no FEC: its first line does not name {columns}", columns=", ".join(missing)),
            say("ask for the “fichier des écritures comptables” (LPF art. A47 A-1), or import the file as a table"),
        )
    if found[0] == "montant":
        columns = {name: place for name, place in columns.items() if name not in ("debit", "credit")}
    last_needed = max(columns[name] for name in (*NEEDED, *found))
    return Layout(header=header, separator=separator, columns=columns, width=len(names), last_needed=last_needed)


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    try:
        day = read_day(text, "dmy")
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None


def fec_day(text: str) -> date | None:
    """The day written in a line; `None` when it is none of the calendar."""
    return _day(text)


def _cents(text: str) -> int:
    """The amount in cents; a blank is nothing.

    Raises:
        ValueError: not an amount in euros and cents.
    """
    whole, _, part = text.partition(",")
    digits = whole + part
    if len(part) == 2 and digits.isdigit() and digits.isascii():
        cents = int(digits)
        if cents >= MOST_CENTS:
            raise ValueError(text)
        return cents
    if not text:
        return 0
    marks = {mark for mark in ",." if mark in text}
    amount = read_amount(text, decimal_mark=marks.pop() if len(marks) == 1 else None)
    return int(amount.scaleb(2))


def _unquoted(field: str) -> str:
    bare = field.strip()
    return bare[1:-1].replace('""', '"') if len(bare) > 1 and bare[0] == bare[-1] == '"' else field


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.strip().lower())
    return re.sub(r"[^a-z0-9+-]", "", bare)
