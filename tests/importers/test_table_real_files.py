"""The CSV and XLSX files that others wrote, where they are at hand, against the facts of their `MANIFEST.tsv`."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from recouv.domain.money import Money
from recouv.importers.columns import Records, guess_mapping
from recouv.importers.table import read_table
from recouv.importers.table_accounts import TableBook, read_accounts

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
MANIFEST = DATA / "MANIFEST.tsv"

pytestmark = pytest.mark.skipif(not MANIFEST.exists(), reason=f"the real files are not in {DATA}")

CSV_FILES = ("balance", "debit_credit", "debit_credit_amount", "original_currency", "paypal-custom", "stripe")


def fact_rows(name: str) -> int:
    """How many rows the manifest counts, the header included; it does not count blank ones."""
    with MANIFEST.open(newline="", encoding="utf-8") as file:
        (facts,) = ("\t".join(line) for line in csv.reader(file, delimiter="\t") if line and line[0] == name)
    found = re.search(r"rows=(\d+)", facts)
    assert found
    return int(found[1])


def book(name: str) -> TableBook:
    table = read_table(DATA / name)
    return read_accounts(table, guess_mapping(table.header, table.sample()).mapping, default_currency="EUR")


@pytest.mark.parametrize("name", CSV_FILES)
def test_rows(name: str) -> None:
    """Each has the rows that the manifest counts, as wide as the header."""
    table = read_table(DATA / "csv" / f"{name}.csv")
    rows = list(table.rows())
    assert len(rows) + 1 == fact_rows(f"csv/{name}.csv")
    assert {len(row.cells) for row in rows} == {len(table.header)}


@pytest.mark.parametrize("name", [f"csv/{name}.csv" for name in CSV_FILES] + ["xlsx/sample_statement_en.xlsx"])
def test_payments(name: str) -> None:
    """All of them are lists of payments."""
    table = read_table(DATA / name)
    assert guess_mapping(table.header, table.sample()).mapping.records is Records.PAYMENTS


@pytest.mark.parametrize("name", ["csv/balance.csv", "xlsx/sample_statement_en.xlsx"])
def test_bank(name: str) -> None:
    """Of two lines, the one received is a payment and the other is refused."""
    found = book(name)
    (account,) = found.accounts()
    assert (account.name, len(account.entries), len(found.refused)) == ("Azure Interior", 1, 1)


def test_spreadsheet_is_exact() -> None:
    """Amounts of a spreadsheet are exact, and its dates dates."""
    assert read_table(DATA / "xlsx" / "sample_statement_en.xlsx").sample() == [
        ["2018-12-15", "Your best supplier on 12/15/2018", "USD", "-33.50", "0", "John Doe", "123456789"],
        ["2018-12-15", "Your payment on 12/15/2018", "EUR", "1525", "1000", "Azure Interior", ""],
    ]


def test_paypal() -> None:
    """Of seven lines one is money received from somebody, in dollars."""
    found = book("csv/paypal-custom.csv")
    (account,) = found.accounts()
    assert (account.name, account.expected, len(found.refused)) == (
        "Noble Benefactor",
        (Money(Decimal("-10.00"), "USD"),),
        6,
    )


def test_stripe() -> None:
    """A list that names no client says so."""
    table = read_table(DATA / "csv" / "stripe.csv")
    missing = guess_mapping(table.header, table.sample()).missing
    assert [str(absent) for absent in missing] == ["no column names the client"]
