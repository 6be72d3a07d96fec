"""`scenarios/<name>.yaml`: what is read, and what is wrong at its exact place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.condition import Condition
from recouv.domain.money import Money
from recouv.domain.scenario import Anchor, Auto, Channel, Proposal, Reentry, Scenario, Start, Step, Tone
from recouv.store.scenario_text import SCENARIO_KEYS, STEP_KEYS, read_scenario

FIRST = "steps:\n  - id: a\n    days: 3\n    channel: email\n"
KEYS = ", ".join(STEP_KEYS)
CHANNELS = ", ".join(Channel)


def read(text: str) -> Scenario:
    """The scenario, which must read without a problem."""
    scenario, problems = read_scenario(text, path="scenarios/x.yaml")
    assert [f"{problem.place}: {problem.what}" for problem in problems] == []
    return scenario


def wrong(text: str) -> list[str]:
    """Its problems: line, column, what and how to mend it."""
    _, problems = read_scenario(text, path="scenarios/x.yaml")
    return [f"{one.line}:{one.column} {one.what} | {one.mend}" for one in problems]


def second(keys: str) -> str:
    """A scenario of two steps, the second with these keys besides its id and channel."""
    return FIRST + "  - id: b\n    channel: letter\n" + "".join(f"    {key}\n" for key in keys.split("\n"))


class TestRead:
    """What each key gives."""

    def test_what_is_left_out(self) -> None:
        """Has its default."""
        step = Step(id="a", days=3, channel=Channel.EMAIL)
        assert read(FIRST) == Scenario(name="x", steps=(step,))

    def test_every_key_of_a_step(self) -> None:
        """All at once."""
        text = (
            "name: x\nstart: by-age\nreentry: restart\nfollow_up: yes\n" + FIRST + "    fallback: letter\n"
            "    letter: hello\n    tone: firm\n    auto: no\n    minimum: 10.00\n    maximum: 20.00 USD\n"
            "    when:\n      age: 2\n    hours: 9:00-12:30\n    proposes: limit\n"
        )
        step = Step(
            id="a",
            days=3,
            channel=Channel.EMAIL,
            fallback=Channel.LETTER,
            letter="hello",
            tone=Tone.FIRM,
            auto=Auto.NO,
            minimum=Money(Decimal("10.00")),
            maximum=Money(Decimal("20.00"), "USD"),
            when=Condition(age=2),
            hours=("09:00", "12:30"),
            proposes=Proposal.LIMIT,
        )
        assert read(text) == Scenario(name="x", steps=(step,), start=Start.BY_AGE, reentry=Reentry.RESTART)

    def test_a_fallback_with_a_letter_of_its_own(self) -> None:
        """A letter by post does not read as an e-mail does."""
        text = FIRST + "    fallback:\n      channel: letter\n      letter: by-post\n    letter: by-mail\n"
        (step,) = read(text).steps
        assert (step.fallback, step.fallback_letter, step.letter) == (Channel.LETTER, "by-post", "by-mail")

    @pytest.mark.parametrize("anchor", Anchor)
    def test_each_trigger(self, anchor: Anchor) -> None:
        """One of the three."""
        step = read(second(f"{anchor}: 40")).steps[1]
        assert (step.anchor, step.days) == (anchor, 40)

    def test_no_follow_up(self) -> None:
        """No steps are asked for then."""
        assert read("follow_up: no\n") == Scenario(name="x", steps=(), follow_up=False)


class TestWrong:
    """Every error, at its place."""

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (second("days: 9\nafter: 4"), "8:12 this step counts its days twice: days, after | keep one of them"),
            (
                "steps:\n  - id: a\n    after: 3\n    channel: email\n",
                "2:5 step a is the first: nothing comes before it | count its days from the due date: days: 3",
            ),
            (second("days: 3"), "5:5 step b does not come after a | write the steps in the order of their days"),
            (
                second("end-of-month: 2"),
                "5:5 step b does not come after a | write the steps in the order of their days",
            ),
            (
                "steps:\n  - id: a\n    end-of-month: 5\n    channel: email\n"
                "  - id: b\n    days: 10\n    channel: email\n",
                "5:5 step b does not come after a | write the steps in the order of their days",
            ),
            (second("after: 0"), "7:12 0 is not a whole number from 1 on | write digits alone"),
            (second("days: soon"), "7:11 soon is not a whole number as 15 or -5 | write digits alone"),
            (
                FIRST + "  - id: a\n    days: 9\n    channel: email\n",
                "5:5 step a is already above | give each step an id of its own",
            ),
            ("steps:\n  - id: a\n", "2:5 this step lacks its channel, days | add them"),
            (FIRST + "    colour: red\n", f"5:13 a step has no key colour | its keys are {KEYS}"),
            (f"colour: red\n{FIRST}", f"1:9 a scenario has no key colour | its keys are {', '.join(SCENARIO_KEYS)}"),
            (
                FIRST.replace("email", "pigeon"),
                f"4:14 pigeon is not one of the words allowed here | one of: {CHANNELS}",
            ),
            (FIRST + "    fallback: fax\n", f"5:15 fax is not one of the words allowed here | one of: {CHANNELS}"),
            (
                FIRST + "    fallback: email\n",
                "5:15 the fallback of this step is its own channel, email | name another channel, or take fallback out",
            ),
            (
                FIRST + "    fallback: {letter: by-post}\n",
                "5:15 this fallback lacks its channel | name its channel, as letter",
            ),
            (
                FIRST + "    fallback: {channel: letter, tone: firm}\n",
                "5:39 fallback has no key tone | its keys are channel, letter",
            ),
            (
                FIRST + "    tone: rude\n",
                "5:11 rude is not one of the words allowed here | one of: courteous, neutral, firm, formal",
            ),
            (
                FIRST + "    auto: maybe\n",
                "5:11 maybe is not one of the words allowed here | one of: yes, confirm, no",
            ),
            (
                FIRST + "    proposes: war\n",
                "5:15 war is not one of the words allowed here | one of: limit, suspend-service",
            ),
            (f"start: last\n{FIRST}", "1:8 last is not one of the words allowed here | one of: first, by-age"),
            (
                f"reentry: never\n{FIRST}",
                "1:10 never is not one of the words allowed here | one of: resume, by-age, restart",
            ),
            (f"follow_up: perhaps\n{FIRST}", "1:12 perhaps is not one of the words allowed here | one of: yes, no"),
            (
                FIRST + "    minimum: 20.00\n    maximum: 10.00\n",
                "6:14 the maximum is below the minimum | write the larger one here",
            ),
            (FIRST + "    minimum: ten\n", "5:14 ten is not an amount | write it as 15.00 or 15.00 USD"),
            (FIRST + "    when:\n      age: old\n", "6:12 old is not a whole number from 0 on | write digits alone"),
            (
                f"follow_up: no\n{FIRST}",
                "3:3 a scenario without follow-up has no steps | take them out, or write follow_up: yes",
            ),
            ("name: x\n", "1:1 the scenario has no steps | add steps: and one - id: … for each"),
            (f"name: y\n{FIRST}", "1:7 y is in a file called x | give both the same name"),
        ],
    )
    def test_told_once_with_its_place(self, text: str, told: str) -> None:
        """Line, column, what is wrong, how to mend it."""
        assert wrong(text) == [told]

    @pytest.mark.parametrize(
        "hours", ["9", "12:00-9:00", "9:00-9:00", "9:00-25:00", "9h-12h", ":00-12:00", "9:0-12:00"]
    )
    def test_hours(self, hours: str) -> None:
        """Two, the first before the second."""
        told = f"5:12 {hours} is not a time of the day | write it as 9:00-12:00"
        assert wrong(f'{FIRST}    hours: "{hours}"\n') == [told]


class TestAnyText:
    """Whatever the file holds."""

    @given(
        st.lists(st.sampled_from([*STEP_KEYS, *SCENARIO_KEYS, ": ", "\n", "\n  - ", "\n    ", "-1", "a", "[", "no"]))
    )
    def test_never_raises(self, parts: list[str]) -> None:
        """A scenario comes back, and its problems."""
        scenario, problems = read_scenario("".join(parts), path="scenarios/x.yaml")
        assert scenario.name == "x"
        assert scenario.steps or problems or not scenario.follow_up
