"""`scenarios/<name>.yaml` as scenarios, every problem with its line."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath
from typing import TypeVar

from recouv.domain.message import Message, say
from recouv.domain.money import InvalidAmountError, Money, parse_money
from recouv.domain.problem import Problem
from recouv.domain.scenario import Auto, Channel, Scenario, Start, Step, Tone
from recouv.store.yaml_text import Located, read_yaml

SCENARIO_KEYS = ("name", "about", "start", "steps")
STEP_KEYS = ("id", "days", "channel", "letter", "tone", "auto", "minimum")
_Choice = TypeVar("_Choice", bound=StrEnum)


def read_scenario(text: str, *, path: str) -> tuple[Scenario, list[Problem]]:
    """The scenario in `text`, named after its file, with everything that is wrong in it."""
    document, problems = read_yaml(text, path=path)
    return _ScenarioReader(path, problems).scenario(document), problems


class _ScenarioReader:
    def __init__(self, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems

    def scenario(self, document: Located | None) -> Scenario:
        stem = PurePosixPath(self.path).stem
        keys = document.keys if document else {}
        top = document or Located("", 1, 1)
        for key, value in keys.items():
            if key not in SCENARIO_KEYS:
                self._wrong(
                    value,
                    say("a scenario has no key {key}", key=key),
                    say("its keys are {keys}", keys=", ".join(SCENARIO_KEYS)),
                )
        name = keys.get("name")
        if name is not None and name.text != stem:
            self._wrong(
                name,
                say("{name} is in a file called {stem}", name=name.text, stem=stem),
                say("give both the same name"),
            )
        rows = keys.get("steps")
        if rows is None or not isinstance(rows.value, list) or not rows.value:
            if not self.problems:
                self._wrong(rows or top, say("the scenario has no steps"), say("add steps: and one - id: … for each"))
            rows = None
        steps = [step for row in (rows.rows if rows else []) if (step := self._step(row)) is not None]
        self._order(steps, rows)
        about = keys.get("about")
        return Scenario(
            name=stem,
            steps=tuple(steps),
            start=self._choice(Start, keys.get("start"), Start.FIRST),
            about={language: words.text for language, words in about.keys.items()} if about else {},
        )

    def _step(self, row: Located) -> Step | None:
        keys = row.keys
        for key, value in keys.items():
            if key not in STEP_KEYS:
                self._wrong(
                    value,
                    say("a step has no key {key}", key=key),
                    say("its keys are {keys}", keys=", ".join(STEP_KEYS)),
                )
        missing = [key for key in ("id", "days", "channel") if key not in keys]
        if missing:
            self._wrong(row, say("this step lacks its {keys}", keys=", ".join(missing)), say("add them"))
            return None
        days = keys["days"]
        try:
            number = int(days.text)
        except ValueError:
            self._wrong(
                days,
                say("{text} is not a number of days", text=days.text),
                say("whole days from the due date, as 15 or -5"),
            )
            return None
        return Step(
            id=keys["id"].text,
            days=number,
            channel=self._choice(Channel, keys["channel"], Channel.TASK),
            letter=keys["letter"].text if "letter" in keys else "",
            tone=self._choice(Tone, keys.get("tone"), Tone.NEUTRAL),
            auto=self._choice(Auto, keys.get("auto"), Auto.CONFIRM),
            minimum=self._minimum(keys.get("minimum")),
        )

    def _order(self, steps: list[Step], rows: Located | None) -> None:
        seen: set[str] = set()
        for index, step in enumerate(steps):
            place = rows.rows[index] if rows and index < len(rows.rows) else Located("", 1, 1)
            if step.id in seen:
                self._wrong(
                    place, say("step {id} is already above", id=step.id), say("give each step an id of its own")
                )
            if index and step.days <= steps[index - 1].days:
                self._wrong(
                    place,
                    say("step {id} does not come after {previous}", id=step.id, previous=steps[index - 1].id),
                    say("write the steps in the order of their days"),
                )
            seen.add(step.id)

    def _choice(self, choices: type[_Choice], located: Located | None, default: _Choice) -> _Choice:
        if located is None:
            return default
        try:
            return choices(located.text)
        except ValueError:
            self._wrong(
                located,
                say("{text} is not one of the words allowed here", text=located.text),
                say("one of: {choices}", choices=", ".join(choices)),
            )
            return default

    def _minimum(self, located: Located | None) -> Money | None:
        if located is None:
            return None
        try:
            return parse_money(located.text, "EUR")
        except InvalidAmountError:
            self._wrong(located, say("{text} is not an amount", text=located.text), say("write it as 15.00"))
            return None

    def _wrong(self, located: Located, what: Message, mend: Message) -> None:
        self.problems.append(Problem(self.path, located.line, located.column, what, mend))
