"""What the law asks for in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recouv.domain.dossier import ClientKind
from recouv.domain.practice import Practice
from recouv.domain.task import Held, Task
from recouv.rules.agenda import client_agenda
from recouv.rules.legal_tasks import nearing
from recouv.rules.limitation import of_item, period_of
from recouv.rules.months import months_later
from recouv.rules.situation import situation_of

from .journals import DAYS, FIRST_DAY, HOUSE, account, dossier, journals, naive_standing, scenario, sound

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = "name: Durand\naddress: Toulouse\nscenario: none"
NONE = scenario("name: none\nfollow_up: no\nsteps: []\n", "none")
PRACTICE = Practice(scenarios={"standard": scenario(), "none": NONE}, house=HOUSE)
POINTS = HOUSE.points


def rows_on(on: str, journal: str, head: str = HEAD) -> Sequence[Task | Held]:
    """What a day asks for and holds."""
    day = date.fromisoformat(on)
    return client_agenda(situation_of(sound(journal, head), day), PRACTICE, day)


def tasks_on(on: str, journal: str, head: str = HEAD, action: str = "limitation") -> list[Task]:
    """The tasks of one kind."""
    return [row for row in rows_on(on, journal, head) if isinstance(row, Task) and row.action == action]


def invoice(number: str, issued: str, due: str, amount: str = "100.00") -> str:
    return f"\n### {issued} invoice {number}\n- amount: {amount}\n- due: {due}\n- document: {number}.pdf\n"


OLD = invoice("F-1", "2021-06-30", "2021-07-31")
"""Its prudent date is 30 June 2026, its usual one 31 July."""


class TestLimitation:
    """Six months before the prudent date, then two, then past it."""

    @pytest.mark.parametrize(
        ("on", "points"),
        [
            ("2025-12-29", None),
            ("2025-12-30", POINTS.limitation // 2),
            ("2026-04-29", POINTS.limitation // 2),
            ("2026-04-30", POINTS.limitation),
            ("2026-06-30", POINTS.limitation),
            ("2026-07-01", POINTS.limitation),
            ("2026-07-31", POINTS.limitation),
            ("2026-08-01", POINTS.review),
            ("2031-01-01", POINTS.review),
        ],
    )
    def test_on_its_days(self, on: str, points: int | None) -> None:
        """No task the day before; urgent from two months on; once both dates are past, a decision at leisure."""
        assert [task.priority for task in tasks_on(on, OLD)] == ([points] if points is not None else [])

    @pytest.mark.parametrize(
        ("on", "why"),
        [
            ("2026-06-30", "F-1: sue or have the debt acknowledged by 2026-06-30; the usual date is 2026-07-31"),
            ("2026-07-01", "F-1: the prudent date to sue passed on 2026-06-30; the usual one is 2026-07-31"),
            (
                "2026-08-01",
                "F-1: limitation passed on 2026-06-30, and on 2026-07-31 by the usual count:"
                " write it off or ask a lawyer",
            ),
        ],
    )
    def test_says_why(self, on: str, why: str) -> None:
        """With both dates, then from when and for how long."""
        (task,) = tasks_on(on, OLD)
        assert [str(reason) for reason in task.why] == [
            why,
            "counted from its issue, 2021-06-30",
            "5 years against a business (C. com. art. L110-4, C. civ. art. 2224)",
        ]

    @pytest.mark.parametrize(
        ("on", "why"),
        [
            ("2026-06-30", "F-1: sue or have the debt acknowledged by 2026-06-30"),
            ("2026-07-01", "F-1: limitation passed on 2026-06-30: write it off or ask a lawyer"),
        ],
    )
    def test_both_dates_are_one(self, on: str, why: str) -> None:
        """It is said once."""
        (task,) = tasks_on(on, invoice("F-1", "2021-06-30", "2021-06-30"))
        assert str(task.why[0]) == why

    def test_one_for_a_client_and_currency(self) -> None:
        """It names the invoices that are near, the first to be lost first."""
        journal = OLD + invoice("F-2", "2021-05-30", "2021-08-31", "50.00") + invoice("F-3", "2024-01-01", "2024-02-01")
        journal += invoice("D-1", "2021-06-01", "2021-07-01", "7.00 USD")
        assert [(task.invoices, str(task.amount)) for task in tasks_on("2026-01-15", journal)] == [
            (("F-2", "F-1"), "150.00 EUR"),
            (("D-1",), "7.00 USD"),
        ]

    def test_of_what_is_paid(self) -> None:
        """Nothing."""
        paid = f"{OLD}\n### 2025-01-01 payment\n- amount: 100.00\n- allocate:\n  - F-1: 100.00\n"
        assert tasks_on("2026-06-30", paid) == []

    def test_dispute_and_hold_stop_nothing(self) -> None:
        """The period runs on, and the task comes."""
        for stop in ("dispute F-1", "hold", "handover\n- to: Maître Roux"):
            assert len(tasks_on("2026-06-30", f"{OLD}\n### 2026-01-10 {stop}\n")) == 1

    def test_acknowledged(self) -> None:
        """It is gone."""
        assert tasks_on("2026-06-30", f"{OLD}\n### 2026-06-29 acknowledgment\n") == []

    def test_nothing_is_reminded_once_both_dates_are_past(self) -> None:
        """The invoice is held; another one is reminded all the same."""
        head = HEAD.replace("scenario: none", 'contacts:\n  - email: "compta@durand.example"')
        journal = OLD + invoice("F-2", "2026-06-01", "2026-07-01")
        for on, asked in (("2026-07-31", ("F-1", "F-2")), ("2026-08-01", ("F-2",))):
            rows = rows_on(on, journal, head)
            assert [row.invoices for row in rows if isinstance(row, Task) and row.step] == [asked]
        held = [row for row in rows if isinstance(row, Held)]
        assert [(row.invoices, str(row.reason)) for row in held] == [(("F-1",), "limitation passed on 2026-07-31")]


OPENED = f"{invoice('F-1', '2026-01-10', '2026-02-10')}\n### 2026-03-02 insolvency Liquidation ^aaaaaaaa\n"
PUBLISHED = f"{OPENED}- bodacc: 2026-03-15\n- trustee: SELARL Rouquette\n"


class TestInsolvency:
    """Find the publication, then declare the claim within two months of it."""

    def test_the_publication_first(self) -> None:
        """Until it is known."""
        (task,) = tasks_on("2026-03-02", OPENED, action="find-bodacc")
        assert (task.invoices, str(task.amount), task.entry_id, task.priority) == (
            ("F-1",),
            "100.00 EUR",
            "aaaaaaaa",
            POINTS.insolvency,
        )
        assert tasks_on("2026-03-02", PUBLISHED, action="find-bodacc") == []

    @pytest.mark.parametrize(
        ("on", "why", "points"),
        [
            (
                "2026-05-15",
                "declare the claim before 2026-05-15 is over: two months from the publication of 2026-03-15"
                " (C. com. art. R622-24)",
                POINTS.insolvency,
            ),
            (
                "2026-05-16",
                "the claim was to be declared by 2026-05-15: ask the judge for relief from forclusion by 2026-09-15"
                " (C. com. art. L622-26)",
                POINTS.insolvency,
            ),
            (
                "2026-09-15",
                "the claim was to be declared by 2026-05-15: ask the judge for relief from forclusion by 2026-09-15"
                " (C. com. art. L622-26)",
                POINTS.insolvency,
            ),
            (
                "2026-09-16",
                "the claim was to be declared by 2026-05-15 and relief asked for by 2026-09-15:"
                " decide what is written off",
                POINTS.review,
            ),
        ],
    )
    def test_declare_it(self, on: str, why: str, points: int) -> None:
        """Two months, then relief within six of the same publication, then a decision."""
        (task,) = tasks_on(on, PUBLISHED, action="declare-claim")
        assert [str(reason) for reason in task.why] == [
            "insolvency proceedings opened on 2026-03-02",
            why,
            "to SELARL Rouquette",
        ]
        assert task.priority == points

    def test_the_end_of_a_short_month(self) -> None:
        """Published on 31 December, it is declared by the last day of February."""
        journal = (
            OPENED.replace("2026-03-02", "2025-12-20").replace("2026-01-10", "2025-01-10") + "- bodacc: 2025-12-31\n"
        )
        (task,) = tasks_on("2026-01-05", journal, action="declare-claim")
        assert "before 2026-02-28 is over" in str(task.why[1])

    def test_published_twice(self) -> None:
        """The first publication counts."""
        again = f"{PUBLISHED}\n### 2026-03-20 insolvency Liquidation ^bbbbbbbb\n- bodacc: 2026-04-30\n"
        (task,) = tasks_on("2026-05-02", again, action="declare-claim")
        assert "before 2026-05-15 is over" in str(task.why[1])

    def test_says_where_to_look(self) -> None:
        """By which text, before anything is published."""
        (task,) = tasks_on("2026-03-02", OPENED, action="find-bodacc")
        assert [str(reason) for reason in task.why] == [
            "insolvency proceedings opened on 2026-03-02",
            "find the BODACC publication: the claim is declared within two months of it (C. com. art. R622-24)",
        ]

    @pytest.mark.parametrize(("issued", "is_apart"), [("2026-03-01", False), ("2026-03-02", True)])
    def test_issued_on_the_day_of_the_judgment(self, issued: str, *, is_apart: bool) -> None:
        """It is named apart: the judgment takes effect at the first hour of its day (C. com. art. R621-4)."""
        journal = PUBLISHED + invoice("F-2", issued, "2026-04-20")
        (task,) = tasks_on("2026-04-01", journal, action="declare-claim")
        assert str(task.why[-1]).endswith(": F-2") is is_apart

    def test_declared(self) -> None:
        """Nothing more is asked; a claim of earlier proceedings does not count."""
        assert tasks_on("2026-04-01", f"{PUBLISHED}\n### 2026-03-02 claim\n", action="declare-claim") == []
        assert tasks_on("2026-04-01", f"{PUBLISHED}\n### 2026-04-01 claim\n", action="declare-claim") == []
        earlier = f"{PUBLISHED}\n### 2026-02-01 claim\n"
        assert len(tasks_on("2026-04-01", earlier, action="declare-claim")) == 1

    def test_nothing_owed(self) -> None:
        """Nothing to declare."""
        paid = "\n### 2026-02-15 payment\n- amount: 100.00\n- allocate:\n  - F-1: 100.00\n"
        assert tasks_on("2026-04-01", PUBLISHED + paid, action="declare-claim") == []

    def test_issued_after_the_judgment(self) -> None:
        """It is in the task, named apart."""
        journal = PUBLISHED + invoice("F-2", "2026-03-20", "2026-04-20")
        (task,) = tasks_on("2026-04-01", journal, action="declare-claim")
        assert task.invoices == ("F-1", "F-2")
        assert str(task.why[-1]) == "issued since the judgment, to be looked at one by one: F-2"

    def test_several_currencies(self) -> None:
        """A task for each: no sum is of two."""
        journal = PUBLISHED + invoice("D-1", "2026-01-20", "2026-02-20", "5.00 USD")
        assert [
            (task.invoices, str(task.amount)) for task in tasks_on("2026-04-01", journal, action="declare-claim")
        ] == [(("F-1",), "100.00 EUR"), (("D-1",), "5.00 USD")]


@given(journals(commitments=True), DAYS)
@settings(max_examples=300)
def test_every_insolvent_client_who_owes_has_a_task_until_a_claim_is_there(blocks: list[str], on: date) -> None:
    read = dossier("\n".join(blocks), HEAD)
    facts = naive_standing(read.entries, on)
    opened = [fact.date for fact in facts if fact.kind == "insolvency"]
    declared = [fact.date for fact in facts if fact.kind == "claim"]
    owed = {item.balance.currency for item in account(read, on).items if item.balance.amount > 0}
    is_to_declare = bool(opened) and not any(day >= min(opened) for day in declared)
    rows = client_agenda(situation_of(read, on), PRACTICE, on)
    found = [row for row in rows if isinstance(row, Task) and row.action in ("declare-claim", "find-bodacc")]
    assert [task.amount.currency for task in found if task.amount] == (sorted(owed) if is_to_declare else [])


@given(journals(commitments=True), st.integers(0, 3000), st.sampled_from(list(ClientKind)))
@settings(max_examples=200)
def test_no_item_near_its_date_is_passed_over(blocks: list[str], days: int, of: ClientKind) -> None:
    on = FIRST_DAY + timedelta(days=days)
    known = situation_of(dossier("\n".join(blocks), f"name: Durand\nkind: {of}"), on)
    expected = []
    for item in known.items:
        last = of_item(item, known.interruptions, period_of(known.client, HOUSE)).prudent.last_day
        if item.balance.amount > 0 and last and months_later(last, -6) <= on:
            expected.append(item)
    assert [one.item for one in nearing(known, HOUSE, on)] == expected
