"""What a day asks for, and why."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from recouv.domain.practice import Practice
from recouv.domain.task import Agenda, Held, Task
from recouv.rules.agenda import client_agenda
from recouv.rules.situation import situation_of

from .journals import (
    DAYS,
    FIRST_DAY,
    HOUSE,
    STANDARD,
    account,
    cents,
    dossier,
    journals,
    naive_standing,
    scenario,
    sound,
)

if TYPE_CHECKING:
    from recouv.domain.dossier import Dossier
    from recouv.domain.entry import Entry

HEAD = """
name: Durand
address: 12 rue des Artisans
contacts:
  - email: compta@durand.example
    phone: "+33561000000"
"""
PRACTICE = Practice(scenarios={"standard": scenario()}, house=HOUSE)
DAYS_OF = {"courtesy": -5, "reminder-1": 3, "reminder-2": 15, "formal-notice": 40}
REMINDERS = ("email", "letter", "registered-letter")


def practice(steps: str) -> Practice:
    return replace(PRACTICE, scenarios={"standard": scenario(steps)})


def invoice(number: str, due: str, amount: str = "100.00", issued: str = "2026-01-01") -> str:
    return f"\n### {issued} invoice {number}\n- amount: {amount}\n- due: {due}\n- document: {number}.pdf\n"


def sent(day: object, *rows: str) -> str:
    return f"\n### {day} email\n- scenario: standard\n- steps:\n" + "".join(f"  - {row}\n" for row in rows)


def rows_of(read: Dossier, of: Practice, on: date) -> list[Task | Held]:
    """What a day asks for one client."""
    return client_agenda(situation_of(read, on), of, on)


def agenda_of(clients: list[Dossier], of: Practice, on: date) -> Agenda:
    """The day of several."""
    rows = [row for read in clients for row in rows_of(read, of, on)]
    tasks, held = ([row for row in rows if isinstance(row, kind)] for kind in (Task, Held))
    return Agenda.in_order(on, tasks, held)


def day_of(journal: str, on: str, head: str = HEAD, of: Practice = PRACTICE) -> Agenda:
    return agenda_of([sound(journal, head)], of, date.fromisoformat(on))


def told(journal: str, on: str, head: str = HEAD, of: Practice = PRACTICE) -> list[str]:
    """Tasks then held rows, in a line each."""
    day = day_of(journal, on, head, of)
    tasks = [f"{task.action} {task.step} {', '.join(task.invoices)} {task.amount}" for task in day.tasks]
    return [" ".join(task.split()) for task in tasks] + [
        f"held {', '.join(row.invoices)}: {row.reason} until {row.until}" for row in day.held
    ]


class TestReminder:
    """Items whose next step's day has come make one task together."""

    def test_on_its_day(self) -> None:
        """The day before, the invoice is held until then; on the day it is asked for."""
        assert told(invoice("F-1", "2026-01-31"), "2026-02-02") == [
            "held F-1: next: reminder-1 on 2026-02-03 until 2026-02-03"
        ]
        assert told(invoice("F-1", "2026-01-31"), "2026-02-03") == ["email reminder-1 F-1 100.00 EUR"]

    def test_missed_days_are_caught_up(self) -> None:
        """Weeks later the first reminder is still the one to send (Invoice Ninja, Akaunting: equality on the day)."""
        assert told(invoice("F-1", "2026-01-31"), "2026-04-30") == ["email reminder-1 F-1 100.00 EUR"]

    def test_one_task_for_a_client(self) -> None:
        """Channel and tone are those of the highest step; every overdue item is listed; each keeps its level."""
        journal = (
            invoice("F-1", "2026-01-31") + invoice("F-2", "2026-02-12", "50.00") + invoice("F-3", "2026-02-16", "7.00")
        )
        journal += invoice("F-4", "2026-03-31", "1.00") + sent("2026-02-03", "F-1: reminder-1")
        (task,) = day_of(journal, "2026-02-17").tasks
        assert (task.action, task.step, task.level, task.scenario) == ("letter", "reminder-2", 3, "standard")
        assert task.invoices == ("F-1", "F-2", "F-3")
        assert task.steps == (("F-1", "reminder-2"), ("F-2", "reminder-1"))
        assert (str(task.amount), task.due_since) == ("157.00 EUR", date(2026, 1, 31))
        assert [str(reason) for reason in task.why] == [
            "F-1: 100.00 EUR, due 2026-01-31, 17 days late; reminder-2 follows reminder-1 of 2026-02-03",
            "F-2: 50.00 EUR, due 2026-02-12, 5 days late; reminder-1 is planned at D+3",
            "F-3: 7.00 EUR, due 2026-02-16, 1 day late; joins this message",
        ]

    def test_most_careful_hand(self) -> None:
        """A message that holds one step which a person must send is sent by a person."""
        journal = invoice("F-1", "2026-01-31") + invoice("F-2", "2026-02-10")
        journal += sent("2026-02-03", "F-1: reminder-1") + sent("2026-02-15", "F-1: reminder-2")
        assert [task.auto for task in day_of(journal, "2026-03-12").tasks] == ["no"]
        assert [task.auto for task in day_of(invoice("F-1", "2026-01-31"), "2026-02-03").tasks] == ["yes"]

    def test_one_task_for_each_currency(self) -> None:
        """Euros and dollars are two messages."""
        journal = invoice("F-1", "2026-01-31") + invoice("D-1", "2026-01-31", "80.00 USD")
        assert told(journal, "2026-02-03") == ["email reminder-1 F-1 100.00 EUR", "email reminder-1 D-1 80.00 USD"]

    def test_of_what_is_left(self) -> None:
        """What was paid, credited or is disputed is not claimed."""
        journal = invoice("F-1", "2026-01-31", "500.00")
        journal += "\n### 2026-01-10 payment\n- amount: 100.00\n- allocate:\n  - F-1: 100.00\n"
        journal += "\n### 2026-01-11 credit-note A-1\n- amount: 50.00\n- invoice: F-1\n"
        journal += "\n### 2026-01-12 dispute F-1\n- amount: 30.00\n"
        assert told(journal, "2026-02-03") == ["email reminder-1 F-1 320.00 EUR"]

    def test_instalments(self) -> None:
        """Only the instalments past due are claimed (OCA: intermediate instalments ignored)."""
        journal = invoice("F-1", "", "90.00").replace(
            "- due: ", "- due:\n  - 2026-01-31: 30.00\n  - 2026-02-28: 30.00\n  - 2026-03-31: 30.00"
        )
        assert told(journal, "2026-02-03") == ["email reminder-1 F-1 30.00 EUR"]
        assert told(journal + sent("2026-02-03", "F-1: reminder-1"), "2026-03-03") == [
            "letter reminder-2 F-1 60.00 EUR"
        ]

    def test_broken_promise_is_told(self) -> None:
        """A promise that was not kept is a reason, and weighs."""
        promise = "\n### 2026-01-31 promise\n- amount: 100.00\n- by: 2026-02-01\n- invoices: F-1\n"
        (with_it,), (without,) = (
            day_of(invoice("F-1", "2026-01-31") + text, "2026-02-03").tasks for text in (promise, "")
        )
        assert str(with_it.why[-1]) == "the promise of 100.00 EUR by 2026-02-01 was not kept"
        assert with_it.priority == without.priority + 20

    def test_before_the_due_date(self) -> None:
        """A courtesy goes before the due date, when nothing is overdue to be asked for."""
        assert told(invoice("F-1", "2026-02-10"), "2026-02-05") == ["email courtesy F-1 100.00 EUR"]
        assert told(invoice("F-1", "2026-02-10"), "2026-02-04") == []
        journal = invoice("F-1", "2026-02-10") + invoice("F-2", "2026-01-31", "5.00")
        assert told(journal, "2026-02-05") == ["email reminder-1 F-2 5.00 EUR"]


class TestMinimum:
    """Below a step's minimum claim, it waits."""

    STEPS = STANDARD.replace("days: 3\n", "days: 3\n    minimum: 100.00\n").replace(
        "days: -5\n", "days: -5\n    minimum: 100.00\n"
    )

    def test_waits(self) -> None:
        """A cent below it is held; together, two invoices reach it."""
        of = practice(self.STEPS)
        assert told(invoice("F-1", "2026-01-31", "99.99"), "2026-02-03", of=of) == [
            "held F-1: below the minimum of reminder-1 until None"
        ]
        both = invoice("F-1", "2026-01-31", "99.99") + invoice("F-2", "2026-01-31", "0.01")
        assert told(both, "2026-02-03", of=of) == ["email reminder-1 F-1, F-2 100.00 EUR"]

    def test_remaining_counts(self) -> None:
        """What is left to claim is compared, not what the invoices were (Lago), nor before what was received."""
        of = practice(self.STEPS)
        paid = "\n### 2026-01-05 payment\n- amount: 50.00\n- allocate:\n  - F-1: 50.00\n"
        assert told(invoice("F-1", "2026-01-31", "140.00") + paid, "2026-02-03", of=of)[0].startswith("held F-1: below")
        loose = "\n### 2026-01-05 payment\n- amount: 50.00\n"
        assert told(invoice("F-1", "2026-01-31", "140.00") + loose, "2026-02-03", of=of)[1:] == [
            "held F-1: below the minimum of reminder-1 until None"
        ]

    def test_before_the_due_date(self) -> None:
        """A courtesy has its minimum too."""
        assert told(invoice("F-1", "2026-02-10", "99.99"), "2026-02-05", of=practice(self.STEPS)) == []

    def test_other_currency(self) -> None:
        """A minimum in euros says nothing of dollars."""
        assert told(invoice("F-1", "2026-01-31", "5.00 USD"), "2026-02-03", of=practice(self.STEPS)) == [
            "email reminder-1 F-1 5.00 USD"
        ]


class TestMoneyReceived:
    """Money that settles nothing yet is a task; when it covers what would be claimed it replaces every reminder."""

    def test_covers(self) -> None:
        """No letter goes when unallocated money covers it, to the cent (Tryton)."""
        journal = invoice("F-1", "2026-01-31") + "\n### 2026-02-01 payment CHQ 12\n- amount: 100.00\n"
        assert told(journal, "2026-02-03") == [
            "allocate F-1 100.00 EUR",
            "held F-1: money received covers it: allocate 100.00 EUR until None",
        ]
        (task,) = day_of(journal, "2026-02-03").tasks
        assert [str(reason) for reason in task.why] == [
            "100.00 EUR of payment CHQ 12 of 2026-02-01 settles nothing yet"
        ]

    def test_covers_not(self) -> None:
        """A cent short, the reminder claims the cent."""
        journal = invoice("F-1", "2026-01-31") + "\n### 2026-02-01 payment\n- amount: 99.99\n"
        assert told(journal, "2026-02-03") == ["allocate F-1 99.99 EUR", "email reminder-1 F-1 0.01 EUR"]

    def test_of_another_currency_covers_nothing(self) -> None:
        """Dollars received hold no euros back."""
        journal = invoice("F-1", "2026-01-31") + "\n### 2026-02-01 payment\n- amount: 500.00 USD\n"
        assert told(journal, "2026-02-03")[-1] == "allocate 500.00 USD"
        assert "email reminder-1 F-1 100.00 EUR" in told(journal, "2026-02-03")

    def test_is_deducted_once(self) -> None:
        """What is less than the overdue is not taken off a courtesy: no message claims less than nothing."""
        journal = invoice("F-1", "2026-02-04") + invoice("F-2", "2026-02-10", "50.00")
        journal += "\n### 2026-02-01 payment\n- amount: 80.00\n"
        assert told(journal, "2026-02-05") == [
            "allocate F-1, F-2 80.00 EUR",
            "email courtesy F-2 50.00 EUR",
            "held F-1: next: reminder-1 on 2026-02-07 until 2026-02-07",
        ]

    def test_a_courtesy(self) -> None:
        """A few cents received stop no courtesy, and are deducted from it; enough of them replace it."""
        journal = invoice("F-2", "2026-02-10", "50.00")
        assert told(journal + "\n### 2026-02-01 payment\n- amount: 0.01\n", "2026-02-05")[1:] == [
            "email courtesy F-2 49.99 EUR"
        ]
        assert told(journal + "\n### 2026-02-01 payment\n- amount: 50.00\n", "2026-02-05")[1:] == []

    def test_with_nothing_owed(self) -> None:
        """With nothing open the money is to be given back or kept."""
        (task,) = day_of("\n### 2026-02-01 payment\n- amount: 5.00\n", "2026-02-03").tasks
        assert (str(task.why[-1]), task.priority) == ("no invoice is open: refund it, or keep it for the next one", 0)

    def test_refunded(self) -> None:
        """Money given back is money no more."""
        journal = "\n### 2026-02-01 payment ^aaaaaaaa\n- amount: 5.00\n\n### 2026-02-02 refund ^aaaaaaaa ^bbbbbbbb\n- amount: 5.00\n"
        assert told(journal, "2026-02-03") == []


class TestHeld:
    """An overdue item that is not chased is held, with the reason."""

    def test_suspended(self) -> None:
        """A suspension holds its item and leaves the others (Upflow: the pause is client-wide)."""
        journal = (
            invoice("F-1", "2026-01-31") + invoice("F-2", "2026-01-31") + "\n### 2026-02-01 hold\n- invoices: F-2\n"
        )
        assert told(journal, "2026-02-03") == [
            "email reminder-1 F-1 100.00 EUR",
            "held F-2: on hold since 2026-02-01 until None",
        ]

    def test_comes_back_at_its_level(self) -> None:
        """After a hold the invoice goes on at the level it had reached."""
        journal = invoice("F-1", "2026-01-31") + sent("2026-02-03", "F-1: reminder-1")
        journal += "\n### 2026-02-04 hold\n- until: 2026-03-31\n"
        assert told(journal, "2026-04-01") == ["letter reminder-2 F-1 100.00 EUR"]

    def test_no_scenario(self) -> None:
        """An invoice whose scenario is not there is held by that, in no message, and the others go."""
        journal = invoice("F-1", "2026-01-31") + invoice("F-2", "2026-01-31").rstrip() + "\n- scenario: gone\n"
        assert told(journal, "2026-02-03") == [
            "email reminder-1 F-1 100.00 EUR",
            "held F-2: there is no scenario gone until None",
        ]
        assert told(invoice("F-1", "2026-01-31"), "2026-02-03", of=replace(PRACTICE, scenarios={})) == [
            "held F-1: there is no scenario standard until None"
        ]

    def test_not_due_is_not_held(self) -> None:
        """What is on time is neither asked for nor held."""
        assert told(invoice("F-1", "2026-03-31") + "\n### 2026-01-02 hold\n", "2026-02-03") == []

    def test_due_today_on_hold_is_not_held(self) -> None:
        """It is on time to the end of the day."""
        journal = invoice("F-1", "2026-02-03") + "\n### 2026-01-02 hold\n"
        assert told(journal, "2026-02-03") == []
        assert told(journal, "2026-02-04") == ["held F-1: on hold since 2026-01-02 until None"]

    def test_due_today_is_not_overdue(self) -> None:
        """What is due today joins no reminder of another invoice and is not held."""
        journal = invoice("F-1", "2026-02-03") + sent("2026-01-29", "F-1: courtesy")
        assert told(journal, "2026-02-03") == []
        assert told(journal + invoice("F-2", "2026-01-31", "5.00"), "2026-02-03") == ["email reminder-1 F-2 5.00 EUR"]


class TestScenario:
    """The scenario of the invoice, else the client's, else the creditor's."""

    def test_in_that_order(self) -> None:
        """The nearest wins."""
        late = "name: late\nsteps:\n  - id: word\n    days: 60\n    channel: call\n"
        of = replace(PRACTICE, scenarios={"standard": scenario(), "late": scenario(late, "late")})
        assert told(invoice("F-1", "2026-01-31"), "2026-02-03", f"{HEAD}scenario: late", of)[0].startswith(
            "held F-1: next: word"
        )
        journal = invoice("F-1", "2026-01-31").rstrip() + "\n- scenario: standard\n"
        assert told(journal, "2026-02-03", f"{HEAD}scenario: late", of) == ["email reminder-1 F-1 100.00 EUR"]


class TestDecide:
    """An item whose scenario has no step left asks for a decision."""

    JOURNAL = invoice("F-1", "2026-01-31") + sent("2026-03-12", "F-1: formal-notice")

    def test_alone(self) -> None:
        """It is a task of its own, said why."""
        assert told(self.JOURNAL, "2026-03-20") == ["decide F-1 100.00 EUR"]
        (task,) = day_of(self.JOURNAL, "2026-03-20").tasks
        assert str(task.why[0]) == "every step of standard is done: hand over, agree a plan or write off"

    def test_joins_a_message(self) -> None:
        """When another item has its turn, the message lists it."""
        assert told(self.JOURNAL + invoice("F-2", "2026-03-10"), "2026-03-20") == [
            "email reminder-1 F-1, F-2 200.00 EUR"
        ]


class TestOwnTasks:
    """The user's own tasks come as they were set."""

    TASK = "\n### 2026-02-01 task Ring Mme Petit ^tttttttt\n- due: 2026-02-10\n- at: 10:30\n- channel: call\n- owner: marc\n"

    def test_from_its_day_on(self) -> None:
        """Until done."""
        assert told(self.TASK, "2026-02-09") == []
        for on in ("2026-02-10", "2026-04-10"):
            (task,) = day_of(self.TASK, on).tasks
            assert (task.channel, task.owner, task.entry_id, task.amount) == ("call", "marc", "tttttttt", None)
            assert str(task.why[0]) == "your task for 2026-02-10 at 10:30: Ring Mme Petit"
        assert told(self.TASK + "\n### 2026-02-11 done ^tttttttt\n", "2026-02-11") == []
        assert told(self.TASK + "\n### 2026-02-11 cancel ^tttttttt\n", "2026-02-11") == []

    def test_two_of_one_day(self) -> None:
        """They come in the order in which they happened, wherever they stand in the file."""
        both = [f"\n### 2026-02-0{day} task Call {day}\n- due: 2026-02-10\n" for day in (1, 2)]
        for entries in (both, both[::-1]):
            tasks = day_of("".join(entries), "2026-02-10").tasks
            assert [task.why[0].args["what"] for task in tasks] == ["Call 1", "Call 2"]

    def test_owner_is_the_client_s(self) -> None:
        """A task of nobody is for whoever follows the client."""
        (task,) = day_of(self.TASK.replace("- owner: marc\n", ""), "2026-02-10", "name: A\nowner: lea").tasks
        assert task.owner == "lea"


class TestOrder:
    """The most urgent first, the same for everybody."""

    def test_by_priority_then_name(self) -> None:
        """Of equal tasks, the names in alphabetical order; held rows by their last day."""
        text = invoice("F-1", "2026-01-31")
        clients = [sound(text, f"name: {name}\naddress: Toulouse") for name in ("beta", "Alpha", "gamma")]
        clients.append(sound(text + sent("2026-02-03", "F-1: reminder-1"), "name: Zeta\naddress: Toulouse"))
        day = agenda_of(clients, PRACTICE, date(2026, 2, 15))
        assert [task.name for task in day.tasks] == ["Zeta", "Alpha", "beta", "gamma"]


def readable(blocks: list[str]) -> Dossier:
    """The dossier of these entries, without those of its cancellations that contradict it."""
    read = dossier("\n".join(blocks))
    if not read.readable:
        read = dossier("\n".join(block for block in blocks if " cancel ^" not in block))
    assume(read.readable)
    return read


def takes_the_place_of(later: Entry, fact: Entry) -> bool:
    """Whether the client said something else since, about the same invoices."""
    if later.kind != "promise" or later.date <= fact.date:
        return False
    return not later.invoices or bool(fact.invoices and set(fact.invoices) <= set(later.invoices))


def must_not_be_chased(number: str, facts: list[Entry], on: date) -> bool:
    """By the words of the rules: insolvent, handed over, on hold, wholly disputed, or promised and nothing came."""
    ended = {fact.target for fact in facts if fact.kind in ("withdraw", "release", "resolve", "recall")}
    for fact in facts:
        if fact.id in ended or (fact.invoices and number not in fact.invoices):
            continue
        if fact.kind in ("insolvency", "handover"):
            return True
        if fact.kind == "hold" and (fact.day("until") or on) >= on:
            return True
        if fact.kind == "dispute" and fact.amount is None:
            return True
        since = [other for other in facts if other.kind == "payment" and other.date >= fact.date]
        if fact.kind == "promise" and any(takes_the_place_of(other, fact) for other in facts):
            continue
        if fact.kind == "promise" and fact.day("by") >= on and not since:
            return True
    return False


class TestAnyJournal:
    """Whatever happened to a client."""

    @given(journals(commitments=True), DAYS)
    @settings(max_examples=300)
    def test_every_overdue_item_is_accounted_for(self, blocks: list[str], on: date) -> None:
        """Each invoice past due is in a task or held, and what is claimed is above nothing and owed."""
        read = readable(blocks)
        rows = rows_of(read, PRACTICE, on)
        of = account(read, on)
        chased = [row for row in rows if isinstance(row, Task) and row.action in (*REMINDERS, "decide")]
        named = {
            number for row in (*chased, *(row for row in rows if isinstance(row, Held))) for number in row.invoices
        }
        late = {item.number for item in of.overdue() if item.balance.amount > 0}
        assert late <= named
        for task in chased:
            owed = sum((of.invoice_balance(number).amount for number in task.invoices), Decimal(0))
            assert 0 < task.amount.amount <= owed
        for row in rows:
            if isinstance(row, Held):
                assert set(row.invoices) <= late
                assert row.until is None or row.until >= on

    @given(journals(commitments=True), DAYS)
    @settings(max_examples=300)
    def test_nobody_is_chased_for_nothing(self, blocks: list[str], on: date) -> None:
        """A paid, disputed, promised, held, insolvent or handed-over invoice is in no reminder."""
        read = readable(blocks)
        facts = naive_standing(read.entries, on)
        of = account(read, on)
        for task in rows_of(read, PRACTICE, on):
            if isinstance(task, Task) and task.action in REMINDERS:
                for number in task.invoices:
                    assert of.invoice_balance(number).amount > 0
                    assert not must_not_be_chased(number, facts, on)
                assert {number for number, _ in task.steps} <= set(task.invoices)

    @given(journals(commitments=True), DAYS, st.randoms())
    def test_is_the_same_twice(self, blocks: list[str], on: date, random: st.Random) -> None:
        """Two readings of the day are equal, whatever the order of the file and of the clients."""
        first = readable(blocks)
        mixed = readable(random.sample(blocks, len(blocks)))
        second = readable(blocks[::-1])
        assume(first.timeline() and len(first.entries) == len(mixed.entries) == len(second.entries))
        clients = [replace(first, id="a"), replace(first, id="b")]
        others = [replace(mixed, id="b"), replace(second, id="a")]
        assert agenda_of(clients, PRACTICE, on) == agenda_of(others, PRACTICE, on)

    @given(journals(commitments=True), DAYS)
    def test_currencies(self, blocks: list[str], on: date) -> None:
        """A message holds invoices of its own currency only."""
        read = readable(blocks)
        of = account(read, on)
        for task in rows_of(read, PRACTICE, on):
            if isinstance(task, Task) and task.amount and task.invoices:
                # a plan may name an invoice that is dated after it
                known = [balance for number in task.invoices if (balance := of.invoice_balance(number))]
                assert {balance.currency for balance in known} <= {task.amount.currency}


class TestLivedThrough:
    """Days lived one after the other, each reminder sent on the day it is asked for, some days missed."""

    @given(
        st.lists(st.tuples(st.integers(0, 60), st.integers(1, 90_000)), min_size=1, max_size=4),
        st.lists(st.integers(1, 25), min_size=3, max_size=25),
        st.sampled_from([0, 1]),
    )
    @settings(max_examples=60, deadline=None)
    def test_sequence(self, invoices: list[tuple[int, int]], steps: list[int], courtesy: int) -> None:
        """No level is skipped or sent twice, none comes before its day, and each keeps its distance from the last."""
        journal = "".join(
            invoice(f"F-{rank}", str(FIRST_DAY + timedelta(days=due)), cents(amount), issued="2025-11-01")
            for rank, (due, amount) in enumerate(invoices)
        )
        dues = {f"F-{rank}": FIRST_DAY + timedelta(days=due) for rank, (due, _) in enumerate(invoices)}
        history: dict[str, list[tuple[str, date]]] = {number: [] for number in dues}
        today = FIRST_DAY - timedelta(days=10 * courtesy)
        for wait in steps:
            tasks = [task for task in day_of(journal, str(today)).tasks if task.action in REMINDERS]
            assert len(tasks) <= 1
            for task in tasks:
                journal += sent(today, *(f"{number}: {step}" for number, step in task.steps))
                for number, step in task.steps:
                    history[number].append((step, today))
            assert not [
                task for task in day_of(journal, str(today)).tasks if task.action in REMINDERS and task.level > 1
            ]
            today += timedelta(days=wait)
        for number, done in history.items():
            after = [step for step, _ in done if step != "courtesy"]
            assert after == ["reminder-1", "reminder-2", "formal-notice"][: len(after)]
            assert len([step for step, _ in done if step == "courtesy"]) <= 1
            for step, day in done:
                assert (day - dues[number]).days >= DAYS_OF[step]
            for (one, first), (two, second) in pairwise(done):
                assert (second - first).days >= DAYS_OF[two] - DAYS_OF[one]

    @pytest.mark.parametrize("pause", [1, 2, 5, 11])
    def test_instalments(self, pause: int) -> None:
        """Each instalment is reminded at every level, in its turn."""
        journal = invoice("F-1", "", "90.00", issued="2025-12-01").replace(
            "- due: ", "- due:\n  - 2026-01-31: 30.00\n  - 2026-02-20: 30.00\n  - 2026-03-10: 30.00"
        )
        steps: list[str] = []
        today = date(2026, 1, 1)
        while today < date(2026, 8, 1):
            for task in day_of(journal, str(today)).tasks:
                if task.action in REMINDERS:
                    journal += sent(today, *(f"{number}: {step}" for number, step in task.steps))
                    steps += [step for _, step in task.steps]
            today += timedelta(days=pause)
        levels = ["reminder-1", "reminder-2", "formal-notice"]
        # a message of the invoice counts for each instalment that is old enough for it: two may share one
        assert all(1 <= steps.count(step) <= 3 for step in levels)
        assert [step for step in dict.fromkeys(steps) if step in levels] == levels
        day = day_of(journal, str(today))
        assert ([task.action for task in day.tasks if task.action in REMINDERS], list(day.held)) == ([], [])
