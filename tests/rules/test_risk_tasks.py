"""Above the credit limit, odd in the account, forgotten."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from recouv.domain.practice import Calendar, Practice
from recouv.domain.task import Task
from recouv.rules.agenda import client_agenda
from recouv.rules.situation import situation_of

from .journals import HOUSE, scenario, sound

HEAD = "name: Durand\naddress: Toulouse\n"
PRACTICE = Practice(scenarios={"standard": scenario()}, house=HOUSE)
INVOICE = "\n### 2026-01-01 invoice F-1\n- amount: 100.00\n- due: 2026-01-31\n- document: F-1.pdf\n"


def tasks_on(on: str, journal: str, action: str, head: str = HEAD, of: Practice = PRACTICE) -> list[Task]:
    """The tasks of one kind."""
    day = date.fromisoformat(on)
    rows = client_agenda(situation_of(sound(journal, head), day), of, day)
    return [row for row in rows if isinstance(row, Task) and row.action == action]


def oddities(on: str, journal: str, head: str = HEAD) -> list[str]:
    """What is said to be odd, in one task at most."""
    found = tasks_on(on, journal, "oddity", head)
    assert len(found) <= 1
    return [str(reason) for task in found for reason in task.why]


class TestLimit:
    """The exposure against the last limit decided, else that of the head."""

    @pytest.mark.parametrize(
        ("head", "more", "excess"),
        [
            ("credit_limit: 99.99", "", "0.01 EUR"),
            ("credit_limit: 100.00", "", None),
            ("", "", None),
            ("credit_limit: 200.00", "\n### 2026-01-02 limit\n- amount: 60.00\n", "40.00 EUR"),
            ("credit_limit: 60.00", "\n### 2026-01-02 limit\n- amount: 200.00\n", None),
            ("", "\n### 2026-01-03 limit\n- amount: 80.00\n\n### 2026-01-02 limit\n- amount: 500.00\n", "20.00 EUR"),
            ("credit_limit: 60.00", "\n### 2026-01-02 payment\n- amount: 30.00\n", "10.00 EUR"),
            ("credit_limit: 60.00", "\n### 2026-01-02 payment\n- amount: 40.00\n", None),
            ("credit_limit: 60.00 USD", "", None),
        ],
    )
    def test_above_it(self, head: str, more: str, excess: str | None) -> None:
        """By a cent; unallocated money lowers the exposure; dollars say nothing of euros."""
        found = tasks_on("2026-01-15", INVOICE + more, "limit", HEAD + head)
        assert [str(task.amount) for task in found] == ([excess] if excess else [])

    def test_says_why(self) -> None:
        (task,) = tasks_on("2026-01-15", INVOICE, "limit", HEAD + "credit_limit: 60.00")
        assert [str(reason) for reason in (*task.why, *task.score)] == [
            "the exposure of 100.00 EUR is 40.00 EUR above the credit limit of 60.00 EUR",
            "+30: above the credit limit",
        ]


class TestOddity:
    """One task for a client, with all that is odd."""

    def test_money_that_waits(self) -> None:
        """A payment is odd after thirty days; a credit note may wait."""
        paid = "\n### 2026-01-05 payment\n- amount: 10.00\n\n### 2026-01-05 credit-note A-1\n- amount: 5.00\n"
        assert oddities("2026-02-04", paid) == []
        assert oddities("2026-02-05", paid) == ["10.00 EUR of payment of 2026-01-05 settles nothing after 31 days"]

    def test_negative_balance(self) -> None:
        """More was settled than is owed; money to be allocated is a task of its own, and not odd before its time."""
        read = INVOICE.replace("^", "") + "\n### 2026-01-02 payment\n- amount: 10.00\n"
        assert oddities("2026-01-10", read) == []
        over = situation_of(sound(INVOICE, HEAD), date(2026, 1, 10))
        (item,) = over.items
        settled_twice = replace(over, items=(replace(item, balance=item.balance - item.balance - item.balance),))
        rows = client_agenda(settled_twice, PRACTICE, date(2026, 1, 10))
        assert [str(reason) for row in rows if isinstance(row, Task) for reason in row.why] == [
            "the balance is -100.00 EUR: more was settled than is owed, and nothing is left to allocate"
        ]

    def test_formal_notice_without_a_document(self) -> None:
        """Once its day has come, and after it was sent; not before, nor with a document."""
        bare = INVOICE.replace("- document: F-1.pdf\n", "")
        bare += "\n### 2026-02-03 email\n- invoices: F-1\n- step: reminder-1\n"
        bare += "\n### 2026-02-15 email\n- invoices: F-1\n- step: reminder-2\n"
        said = ["F-1: a formal notice, and no document to prove the invoice"]
        assert oddities("2026-03-11", bare) == []
        assert oddities("2026-03-12", bare) == said
        sent = bare + "\n### 2026-03-12 registered-letter\n- invoices: F-1\n- step: formal-notice\n"
        assert oddities("2026-03-20", sent) == said
        assert oddities("2026-03-20", sent.replace("- due: 2026-01-31", "- due: 2026-01-31\n- document: F-1.pdf")) == []

    def test_no_address(self) -> None:
        """Only once something is overdue; any address will do."""
        said = ["something is overdue and the dossier has no address: no e-mail, telephone or post"]
        assert oddities("2026-01-31", INVOICE, "name: Durand") == []
        assert oddities("2026-02-01", INVOICE, "name: Durand") == said
        assert oddities("2026-02-01", INVOICE, "name: Durand\ncontacts:\n  - name: Léa") == said
        for way in ('email: "a@durand.example"', 'phone: "+33561000000"'):
            assert oddities("2026-02-01", INVOICE, f"name: Durand\ncontacts:\n  - {way}") == []

    def test_insolvent(self) -> None:
        """Nothing is sent: neither a document nor an address is missed."""
        bare = INVOICE.replace("- document: F-1.pdf\n", "")
        bare += "\n### 2026-02-03 email\n- invoices: F-1\n- step: formal-notice\n"
        assert len(oddities("2026-03-02", bare, "name: Durand")) == 2
        assert oddities("2026-03-02", bare + "\n### 2026-03-01 insolvency\n", "name: Durand") == []


HELD = f"{INVOICE}\n### 2026-02-10 handover\n- to: Maître Roux\n"
"""More than 90 days late from 2 May 2026 on, and nobody asks about it."""
WORKED = replace(PRACTICE, house=replace(HOUSE, calendar=Calendar(holidays=frozenset({date(2026, 6, 1)}))))


class TestReview:
    """What is long overdue and in no task is looked at every month."""

    @pytest.mark.parametrize(
        ("on", "is_asked"),
        [("2026-05-01", False), ("2026-05-02", True), ("2026-05-31", True), ("2026-06-01", True)],
    )
    def test_more_than_ninety_days_late(self, on: str, is_asked: bool) -> None:
        """The ninety-first day."""
        assert bool(tasks_on(on, HELD, "review")) is is_asked

    @pytest.mark.parametrize(("on", "is_asked"), [("2026-06-01", False), ("2026-06-02", True), ("2026-06-30", True)])
    def test_from_the_first_working_day_on(self, on: str, is_asked: bool) -> None:
        """A month's review that was missed on its day is still to be done."""
        assert bool(tasks_on(on, HELD, "review", of=WORKED)) is is_asked

    def test_until_it_is_reviewed(self) -> None:
        """A review of that month, whatever its day, counts for that month alone."""
        reviewed = f"{HELD}\n### 2026-06-10 review\n- reason: wait for the bailiff\n"
        assert [bool(tasks_on(on, reviewed, "review")) for on in ("2026-06-09", "2026-06-10", "2026-07-01")] == [
            True,
            False,
            True,
        ]

    def test_of_several(self) -> None:
        """Since the oldest of them is due."""
        older = (
            HELD.replace("F-1", "F-0").replace("2026-01-31", "2026-01-15").replace("### 2026-02-10", "### 2026-02-11")
        )
        (task,) = tasks_on("2026-06-01", HELD + older.partition("### 2026-02-11")[0], "review")
        assert (task.invoices, str(task.amount), task.due_since) == (("F-0", "F-1"), "200.00 EUR", date(2026, 1, 15))

    def test_says_why(self) -> None:
        (task,) = tasks_on("2026-06-01", HELD, "review")
        assert (task.invoices, str(task.amount), task.due_since) == (("F-1",), "100.00 EUR", date(2026, 1, 31))
        assert str(task.why[0]) == "F-1: 100.00 EUR, due 2026-01-31, 121 days late; nothing else asks about it"

    def test_what_a_task_names_is_not_forgotten(self) -> None:
        """A reminder asks about it; an oddity does not."""
        assert tasks_on("2026-06-01", INVOICE, "review") == []
        bare = (
            HELD.replace("- document: F-1.pdf\n", "")
            + "\n### 2026-02-03 email\n- invoices: F-1\n- step: formal-notice\n"
        )
        assert [tasks_on("2026-06-01", bare, action)[0].invoices for action in ("oddity", "review")] == [("F-1",)] * 2
