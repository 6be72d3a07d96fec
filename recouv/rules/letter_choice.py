"""Whether a letter may be written for a step of a scenario in place of the one that the step names.

- It asks for what the step asks for: it is about what is late, or about what is not due yet; a statement or a word of
  thanks carries out no reminder.
- A script for the telephone and a text message are for their own channel; what is for an e-mail or the post may go by
  either.
- A letter in formal terms is for a step that is formal, and the other way round: a formal notice starts interest, and a
  step that says it is one must be one.

Source: usage of the field; C. civ. art. 1231-6 and 1344 (what a formal notice starts, and that it must ask plainly).
"""

from __future__ import annotations

from recouv.domain.letter import Letter, Matter
from recouv.domain.message import Code, Message, say
from recouv.domain.scenario import Channel, Tone

_REMINDS = frozenset({Matter.OVERDUE, Matter.UPCOMING})
_SPOKEN = frozenset({Channel.CALL, Channel.SMS})


def why_not_for(letter: Letter, channel: Channel, tone: str) -> Message | None:
    """Why that letter cannot carry out a step by `channel` in `tone`; `None` when it can."""
    if letter.about not in _REMINDS:
        return say("{letter} reminds of nothing: no step is done by it", letter=letter.name)
    if letter.channel is not channel and (letter.channel in _SPOKEN or channel in _SPOKEN):
        return say("{letter} is for another channel: {channel}", letter=letter.name, channel=Code(letter.channel))
    if (letter.tone is Tone.FORMAL) != (tone == Tone.FORMAL):
        if letter.tone is Tone.FORMAL:
            return say("{letter} is a formal letter, and this step is not formal", letter=letter.name)
        return say("this step is formal, and {letter} is not", letter=letter.name)
    return None
