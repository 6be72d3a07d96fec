"""A text of `letters/`: what is written to clients, by which channel and in what tone."""

from __future__ import annotations

from msgspec import Struct

from recouv.domain.scenario import Channel, Tone

#: Days that a letter leaves for an answer, where it says nothing.
DEADLINE_DAYS = 8


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
    tone: Tone = Tone.NEUTRAL
    deadline: int = DEADLINE_DAYS
    """Days that it leaves for an answer."""
    subject_line: int = 1
    """Line of the file on which the subject stands."""
    body_line: int = 1
    """Line of the file on which the body begins."""
