"""What a letter says of late-payment penalties: computed when its template names them, on the day of the letter.

The statement is that of `recouv penalties`, of the letter's own invoices, without what is contested.  Where it cannot
be exact (a rate that is not known, money received that settles nothing yet) the values stay unknown, and a letter that
prints one of them is refused with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from recouv.domain.dossier import ClientKind
from recouv.domain.errors import RecouvError, WorkspaceError
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.domain.percent import Percent
from recouv.letters.values import Slice as Shown
from recouv.rules.fixed_indemnity import FIXED_INDEMNITY
from recouv.rules.late_interest import Slice
from recouv.rules.letter_about import About
from recouv.rules.penalties import PenaltyStatement, Totals, statement_of_penalties
from recouv.rules.penalty_rate import RateRule
from recouv.usecases.dossiers import DossierView
from recouv.usecases.session import Session
from recouv.wording.catalogue import Catalogue

#: The values that come from the statement.
PENALTY_VALUES = frozenset({"penalty_rate", "interest", "indemnity_each", "indemnity", "claimed", "per_day", "rates"})


class LetterPenalties(Struct, frozen=True, kw_only=True):
    """Them, as a letter shows them."""

    values: dict[str, object]
    """By the names of `LetterValues`."""
    claimed: Money | None = None
    """Principal, interest and indemnity; `None` where it cannot be said."""
    statement: PenaltyStatement | None = None
    error: RecouvError | None = None
    """Why they are not known."""


def letter_penalties(session: Session, view: DossierView, about: About, words: Catalogue) -> LetterPenalties:
    """Those of the invoices that the letter is about."""
    workspace, client = session.workspace, view.dossier.client
    if about.received:
        return LetterPenalties(values={}, error=_allocate_first(about, view))
    try:
        rates = workspace.rates()
        statement = statement_of_penalties(
            view.dossier,
            session.practice,
            rates,
            view.on,
            default_terms=workspace.config.terms,
            without_contested=True,
        ).of(about.numbers)
        rule = RateRule(kind=client.kind, rates=rates, agreed=statement.terms.rate)
        today = _rates_of(statement, view.on) or [rule.on(view.on, view.on).percent]
    except RecouvError as error:
        return LetterPenalties(values={}, error=error)
    totals = statement.totals(about.currency)
    claimed = about.total + totals.interest + totals.indemnity
    is_consumer = client.kind is ClientKind.CONSUMER
    values: dict[str, object] = {
        "penalty_rate": ", ".join(words.percent(rate) for rate in today),
        "interest": words.money(totals.interest) if totals.interest or not is_consumer else "",
        **_indemnity(totals, words),
        "claimed": words.money(claimed),
        "per_day": words.money(totals.per_day) if totals.per_day else "",
        "rates": tuple(_shown(statement, words)),
    }
    return LetterPenalties(values=values, claimed=claimed, statement=statement)


def _indemnity(totals: Totals, words: Catalogue) -> dict[str, object]:
    """In euros: a letter in another currency does not ask for it, no rate says what it is worth."""
    if not totals.indemnity:
        return {}
    return {"indemnity": words.money(totals.indemnity), "indemnity_each": words.money(FIXED_INDEMNITY)}


def _rates_of(statement: PenaltyStatement, on: date) -> list[Percent]:
    """The rates at which its invoices bear interest on that day, each once, the lowest first."""
    running = (one.slices[-1] for one in statement.invoices if one.slices and not one.is_paid)
    return sorted({part.rate for part in running if part.last == on})


def _shown(statement: PenaltyStatement, words: Catalogue) -> Iterable[Shown]:
    """Its rates with the days on which they applied, all invoices together, the oldest first."""
    alike: dict[tuple[Percent, str], list[Slice]] = {}
    for one in statement.invoices:
        for part in one.slices:
            alike.setdefault((part.rate, words.text(part.source)), []).append(part)
    for (rate, source), parts in sorted(alike.items(), key=lambda row: min(part.first for part in row[1])):
        first, last = min(part.first for part in parts), max(part.last for part in parts)
        total = parts[0].amount
        for part in parts[1:]:
            total += part.amount
        yield Shown(
            since=words.day(first),
            until=words.day(last),
            days=(last - first).days + 1,
            rate=words.percent(rate),
            amount=words.money(total),
            source=source,
        )


def _allocate_first(about: About, view: DossierView) -> RecouvError:
    return WorkspaceError(
        say("{amount} received settles no invoice yet: penalties cannot be exact", amount=about.received),
        say("allocate it first: recouv allocate {client}", client=view.dossier.id),
    )
