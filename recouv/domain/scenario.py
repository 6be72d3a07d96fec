"""A reminder scenario: the steps that a creditor goes through to be paid."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from recouv.domain.money import Money


class Channel(StrEnum):
    """How a step reaches the client."""

    EMAIL = "email"
    LETTER = "letter"
    REGISTERED_LETTER = "registered-letter"
    CALL = "call"
    SMS = "sms"
    MEETING = "meeting"
    TASK = "task"
    """Something to do in the office."""


class Tone(StrEnum):
    """How a step speaks."""

    COURTEOUS = "courteous"
    NEUTRAL = "neutral"
    FIRM = "firm"
    FORMAL = "formal"


class Auto(StrEnum):
    """Who decides that a step goes."""

    YES = "yes"
    CONFIRM = "confirm"
    NO = "no"


class Start(StrEnum):
    """Where a debt that is already old enters the scenario."""

    FIRST = "first"
    BY_AGE = "by-age"


class Step(Struct, frozen=True, kw_only=True):
    """One step of a scenario."""

    id: str
    days: int
    """From the due date; negative before it."""
    channel: Channel
    letter: str = ""
    tone: Tone = Tone.NEUTRAL
    auto: Auto = Auto.CONFIRM
    minimum: Money | None = None
    """Below this claim the step waits."""


class Scenario(Struct, frozen=True, kw_only=True):
    """The steps, in the order of their days."""

    name: str
    steps: tuple[Step, ...]
    start: Start = Start.FIRST
    about: Mapping[str, str] = field(default_factory=dict)
    """What it is for, by language."""

    def level(self, step_id: str) -> int:
        """Rank of a step, from 1; 0 when the scenario has no such step."""
        return next((rank for rank, step in enumerate(self.steps, start=1) if step.id == step_id), 0)
