"""`scenarios/<name>.yaml` as scenarios, every problem with its line."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

from recouv.domain.message import say
from recouv.domain.problem import Problem
from recouv.domain.scenario import Anchor, Auto, Channel, Proposal, Reentry, Scenario, Start, Step, Tone
from recouv.rules.next_step import own_days
from recouv.store.condition_text import read_condition
from recouv.store.typed_yaml import TypedYaml
from recouv.store.yaml_text import Located, read_yaml

SCENARIO_KEYS = ("name", "about", "start", "reentry", "follow_up", "steps")
STEP_KEYS = (
    "id",
    *(str(anchor) for anchor in Anchor),
    "channel",
    "fallback",
    "letter",
    "tone",
    "auto",
    "minimum",
    "maximum",
    "when",
    "hours",
    "proposes",
    "documents",
)
#: The two ends of a long month: steps that rise for an invoice due on either rise for every other.
_DUE_DATES = (date(2026, 1, 1), date(2026, 1, 31))


def read_scenario(text: str, *, path: str) -> tuple[Scenario, list[Problem]]:
    """The scenario in `text`, named after its file, with everything that is wrong in it."""
    document, problems = read_yaml(text, path=path)
    return _ScenarioReader(path, problems).scenario(document), problems


def letter_places(text: str, *, path: str) -> list[Located]:
    """The letter that each step of a scenario names, with its place."""
    document, _ = read_yaml(text, path=path)
    rows = document.keys["steps"].rows if document and "steps" in document.keys else []
    return [row.keys["letter"] for row in rows if "letter" in row.keys and row.keys["letter"].text]


class _ScenarioReader:
    def __init__(self, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.read = TypedYaml(path, problems)

    def scenario(self, document: Located | None) -> Scenario:
        read, stem = self.read, PurePosixPath(self.path).stem
        keys = read.mapping(document, SCENARIO_KEYS, "a scenario")
        top = document or Located("", 1, 1)
        name = keys.get("name")
        if name is not None and name.text != stem:
            read.wrong(
                name,
                say("{name} is in a file called {stem}", name=name.text, stem=stem),
                say("give both the same name"),
            )
        follow_up = read.flag(keys.get("follow_up"), default=True)
        steps = self._steps(keys.get("steps"), top, follow_up=follow_up)
        about = keys.get("about")
        return Scenario(
            name=stem,
            steps=tuple(steps),
            start=read.choice(Start, keys.get("start"), Start.FIRST),
            reentry=read.choice(Reentry, keys.get("reentry"), Reentry.RESUME),
            follow_up=follow_up,
            about={language: words.text for language, words in about.keys.items()} if about else {},
        )

    def _steps(self, rows: Located | None, top: Located, *, follow_up: bool) -> list[Step]:
        if not follow_up:
            if rows is not None and rows.rows:
                self.read.wrong(
                    rows,
                    say("a scenario without follow-up has no steps"),
                    say("take them out, or write follow_up: yes"),
                )
            return []
        if rows is None or not rows.rows:
            if not self.problems:
                self.read.wrong(
                    rows or top, say("the scenario has no steps"), say("add steps: and one - id: … for each")
                )
            return []
        found = [(row, step) for row in rows.rows if (step := self._step(row)) is not None]
        self._require_order(found)
        return [step for _, step in found]

    def _step(self, row: Located) -> Step | None:
        read = self.read
        keys = read.mapping(row, STEP_KEYS, "a step")
        anchors = [anchor for anchor in Anchor if anchor in keys]
        missing = [key for key in ("id", "channel") if key not in keys] + ([] if anchors else ["days"])
        if missing:
            read.wrong(row, say("this step lacks its {keys}", keys=", ".join(missing)), say("add them"))
            return None
        if len(anchors) > 1:
            read.wrong(
                keys[anchors[1]],
                say("this step counts its days twice: {keys}", keys=", ".join(anchors)),
                say("keep one of them"),
            )
        anchor = anchors[0]
        days = read.whole_or_none(keys[anchor], least=1 if anchor is Anchor.PREVIOUS else None)
        if days is None:
            return None
        minimum, maximum = read.money(keys.get("minimum")), read.money(keys.get("maximum"))
        if minimum and maximum and minimum.currency == maximum.currency and minimum > maximum:
            read.wrong(keys["maximum"], say("the maximum is below the minimum"), say("write the larger one here"))
        return Step(
            id=keys["id"].text,
            days=days,
            anchor=anchor,
            channel=read.choice(Channel, keys["channel"], Channel.TASK),
            fallback=read.choice_or_none(Channel, keys.get("fallback")),
            letter=keys["letter"].text if "letter" in keys else "",
            tone=read.choice(Tone, keys.get("tone"), Tone.NEUTRAL),
            auto=read.choice(Auto, keys.get("auto"), Auto.CONFIRM),
            minimum=minimum,
            maximum=maximum,
            when=read_condition(keys.get("when"), read),
            hours=read.hours(keys.get("hours")),
            proposes=read.choice_or_none(Proposal, keys.get("proposes")),
            documents=read.flag(keys.get("documents"), default=False),
        )

    def _require_order(self, rows: list[tuple[Located, Step]]) -> None:
        """Steps come one after the other, on their own days, and none waits for itself."""
        seen: set[str] = set()
        runs = [own_days(due, [step for _, step in rows]) for due in _DUE_DATES]
        for index, (place, step) in enumerate(rows):
            if step.id in seen:
                self.read.wrong(
                    place, say("step {id} is already above", id=step.id), say("give each step an id of its own")
                )
            elif index == 0 and step.anchor is Anchor.PREVIOUS:
                self.read.wrong(
                    place,
                    say("step {id} is the first: nothing comes before it", id=step.id),
                    say("count its days from the due date: days: 3"),
                )
            elif index and any(days[index] <= days[index - 1] for days in runs):
                self.read.wrong(
                    place,
                    say("step {id} does not come after {previous}", id=step.id, previous=rows[index - 1][1].id),
                    say("write the steps in the order of their days"),
                )
            seen.add(step.id)
