"""What a scenario asks for on a day: who is left alone, by which channel, and what a person decides."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from recouv.domain.condition import Condition
from recouv.domain.practice import Assignment, Calendar, Contact, House, Practice, PromisePolicy
from recouv.domain.scenario import Scenario
from recouv.domain.task import Held, Task
from recouv.rules.agenda import client_agenda
from recouv.rules.situation import situation_of

from .journals import DAYS, STANDARD, account, dossier, journals, scenario, sound

HEAD = """
name: Durand
address: 12 rue des Artisans
contacts:
  - email: compta@durand.example
    phone: "+33561000000"
"""
CALM = House(
    contact=Contact(interval=5, reply_pause=3),
    calendar=Calendar(every_day=True),
    promises=PromisePolicy(grace=0, tolerance=Decimal(0)),
)
NOTHING = Scenario(name="no-follow-up", steps=(), follow_up=False)


def invoice(number: str, due: str, amount: str = "100.00") -> str:
    return f"\n### 2026-01-01 invoice {number}\n- amount: {amount}\n- due: {due}\n"


def said(day: str, kind: str, *lines: str) -> str:
    return f"\n### {day} {kind}\n" + "".join(f"- {line}\n" for line in lines)


def told(journal: str, on: str, house: House = CALM, steps: str = STANDARD, head: str = HEAD) -> list[str]:
    """Tasks then held rows, in a line each."""
    practice = Practice(scenarios={"standard": scenario(steps), "no-follow-up": NOTHING}, house=house)
    day = date.fromisoformat(on)
    rows = client_agenda(situation_of(sound(journal, head), day), practice, day)
    return [
        f"{row.action} {row.step} {', '.join(row.invoices)} auto {row.auto}"
        if isinstance(row, Task)
        else f"held {', '.join(row.invoices)}: {row.reason} until {row.until}"
        for row in rows
    ]


def why(journal: str, on: str, house: House = CALM, steps: str = STANDARD, head: str = HEAD) -> list[str]:
    practice = Practice(scenarios={"standard": scenario(steps)}, house=house)
    day = date.fromisoformat(on)
    (task,) = client_agenda(situation_of(sound(journal, head), day), practice, day)
    assert isinstance(task, Task)
    return [str(reason) for reason in task.why]


class TestInterval:
    """After a message, a client is left alone; what falls due meanwhile joins the next one, and is shown."""

    STORY = invoice("F-2", "2026-02-02") + said("2026-02-03", "meeting")

    def test_what_falls_due_waits(self) -> None:
        """F-2 is three days late on 5 February, two days after a meeting with the client."""
        reason = "last message on 2026-02-03: what is due joins the next one until 2026-02-08"
        assert told(self.STORY, "2026-02-05") == [f"held F-2: {reason}"]
        assert told(self.STORY, "2026-02-07") == [f"held F-2: {reason}"]

    def test_and_joins_the_next_message(self) -> None:
        assert told(self.STORY, "2026-02-08") == ["email reminder-1 F-2 auto yes"]

    def test_what_is_not_due_waits_too(self) -> None:
        """No courtesy on the heels of a meeting."""
        story = invoice("F-2", "2026-02-10") + said("2026-02-03", "meeting")
        assert told(story, "2026-02-05") == []
        assert told(story, "2026-02-08") == ["email courtesy F-2 auto confirm"]

    def test_whatever_is_overdue_is_shown(self) -> None:
        """F-3, whose own day is still to come, is held with F-2."""
        reason = "last message on 2026-02-03: what is due joins the next one until 2026-02-08"
        assert told(self.STORY + invoice("F-3", "2026-02-04"), "2026-02-05") == [f"held F-2, F-3: {reason}"]

    def test_ends_on_a_day_worked(self) -> None:
        """8 February 2026 is a Sunday."""
        worked = House(contact=Contact(interval=5))
        assert told(self.STORY, "2026-02-05", worked)[0].endswith("until 2026-02-09")

    @pytest.mark.parametrize("line", ["outcome: no-answer", "outcome: failed", "outcome: unconfirmed"])
    def test_what_reached_nobody_is_no_message(self, line: str) -> None:
        journal = invoice("F-2", "2026-02-02") + said("2026-02-04", "call", line)
        assert told(journal, "2026-02-05") == ["email reminder-1 F-2 auto yes"]

    def test_neither_is_a_note_of_the_office(self) -> None:
        journal = invoice("F-2", "2026-02-02") + said("2026-02-04", "note") + "> Seen in the paper.\n"
        assert told(journal, "2026-02-05") == ["email reminder-1 F-2 auto yes"]

    def test_another_currency_has_its_own(self) -> None:
        """What was said of euros says nothing of dollars."""
        journal = invoice("F-2", "2026-02-02") + said("2026-02-03", "meeting", "invoices: F-2")
        journal += invoice("D-3", "2026-02-02", "80.00 USD")
        assert "email reminder-1 D-3 auto yes" in told(journal, "2026-02-05")


class TestClock:
    """The oldest item that has a step left is the client's clock."""

    STORY = (
        invoice("F-1", "2026-01-31")
        + invoice("F-2", "2026-02-05")
        + said("2026-02-03", "email", "invoices: F-1", "step: reminder-1")
    )

    def test_a_younger_item_waits_for_its_message(self) -> None:
        """No first reminder after a first reminder that listed nothing of it, a week before the second."""
        assert told(self.STORY, "2026-02-09") == [
            "held F-1: next: reminder-2 on 2026-02-15 until 2026-02-15",
            "held F-2: reminder-1 joins the message about F-1 on 2026-02-15 until 2026-02-15",
        ]

    def test_and_takes_its_own_step_in_it(self) -> None:
        """The channel is that of the highest; each has its level."""
        assert told(self.STORY, "2026-02-15") == ["letter reminder-2 F-1, F-2 auto confirm"]
        practice = Practice(scenarios={"standard": scenario()}, house=CALM)
        day = date(2026, 2, 15)
        (task,) = client_agenda(situation_of(sound(self.STORY, HEAD), day), practice, day)
        assert isinstance(task, Task)
        assert task.steps == (("F-1", "reminder-2"), ("F-2", "reminder-1"))

    def test_paid_it_hands_over(self) -> None:
        """The next oldest is the clock."""
        paid = "\n### 2026-02-08 payment\n- amount: 100.00\n- allocate:\n  - F-1: 100.00\n"
        assert told(self.STORY + paid, "2026-02-09") == ["email reminder-1 F-2 auto yes"]

    def test_at_its_end_it_hands_over(self) -> None:
        """An invoice of which every step is done holds back no other."""
        ended = self.STORY + said("2026-02-20", "letter", "invoices: F-1", "step: formal-notice")
        assert "email reminder-1 F-1, F-2 auto yes" in told(ended, "2026-02-26")


class TestReply:
    """What the client answered is read before anything else leaves."""

    STORY = invoice("F-2", "2026-02-02") + said("2026-02-04", "reply") + "> Paid yesterday, I believe.\n"

    def test_waits(self) -> None:
        reason = "the client answered on 2026-02-04: read it first until 2026-02-07"
        assert told(self.STORY, "2026-02-05") == [f"held F-2: {reason}"]
        assert told(self.STORY, "2026-02-07") == ["email reminder-1 F-2 auto yes"]

    def test_spoken_with_on_the_day_of_the_answer(self) -> None:
        """What was answered was read: the interval after the call is what counts."""
        journal = self.STORY + said("2026-02-04", "call", "outcome: reached")
        house = House(calendar=CALM.calendar, contact=Contact(interval=2, reply_pause=9))
        assert told(journal, "2026-02-05", house)[0].startswith("held F-2: last message on 2026-02-04")
        assert told(journal, "2026-02-06", house) == ["email reminder-1 F-2 auto yes"]

    def test_answered_by_a_call(self) -> None:
        """Somebody spoke with the client since: the interval of that call is what counts."""
        journal = self.STORY + said("2026-02-05", "call", "outcome: reached")
        assert told(journal, "2026-02-06")[0].startswith("held F-2: last message on 2026-02-05")


class TestChannel:
    """A client without an address for the step's channel is reached by another, or the task says so."""

    POST = "name: Durand\naddress: 12 rue des Artisans\n"
    STEPS = STANDARD.replace(
        "channel: email\n    tone: courteous", "channel: email\n    fallback: letter\n    tone: courteous"
    )

    def test_falls_back(self) -> None:
        assert told(invoice("F-1", "2026-01-31"), "2026-02-05", steps=self.STEPS, head=self.POST) == [
            "letter reminder-1 F-1 auto yes"
        ]
        assert why(invoice("F-1", "2026-01-31"), "2026-02-05", steps=self.STEPS, head=self.POST)[-1] == (
            "no address for email: by letter"
        )

    @pytest.mark.parametrize(("head", "letter"), [(POST, "by-post"), (HEAD, "by-mail")])
    def test_the_letter_is_that_of_the_channel(self, head: str, letter: str) -> None:
        """The fallback's own, where it is by the fallback that it goes."""
        steps = STANDARD.replace(
            "channel: email\n    tone: courteous",
            "channel: email\n    letter: by-mail\n    fallback: {channel: letter, letter: by-post}\n    tone: courteous",
        )
        practice = Practice(scenarios={"standard": scenario(steps)}, house=CALM)
        day = date(2026, 2, 5)
        (task,) = client_agenda(situation_of(sound(invoice("F-1", "2026-01-31"), head), day), practice, day)
        assert isinstance(task, Task)
        assert task.letter == letter

    def test_nor_has_an_address_for_the_other(self) -> None:
        """The first channel stays, and the task says what is missing."""
        head = "name: Durand\ncontacts:\n  - phone: '1'\n"
        assert told(invoice("F-1", "2026-01-31"), "2026-02-05", steps=self.STEPS, head=head)[0].startswith("email")
        assert why(invoice("F-1", "2026-01-31"), "2026-02-05", steps=self.STEPS, head=head)[-1] == (
            "the dossier has no address for email"
        )

    def test_has_nothing_to_fall_back_on(self) -> None:
        assert why(invoice("F-1", "2026-01-31"), "2026-02-05", head=self.POST)[-1] == (
            "the dossier has no address for email"
        )


class TestAPersonDecides:
    """Above the maximum of a step."""

    STEPS = STANDARD.replace("tone: courteous\n    auto: yes", "tone: courteous\n    auto: yes\n    maximum: 150.00")

    def test_maximum(self) -> None:
        one, two = invoice("F-1", "2026-01-31"), invoice("F-2", "2026-01-31")
        assert told(one, "2026-02-05", steps=self.STEPS) == ["email reminder-1 F-1 auto yes"]
        assert told(one + two, "2026-02-05", steps=self.STEPS) == ["email reminder-1 F-1, F-2 auto no"]
        assert why(one + two, "2026-02-05", steps=self.STEPS)[-1] == "above 150.00 EUR: a person decides"

    def test_hours_and_proposals_are_told(self) -> None:
        steps = STANDARD.replace("tone: courteous\n    auto: yes", "hours: 9:00-12:00\n    proposes: suspend-service")
        assert why(invoice("F-1", "2026-01-31"), "2026-02-05", steps=steps)[-2:] == [
            "between 09:00 and 12:00",
            "to decide: deliver nothing more until it is paid",
        ]


class TestOffice:
    """A step of the office reaches nobody: a task of its own, in no message, that waits for none."""

    STEPS = (
        STANDARD.replace("channel: letter\n    auto: confirm", "channel: task\n    auto: no")
        .replace("id: courtesy", "id: check")
        .replace("days: -5\n    channel: email", "days: -5\n    channel: task")
    )
    DONE = said("2026-02-03", "email", "invoices: F-1", "step: reminder-1")

    def test_is_in_no_message(self) -> None:
        """F-1 is looked at, F-2 is written about: neither stands twice, nor claims the other's money."""
        story = invoice("F-1", "2026-01-31") + self.DONE + invoice("F-2", "2026-02-10", "7.00")
        practice = Practice(scenarios={"standard": scenario(self.STEPS)}, house=CALM)
        day = date(2026, 2, 15)
        tasks = [
            (row.action, row.step, row.invoices, str(row.amount))
            for row in client_agenda(situation_of(sound(story, HEAD), day), practice, day)
            if isinstance(row, Task)
        ]
        assert tasks == [
            ("note", "reminder-2", ("F-1",), "100.00 EUR"),
            ("email", "reminder-1", ("F-2",), "7.00 EUR"),
        ]

    def test_waits_for_no_interval(self) -> None:
        """Nor is it held: a meeting the day before stops nobody from looking."""
        story = invoice("F-1", "2026-01-31") + self.DONE + said("2026-02-14", "meeting")
        assert told(story, "2026-02-15", steps=self.STEPS) == ["note reminder-2 F-1 auto no"]

    def test_before_the_due_date(self) -> None:
        """It is no courtesy."""
        assert told(invoice("F-1", "2026-02-10"), "2026-02-05", steps=self.STEPS) == ["note check F-1 auto no"]


class TestNoFollowUp:
    """A scenario that asks for nothing is seen to."""

    def test_is_held(self) -> None:
        journal = invoice("F-1", "2026-01-31") + "- scenario: no-follow-up\n"
        assert told(journal, "2026-02-05") == ["held F-1: scenario no-follow-up asks for nothing until None"]

    def test_by_a_rule_of_the_house(self) -> None:
        house = House(
            contact=CALM.contact,
            assignments=(Assignment(scenario="no-follow-up", when=Condition(kinds=("company",))),),
        )
        assert told(invoice("F-1", "2026-01-31"), "2026-02-05", house) == [
            "held F-1: scenario no-follow-up asks for nothing until None"
        ]


class TestStaleBank:
    """Nobody is reminded of what they may have paid."""

    def test_blocks(self) -> None:
        """The task is there, and says why nothing leaves."""
        house = House(calendar=CALM.calendar, bank_until=date(2026, 2, 1), stale_after=3)
        practice = Practice(scenarios={"standard": scenario()}, house=house)
        found = []
        for on in (date(2026, 2, 4), date(2026, 2, 5)):
            (task,) = client_agenda(situation_of(sound(invoice("F-1", "2026-01-31"), HEAD), on), practice, on)
            assert isinstance(task, Task)
            found.append(str(task.blocked_by) if task.blocked_by else "")
        assert found == ["", "bank data of 2026-02-01"]


@given(journals(commitments=True), DAYS, st.integers(1, 10))
@settings(max_examples=300)
def test_every_late_item_is_in_a_task_or_held(blocks: list[str], on: date, interval: int) -> None:
    """Whatever the house asks: resting hides nothing."""
    read = dossier("\n".join(blocks))
    assume(read.readable)
    house = House(contact=Contact(interval=interval), bank_until=date(2026, 3, 1), stale_after=interval)
    practice = Practice(scenarios={"standard": scenario()}, house=house)
    rows = client_agenda(situation_of(read, on), practice, on)
    named = {number for row in rows for number in row.invoices}
    assert {item.number for item in account(read, on).overdue() if item.balance.amount > 0} <= named
    assert all(row.until is None or row.until >= on for row in rows if isinstance(row, Held))


@given(journals(commitments=True), DAYS, st.integers(1, 10))
@settings(max_examples=300)
def test_two_messages_are_never_closer_than_the_interval(blocks: list[str], on: date, interval: int) -> None:
    """A reminder proposed on a day finds no message of the days before it."""
    read = dossier("\n".join(blocks))
    assume(read.readable)
    house = House(contact=Contact(interval=interval), calendar=Calendar(every_day=True))
    practice = Practice(scenarios={"standard": scenario()}, house=house)
    rows = client_agenda(situation_of(read, on), practice, on)
    written = [entry.date for entry in read.entries if entry.kind == "email" and entry.date <= on]
    struck = {entry.target for entry in read.entries if entry.kind == "cancel"}
    assume(not struck)
    if any(isinstance(row, Task) and row.step for row in rows):
        assert all(on - day >= timedelta(days=interval) for day in written)
