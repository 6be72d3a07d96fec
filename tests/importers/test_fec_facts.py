"""Real files of three companies, with the facts that were established by hand about them.

They lie beside the checkout, in `shared/data`, and are never copied into it.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recouv.importers.fec import FecBook, imported_account, read_fec
from recouv.importers.fec_entries import Grouping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recouv.domain.imported import ImportedAccount

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SALES, SHOP, TEMPLATE = "0000000001FEC20220831.txt", "000000000FEC20231231.txt", "trytond_FEC.csv"
FILES = (SALES, SHOP, TEMPLATE)

pytestmark = pytest.mark.skipif(
    not (SHARED / "fec").is_dir(), reason=f"real FEC files are not there: {SHARED / 'fec'} does not exist"
)


@pytest.fixture
def book(request: pytest.FixtureRequest) -> Iterator[FecBook]:
    with read_fec(SHARED / "fec" / request.param) as book:
        yield book


def facts(file: str, what: str) -> list[dict[str, str]]:
    with (SHARED / "fec_facts" / f"{file}.{what}.tsv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def left_of(account: ImportedAccount) -> dict[int, Decimal]:
    """By line of the file: what is left of each invoice, below zero for money not allocated."""
    lines = {entry.key: entry.line for entry in account.entries}
    numbers = {entry.number: entry.key for entry in account.entries if entry.kind == "invoice"}
    left: dict[str, Decimal] = defaultdict(Decimal)
    for entry in account.entries:
        if entry.kind in ("invoice", "refund"):
            left[entry.key] += entry.money.amount
        elif entry.kind in ("payment", "credit-note"):
            left[entry.key] -= entry.money.amount
        elif entry.kind == "write-off":
            left[numbers[entry.number]] -= entry.money.amount
        if entry.target:
            left[entry.target] += entry.money.amount
            left.pop(entry.key, None)
    for share in account.shares:
        left[share.source] += share.money.amount
        left[share.target] -= share.money.amount
    return {lines[key]: amount for key, amount in left.items() if amount}


class TestManifest:
    """Lines, entries, totals, period and kinds are those of the manifest."""

    @pytest.mark.parametrize(
        ("book", "expected"),
        [
            (SALES, (5422, 2033, "10186219.81", "2021-09-01", "2022-08-31", Grouping.DATED, "")),
            (SHOP, (2102, 666, "1265350.82", "2021-01-01", "2023-06-30", Grouping.RUNS, "000000000")),
            (TEMPLATE, (8, 4, "99.00", "2018-01-01", "2018-01-01", Grouping.DATED, "")),
        ],
        indirect=["book"],
    )
    def test_file(self, book: FecBook, expected: tuple[object, ...]) -> None:
        """The file as a whole; nothing in it is refused."""
        assert book.period is not None
        first, last = map(str, book.period)
        read = (book.lines, book.entries, str(book.total_debit), first, last, book.grouping, book.siren)
        assert read == expected
        assert book.total_debit == book.total_credit
        assert book.refused == []

    @pytest.mark.parametrize(
        ("book", "expected"),
        [
            (SALES, {"opening+": 7, "payment-": 129, "refund+": 2, "credit-note-": 9, "invoice+": 391}),
            (SHOP, {"invoice+": 14, "payment-": 130, "opening-": 3, "opening+": 6}),
            (TEMPLATE, {"opening+": 1, "invoice+": 2, "payment-": 1}),
        ],
        indirect=["book"],
    )
    def test_kinds(self, book: FecBook, expected: dict[str, int]) -> None:
        """Each customer line is what the other accounts of its entry say."""
        lines = [line for customer in book.customers() for line in customer.lines]
        assert Counter(line.kind + ("+" if line.amount > 0 else "-") for line in lines) == expected


class TestCustomers:
    """Each customer's account is the one that was added up by hand."""

    @pytest.mark.parametrize(("book", "file"), [(file, file) for file in FILES], indirect=["book"])
    def test_accounts(self, book: FecBook, file: str) -> None:
        """Lines, debit, credit, balance, kinds and letters of every customer."""
        read = []
        for customer in book.customers():
            kinds = Counter(line.kind.value for line in customer.lines)
            account, _, auxiliary = customer.account.partition(" ")
            read.append(
                {
                    "compte": account,
                    "auxiliaire": auxiliary,
                    "lines": str(len(customer.lines)),
                    "debit": str(sum((line.amount for line in customer.lines if line.amount > 0), Decimal("0.00"))),
                    "credit": str(-sum((line.amount for line in customer.lines if line.amount < 0), Decimal("0.00"))),
                    "balance": customer.balance.plain,
                    "invoices": str(kinds["invoice"]),
                    "credit_notes": str(kinds["credit-note"]),
                    "payments": str(kinds["payment"]),
                    "opening": str(kinds["opening"]),
                    "lettered": str(sum(1 for line in customer.lines if line.letter)),
                }
            )
        assert read == facts(file, "customers")

    @pytest.mark.parametrize(("book", "file"), [(file, file) for file in FILES], indirect=["book"])
    def test_open_items(self, book: FecBook, file: str) -> None:
        """What stays open, and what money stays unallocated, line by line."""
        read = {
            (customer.account, line): amount
            for customer in book.customers()
            for line, amount in left_of(imported_account(customer)).items()
        }
        expected = {
            (f"{row['compte']} {row['auxiliaire']}", int(row["line"])): Decimal(row["residual"])
            for row in facts(file, "open")
        }
        assert read == expected

    @pytest.mark.parametrize("book", FILES, indirect=True)
    def test_balance(self, book: FecBook) -> None:
        """Open invoices less unallocated money are the balance of the account; numbers and keys are unique."""
        for customer in book.customers():
            account = imported_account(customer)
            assert sum(left_of(account).values()) == customer.balance.amount == account.expected[0].amount
            numbers = [entry.number for entry in account.entries if entry.kind in ("invoice", "credit-note")]
            assert "" not in numbers
            assert len(set(numbers)) == len(numbers)
            assert len({entry.key for entry in account.entries}) == len(account.entries)

    @pytest.mark.parametrize("book", [SALES], indirect=True)
    def test_results_of_the_reference(self, book: FecBook) -> None:
        """24 open invoices of 60 711.43, one payment of 8 194.19 unallocated; 59 146.90 carried over."""
        left = [amount for customer in book.customers() for amount in left_of(imported_account(customer)).values()]
        opened = [amount for amount in left if amount > 0]
        assert (len(opened), sum(opened)) == (24, Decimal("60711.43"))
        assert [amount for amount in left if amount < 0] == [Decimal("-8194.19")]
        assert book.opening().plain == "59146.90"
