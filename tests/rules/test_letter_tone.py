"""How a letter may speak, and when it may not be written."""

from __future__ import annotations

from datetime import date

import pytest

from recouv.domain.dossier import ClientKind
from recouv.domain.letter import Letter, Matter
from recouv.domain.scenario import Channel, Tone
from recouv.rules.letter_tone import days_to_answer, tone_of, why_not

OPENED = date(2026, 10, 1)


def letter(tone: Tone = Tone.NEUTRAL, about: Matter = Matter.OVERDUE, deadline: int = 0) -> Letter:
    """A letter of that tone about that matter."""
    return Letter(
        name="mine",
        language="fr",
        path="letters/mine.fr.md",
        channel=Channel.LETTER,
        subject="x",
        body="",
        tone=tone,
        about=about,
        deadline=deadline,
    )


class TestTone:
    """The step's, softened for those in difficulty."""

    def test_the_step_decides(self) -> None:
        """The letter's own where no step asks for it."""
        assert tone_of(letter(Tone.FIRM), "courteous", ()) is Tone.COURTEOUS
        assert tone_of(letter(Tone.FIRM), "", ()) is Tone.FIRM

    @pytest.mark.parametrize("tone", list(Tone))
    def test_hardship_softens(self, tone: Tone) -> None:
        """Whatever the letter and the step."""
        assert tone_of(letter(tone), str(tone), ("loyal", "hardship")) is Tone.COURTEOUS


class TestRefusals:
    """What may not be written at all."""

    @pytest.mark.parametrize("tone", list(Tone))
    @pytest.mark.parametrize("matter", list(Matter))
    def test_insolvency_refuses_claims_and_every_stern_word(self, tone: Tone, matter: Matter) -> None:
        """A statement, an answer, thanks and a handover may be written, as long as they are neither firm nor formal."""
        may = matter in (Matter.ACCOUNT, Matter.DISPUTE, Matter.PAYMENT, Matter.HANDOVER) and tone in (
            Tone.COURTEOUS,
            Tone.NEUTRAL,
        )
        refusal = why_not(letter(tone, matter), "", (), insolvent_since=OPENED, softens=True)
        assert (refusal is None) is may

    def test_a_stern_step_is_refused_too(self) -> None:
        """Though the letter itself is mild."""
        mild = letter(Tone.COURTEOUS, Matter.ACCOUNT)
        assert why_not(mild, "firm", (), insolvent_since=OPENED, softens=True) is not None

    @pytest.mark.parametrize("tone", [Tone.FIRM, Tone.FORMAL])
    def test_hardship_refuses_what_does_not_soften(self, tone: Tone) -> None:
        """One that looks at its tone is written."""
        assert why_not(letter(tone), "", ("hardship",), insolvent_since=None, softens=False) is not None
        assert why_not(letter(tone), "", ("hardship",), insolvent_since=None, softens=True) is None
        assert why_not(letter(tone), "", (), insolvent_since=None, softens=False) is None


class TestDays:
    """How long a letter leaves."""

    @pytest.mark.parametrize("kind", list(ClientKind))
    def test_what_the_letter_says(self, kind: ClientKind) -> None:
        """Holds for everybody."""
        assert days_to_answer(letter(Tone.FORMAL, deadline=10), kind) == 10

    def test_a_consumer_has_fifteen_days_after_a_formal_letter(self) -> None:
        """Eight after any other, as a business has after all."""
        assert days_to_answer(letter(Tone.FORMAL), ClientKind.CONSUMER) == 15
        assert days_to_answer(letter(Tone.NEUTRAL), ClientKind.CONSUMER) == 8
        assert days_to_answer(letter(Tone.FORMAL), ClientKind.COMPANY) == 8
