"""How a letter may speak to a client, and when it may not be written at all.

- The tone is that of the scenario's step where a step asks for the letter, else the letter's own.
- A client tagged `hardship` is written to courteously, whatever the step says: a letter that cannot soften is refused.
- Once insolvency proceedings are open, nothing is claimed from the client, and nothing firm or formal is written: the
  claim is declared to the trustee.
- A formal letter to a consumer leaves fifteen days, any other eight, unless it says so itself.

Source: C. com. art. L622-7, L622-21 and L641-3 (no payment of an earlier debt, no claim is pursued); C. conso. art.
L121-6 and L121-7 (aggressive practices); the days are the usage of the field.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from recouv.domain.dossier import ClientKind
from recouv.domain.letter import CONSUMER_DEADLINE_DAYS, DEADLINE_DAYS, Letter, Matter
from recouv.domain.message import Message, say
from recouv.domain.scenario import Tone

#: The tag of a client in difficulty.
HARDSHIP = "hardship"
#: What asks the client for money, or to bind themselves to pay some.
CLAIMS = frozenset({Matter.OVERDUE, Matter.UPCOMING, Matter.PROMISE, Matter.PLAN, Matter.REJECTION})
_STERN = frozenset({Tone.FIRM, Tone.FORMAL})


def tone_of(letter: Letter, step_tone: str, tags: Collection[str]) -> Tone:
    """The tone in which the letter speaks; `step_tone` is that of the step that asks for it, empty when none does."""
    tone = Tone(step_tone) if step_tone else letter.tone
    return Tone.COURTEOUS if HARDSHIP in tags else tone


def why_not(
    letter: Letter, step_tone: str, tags: Collection[str], *, insolvent_since: date | None, softens: bool
) -> tuple[Message, Message] | None:
    """Why the letter may not be written, and what to do instead; `None` when it may.

    Args:
        letter: The letter.
        step_tone: That of the step that asks for it, empty when none does.
        tags: The client's.
        insolvent_since: The day of the opening judgment; `None` without proceedings.
        softens: Whether the letter looks at its tone, and so speaks otherwise when it is courteous.
    """
    stern = letter.tone in _STERN or (step_tone and Tone(step_tone) in _STERN)
    if insolvent_since is not None and (stern or letter.about in CLAIMS):
        return (
            say(
                "{letter} may not be written: insolvency proceedings opened on {day}",
                letter=letter.name,
                day=insolvent_since,
            ),
            say("declare the claim to the trustee; nothing is claimed from the client (C. com. art. L622-21)"),
        )
    if HARDSHIP in tags and letter.tone in _STERN and not softens:
        return (
            say(
                "{letter} is {tone} and the client is tagged {tag}: it does not soften",
                letter=letter.name,
                tone=str(letter.tone),
                tag=HARDSHIP,
            ),
            say("put {condition} around what threatens in it", condition="{% if tone in ('firm', 'formal') %}"),
        )
    return None


def days_to_answer(letter: Letter, kind: ClientKind) -> int:
    """Days that the letter leaves to that kind of client."""
    if letter.deadline:
        return letter.deadline
    is_protected = kind is ClientKind.CONSUMER and letter.tone is Tone.FORMAL
    return CONSUMER_DEADLINE_DAYS if is_protected else DEADLINE_DAYS
