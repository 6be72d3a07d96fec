"""What is decided about a client's credit: a limit, a review."""

from __future__ import annotations

from datetime import date

from recouv.domain.entry import Draft
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.usecases.fields import present
from recouv.usecases.invoices_named import sound_dossier
from recouv.usecases.money import written_money
from recouv.usecases.recording import Action, entry_action
from recouv.usecases.session import Session


def limit_action(session: Session, client: str, money: Money, on: date, *, reason: str = "", note: str = "") -> Action:
    """The credit limit decided, as `record` writes it."""
    dossier = sound_dossier(session, client)
    fields = [("amount", written_money(money, dossier.client.currency)), *present(("reason", reason))]
    subject = say("credit limit: {name}, {amount}", name=dossier.client.name, amount=money)
    return entry_action(dossier, Draft(date=on, kind="limit", fields=tuple(fields), text=note), subject)


def review_action(session: Session, client: str, words: str, on: date, *, reason: str = "", note: str = "") -> Action:
    """The committee's decision, as `record` writes it.

    Raises:
        UsageError: it says nothing.
    """
    if not words.strip():
        raise UsageError(say("the review decides nothing"), say("write the decision after the client"))
    dossier = sound_dossier(session, client)
    subject = say("review: {name}, {words}", name=dossier.client.name, words=words)
    draft = Draft(date=on, kind="review", object=words, fields=tuple(present(("reason", reason))), text=note)
    return entry_action(dossier, draft, subject)
