"""Customer lines of a FEC put aside in a temporary database, so that memory holds one customer at a time."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import tempfile
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from recouv.importers.fec_entries import line_kind
from recouv.rules.reconstruction import CustomerLine

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Rows written to the database at a time.
BATCH = 5_000
#: Entries whose masks wait in memory; those of one entry are near each other in most files.
MOST_MASKS = 20_000
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE masks (entry INTEGER PRIMARY KEY, mask INTEGER NOT NULL);
CREATE TABLE lines (
    line INTEGER PRIMARY KEY, entry INTEGER, account TEXT, auxiliary TEXT, name TEXT, journal TEXT, number TEXT,
    entered TEXT, dated TEXT, reference TEXT, label TEXT, letter TEXT, debit INTEGER, credit INTEGER, opening INTEGER
);
"""
_INSERT = "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class SpooledLine(NamedTuple):
    """A customer line as it is put aside."""

    line: int
    entry: int
    account: str
    auxiliary: str
    name: str
    journal: str
    number: str
    entered: str
    """EcritureDate, ISO or as written where it is no day."""
    dated: str
    """The day of the fact, ISO."""
    reference: str
    label: str
    letter: str
    debit: int
    credit: int
    opening: bool


class SpooledCustomer(NamedTuple):
    """The lines of one customer."""

    account: str
    auxiliary: str
    name: str
    lines: tuple[CustomerLine, ...]


class Spool:
    """A temporary database; its folder goes away with `close`."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="recouv-fec-"))
        self._base = sqlite3.connect(self._folder / "lines.sqlite", isolation_level=None, check_same_thread=False)
        self._base.executescript(_TABLES)
        self._lines: list[SpooledLine] = []
        self._renamed: list[tuple[int, int]] = []
        self._masks: dict[int, int] = {}

    def close(self) -> None:
        """Delete what was put aside; more than once does no harm."""
        self._base.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, line: SpooledLine) -> None:
        """Put a customer line aside."""
        self._lines.append(line)
        if len(self._lines) >= BATCH:
            self._write_lines()

    def add_bits(self, entry: int, bits: int) -> None:
        """Say what one more line of `entry` is about."""
        masks = self._masks
        masks[entry] = masks.get(entry, 0) | bits
        if len(masks) >= MOST_MASKS:
            self._write_masks()

    def forget_entries(self) -> None:
        """Drop the masks: the entries are about to get other names."""
        self._write_lines()
        self._masks.clear()
        self._base.execute("DELETE FROM masks")

    def name_entry(self, line: int, entry: int) -> None:
        """The entry that a line put aside belongs to after all."""
        self._renamed.append((entry, line))
        if len(self._renamed) >= BATCH:
            self._write_names()

    def finish(self) -> None:
        """Make what was put aside ready to be read by customer."""
        self._write_lines()
        self._write_names()
        self._write_masks()
        self._base.execute("CREATE INDEX IF NOT EXISTS by_customer ON lines (account, auxiliary, line)")

    def entries(self) -> int:
        """How many entries the file has."""
        (count,) = self._base.execute("SELECT count(*) FROM masks").fetchone()
        return int(count)

    def has_lines(self) -> bool:
        """Whether any customer line was put aside."""
        return self._base.execute("SELECT 1 FROM lines LIMIT 1").fetchone() is not None

    def opening(self, account: str, auxiliary: str | None) -> int:
        """Cents that opening lines carry over: all customers' where `account` is empty."""
        (cents,) = self._base.execute(
            "SELECT coalesce(sum(debit - credit), 0) FROM lines"
            " WHERE opening AND (?1 = '' OR account = ?1) AND (?2 IS NULL OR auxiliary = ?2)",
            (account, auxiliary),
        ).fetchone()
        return int(cents)

    def customers(self) -> Iterator[SpooledCustomer]:
        """Each customer in the order of the accounts, lines in the order of the file."""
        rows = self._base.execute(
            "SELECT lines.*, coalesce(mask, 0) FROM lines LEFT JOIN masks USING (entry)"
            " ORDER BY account, auxiliary, line"
        )
        for (account, auxiliary), group in groupby(rows, key=lambda row: (row[2], row[3])):
            names: Counter[str] = Counter()
            ranks: defaultdict[tuple[object, ...], int] = defaultdict(int)
            lines = []
            for *values, mask in group:
                spooled = SpooledLine(*values)
                names[spooled.name] += 1
                ranks[_facts(spooled)] += 1
                lines.append(_customer_line(spooled, mask, ranks[_facts(spooled)]))
            yield SpooledCustomer(account, auxiliary, _likeliest(names), tuple(lines))

    def _write_lines(self) -> None:
        self._base.execute("BEGIN")
        self._base.executemany(_INSERT, self._lines)
        self._base.execute("COMMIT")
        self._lines.clear()

    def _write_names(self) -> None:
        self._base.execute("BEGIN")
        self._base.executemany("UPDATE lines SET entry = ? WHERE line = ?", self._renamed)
        self._base.execute("COMMIT")
        self._renamed.clear()

    def _write_masks(self) -> None:
        self._base.execute("BEGIN")
        self._base.executemany(
            "INSERT INTO masks VALUES (?, ?) ON CONFLICT (entry) DO UPDATE SET mask = mask | excluded.mask",
            sorted(self._masks.items()),
        )
        self._base.execute("COMMIT")
        self._masks.clear()


def line_key(line: SpooledLine, rank: int) -> str:
    """What names the line in every export of the same books: neither its letter nor its place, which change.

    `rank` counts the lines that say the very same: they are legitimate.
    """
    facts = "\x1f".join((*map(str, _facts(line)), str(rank)))
    journal, number = (re.sub(r"[^\w.-]+", "", text)[:12] for text in (line.journal, line.number))
    day = line.entered.replace("-", "") if line.entered[:4].isdigit() else ""
    return f"fec {journal}/{number}/{day[:8]} {hashlib.sha256(facts.encode()).hexdigest()[:12]}"


def _facts(line: SpooledLine) -> tuple[object, ...]:
    return (
        line.journal,
        line.number,
        line.entered,
        line.account,
        line.auxiliary,
        line.reference,
        line.debit,
        line.credit,
    )


def _customer_line(line: SpooledLine, mask: int, rank: int) -> CustomerLine:
    cents = line.debit - line.credit
    return CustomerLine(
        key=line_key(line, rank),
        kind=line_kind(mask, cents, is_opening=bool(line.opening)),
        date=date.fromisoformat(line.dated),
        amount=Decimal(cents).scaleb(-2),
        line=line.line,
        journal=line.journal,
        number=line.number,
        entry=str(line.entry),
        reference=line.reference,
        label=line.label,
        letter=line.letter,
    )


def _likeliest(names: Counter[str]) -> str:
    return next((name for name, _ in names.most_common() if name), "")
