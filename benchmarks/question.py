"""The question put to every tool, who owes how much and how late, and its exact answer.

One deterministic book: ten invoices a client over two years, nine of them paid, a fifth of those by half.  The day of
the question is fixed, so that the same seed asks the same thing for ever.  Amounts are whole cents.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TODAY = dt.date(2026, 1, 31)
SEED = 20260131
INVOICES_PER_CLIENT = 10
BUCKETS = ("not_due", "1-30", "31-60", "61-90", "91+")


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice and what was paid of it."""

    client: str
    number: str
    date: dt.date
    due: dt.date
    cents: int
    paid_on: dt.date | None
    paid_cents: int

    @property
    def open_cents(self) -> int:
        """What is left to pay."""
        return self.cents - self.paid_cents


@dataclass(slots=True)
class Truth:
    """The exact answer."""

    balance: dict[str, int] = field(default_factory=dict)
    """Cents that each client owes, those who owe nothing included."""
    aged: list[int] = field(default_factory=lambda: [0] * len(BUCKETS))
    """Cents by age, all clients together."""
    invoices: int = 0
    payments: int = 0

    def add(self, invoice: Invoice) -> None:
        """Count one more invoice."""
        self.invoices += 1
        self.payments += invoice.paid_on is not None
        self.balance[invoice.client] = self.balance.get(invoice.client, 0) + invoice.open_cents
        self.aged[bucket(invoice.due)] += invoice.open_cents

    @property
    def owing(self) -> dict[str, int]:
        """Those who owe something: tools differ on whether they list the others."""
        return {client: cents for client, cents in self.balance.items() if cents}


def bucket(due: dt.date) -> int:
    """Rank in `BUCKETS` of what was due on that day."""
    late = (TODAY - due).days
    return 0 if late <= 0 else min(4, 1 + (late - 1) // 30)


def client_code(client: int) -> str:
    """How the books name that client."""
    return f"C{client:06d}"


def client_invoices(client: int, seed: int) -> list[Invoice]:
    """Ten invoices; one of them is unpaid, about a fifth of the others half paid."""
    rnd = random.Random(f"{seed}/{client}")
    unpaid = rnd.randrange(INVOICES_PER_CLIENT)
    date = TODAY - dt.timedelta(days=rnd.randrange(640, 730))
    invoices = []
    for rank in range(INVOICES_PER_CLIENT):
        date = min(date + dt.timedelta(days=rnd.randrange(40, 72)), TODAY)
        due = date + dt.timedelta(days=rnd.choice((30, 30, 45, 60)))
        cents = rnd.randrange(4_000, 900_000)
        paid_on, paid = None, 0
        if rank != unpaid:
            paid_on = min(TODAY, max(date, due + dt.timedelta(days=rnd.randrange(-20, 40))))
            paid = cents if rnd.random() < 0.8 else cents // 2
        invoices.append(Invoice(client_code(client), f"F{client:06d}{rank}", date, due, cents, paid_on, paid))
    return invoices


def book(clients: int, seed: int = SEED) -> Iterator[Invoice]:
    """Every invoice of that many clients, client after client."""
    for client in range(clients):
        yield from client_invoices(client, seed)


def truth_of(clients: int, seed: int = SEED) -> Truth:
    """The exact answer for that book."""
    truth = Truth()
    for invoice in book(clients, seed):
        truth.add(invoice)
    return truth


def money(cents: int) -> str:
    """Cents as `1234.05`."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100}.{cents % 100:02d}"


def cents_of(text: str) -> int:
    """The first amount in `text`, in cents; commas separate thousands.

    Raises:
        ValueError: there is none.
    """
    found = re.search(r"(-?)\s*([\d,]+)(?:\.(\d{1,2}))?", text)
    if not found:
        raise ValueError(f"no amount in {text!r}")
    return (-1 if found[1] else 1) * (int(found[2].replace(",", "")) * 100 + int((found[3] or "0").ljust(2, "0")))
