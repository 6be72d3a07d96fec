"""Promises written by hand that the verbs would have refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from recouv.domain.dossier import Dossier
from recouv.domain.practice import House
from recouv.domain.problem import Problem, Severity
from recouv.rules.account import account_on
from recouv.rules.late_promises import late_promises
from recouv.rules.standing import standing
from recouv.usecases.promising import place_of_invoice, too_late


def promises_too_late(dossier: Dossier, house: House, terms: str, today: date) -> Iterator[Problem]:
    """Promises for a day, after `today`, on which one of their open invoices can no longer be claimed in court.

    One whose day is past makes nobody wait any more.
    """
    facts = standing(dossier.entries, date.max)
    if not any(fact.kind == "promise" and (fact.day("by") or today) > today for fact in facts):
        return
    account = account_on(dossier.client, dossier.entries, date.max, default_terms=terms)
    for fact, lost in late_promises(facts, account, dossier.client, house):
        by = fact.day("by") or fact.date
        if by > today:
            what, mend = too_late(lost, by, place_of_invoice(dossier, lost.number), dossier.id)
            yield Problem(dossier.path, fact.lines.get("by", fact.line), 1, what, mend, Severity.WARNING)
