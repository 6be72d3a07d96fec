"""What commitments ask for: money promised to look for, instalments to recall, disputes to look at, holds that end.

- The day after a promise: check that the money has arrived; once it is broken, the scenario goes on and says so.
- A few days before an instalment of a plan that is kept: recall it.  An instalment late and still tolerated: ask for
  it, and say when the plan is broken.
- A dispute whose day to be looked at again has come.
- A hold on its last day: what was waited for is decided, or the hold is given another day.  A client who was only put
  off (`snoozed`) waits for nothing: the day after, what there is to do is simply asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.domain.practice import House
from recouv.domain.task import Task
from recouv.rules.office_task import office_task
from recouv.rules.plans import JudgedPlan, PlanState
from recouv.rules.priority import Score
from recouv.rules.promises import JudgedPromise, PromiseState
from recouv.rules.situation import Situation
from recouv.rules.suspension import Commitments


def commitment_tasks(situation: Situation, commitments: Commitments, house: House, on: date) -> Iterator[Task]:
    """The tasks of one client's commitments; nothing where the client is insolvent or all was handed over."""
    if commitments.running("insolvency"):
        return
    for judged in commitments.promises:
        if judged.state is PromiseState.OPEN and judged.by < on:
            yield _promise_to_check(judged, house)
    for plan in commitments.plans:
        yield from _of_plan(plan, house, on)
    owed = {item.number for item in situation.items if item.balance.amount > 0}
    for dispute in commitments.running("dispute"):
        revisit = dispute.day("revisit")
        if revisit is not None and revisit <= on and owed & set(dispute.invoices):
            what = dispute.word("category") or dispute.word("reason")
            yield office_task(
                "dispute",
                [
                    say("the dispute of {day} is to be looked at again: {what}", day=dispute.date, what=what)
                    if what
                    else say("the dispute of {day} is to be looked at again", day=dispute.date)
                ],
                [Score(house.points.dispute, say("a dispute to settle"))],
                invoices=dispute.invoices,
                amount=dispute.amount,
                since=revisit,
                entry_id=dispute.id,
                owner=dispute.word("owner"),
            )
    for hold in commitments.running("hold"):
        if hold.day("until") == on and owed and hold.word("snoozed") != "yes":
            yield office_task(
                "hold",
                [say("the hold of {day} ends today", day=hold.date)],
                [Score(house.points.hold_ending, say("a hold that ends"))],
                invoices=hold.invoices,
                since=on,
                entry_id=hold.id,
            )


def _promise_to_check(judged: JudgedPromise, house: House) -> Task:
    missing = judged.promise.amount - judged.received if judged.promise.amount else judged.received
    return office_task(
        "check-promise",
        [
            say(
                "check that {amount} promised by {day} has arrived; waited for until {last}",
                amount=missing,
                day=judged.by,
                last=judged.last_day,
            )
        ],
        [Score(house.points.promise_to_check, say("a promise whose day is past"))],
        invoices=judged.promise.invoices,
        amount=missing,
        since=judged.by,
        entry_id=judged.promise.id,
    )


def _of_plan(judged: JudgedPlan, house: House, on: date) -> Iterator[Task]:
    upcoming = judged.upcoming
    if upcoming is None:
        return
    if judged.state is PlanState.ON_TRACK and on >= upcoming.day - timedelta(days=house.plans.notice):
        why = say("an instalment of {amount} is due on {day}", amount=upcoming.left, day=upcoming.day)
        yield _instalment(judged, why, upcoming.left, upcoming.day, house)
    elif judged.state is PlanState.LATE:
        why = say(
            "the instalment of {amount} due on {day} did not come; the plan is broken after {last}",
            amount=upcoming.left,
            day=upcoming.day,
            last=judged.until(on),
        )
        yield _instalment(judged, why, upcoming.left, upcoming.day, house)


def _instalment(judged: JudgedPlan, why: Message, amount: Money | None, day: date, house: House) -> Task:
    return office_task(
        "instalment",
        [why],
        [Score(house.points.instalment, say("an instalment of a plan"))],
        invoices=judged.plan.invoices,
        amount=amount,
        since=day,
        entry_id=judged.plan.id,
    )
