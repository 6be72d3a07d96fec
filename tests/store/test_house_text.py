"""The rules of the house in `recouv.yaml`: every key read, every bad value told with its place and its cure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields

from recouv.domain.condition import Condition, Grade
from recouv.domain.money import Money
from recouv.domain.practice import Approvals, Assignment, Calendar, Contact, House, PlanPolicy, Points, PromisePolicy
from recouv.store.condition_text import CONDITION_KEYS
from recouv.store.config import read_config
from recouv.store.house_text import HOUSE_KEYS


def house(text: str) -> House:
    """What the configuration decides, which must read without a problem."""
    config, problems = read_config(text)
    assert [f"{problem.place}: {problem.what}" for problem in problems] == []
    return config.house


def wrong(text: str) -> list[str]:
    """Its problems: line, column, what and how to mend it."""
    return [f"{one.line}:{one.column} {one.what} | {one.mend}" for one in read_config(text)[1]]


class TestRead:
    """What each key gives."""

    def test_nothing_written_is_the_house_by_default(self) -> None:
        """Every key may be left out."""
        assert house("recouv: 1\n") == House()

    @pytest.mark.parametrize("key", HOUSE_KEYS)
    def test_a_key_left_empty_changes_nothing(self, key: str) -> None:
        """As if it were not there; where a value is required, it is told."""
        assert read_config(f"{key}:\n")[0].house == House()

    def test_scenario(self) -> None:
        """The default one."""
        assert house("scenario: firm\n").default_scenario == "firm"

    def test_contact(self) -> None:
        """All three keys."""
        found = house("contact:\n  interval: 7\n  attempts: 2\n  reply_pause: 0\n").contact
        assert found == Contact(interval=7, attempts=2, reply_pause=0)

    def test_calendar(self) -> None:
        """Country, region and whether every day is worked."""
        found = house("calendar:\n  country: DE\n  region: BY\n  every_day: yes\n").calendar
        assert found == Calendar(country="DE", region="BY", every_day=True)
        assert house("calendar:\n  country: ''\n").calendar.country == ""

    def test_promises(self) -> None:
        """Grace and tolerance."""
        found = house("promises:\n  grace: 5\n  tolerance: 0.50\n").promises
        assert found == PromisePolicy(grace=5, tolerance=Decimal("0.50"))

    def test_plans(self) -> None:
        """Grace, misses and notice."""
        found = house("plans:\n  grace: 8\n  misses: 2\n  notice: 0\n").plans
        assert found == PlanPolicy(grace=8, misses=2, notice=0)

    @pytest.mark.parametrize("name", [one.name for one in fields(Points)])
    def test_each_point(self, name: str) -> None:
        """It alone changes."""
        found = house(f"priority:\n  {name}: 77\n").points
        assert [one.name for one in fields(Points) if getattr(found, one.name) != getattr(Points(), one.name)] == [name]
        assert getattr(found, name) == 77

    def test_grades_and_freshness(self) -> None:
        """Bounds, the last day of the bank, the days after it."""
        found = house("grades: [-5, 0, 15, 45]\nbank_until: 2026-11-19\nstale_after: 0\n")
        assert (found.grades, found.bank_until, found.stale_after) == ((-5, 0, 15, 45), date(2026, 11, 19), 0)

    def test_assign(self) -> None:
        """The rules in their order, with every key of a condition; one without `when` takes everybody."""
        when = {
            "kinds": "[company, public]",
            "tags": "loyal",
            "languages": "[fr]",
            "grades": "[A, unknown]",
            "minimum": "100.00",
            "maximum": "900.00 USD",
            "age": "3",
            "broken_promises": "1",
            "average_delay_above": "-2",
            "average_delay_below": "9",
            "loyalty": "4",
        }
        assert tuple(when) == CONDITION_KEYS
        rows = "".join(f"      {key}: {value}\n" for key, value in when.items())
        assert house(f"assign:\n  - scenario: a\n    when:\n{rows}  - scenario: b\n").assignments == (
            Assignment(
                scenario="a",
                when=Condition(
                    kinds=("company", "public"),
                    tags=("loyal",),
                    languages=("fr",),
                    grades=(Grade.A, Grade.UNKNOWN),
                    minimum=Money(Decimal("100.00")),
                    maximum=Money(Decimal("900.00"), "USD"),
                    age=3,
                    broken_promises=1,
                    average_delay_above=-2,
                    average_delay_below=9,
                    loyalty=4,
                ),
            ),
            Assignment(scenario="b"),
        )


RULE = "assign:\n  - scenario: firm\n    when:\n      "
POINTS = ", ".join(one.name for one in fields(Points))
KEYS = ", ".join(CONDITION_KEYS)


class TestWrong:
    """Every bad value, at its place."""

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("scenario: [a, b]\n", "1:11 … is not one of the words allowed here | write a word, or take it out"),
            ("contact: 5\n", "1:10 contact is not a list of keys | its keys are interval, attempts, reply_pause"),
            ("contact:\n  every: 5\n", "2:10 contact has no key every | its keys are interval, attempts, reply_pause"),
            ("contact:\n  interval: -1\n", "2:13 -1 is not a whole number from 0 on | write digits alone"),
            ("contact:\n  attempts: 0\n", "2:13 0 is not a whole number from 1 on | write digits alone"),
            ("contact:\n  reply_pause: two\n", "2:16 two is not a whole number from 0 on | write digits alone"),
            ("calendar:\n  country: France\n", "2:12 France is not a country | write its two letters: FR"),
            ("calendar:\n  region: '<57>'\n", "2:11 <57> is not a region | write it as 57"),
            ("calendar:\n  every_day: true\n", "2:14 true is not one of the words allowed here | one of: yes, no"),
            ("promises:\n  grace: 1.5\n", "2:10 1.5 is not a whole number from 0 on | write digits alone"),
            ("promises:\n  tolerance: some\n", "2:14 some is not an amount | write it as 15.00 or 15.00 USD"),
            ("plans:\n  misses: 0\n", "2:11 0 is not a whole number from 1 on | write digits alone"),
            ("priority:\n  colour: 3\n", f"2:11 priority has no key colour | its keys are {POINTS}"),
            (
                "priority:\n  money_for_a_point: 0\n",
                "2:22 0 is not a whole number from 1 on | write digits alone",
            ),
            ("grades: [10, 0]\n", "1:9 grades are four numbers of days that rise | write it as [0, 10, 30, 60]"),
            ("bank_until: yesterday\n", "1:13 yesterday is not a day | write it as 2026-11-20"),
            (
                "stale_anyway: today\n",
                "1:15 today is not a day | write the day, and under it who (by) and why (reason)",
            ),
            (
                "stale_anyway:\n  2026-11-20:\n    by: lea\n",
                "3:5 nobody says why messages may leave on 2026-11-20 | write who (by) and why (reason)",
            ),
            ("stale_anyway: {soon: {by: a, reason: b}}\n", "1:22 soon is not a day | write it as 2026-11-20"),
            ("stale_after: -3\n", "1:14 -3 is not a whole number from 0 on | write digits alone"),
            ("assign: firm\n", "1:9 assign is not a list | write - scenario: …, and when: under it"),
            (
                "assign:\n  - when:\n      age: 3\n",
                "2:5 this rule names no scenario | write - scenario: …, and when: under it",
            ),
            (
                "assign:\n  - scenario:\n    when:\n      age: 3\n",
                "2:5 this rule names no scenario | write - scenario: …, and when: under it",
            ),
            ("assign:\n  - scenario: a\n    if: b\n", "3:9 assign has no key if | its keys are scenario, when"),
            ("assign:\n  - scenario: a\n    when: {}\n", f"3:11 this rule asks for nothing | its keys are {KEYS}"),
            (
                RULE + "kinds: [firm]\n",
                "4:15 firm is not one of the words allowed here | one of: company, sole-trader, public, consumer",
            ),
            (RULE + "grades: F\n", "4:15 F is not one of the words allowed here | one of: A, B, C, D, E, unknown"),
            (RULE + "age: old\n", "4:12 old is not a whole number from 0 on | write digits alone"),
            (RULE + "minimum: much\n", "4:16 much is not an amount | write it as 15.00 or 15.00 USD"),
            (RULE + "city: Gent\n", f"4:13 when has no key city | its keys are {KEYS}"),
        ],
    )
    def test_told_once_with_its_place(self, text: str, told: str) -> None:
        """Line, column, what is wrong, how to mend it."""
        assert wrong(text) == [told]

    def test_what_is_wrong_leaves_the_default(self) -> None:
        """And the other keys are read."""
        found = read_config("contact:\n  interval: x\n  attempts: 9\n")[0].house.contact
        assert found == Contact(attempts=9)


_WORDS = st.sampled_from([*HOUSE_KEYS, "when", "scenario", "kinds", "interval", "grace", "minimum", "-", "[", "]", "5"])


class TestAnyText:
    """Whatever the file holds."""

    @given(
        st.one_of(
            st.text(),
            st.lists(st.one_of(_WORDS, st.sampled_from([": ", "\n", "\n  ", "\n  - ", "x", "-1"]))).map("".join),
        )
    )
    def test_never_raises(self, text: str) -> None:
        """A configuration and its problems come back, each with a place."""
        config, problems = read_config(text)
        assert config.house.contact.attempts >= 1
        assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


class TestApprovals:
    """What a second person agrees to."""

    def test_read(self) -> None:
        """Always, above an amount in the workspace's currency or another, by whom, since when."""
        found = house(
            "currency: USD\nteam:\n  - id: lea\napprovals:\n  write-off: 500\n  plan: 1000.00 EUR\n  handover: always\n"
            "  approvers: [lea, marc@example.com]\n  since: 2026-11-20\n"
        ).approvals
        assert found == Approvals(
            kinds={"write-off": Money(Decimal(500), "USD"), "plan": Money(Decimal(1000)), "handover": None},
            approvers=("lea", "marc@example.com"),
            since=date(2026, 11, 20),
        )

    def test_one_approver(self) -> None:
        """Needs no list."""
        assert house("approvals:\n  approvers: a@example.com\n").approvals.approvers == ("a@example.com",)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("approvals: always\n", "1:12 approvals is not a list of keys"),
            ("approvals:\n  writeoff: 500\n", "2:13 approvals has no key writeoff"),
            ("approvals:\n  write-off: 5,00\n", "2:14 5,00 is not an amount"),
            ("approvals:\n  write-off: -5\n", "2:14 -5 is not an amount"),
            ("approvals:\n  write-off:\n", "2:13 … is not an amount"),
            ("approvals:\n  handover: 500\n", "2:13 handover is not approved from an amount on"),
            ("approvals:\n  since: soon\n", "2:10 soon is not a day"),
            ("approvals:\n  approvers: [lae]\n", "2:15 lae is nobody of the team"),
            ("approvals:\n  approvers:\n", "2:13 approvers names nobody"),
        ],
    )
    def test_wrong(self, text: str, told: str) -> None:
        """With its place, and how to mend it."""
        found = wrong(text)
        assert [one.startswith(told) for one in found] == [True], found
