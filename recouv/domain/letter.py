"""A text of `letters/`: what is written to clients, by which channel, about what and in what tone."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from recouv.domain.scenario import Channel, Tone

#: Days that a letter leaves for an answer, where it says nothing.
DEADLINE_DAYS = 8
#: The same, of a formal letter to a consumer.
CONSUMER_DEADLINE_DAYS = 15


class Matter(StrEnum):
    """What a letter is about: it decides which invoices it lists and what it may say."""

    OVERDUE = "overdue"
    """What is late and nothing suspends."""
    UPCOMING = "upcoming"
    """What is not due yet."""
    ACCOUNT = "account"
    """Everything open, contested sums included, and all the money received."""
    PROMISE = "promise"
    """The open promise."""
    PLAN = "plan"
    """The running payment plan."""
    DISPUTE = "dispute"
    """What the client contests."""
    PAYMENT = "payment"
    """The last payment received."""
    REJECTION = "rejection"
    """The last payment that the bank took back."""
    HANDOVER = "handover"
    """What was given to a collector, a bailiff or a court: such a letter is addressed to them."""


class Letter(Struct, frozen=True, kw_only=True):
    """One letter in one language, its subject and body still templates."""

    name: str
    """`reminder-1`: what the steps of scenarios name."""
    language: str
    """`fr` or `en`."""
    path: str
    """Relative to the workspace, with `/`."""
    channel: Channel
    subject: str
    body: str
    """Markdown, with places for values."""
    about: Matter = Matter.OVERDUE
    tone: Tone = Tone.NEUTRAL
    deadline: int = 0
    """Days that it leaves for an answer; 0 where it does not say."""
    payment: bool = True
    """Whether how to pay is written under what it asks for."""
    signature: bool = True
    """Whether it is signed."""
    annex: bool = False
    """Whether its pages end with the statement of penalties."""
    subject_line: int = 1
    """Line of the file on which the subject stands."""
    body_line: int = 1
    """Line of the file on which the body begins."""
