"""Which tasks of a day bring a sum in by another: the agenda, beside what every client's past says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.rules.cash_target import (
    CashTarget,
    History,
    PromisedReceipt,
    Prospect,
    cash_target,
    chance_of,
    claim_to_collect,
    promised_receipts,
)
from recouv.rules.client_search import folded
from recouv.rules.situation import Situation
from recouv.store.recall import recall
from recouv.usecases.day import Day, owners_in
from recouv.usecases.session import Session
from recouv.usecases.situations import situation_in, situations_on


def tasks_for(session: Session, day: Day, target: Money, by: date, *, owner: str = "") -> CashTarget:
    """The fewest tasks of a day whose expected receipts reach the target by `by`.

    Args:
        session: Where, and who.
        day: The agenda to choose from.
        target: The sum wanted.
        by: The day by which it is to come.
        owner: Whose clients' promises count, as for the agenda; every client's history is looked at.

    Raises:
        UsageError: the day is before the agenda's.
    """
    on = day.agenda.on
    if by < on:
        raise UsageError(say("{by} is before the day of the agenda, {on}", by=by, on=on), say("give a later day: --by"))
    owners = owners_in(owner)
    promised: list[PromisedReceipt] = []
    own: dict[str, History] = {}
    asked = {task.client for task in day.agenda.tasks}
    paid: list[int] = []
    still_open: list[int] = []
    for situation in _situations(session, on):
        history = _history(situation, on)
        paid += history.paid
        still_open += history.still_open
        if situation.id in asked:
            own[situation.id] = history
        if not owners or folded(situation.client.owner) in owners:
            promised += _promised(session, situation, target.currency, on, by)
    everybody = History.of(paid, still_open)
    offered = (_prospect(task, own, everybody, target.currency, on, by) for task in day.agenda.tasks)
    return cash_target(target, by, promised, filter(None, offered))


def _situations(session: Session, on: date) -> Iterator[Situation]:
    """Every client's, one after the other: ten thousand need not stand in memory at once."""
    return map(situation_in, recall(session.workspace, situations_on(session, on)).values)


def _history(situation: Situation, on: date) -> History:
    late = [(on - item.due).days for item in situation.items if item.balance.amount > 0]
    return History.of((one.days_late for one in situation.payer.paid), late)


def _promised(session: Session, situation: Situation, currency: str, on: date, by: date) -> Iterator[PromisedReceipt]:
    commitments = situation.commitments(on, session.house)
    if not any(fact.kind == "promise" for fact in situation.live):
        return iter(())
    if commitments.running("insolvency"):
        return iter(())
    return promised_receipts(situation.id, situation.client.name, commitments.promises, currency, by)


def _prospect(
    task: Task, own: dict[str, History], everybody: History, currency: str, on: date, by: date
) -> Prospect | None:
    claim = claim_to_collect(task)
    if claim is None or claim.currency != currency or claim.amount <= 0:
        return None
    chance = chance_of(task, own.get(task.client, History()), everybody, on, by)
    return Prospect(task=task, chance=chance, expected=chance.of(claim))
