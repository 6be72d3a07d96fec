"""Why clients said they pay late, what was overdue behind it, and what was paid since."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.entry import Entry
from recouv.rules.delay_reasons import Behind, Given, given_reasons, sum_reasons

from .journals import FAR, FIRST_DAY, LAST_DAY, account, dossier, journals, sound

INVOICES = """
### 2026-01-05 invoice F-1 ^aaaaaaa1
- amount: 1000.00
- due: 2026-02-05

### 2026-01-06 invoice F-2 ^aaaaaaa2
- amount: 500.00
- due: 2026-02-10

### 2026-01-07 invoice F-3 ^aaaaaaa3
- amount: 300.00
- due: 2026-06-30
"""
CALL = "\n### 2026-03-01 call ^aaaaaaa4\n- outcome: reached\n- reason: cash-flow\n"
ON = date(2026, 4, 1)


def behind(journal: str, on: date = ON) -> list[tuple[str, str, str, bool]]:
    """Invoice, overdue then, left now, and whether it is paid, of the one reason given."""
    read = sound(INVOICES + journal)
    (one,) = [found for found in given_reasons(read.client, read.entries, on) if found.reason]
    return [(row.number, str(row.overdue), str(row.left), row.is_paid) for row in one.behind]


def payment(identifier: str, day: str, amount: str, number: str) -> str:
    """Money that settles an invoice."""
    return f"\n### {day} payment ^{identifier}\n- amount: {amount}\n- allocate:\n  - {number}: {amount}\n"


class TestBehind:
    """The invoices named, as they were late on that day."""

    def test_all_that_is_late_where_none_is_named(self) -> None:
        """What is not due yet is behind no reason."""
        assert behind(CALL) == [("F-1", "1000.00", "1000.00", False), ("F-2", "500.00", "500.00", False)]

    def test_those_named(self) -> None:
        """And no other."""
        assert behind(CALL + "- invoices: F-2, F-3\n") == [("F-2", "500.00", "500.00", False)]

    def test_what_was_paid_before_is_not_behind_it(self) -> None:
        """The account is that of the day of the call."""
        assert behind(CALL + "- invoices: F-1\n" + payment("p1aaaaaa", "2026-02-20", "400.00", "F-1")) == [
            ("F-1", "600.00", "600.00", False)
        ]

    def test_each_instalment_that_was_late(self) -> None:
        """Of one invoice, counted as one."""
        instalments = INVOICES.replace("- due: 2026-02-05", "- due:\n  - 2026-02-05: 400.00\n  - 2026-02-20: 600.00")
        read = sound(instalments + CALL + "- invoices: F-1\n")
        (one,) = given_reasons(read.client, read.entries, ON)
        assert [(row.number, row.overdue) for row in one.behind] == [("F-1", Decimal(1000))]


class TestPaidSince:
    """Nothing is left, and a payment of that day or later settled some of it."""

    @pytest.mark.parametrize(
        ("journal", "left", "is_paid"),
        [
            (payment("p1aaaaaa", "2026-03-02", "500.00", "F-2"), "0.00", True),
            (payment("p1aaaaaa", "2026-03-10", "499.99", "F-2"), "0.01", False),
            ("\n### 2026-03-10 credit-note A-1 ^p1aaaaaa\n- amount: 500.00\n- invoice: F-2\n", "0.00", False),
            ("\n### 2026-03-10 write-off F-2 ^p1aaaaaa\n- amount: 500.00\n", "0.00", False),
            (
                payment("p1aaaaaa", "2026-03-10", "500.00", "F-2") + "\n### 2026-03-12 rejected ^p1aaaaaa ^r1aaaaaa\n",
                "500.00",
                False,
            ),
            (
                payment("p1aaaaaa", "2026-02-20", "200.00", "F-2")
                + "\n### 2026-03-10 write-off F-2 ^w1aaaaaa\n- amount: 300.00\n",
                "0.00",
                False,
            ),
        ],
        ids=["the next day", "a cent short", "by a credit note", "by a write-off", "sent back", "paid before it"],
    )
    def test_each_way(self, journal: str, left: str, is_paid: bool) -> None:
        """Only money of the client counts."""
        ((_, _, found, paid),) = behind(CALL + "- invoices: F-2\n" + journal)
        assert (str(Decimal(found).quantize(Decimal("0.01"))), paid) == (left, is_paid)


class TestHeard:
    """Where somebody said something."""

    @pytest.mark.parametrize(
        ("entry", "reasons"),
        [
            (CALL, ["cash-flow"]),
            (CALL.replace("reached", "no-answer"), []),
            (CALL.replace("- reason: cash-flow\n", ""), [""]),
            (CALL.replace("call", "note").replace("- outcome: reached\n", ""), ["cash-flow"]),
            ("\n### 2026-03-01 note ^aaaaaaa4\n> Nothing new.\n", []),
            (CALL.replace("call", "email"), []),
            (CALL + "\n### 2026-03-02 cancel ^aaaaaaa4 ^aaaaaaa5\n", []),
            (CALL.replace("2026-03-01", "2026-05-01"), []),
        ],
        ids=["call", "nobody", "no reason", "noted", "a note", "sent", "struck out", "later"],
    )
    def test_each(self, entry: str, reasons: list[str]) -> None:
        """In a call, a meeting or an answer, or noted with a reason."""
        read = sound(INVOICES + entry)
        assert [one.reason for one in given_reasons(read.client, read.entries, ON)] == reasons


def said(day: int, reason: str, *rows: tuple[str, str, str, bool], currency: str = "EUR") -> Given:
    """Something heard in March."""
    found = tuple(Behind(number, currency, Decimal(late), Decimal(left), paid) for number, late, left, paid in rows)
    return Given(date(2026, 3, day), "call", reason, found)


class TestSum:
    """Each reason and currency."""

    def test_an_invoice_counts_once_as_it_was_first_heard(self) -> None:
        """However often the client repeats it; two clients may use one number."""
        found = sum_reasons(
            [
                ("a", "EUR", said(1, "cash-flow", ("F-1", "100", "0", True))),
                ("a", "EUR", said(5, "cash-flow", ("F-1", "60", "0", True), ("F-2", "40", "40", False))),
                ("b", "EUR", said(6, "cash-flow", ("F-1", "7", "7", False))),
            ]
        )
        (row,) = found
        assert (row.heard, row.clients, row.invoices, row.paid) == (3, 2, 3, 1)
        assert (row.overdue, row.left) == (Decimal(147), Decimal(47))

    def test_reasons_and_currencies_are_kept_apart(self) -> None:
        """The greatest overdue first; what came without a reason is left out, a reason without debt is counted."""
        found = sum_reasons(
            [
                ("a", "EUR", said(1, "admin")),
                ("a", "EUR", said(2, "")),
                ("a", "EUR", said(3, "dispute", ("F-1", "5", "5", False))),
                ("b", "EUR", said(4, "dispute", ("D-1", "900", "900", False), currency="USD")),
            ]
        )
        assert [(row.reason, row.currency, row.heard, row.invoices) for row in found] == [
            ("dispute", "EUR", 1, 1),
            ("admin", "EUR", 1, 0),
            ("dispute", "USD", 1, 1),
        ]


@given(journals(), st.integers(0, LAST_DAY))
def test_in_any_journal(blocks: list[str], day: int) -> None:
    """What stands behind a reason is what the accounts of both days say; nothing is paid of which something is left."""
    read = dossier("\n".join(blocks))
    said_on = FIRST_DAY + timedelta(days=day)
    call = Entry(said_on, "call", id="zzzzzzzz", values={"reason": "cash-flow"})
    (one,) = [found for found in given_reasons(read.client, (*read.entries, call), FAR) if found.reason]
    then, now = account(read, said_on), account(read, FAR)
    assert {row.number for row in one.behind} == {item.number for item in then.overdue()}
    assert sum((row.overdue for row in one.behind), Decimal(0)) == sum(
        (item.balance.amount for item in then.overdue()), Decimal(0)
    )
    for row in one.behind:
        left = now.invoice_balance(row.number)
        assert row.left == (left.amount if left else 0)
        assert not (row.is_paid and row.left)
