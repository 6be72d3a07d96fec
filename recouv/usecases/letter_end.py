"""How a letter ends, whatever it says: how to pay what it asks for, and who signs."""

from __future__ import annotations

from recouv.domain.errors import UsageError
from recouv.domain.letter import Letter
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.domain.scenario import Channel
from recouv.letters.values import LetterValues
from recouv.rules.letter_about import About
from recouv.usecases.letter_values import in_fours
from recouv.usecases.session import Session
from recouv.wording.catalogue import Catalogue
from recouv.wording.plain import plain

#: Characters that a SEPA transfer carries.
_LONGEST_REFERENCE = 140


def payment_lines(
    session: Session, letter: Letter, about: About, dossier: str, asked: Money, words: Catalogue
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A title, then label and value of each line; nothing where nothing is to be paid or the creditor has no IBAN.

    Raises:
        UsageError: the creditor's IBAN fails its check.
    """
    creditor = session.workspace.config.creditor
    iban = sound_iban(creditor.get("iban", ""))
    if not letter.payment or not iban or asked.amount <= 0:
        return "", ()
    rows = (
        ("IBAN", in_fours(iban)),
        ("BIC", plain(creditor.get("bic", ""))),
        (words.text(say("Account holder")), plain(creditor.get("name", ""))),
        (words.text(say("Reference")), payment_reference(about, dossier)),
    )
    return words.text(say("To pay {amount}", amount=asked)), tuple(row for row in rows if row[1])


def payment_reference(about: About, dossier: str) -> str:
    """What a transfer is to say: the invoices' numbers; the id of the dossier where they are too many for it."""
    numbers = plain(" ".join(about.paid_for))
    return numbers if 0 < len(numbers) <= _LONGEST_REFERENCE else plain(dossier)


def signature_lines(letter: Letter, channel: Channel, values: LetterValues) -> tuple[str, ...]:
    """Who signs, for whom, and how to answer; nothing of a letter that is not signed."""
    if not letter.signature or channel in (Channel.CALL, Channel.SMS):
        return ()
    sender, creditor = values.sender, values.creditor
    whom = creditor.name if creditor.name != sender.name else ""
    reached = " · ".join(part for part in (creditor.phone, sender.email or creditor.email) if part)
    return tuple(line for line in (sender.name, whom, reached) if line)


def sound_iban(iban: str) -> str:
    """The IBAN, folded; empty when there is none.

    Raises:
        UsageError: it fails its check: a transfer would go nowhere, or to somebody else.
    """
    if not iban.strip():
        return ""
    from stdnum import iban as numbers  # deferred: for those who write letters
    from stdnum.exceptions import ValidationError

    try:
        return str(numbers.validate(iban))
    except ValidationError:
        raise UsageError(
            say("the creditor's IBAN {iban} fails its check", iban=iban), say("correct creditor.iban in recouv.yaml")
        ) from None
