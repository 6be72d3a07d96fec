"""The scenarios that ship keep to the schema of `docs/scenarios.md`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/scenarios.md").read_text(encoding="utf-8")


def load(text: str) -> Any:
    """A scenario, every value as text."""
    return yaml.load(text, yaml.BaseLoader)


SCENARIOS = {path.stem: load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "scenarios").glob("*.yaml"))}
SCENARIOS["of docs/scenarios.md"] = load(re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)[0])
every_scenario = pytest.mark.parametrize("scenario", list(SCENARIOS.values()), ids=list(SCENARIOS))


class TestSchema:
    """What a scenario may say."""

    @every_scenario
    def test_keys(self, scenario: dict[str, Any]) -> None:
        """Those of the page, in both languages where a person reads them."""
        assert list(scenario) == ["name", "about", "start", "steps"]
        assert list(scenario["about"]) == ["fr", "en"]
        assert scenario["start"] in ("first", "by-age")

    @every_scenario
    def test_steps_rise(self, scenario: dict[str, Any]) -> None:
        """Each step comes after the one before it, under a word of its own."""
        days = [int(step["days"]) for step in scenario["steps"]]
        assert days == sorted(set(days))
        assert len({step["id"] for step in scenario["steps"]}) == len(days)

    @every_scenario
    def test_words_of_each_step(self, scenario: dict[str, Any]) -> None:
        """Channel, tone and automation are words of the page."""
        for step in scenario["steps"]:
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", step["id"])
            assert step["channel"] in ("email", "letter", "registered-letter", "call", "sms", "meeting", "task")
            assert step["tone"] in ("courteous", "neutral", "firm", "formal")
            assert step["auto"] in ("yes", "confirm", "no")

    @every_scenario
    def test_every_letter_ships(self, scenario: dict[str, Any]) -> None:
        """In both languages."""
        for step in scenario["steps"]:
            for language in ("fr", "en"):
                assert (ROOT / "letters" / f"{step['letter']}.{language}.md").exists()

    @every_scenario
    def test_the_formal_notice_is_a_person_s_decision(self, scenario: dict[str, Any]) -> None:
        """It never leaves on its own."""
        assert [step["auto"] for step in scenario["steps"] if step["tone"] == "formal"] == ["no"]


class TestShipped:
    """The two that ship."""

    @pytest.mark.parametrize("name", ["standard", "loyal"])
    def test_begins_by_saying_when_to_use_it(self, name: str) -> None:
        """A comment at the top."""
        assert (ROOT / f"scenarios/{name}.yaml").read_text(encoding="utf-8").startswith("# For ")

    @pytest.mark.parametrize("name", ["standard", "loyal"])
    def test_is_named_as_its_file(self, name: str) -> None:
        """The name that a head writes."""
        assert SCENARIOS[name]["name"] == name

    def test_loyal_calls_before_any_letter(self) -> None:
        """The voice first."""
        channels = [step["channel"] for step in SCENARIOS["loyal"]["steps"]]
        assert channels.index("call") < channels.index("letter")

    def test_loyal_is_later_than_standard(self) -> None:
        """Step by step, save the word before the due date."""
        standard = {step["id"]: int(step["days"]) for step in SCENARIOS["standard"]["steps"]}
        loyal = {step["id"]: int(step["days"]) for step in SCENARIOS["loyal"]["steps"]}
        assert all(loyal[step] > standard[step] for step in ("reminder-1", "reminder-2", "reminder-3", "formal-notice"))
