"""A reminder scenario: the steps that a creditor goes through to be paid."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from recouv.domain.condition import Condition
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


class Reentry(StrEnum):
    """Where an invoice goes on once a dispute is resolved, or a plan or handover has ended."""

    RESUME = "resume"
    """At the level it had reached."""
    BY_AGE = "by-age"
    """At the last level that its age allows, never below the one it had reached."""
    RESTART = "restart"
    """At the first step."""


class Anchor(StrEnum):
    """What a step's days are counted from."""

    DUE = "days"
    """The due date; days are negative before it."""
    END_OF_MONTH = "end-of-month"
    """The last day of the due date's month."""
    PREVIOUS = "after"
    """The day on which the previous step was really done."""


class Proposal(StrEnum):
    """What a step proposes to decide, beside its message."""

    LIMIT = "limit"
    """Bring the credit limit down."""
    SUSPEND_SERVICE = "suspend-service"
    """Deliver nothing more until it is paid."""


class Step(Struct, frozen=True, kw_only=True):
    """One step of a scenario."""

    id: str
    days: int
    """From the anchor."""
    channel: Channel
    anchor: Anchor = Anchor.DUE
    fallback: Channel | None = None
    """The channel where the client has no address for the first one."""
    letter: str = ""
    tone: Tone = Tone.NEUTRAL
    auto: Auto = Auto.CONFIRM
    minimum: Money | None = None
    """Below this claim the step waits."""
    maximum: Money | None = None
    """Above this claim a person decides."""
    when: Condition = Condition()
    """Whom the step is for: for anybody else it is passed over."""
    hours: tuple[str, str] | None = None
    """Between which two, `HH:MM`, it is to be carried out."""
    proposes: Proposal | None = None
    documents: bool = False
    """Whether the message leaves only with the invoices' documents."""


class Scenario(Struct, frozen=True, kw_only=True):
    """The steps, in the order of their days."""

    name: str
    steps: tuple[Step, ...]
    start: Start = Start.FIRST
    reentry: Reentry = Reentry.RESUME
    follow_up: bool = True
    """Whether anything is ever asked; where not, there are no steps, and the lists say so."""
    about: Mapping[str, str] = field(default_factory=dict)
    """What it is for, by language."""

    def level(self, step_id: str) -> int:
        """Rank of a step, from 1; 0 when the scenario has no such step."""
        return next((rank for rank, step in enumerate(self.steps, start=1) if step.id == step_id), 0)
