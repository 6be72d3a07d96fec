"""What is told beside the figures of a statement of penalties: what differs from the usual, and by which text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from recouv.domain.dossier import ClientKind
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.domain.penalties import PenaltyTerms
from recouv.rules.fixed_indemnity import why_none
from recouv.rules.formal_notice import first_notice_after
from recouv.rules.judgment_interest import Judged


def statement_notes(kind: ClientKind, terms: PenaltyTerms) -> Iterator[Message]:
    """Of the whole statement."""
    if kind is ClientKind.CONSUMER:
        yield say(
            "a private person owes interest at the legal rate, from the formal notice on, and no fixed recovery charge"
            " (C. civ. art. 1231-6 and 1344-1, CPCE art. L111-8)"
        )
        return
    if kind is ClientKind.PUBLIC:
        yield say(
            "a public buyer owes, for the whole delay, the rate of the half-year in which it began"
            " (C. commande publique art. R2192-31)"
        )
    if terms.indemnity is False:
        yield say("the fixed recovery charge is not claimed: the penalties of the head or of recouv.yaml say so")


def invoice_notes(
    *,
    kind: ClientKind,
    due: date,
    contested: Money,
    opened: date | None,
    judged: Judged | None,
    notices: Sequence[date],
    readings: Sequence[date],
) -> Iterator[Message]:
    """Of one invoice.

    Args:
        kind: Of the client.
        due: The first due date that was missed.
        contested: What of it is disputed and counted.
        opened: The day of the opening judgment, where there is one.
        judged: The judgment about it, where there is one.
        notices: The days of formal notices, of a consumer.
        readings: The due dates that its words may be read to mean, where there are several.
    """
    if opened is not None:
        yield say("penalties stop the day before the judgment of {day} (C. com. art. L622-28)", day=opened)
        none = why_none(kind, due=due, opened=opened)
        if none is not None and kind is not ClientKind.CONSUMER:
            yield none
    if kind is ClientKind.CONSUMER:
        began = first_notice_after(due, notices)
        if began is None:
            yield say("no formal notice since it was late: no interest runs (C. civ. art. 1231-6)")
        else:
            yield say("interest runs from the formal notice of {day} (C. civ. art. 1231-6)", day=began)
    if judged is not None:
        yield from _judgment_notes(judged)
    if contested:
        yield say("{amount} of it is disputed, and counted", amount=contested)
    if len(set(readings)) > 1:
        yield say(
            "its payment terms have two lawful readings, {first} and {second}: penalties run after {chosen}",
            first=min(readings),
            second=max(readings),
            chosen=due,
        )


def _judgment_notes(judged: Judged) -> Iterator[Message]:
    if not judged.says_rate:
        yield say(
            "the judgment of {day} says no rate: the legal one is counted from then on (C. civ. art. 1231-7)",
            day=judged.day,
        )
    if judged.enforceable is None and not judged.keeps_rate:
        yield say(
            "from when the judgment of {day} may be enforced is not known: the five points are not counted",
            day=judged.day,
        )
