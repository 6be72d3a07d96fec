"""The floor: invoices and payments from two CSV files, summed by SQLite, printed as `client,amount`."""

from __future__ import annotations

import csv
import sqlite3
import sys
from pathlib import Path

_TABLES = """
create table invoice(client, number, cents int);
create table payment(number, cents int);
"""
_BALANCE = """
select client, sum(cents - coalesce((select cents from paid where paid.number = invoice.number), 0))
from invoice group by client
"""


def main(folder: Path) -> None:
    """Print what each client of the book in `folder` owes."""
    base = sqlite3.connect(":memory:")
    base.executescript(_TABLES)
    with (folder / "invoices.csv").open(encoding="utf-8") as rows:
        base.executemany("insert into invoice values(?,?,?)", ((r[0], r[1], _cents(r[4])) for r in csv.reader(rows)))
    with (folder / "payments.csv").open(encoding="utf-8") as rows:
        base.executemany("insert into payment values(?,?)", ((r[1], _cents(r[3])) for r in csv.reader(rows)))
    base.execute("create table paid as select number, sum(cents) cents from payment group by number")
    base.execute("create index by_number on paid(number)")
    print(*(f"{client},{cents // 100}.{cents % 100:02d}" for client, cents in base.execute(_BALANCE)), sep="\n")


def _cents(amount: str) -> int:
    return int(amount.replace(".", ""))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
