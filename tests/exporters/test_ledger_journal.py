"""The book in the hands of ledger and hledger: two other programs must come to our balances, to the cent."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import pytest

from recouv.exporters.ledger_journal import account_name, ledger_journal
from recouv.rules.account import account_on
from recouv.store.dossier_text import read_dossier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from recouv.domain.dossier import Dossier

CLIENTS = 1000
DAYS = (date(2026, 3, 31), date(2026, 8, 15), date(2027, 12, 31))
NAMES = (
    *(
        "Menuiserie Durand SARL",
        "株式会社 山田  商店",
        "A : B ; C | D",
        "L’Œuf & Cie  (Sàrl)",
        "*Étoile! \u00a0 du Midi",
    ),
    *("; only a comment", "Zażółć gęślą", "2026-01-01 invoice", "=  € 5,00", "한국 상사; 서울: 본사", '@@ {x} [y] "z"'),
)
PATTERNS = (
    *("F2026-{}", "018304 / {}", "FA  {}", "N°{}", "{}", "2026/{}", "FA:{};bis", "請求書 {}", "FA {} (copie)", "[{}]"),
    *("%20{}", "F-{} *", '"{}"', "A\u00a0{}", "= {}", "@{}", "{{{}}}", "unallocated"),
)
CURRENCIES = ("EUR", "EUR", "EUR", "EUR", "USD", "JPY", "TND", "CHF")
PLACES = {"JPY": 0, "TND": 3}


class Client:
    """A client's life, drawn at random: what is owed and held is followed so that the journal is sound."""

    def __init__(self, random: Random, rank: int) -> None:
        self.random = random
        self.rank = rank
        self.blocks: list[str] = []
        self.owed: dict[str, list[object]] = {}
        self.held: dict[str, list[object]] = {}
        self.payments: list[str] = []

    def text(self) -> str:
        name = self.random.choice(NAMES).replace('"', '\\"')
        for _ in range(self.random.randint(1, 3)):
            self.invoice()
        for _ in range(self.random.randint(0, 7)):
            weights = {"invoice": 2, "money": 6, "allocate": 3, "refund": 1, "rejected": 1, "write_off": 1, "cancel": 1}
            getattr(self, self.random.choices(list(weights), list(weights.values()))[0])()
        self.random.shuffle(self.blocks)
        head = f'---\nname: "{name}"\nterms: 30 days end of month\n---\n\n## Journal\n\n'
        return head + "\n".join(self.blocks)

    def day(self) -> date:
        return date(2026, 1, 1) + timedelta(days=self.random.randint(0, 300))

    def written(self, units: int, currency: str) -> str:
        places = PLACES.get(currency, 2)
        return f"{Decimal(units).scaleb(-places):.{places}f} {currency}"

    def write(self, kind: str, named: str, *lines: str) -> str:
        identifier = f"{len(self.blocks):08d}"
        title = " ".join(word for word in (f"### {self.day()} {kind}", named, f"^{identifier}") if word)
        self.blocks.append("\n".join((title, *lines)) + "\n")
        return identifier

    def invoice(self) -> None:
        number = self.random.choice(PATTERNS).format(self.random.randint(1, 99999))
        if number in self.owed:
            return
        currency, units = self.random.choice(CURRENCIES), self.random.randint(3, 500_000)
        due = ""
        if self.random.random() < 0.3:
            first = self.random.randint(1, units - 1)
            parts = (first, units - first)
            due = "- due:\n" + "\n".join(f"  - {self.day()}: {self.written(part, currency)}" for part in parts)
        lines = [f"- amount: {self.written(units, currency)}", *([due] if due else [])]
        self.write("invoice", number, *lines)
        self.owed[number] = [currency, units]

    def rows(self, units: int, currency: str) -> tuple[str, int]:
        numbers = [number for number, (code, left) in self.owed.items() if code == currency and left]
        rows, used = [], 0
        for number in self.random.sample(numbers, min(len(numbers), self.random.randint(0, 3))):
            part = min(units - used, self.owed[number][1])
            if part > 1 and self.random.random() < 0.3:
                part = self.random.randint(1, part)
            if part:
                rows.append(f"  - {number}: {self.written(part, currency)}")
                self.owed[number][1] -= part
                used += part
        return ("- allocate:\n" + "\n".join(rows) if rows else ""), used

    def money(self) -> None:
        currency, units = self.random.choice(CURRENCIES), self.random.randint(1, 600_000)
        number = self.random.choice(list(self.owed))
        if self.random.random() < 0.5 and self.owed[number][1]:
            currency, units = self.owed[number]
        rows, used = self.rows(units, currency)
        lines = [f"- amount: {self.written(units, currency)}", *([rows] if rows else [])]
        if self.random.random() < 0.2:
            identifier = self.write("credit-note", f"A  {len(self.blocks)}; avoir", *lines)
        else:
            identifier = self.write("payment", self.random.choice(("", "VIR: 株式会社  ; x", "(CB) | 12")), *lines)
            self.payments.append(identifier)
        self.held[identifier] = [currency, units - used]

    def allocate(self) -> None:
        for source, (currency, left) in self.held.items():
            rows, used = self.rows(left, currency)
            if used:
                self.held[source][1] -= used
                self.write("allocate", f"^{source}", rows)
                return

    def refund(self) -> None:
        for source, (currency, left) in self.held.items():
            if left:
                part = self.random.randint(1, left)
                self.held[source][1] -= part
                self.write("refund", f"^{source}", f"- amount: {self.written(part, currency)}")
                return
        self.write("refund", "", f"- amount: {self.written(500, 'EUR')}")

    def rejected(self) -> None:
        if self.payments:
            self.write("rejected", f"^{self.payments.pop()}")

    def write_off(self) -> None:
        for number, (currency, left) in self.owed.items():
            if left:
                part = self.random.randint(1, left)
                self.owed[number][1] -= part
                self.write("write-off", number, f"- amount: {self.written(part, currency)}")
                return

    def cancel(self) -> None:
        """Of money, or of a cancellation: an invoice struck out would take its allocations along."""
        named = [block.partition("\n")[0] for block in self.blocks]
        free = [title[-8:] for title in named if " invoice " not in title]
        if free:
            self.write("cancel", f"^{self.random.choice(free)}")


@dataclass
class Book:
    """The clients, and the journal of the book on a day in a file."""

    dossiers: list[Dossier]
    folder: Path

    def journal(self, on: date) -> Path:
        path = self.folder / f"{on}.journal"
        if not path.exists():
            path.write_text("\n".join(ledger_journal(self.dossiers, on)) + "\n", encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    random = Random(20261122)
    dossiers = []
    while len(dossiers) < CLIENTS:
        text = Client(random, len(dossiers)).text()
        read = read_dossier(text.encode(), path=f"dossiers/client-{len(dossiers):04d}.md").dossier
        # a payment cancelled after its lettrage may leave an invoice over-allocated: not a book to export
        if read.readable:
            dossiers.append(read)
    return Book(dossiers, tmp_path_factory.mktemp("book"))


Balances = dict[str, dict[str, Decimal]]


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def hledger_balances(path: Path) -> Balances:
    out = run("hledger", "-f", str(path), "balance", "receivable", "--flat", "-N", "--layout", "bare", "-O", "csv")
    found: Balances = defaultdict(dict)
    for row in csv.DictReader(io.StringIO(out)):
        if row["commodity"]:
            found[row["account"]][row["commodity"]] = Decimal(row["balance"])
    return found


def ledger_balances(path: Path) -> Balances:
    wanted = "%(account)\\t%(quantity(scrub(amount)))\\t%(commodity(scrub(amount)))\\n"
    out = run("ledger", "-f", str(path), "--init-file", "/dev/null", "register", "receivable", "--format", wanted)
    found: Balances = defaultdict(lambda: defaultdict(Decimal))
    for line in out.splitlines():
        account, quantity, commodity = line.split("\t")
        found[account][commodity] += Decimal(quantity)
    return found


PROGRAMS = [
    pytest.param(
        read,
        id=name,
        marks=pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed"),
    )
    for name, read in (("hledger", hledger_balances), ("ledger", ledger_balances))
]


def without_zeros(balances: Balances) -> Balances:
    kept = {name: {code: amount for code, amount in row.items() if amount} for name, row in balances.items()}
    return {name: row for name, row in kept.items() if row}


class TestTheBook:
    """A thousand clients, ordinary and nasty."""

    def test_is_worth_the_check(self, book: Book) -> None:
        """It holds every kind of money entry, several currencies, and balances of both signs on each day."""
        kinds = {entry.kind for read in book.dossiers for entry in read.entries}
        assert kinds >= {"invoice", "credit-note", "payment", "allocate", "refund", "rejected", "write-off", "cancel"}
        assert len({read.client.name for read in book.dossiers}) == len(NAMES)
        for on in DAYS:
            accounts = [account_on(read.client, read.entries, on) for read in book.dossiers]
            signs = {
                (currency, of.outstanding(currency).amount > 0)
                for of in accounts
                for currency in of.currencies()
                if of.outstanding(currency)
            }
            assert signs == {(currency, sign) for currency in set(CURRENCIES) for sign in (True, False)}


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("read", PROGRAMS)
class TestOtherProgramsAgree:
    """Every balance is the one that another program computes from the exported journal."""

    def test_outstanding_of_each_client(self, book: Book, read: Callable[[Path], Balances], on: date) -> None:
        """Client by client and currency by currency, the accounts sum to the outstanding."""
        theirs: Balances = defaultdict(lambda: defaultdict(Decimal))
        for account, row in read(book.journal(on)).items():
            for currency, amount in row.items():
                theirs[account.split(":")[1]][currency] += amount
        ours: Balances = {}
        for dossier in book.dossiers:
            of = account_on(dossier.client, dossier.entries, on)
            ours[dossier.id] = {currency: of.outstanding(currency).amount for currency in of.currencies()}
        assert without_zeros(theirs) == without_zeros(ours)

    def test_balance_of_each_invoice(self, book: Book, read: Callable[[Path], Balances], on: date) -> None:
        """Each invoice, and the unallocated money of each client, has an account of that very balance."""
        ours: Balances = defaultdict(dict)
        for dossier in book.dossiers:
            of = account_on(dossier.client, dossier.entries, on)
            for number in {item.number for item in of.items}:
                balance = of.invoice_balance(number)
                ours[account_name(dossier.id, number)][balance.currency] = balance.amount
            for currency in of.currencies():
                ours[f"receivable:{dossier.id}:unallocated"][currency] = -of.unallocated(currency).amount
        assert without_zeros(read(book.journal(on))) == without_zeros(ours)


def lines(text: str, on: date = date(2026, 12, 31), path: str = "dossiers/durand.md") -> list[str]:
    read = read_dossier(text.encode(), path=path).dossier
    return [line for line in ledger_journal([read], on) if line]


HEAD = "---\nname: Durand; Fils\n---\n\n## Journal\n\n"


class TestText:
    """What the journal looks like."""

    def test_of_a_client(self) -> None:
        """Each entry is a transaction of two postings; an allocation stands on the day from which it counts."""
        text = (
            HEAD
            + """### 2026-02-01 invoice F-1 ^aaaaaaaa
- amount: 100.00

### 2026-01-15 payment ACOMPTE ^bbbbbbbb
- amount: 60.00
- allocate:
  - F-1: 60.00

### 2026-03-01 rejected ^bbbbbbbb ^cccccccc
"""
        )
        assert lines(text)[1:] == [
            "; Durand Fils",
            "2026-01-15 payment ACOMPTE",
            "    receivable:durand:unallocated  -60.00 EUR",
            "    bank  60.00 EUR",
            "2026-02-01 invoice F-1",
            "    receivable:durand:F-1  100.00 EUR",
            "    sales  -100.00 EUR",
            "2026-02-01 allocation",
            "    receivable:durand:F-1  -60.00 EUR",
            "    receivable:durand:unallocated  60.00 EUR",
            "2026-03-01 rejected",
            "    receivable:durand:unallocated  60.00 EUR",
            "    bank  -60.00 EUR",
            "2026-03-01 allocation undone",
            "    receivable:durand:F-1  60.00 EUR",
            "    receivable:durand:unallocated  -60.00 EUR",
        ]

    def test_stops_at_the_day(self) -> None:
        """Nothing dated after the day is in it, and nothing that was cancelled by then."""
        text = HEAD + "### 2026-02-01 invoice F-1 ^aaaaaaaa\n- amount: 100.00\n\n### 2026-03-01 cancel ^aaaaaaaa\n"
        assert "2026-02-01 invoice F-1" in lines(text, date(2026, 2, 1))
        assert "2026-02-01 invoice F-1" not in lines(text, date(2026, 1, 31))
        assert "2026-02-01 invoice F-1" not in lines(text, date(2026, 3, 1))

    def test_leaves_unreadable_dossiers_out(self) -> None:
        """A dossier with problems is not exported at all, rather than in part."""
        assert lines(HEAD + "### 2026-02-01 invoice F-1\n- amount: 1O0.00\n") == [
            "; receivables as recouv holds them; one account for each invoice"
        ]


class TestAccountNames:
    """One account for each invoice, and one account is one invoice's."""

    @pytest.mark.parametrize(
        ("number", "name"),
        [
            ("F2026-031", "F2026-031"),
            ("018304 / 28865", "018304 / 28865"),
            ("FA  220245", "FA %20220245"),
            ("FA:1;2", "FA%3A1%3B2"),
            ("50%", "50%25"),
            ("A\u00a01", "A%A01"),
            ("請求書 1", "請求書 1"),
            ("unallocated", "%75nallocated"),
            ("Unallocated", "%55nallocated"),
        ],
    )
    def test_of_a_number(self, number: str, name: str) -> None:
        """What would end, split or comment a name is escaped; what does not stays readable."""
        assert account_name("durand", number) == f"receivable:durand:{name}"

    def test_are_distinct(self) -> None:
        """Two numbers never share an account."""
        numbers = ["F 1", "F  1", "F   1", "F:1", "F%3A1", "F%1", "F %201", "F\u00a01", "unallocated", "%75nallocated"]
        assert len({account_name("durand", number) for number in numbers}) == len(numbers)

    def test_of_a_client_s_id(self) -> None:
        """A file may be called anything: its id is one part of the name."""
        assert account_name("du  rand:x", "F-1") == "receivable:du %20rand%3Ax:F-1"
