"""Which letter may carry a step out in place of its own."""

from __future__ import annotations

import pytest

from recouv.domain.letter import Letter, Matter
from recouv.domain.scenario import Channel, Tone
from recouv.rules.letter_choice import why_not_for


def letter(about: Matter = Matter.OVERDUE, channel: Channel = Channel.EMAIL, tone: Tone = Tone.NEUTRAL) -> Letter:
    """One of these."""
    return Letter(
        name="x", language="en", path="letters/x.en.md", channel=channel, subject="", body="", about=about, tone=tone
    )


@pytest.mark.parametrize("about", Matter)
def test_only_what_reminds(about: Matter) -> None:
    """Of what is late, or of what will fall due."""
    may = why_not_for(letter(about), Channel.EMAIL, "neutral") is None
    assert may is (about in (Matter.OVERDUE, Matter.UPCOMING))


@pytest.mark.parametrize("step", Channel)
@pytest.mark.parametrize("own", [Channel.EMAIL, Channel.LETTER, Channel.REGISTERED_LETTER, Channel.CALL, Channel.SMS])
def test_what_is_spoken_is_not_posted(own: Channel, step: Channel) -> None:
    """Nor a letter read out: scripts and texts are for their own channel, what is written goes by mail or post."""
    spoken = {Channel.CALL, Channel.SMS}
    may = why_not_for(letter(channel=own), step, "neutral") is None
    assert may is (own is step or not spoken & {own, step})


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("step", Tone)
def test_formal_goes_with_formal(tone: Tone, step: Tone) -> None:
    """A notice starts interest: neither given by the way, nor left out."""
    may = why_not_for(letter(tone=tone), Channel.EMAIL, step) is None
    assert may is ((tone is Tone.FORMAL) == (step is Tone.FORMAL))
