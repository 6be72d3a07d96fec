"""The scenarios that ship, and every example of `docs/scenarios.md`, read and keep to what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import fields

from recouv.domain.practice import House, Points
from recouv.domain.scenario import Anchor, Auto, Channel, Scenario, Tone
from recouv.store.condition_text import CONDITION_KEYS
from recouv.store.config import read_config
from recouv.store.house_text import HOUSE_KEYS
from recouv.store.scenario_text import SCENARIO_KEYS, STEP_KEYS, read_scenario
from recouv.wording.terms import term

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/scenarios.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs/format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SETTINGS = [text for text in EXAMPLES if text.startswith("# recouv.yaml")]
HOUSE = re.findall(r"^```yaml\n(.*?)^```", FORMAT.split("### The rules of the house")[1], re.MULTILINE | re.DOTALL)[0]
PATHS = sorted((ROOT / "scenarios").glob("*.yaml"))
NAMES = {"standard", "preventive", "loyal", "firm", "consumer", "public", "key-account", "no-follow-up"}


def read(text: str, name: str) -> Scenario:
    """The scenario, which must read without a problem."""
    scenario, problems = read_scenario(text, path=f"scenarios/{name}.yaml")
    assert [f"{problem.place}: {problem.what}" for problem in problems] == []
    return scenario


SHIPPED = {path.stem: read(path.read_text(encoding="utf-8"), path.stem) for path in PATHS}
EXAMPLE = read(EXAMPLES[0], "example")
every_scenario = pytest.mark.parametrize("scenario", [*SHIPPED.values(), EXAMPLE], ids=lambda one: one.name)


def table(text: str, title: str) -> list[str]:
    """The keys in the first column of the table that follows `title`."""
    rows = re.findall(r"^\|.*$", text.split(title, 1)[1].split("\n\n|", 1)[1].split("\n\n", 1)[0], re.MULTILINE)
    return [key for row in rows for key in re.findall(r"^\| `([\w-]+)` \|", row)]


class TestEveryScenario:
    """What each of them keeps to."""

    @every_scenario
    def test_says_what_it_does_in_both_languages(self, scenario: Scenario) -> None:
        """In one sentence."""
        assert list(scenario.about) == ["fr", "en"]

    @every_scenario
    def test_every_letter_ships(self, scenario: Scenario) -> None:
        """In both languages."""
        names = {step.letter for step in scenario.steps if step.letter}
        missing = [f"{name}.{language}" for name in names for language in ("fr", "en")]
        assert [name for name in missing if not (ROOT / f"letters/{name}.md").exists()] == []

    @every_scenario
    def test_what_leaves_in_writing_has_a_letter(self, scenario: Scenario) -> None:
        """A call may do without, a message may not."""
        written = (Channel.EMAIL, Channel.LETTER, Channel.REGISTERED_LETTER)
        assert [step.id for step in scenario.steps if step.channel in written and not step.letter] == []

    @every_scenario
    def test_the_formal_notice_is_a_person_s_decision(self, scenario: Scenario) -> None:
        """It never leaves on its own."""
        assert {step.auto for step in scenario.steps if step.tone is Tone.FORMAL} <= {Auto.NO}


class TestShipped:
    """The eight that ship."""

    def test_all_are_there(self) -> None:
        """Those that the page lists, and no other."""
        assert set(SHIPPED) == NAMES == set(table(PAGE, "# Scenarios"))

    @pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
    def test_begins_by_saying_when_to_use_it_and_when_to_leave_it(self, path: Path) -> None:
        """In the comment at the top."""
        comment = path.read_text(encoding="utf-8").split("\nname:")[0].replace("\n# ", " ")
        assert comment.startswith("# For ")
        assert "When to leave it:" in comment

    def test_every_step_has_its_word(self) -> None:
        """That the screens translate; a code stands for none."""
        ids = {step.id for scenario in SHIPPED.values() for step in scenario.steps}
        assert [step for step in sorted(ids) if term(step).text == "{code}"] == []

    def test_loyal_calls_before_any_letter(self) -> None:
        """The voice first."""
        channels = [step.channel for step in SHIPPED["loyal"].steps]
        assert channels.index(Channel.CALL) < channels.index(Channel.LETTER)

    def test_loyal_is_later_than_standard_and_firm_is_sooner(self) -> None:
        """Step by step."""
        days = {name: {step.id: step.days for step in SHIPPED[name].steps} for name in ("firm", "standard", "loyal")}
        for step in ("reminder-1", "reminder-2", "reminder-3", "formal-notice"):
            assert days["firm"][step] < days["standard"][step] < days["loyal"][step]

    def test_preventive_writes_a_week_before(self) -> None:
        """Courteously."""
        first = SHIPPED["preventive"].steps[0]
        assert (first.days, first.anchor, first.tone) == (-7, Anchor.DUE, Tone.COURTEOUS)

    def test_nothing_of_a_key_account_leaves_by_itself(self) -> None:
        """Calls first, a person decides, no formal notice."""
        steps = SHIPPED["key-account"].steps
        assert {step.auto for step in steps} == {Auto.NO}
        assert [step.channel for step in steps[:2]] == [Channel.CALL, Channel.CALL]
        assert "formal-notice" not in {step.letter for step in steps}

    def test_a_public_body_is_never_threatened(self) -> None:
        """Neither the letter that announces the notice nor the notice, no firm tone."""
        steps = SHIPPED["public"].steps
        assert not {step.letter for step in steps} & {"reminder-3", "formal-notice"}
        assert not {step.tone for step in steps} & {Tone.FIRM, Tone.FORMAL}

    def test_a_consumer_s_notice_leaves_fifteen_days(self) -> None:
        """And the post: nothing is decided before."""
        notice, after = SHIPPED["consumer"].steps[-2:]
        assert (notice.id, after.anchor) == ("formal-notice", Anchor.PREVIOUS)
        assert after.days > 15

    def test_no_follow_up_asks_for_nothing(self) -> None:
        """No step at all."""
        assert (SHIPPED["no-follow-up"].follow_up, SHIPPED["no-follow-up"].steps) == (False, ())


class TestThePage:
    """`docs/scenarios.md` says what the program reads."""

    def test_every_key_and_no_other(self) -> None:
        """Of a scenario, of a step, of a condition."""
        assert set(table(PAGE, "## The file")) == set(SCENARIO_KEYS)
        assert set(table(PAGE, "Each step has")) == set(STEP_KEYS)
        assert table(PAGE, "**Conditions**") == list(CONDITION_KEYS)

    def test_the_example_uses_every_key_of_a_step(self) -> None:
        """A key without an example would be a riddle."""
        assert set(re.findall(r"^(?:  - |    )([\w-]+):", EXAMPLES[0], re.MULTILINE)) == set(STEP_KEYS)

    @pytest.mark.parametrize("text", [*SETTINGS, HOUSE])
    def test_settings_read(self, text: str) -> None:
        """Without a problem."""
        _, problems = read_config(text)
        assert [f"{problem.place}: {problem.what}" for problem in problems] == []

    def test_no_example_is_left_unread(self) -> None:
        """The scenario and the settings are all there is."""
        assert len(EXAMPLES) == 1 + len(SETTINGS)

    def test_the_points_shown_are_the_defaults(self) -> None:
        """Nobody has to look twice."""
        assert read_config(SETTINGS[-1])[0].house.points == Points()


class TestTheRulesOfTheHouse:
    """`docs/format.md` on `recouv.yaml`."""

    def test_every_key_and_no_other(self) -> None:
        """In the same order."""
        assert table(FORMAT, "### The rules of the house") == list(HOUSE_KEYS)

    def test_the_example_uses_every_key(self) -> None:
        """A key without an example would be a riddle."""
        assert re.findall(r"^(\w+):", HOUSE, re.MULTILINE) == list(HOUSE_KEYS)

    def test_every_point_is_named(self) -> None:
        """In the row of `priority`."""
        row = next(line for line in FORMAT.splitlines() if line.startswith("| `priority`"))
        assert re.findall(r"`(\w+)`", row)[1:] == [one.name for one in fields(Points)]

    def test_the_example_shows_the_defaults(self) -> None:
        """But for what has none."""
        house = read_config(HOUSE)[0].house
        assert (house.contact, house.promises, house.plans) == (House().contact, House().promises, House().plans)
        assert (house.points, house.grades) == (Points(), House().grades)
