"""A level reached elsewhere, taken over: an old book's reminders are not sent again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from recouv.domain.dossier import Dossier
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.rules.item_line import client_facts, line_of
from recouv.usecases.invoices_named import debt_of
from recouv.usecases.session import Session
from recouv.usecases.situations import situation_on


def scenario_of_step(session: Session, dossier: Dossier, numbers: Sequence[str], step: str, on: date) -> str:
    """The scenario that all these open invoices follow on `on`, where it has that step.

    Raises:
        UsageError: no invoice is named, they follow several scenarios, or theirs has no such step.
    """
    if not numbers:
        raise UsageError(say("a step is that of invoices"), say("name them: --invoice NUMBER"))
    currency = debt_of(session, dossier, numbers, on).left.currency
    practice = session.practice
    situation = situation_on(session, dossier, on)
    facts = client_facts(situation, situation.commitments(on, practice.house), currency, on, practice.house)
    names = list(
        dict.fromkeys(
            line_of(item, situation, facts, practice, on).assigned.name
            for item in situation.items
            if item.number in numbers
        )
    )
    if len(names) > 1:
        raise UsageError(
            say("these invoices follow several scenarios: {names}", names=", ".join(names)),
            say("log them scenario by scenario"),
        )
    scenario = practice.scenarios.get(names[0])
    if scenario is None:
        raise UsageError(say("there is no scenario {name}", name=names[0]), say("recouv check says where it is named"))
    if not scenario.level(step):
        raise UsageError(
            say("scenario {name} has no step {step}", name=scenario.name, step=step),
            say("one of: {choices}", choices=", ".join(known.id for known in scenario.steps) or "—"),
        )
    return scenario.name
