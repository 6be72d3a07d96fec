"""Which step of its scenario an invoice has reached."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.money import zero
from recouv.domain.practice import Calendar, Contact, House
from recouv.rules.conditions import ClientFacts
from recouv.rules.next_step import next_step, progress_of
from recouv.rules.standing import standing

from .journals import HOUSE, STANDARD, account, scenario, sound

DUE = date(2026, 3, 31)
INVOICE = f"### 2026-03-01 invoice F-1 ^aaaaaaaa\n- amount: 100.00\n- due: {DUE}\n"
INSTALMENTS = """
### 2026-01-01 invoice F-1 ^aaaaaaaa
- amount: 90.00
- due:
  - 2026-01-31: 30.00
  - 2026-02-28: 30.00
  - 2026-03-31: 30.00
"""


def sent(day: str, step: str, number: str = "F-1", kind: str = "email") -> str:
    return f"\n### {day} {kind}\n- invoices: {number}\n- scenario: standard\n- step: {step}\n"


NOBODY = ClientFacts(owed=zero("EUR"))


def planned(
    journal: str,
    on: str,
    rank: int = 0,
    steps: str = STANDARD,
    facts: ClientFacts = NOBODY,
    house: House = HOUSE,
) -> str:
    """Step and day that the item of that rank requires."""
    read = sound(journal)
    of = account(read, on)
    progress = progress_of(standing(read.entries, of.on))
    found = next_step(of.items[rank], scenario(steps), progress, of.on, facts=facts, house=house)
    return f"{found.step.id} {found.level} {found.day}" if found else "nothing"


class TestSequence:
    """The next step is the lowest level not done above the highest done."""

    def test_begins_before_the_due_date(self) -> None:
        """A courtesy comes before the due date, on its day."""
        assert planned(INVOICE, "2026-03-20") == "courtesy 1 2026-03-26"

    def test_courtesy_lapses(self) -> None:
        """Once the invoice is late its courtesy is no more; on the due date it still is."""
        assert planned(INVOICE, "2026-03-31") == "courtesy 1 2026-03-26"
        assert planned(INVOICE, "2026-04-01") == "reminder-1 2 2026-04-03"

    def test_after_the_courtesy(self) -> None:
        """The first reminder follows the due date."""
        assert planned(INVOICE + sent("2026-03-26", "courtesy"), "2026-03-27") == "reminder-1 2 2026-04-03"

    def test_missed_days_are_caught_up(self) -> None:
        """A reminder that was not sent on its day waits, and the next does not jump over it, months later."""
        assert planned(INVOICE, "2026-04-03") == "reminder-1 2 2026-04-03"
        assert planned(INVOICE, "2026-09-30") == "reminder-1 2 2026-04-03"

    def test_each_in_turn(self) -> None:
        """Level after level, to the end."""
        journal = INVOICE + sent("2026-04-03", "reminder-1")
        assert planned(journal, "2026-04-03") == "reminder-2 3 2026-04-15"
        journal += sent("2026-04-15", "reminder-2", kind="letter")
        assert planned(journal, "2026-04-15") == "formal-notice 4 2026-05-10"
        journal += sent("2026-05-10", "formal-notice", kind="registered-letter")
        assert planned(journal, "2026-05-10") == "nothing"

    def test_highest_done_counts(self) -> None:
        """After a formal notice sent out of turn, no first reminder."""
        assert planned(INVOICE + sent("2026-04-02", "formal-notice"), "2026-04-20") == "nothing"

    def test_of_another_invoice(self) -> None:
        """What was sent for one invoice moves no other."""
        journal = INVOICE + INVOICE.replace("F-1 ^aaaaaaaa", "F-2 ^bbbbbbbb") + sent("2026-04-03", "reminder-1", "F-2")
        assert planned(journal, "2026-04-10") == "reminder-1 2 2026-04-03"
        assert planned(journal, "2026-04-10", rank=1) == "reminder-2 3 2026-04-15"

    def test_undone_when_cancelled(self) -> None:
        """A message entered by mistake and cancelled was not sent."""
        journal = INVOICE + sent("2026-04-03", "reminder-1").replace("email\n", "email ^bbbbbbbb\n", 1)
        assert planned(journal + "\n### 2026-04-04 cancel ^bbbbbbbb\n", "2026-04-10") == "reminder-1 2 2026-04-03"


class TestSpacing:
    """After a step done late, the next one keeps its distance."""

    @pytest.mark.parametrize(
        ("done", "expected"),
        [("2026-04-03", "2026-04-15"), ("2026-04-04", "2026-04-16"), ("2026-06-01", "2026-06-13")],
    )
    def test_from_the_day_sent(self, done: str, expected: str) -> None:
        """Twelve days between the first reminder and the second, counted from the day the first really left."""
        assert planned(INVOICE + sent(done, "reminder-1"), "2026-06-05") == f"reminder-2 3 {expected}"

    def test_early_is_not_earlier(self) -> None:
        """A step done early brings nothing forward."""
        assert planned(INVOICE + sent("2026-04-01", "reminder-1"), "2026-04-05") == "reminder-2 3 2026-04-15"

    def test_after_a_late_courtesy(self) -> None:
        """A courtesy that left on the due date itself keeps its distance too, the day after as on that day."""
        journal = INVOICE + sent("2026-03-31", "courtesy")
        assert planned(journal, "2026-03-31") == "reminder-1 2 2026-04-08"
        assert planned(journal, "2026-04-01") == "reminder-1 2 2026-04-08"

    def test_from_the_last_time(self) -> None:
        """A reminder sent twice keeps its distance from the second."""
        journal = INVOICE + sent("2026-04-03", "reminder-1") + sent("2026-04-10", "reminder-1")
        assert planned(journal, "2026-04-12") == "reminder-2 3 2026-04-22"

    def test_of_the_documentation(self) -> None:
        """The example of docs/scenarios.md: reminder 3 sent one day late moves the formal notice by one day."""
        steps = "name: standard\nsteps:\n"
        steps += "".join(
            f"  - id: {name}\n    days: {days}\n    channel: letter\n"
            for name, days in (("reminder-3", 35), ("formal-notice", 50))
        )
        journal = "### 2026-09-01 invoice F-1\n- amount: 1.00\n- due: 2026-09-27\n"
        assert planned(journal, "2026-10-01", steps=steps) == "reminder-3 1 2026-11-01"
        journal += sent("2026-11-02", "reminder-3")
        assert planned(journal, "2026-11-02", steps=steps) == "formal-notice 2 2026-11-17"


class TestInstalments:
    """The journal names invoices: a step counts for an instalment when that one was old enough for it."""

    def test_each_begins_at_the_beginning(self) -> None:
        """What was sent for the first instalment before the second was due does not count for the second."""
        journal = INSTALMENTS + sent("2026-02-03", "reminder-1") + sent("2026-02-15", "reminder-2")
        assert planned(journal, "2026-03-05", rank=0) == "formal-notice 4 2026-03-12"
        assert planned(journal, "2026-03-05", rank=1) == "reminder-1 2 2026-03-03"

    def test_no_level_is_skipped(self) -> None:
        """The formal notice of the first instalment is none for the second, which had its first reminder that day."""
        journal = INSTALMENTS + sent("2026-02-03", "reminder-1") + sent("2026-02-15", "reminder-2")
        journal += sent("2026-03-12", "reminder-1") + sent("2026-03-12", "formal-notice")
        assert planned(journal, "2026-03-20", rank=0) == "nothing"
        assert planned(journal, "2026-03-20", rank=1) == "reminder-2 3 2026-03-24"

    def test_sent_early_by_hand(self) -> None:
        """A day before its own, the first reminder of the first instalment is done all the same, and not sent twice."""
        journal = INSTALMENTS + sent("2026-02-02", "reminder-1")
        assert planned(journal, "2026-02-10", rank=0) == "reminder-2 3 2026-02-15"
        assert planned(journal, "2026-03-05", rank=1) == "reminder-1 2 2026-03-03"

    def test_each_has_its_courtesy(self) -> None:
        """A word before the first instalment is none before the second."""
        journal = INSTALMENTS + sent("2026-01-26", "courtesy")
        assert planned(journal, "2026-02-20", rank=1) == "courtesy 1 2026-02-23"


class TestStart:
    """`by-age` enters a debt that is already old at the last step whose days have passed."""

    BY_AGE = STANDARD.replace("steps:", "start: by-age\nsteps:", 1)

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            ("2026-03-20", "courtesy 1 2026-03-26"),
            ("2026-04-01", "reminder-1 2 2026-04-03"),
            ("2026-04-14", "reminder-1 2 2026-04-03"),
            ("2026-04-15", "reminder-2 3 2026-04-15"),
            ("2026-12-31", "formal-notice 4 2026-05-10"),
        ],
    )
    def test_enters(self, on: str, expected: str) -> None:
        """By the age of that day."""
        assert planned(INVOICE, on, steps=self.BY_AGE) == expected

    def test_then_in_turn(self) -> None:
        """Once a step is done, the others follow one by one."""
        assert planned(INVOICE + sent("2026-04-20", "reminder-1"), "2026-12-31", steps=self.BY_AGE).startswith(
            "reminder-2"
        )


class TestTriggers:
    """Days counted from the end of the month, or from the step really done before."""

    MONTH_END = STANDARD.replace("id: reminder-2\n    days: 15", "id: reminder-2\n    end-of-month: 5")
    AFTER = STANDARD.replace("id: reminder-2\n    days: 15", "id: reminder-2\n    after: 12")

    def test_end_of_month(self) -> None:
        """Of the due date's month, whatever its day."""
        mid = INVOICE.replace(f"due: {DUE}", "due: 2026-03-12") + sent("2026-03-15", "reminder-1")
        assert planned(mid, "2026-03-20", steps=self.MONTH_END) == "reminder-2 3 2026-04-05"

    def test_end_of_month_keeps_its_distance(self) -> None:
        """After a step done late."""
        mid = INVOICE.replace(f"due: {DUE}", "due: 2026-03-12") + sent("2026-05-01", "reminder-1")
        assert planned(mid, "2026-05-02", steps=self.MONTH_END) == "reminder-2 3 2026-05-22"

    @pytest.mark.parametrize(("done", "expected"), [("2026-04-03", "2026-04-15"), ("2026-04-01", "2026-04-13")])
    def test_after_the_previous_one(self, done: str, expected: str) -> None:
        """From the day it was really done, be it early."""
        assert planned(INVOICE + sent(done, "reminder-1"), "2026-04-05", steps=self.AFTER) == f"reminder-2 3 {expected}"

    def test_after_one_that_was_never_done(self) -> None:
        """Where the sequence enters by age, it counts from the day on which that one would have been done."""
        by_age = self.AFTER.replace("steps:", "start: by-age\nsteps:", 1)
        assert planned(INVOICE, "2026-04-20", steps=by_age) == "reminder-2 3 2026-04-15"


class TestWorkingDays:
    """A day that is not worked gives way to the next that is."""

    HOLIDAYS = House(calendar=Calendar(holidays=frozenset({date(2026, 4, 6)})))

    def test_week_end_and_holiday(self) -> None:
        """Due on a Tuesday, the first reminder falls on Good Friday; had it been on Saturday, Easter Monday is passed over."""
        assert planned(INVOICE, "2026-04-01", house=self.HOLIDAYS) == "reminder-1 2 2026-04-03"
        later = INVOICE.replace(f"due: {DUE}", "due: 2026-04-01")
        assert planned(later, "2026-04-02", house=self.HOLIDAYS) == "reminder-1 2 2026-04-07"


class TestConditions:
    """A step that is not for the client is no level."""

    ONLY_COMPANIES = STANDARD.replace(
        "tone: courteous\n    auto: yes", "tone: courteous\n    when:\n      kinds: [company]"
    )

    def test_passed_over(self) -> None:
        """The next one is the first, and keeps its rank."""
        public = ClientFacts(kind="public", owed=zero("EUR"))
        assert planned(INVOICE, "2026-04-01", steps=self.ONLY_COMPANIES, facts=public) == "reminder-2 3 2026-04-15"
        company = ClientFacts(kind="company", owed=zero("EUR"))
        assert planned(INVOICE, "2026-04-01", steps=self.ONLY_COMPANIES, facts=company) == "reminder-1 2 2026-04-03"

    def test_done_all_the_same_it_counts(self) -> None:
        """What was done keeps its place in the sequence."""
        public = ClientFacts(kind="public", owed=zero("EUR"))
        journal = INVOICE + sent("2026-04-10", "reminder-1")
        assert planned(journal, "2026-04-12", steps=self.ONLY_COMPANIES, facts=public) == "reminder-2 3 2026-04-22"


class TestNotDelivered:
    """What reached nobody carries out nothing."""

    CALLS = STANDARD.replace(
        "id: reminder-1\n    days: 3\n    channel: email", "id: reminder-1\n    days: 3\n    channel: call"
    )

    @staticmethod
    def called(day: str, outcome: str) -> str:
        return sent(day, "reminder-1", kind="call").rstrip() + f"\n- outcome: {outcome}\n"

    @pytest.mark.parametrize("outcome", ["failed", "unconfirmed"])
    def test_a_message_that_perhaps_never_left_completes_no_level(self, outcome: str) -> None:
        """However often it is tried."""
        journal = INVOICE + "".join(self.called(f"2026-04-{day:02}", outcome) for day in (3, 4, 5, 6))
        assert planned(journal, "2026-04-07", steps=self.CALLS) == "reminder-1 2 2026-04-03"

    @pytest.mark.parametrize("outcome", ["no-answer", "wrong-number"])
    def test_is_done_again_the_next_day_worked(self, outcome: str) -> None:
        """A level is not completed by a call that reached nobody."""
        journal = INVOICE + self.called("2026-04-03", outcome)
        worked = House(calendar=Calendar())
        assert planned(journal, "2026-04-03", steps=self.CALLS, house=worked) == "reminder-1 2 2026-04-06"

    @pytest.mark.parametrize("outcome", ["reached", "message-left", "call-back", "promised"])
    def test_somebody_was_told(self, outcome: str) -> None:
        journal = INVOICE + self.called("2026-04-03", outcome)
        assert planned(journal, "2026-04-03", steps=self.CALLS).startswith("reminder-2")

    def test_after_so_many_attempts_the_sequence_goes_on(self) -> None:
        """From the day of the last one."""
        journal = INVOICE + "".join(self.called(f"2026-04-{day:02}", "no-answer") for day in (3, 4, 9))
        twice = House(calendar=Calendar(every_day=True), contact=Contact(attempts=2))
        assert planned(journal, "2026-04-10", steps=self.CALLS) == "reminder-2 3 2026-04-21"
        assert planned(journal, "2026-04-10", steps=self.CALLS, house=twice) == "reminder-2 3 2026-04-21"
        first = INVOICE + self.called("2026-04-03", "no-answer")
        assert planned(first, "2026-04-04", steps=self.CALLS, house=twice) == "reminder-1 2 2026-04-04"


class TestReentry:
    """Where an invoice goes on once its dispute is resolved: as its scenario says."""

    STORY = (
        INVOICE
        + sent("2026-04-03", "reminder-1")
        + "\n### 2026-04-10 dispute F-1 ^dddddddd\n- category: quality\n"
        + "\n### 2026-08-01 resolve ^dddddddd\n- outcome: upheld\n"
    )

    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            ("resume", "reminder-2 3 2026-04-15"),
            ("by-age", "formal-notice 4 2026-05-10"),
            ("restart", "reminder-1 2 2026-04-03"),
        ],
    )
    def test_rule(self, rule: str, expected: str) -> None:
        steps = STANDARD.replace("steps:", f"reentry: {rule}\nsteps:", 1)
        assert planned(self.STORY, "2026-08-01", steps=steps) == expected

    def test_then_in_turn(self) -> None:
        """What is done after the dispute counts, whatever the rule."""
        steps = STANDARD.replace("steps:", "reentry: restart\nsteps:", 1)
        journal = self.STORY + sent("2026-08-03", "reminder-1")
        assert planned(journal, "2026-08-04", steps=steps) == "reminder-2 3 2026-08-15"


class TestCalendar:
    """Dates that books write for "never" and "unknown" are dates like others."""

    @pytest.mark.parametrize("due", ["9999-12-31", "0001-01-01"])
    def test_ends_of_the_calendar(self, due: str) -> None:
        """They stop nothing."""
        journal = f"### 2026-03-01 invoice F-1\n- amount: 1.00\n- due: {due}\n"
        assert planned(journal, "2026-04-01") != "nothing"


class TestDone:
    """What was carried out, invoice by invoice."""

    def test_rows(self) -> None:
        """One message may carry another step for each invoice, and one that names no step carries none."""
        read = sound(
            """
### 2026-04-03 letter
- invoices: F-1, F-2
- steps:
  - F-1: reminder-2
  - F-2: reminder-1

### 2026-04-05 call
- invoices: F-1
""".replace("F-1, F-2", "F-1")
            + INVOICE
            + INVOICE.replace("F-1 ^aaaaaaaa", "F-2 ^bbbbbbbb")
        )
        assert progress_of(read.entries).done == {
            ("F-1", "reminder-2"): date(2026, 4, 3),
            ("F-2", "reminder-1"): date(2026, 4, 3),
        }


class TestAnyHistory:
    """The formula, on any history of one invoice."""

    @given(
        st.lists(
            st.tuples(st.integers(1, 200), st.sampled_from(["reminder-1", "reminder-2", "formal-notice"])), max_size=6
        ),
        st.integers(1, 250),
    )
    def test_next(self, history: list[tuple[int, str]], late: int) -> None:
        """The next step is the one above the highest done, no sooner than both of its dates."""
        days = {"reminder-1": 3, "reminder-2": 15, "formal-notice": 40}
        on = DUE + timedelta(days=late)
        done = [(DUE + timedelta(days=day), step) for day, step in history if day <= late]
        found = planned(INVOICE + "".join(sent(str(day), step) for day, step in done), str(on))
        order = list(days)
        highest = max((order.index(step) for _, step in done), default=-1)
        if highest == len(order) - 1:
            assert found == "nothing"
            return
        step, level, day = found.split()
        assert (step, int(level)) == (order[highest + 1], highest + 3)
        base = DUE + timedelta(days=days[step])
        if highest >= 0:
            last = max(day for day, step in done if step == order[highest])
            base = max(base, last + timedelta(days=days[step] - days[order[highest]]))
        assert day == str(base)
