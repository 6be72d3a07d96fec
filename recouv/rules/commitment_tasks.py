"""What commitments ask for: money promised to look for, instalments to recall, disputes to look at, holds that end.

- The day after a promise: check that the money has arrived; once it is broken, the scenario goes on and says so.
- A few days before an instalment of a plan that is kept: recall it.  An instalment late and still tolerated: ask for
  it, and say when the plan is broken.  Never more than its invoices owe, what is contested or handed over left out;
  blocked where the bank's movements are known too little.
- A dispute whose day to be looked at again has come.
- A hold on its last day worked: what was waited for is decided, or the hold is given another day.  A client who was
  only put off (`snoozed`) waits for nothing: the day after, what there is to do is simply asked again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.domain.practice import House
from recouv.domain.task import Task
from recouv.rules.bank_data import blocking
from recouv.rules.commitments import concerns
from recouv.rules.office_task import office_task
from recouv.rules.plans import JudgedPlan, PlanState
from recouv.rules.priority import Score
from recouv.rules.promises import JudgedPromise, PromiseState
from recouv.rules.situation import Situation
from recouv.rules.suspension import Commitments, claimed
from recouv.rules.working_days import WorkingDays


def commitment_tasks(situation: Situation, commitments: Commitments, house: House, on: date) -> Iterator[Task]:
    """The tasks of one client's commitments; nothing where the client is insolvent."""
    if commitments.running("insolvency"):
        return
    for judged in commitments.promises:
        if judged.state is PromiseState.OPEN and judged.by < on:
            yield _promise_to_check(judged, house)
    for plan in commitments.plans:
        yield from _of_plan(plan, _owed(situation, commitments, plan), house, on)
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
    days = WorkingDays(house.calendar)
    for hold in commitments.running("hold"):
        until = hold.day("until")
        # seen on Friday, where it ends on Sunday
        if until is not None and days.on_or_before(until) <= on <= until and owed and hold.word("snoozed") != "yes":
            yield office_task(
                "hold",
                [
                    say("the hold of {day} ends today", day=hold.date)
                    if until == on
                    else say("the hold of {day} ends on {until}", day=hold.date, until=until)
                ],
                [Score(house.points.hold_ending, say("a hold that ends"))],
                invoices=hold.invoices,
                since=until,
                entry_id=hold.id,
            )


def _owed(situation: Situation, commitments: Commitments, judged: JudgedPlan) -> dict[str, Decimal]:
    """Currency → what may be asked for on the plan's invoices."""
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for item in situation.items:
        if item.balance.amount <= 0 or not concerns(judged.plan, item.number):
            continue
        if not any(concerns(fact, item.number) for fact in commitments.running("handover")):
            owed[item.balance.currency] += claimed(item).amount
    return owed


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


def _of_plan(judged: JudgedPlan, owed: Mapping[str, Decimal], house: House, on: date) -> Iterator[Task]:
    upcoming = judged.upcoming
    if upcoming is None or not any(owed.values()):
        return
    left = upcoming.left
    if left is not None:
        left = Money(min(left.amount, owed.get(left.currency, Decimal(0))), left.currency)
        if not left:
            return
    if judged.state is PlanState.ON_TRACK and on >= upcoming.day - timedelta(days=house.plans.notice):
        why = say("an instalment of {amount} is due on {day}", amount=left, day=upcoming.day)
        yield _instalment(judged, why, left, upcoming.day, house, on)
    elif judged.state is PlanState.LATE:
        why = say(
            "the instalment of {amount} due on {day} did not come; the plan is broken after {last}",
            amount=left,
            day=upcoming.day,
            last=judged.until(on),
        )
        yield _instalment(judged, why, left, upcoming.day, house, on)


def _instalment(judged: JudgedPlan, why: Message, amount: Money | None, day: date, house: House, on: date) -> Task:
    task = office_task(
        "instalment",
        [why],
        [Score(house.points.instalment, say("an instalment of a plan"))],
        invoices=judged.plan.invoices,
        amount=amount,
        since=day,
        entry_id=judged.plan.id,
    )
    return replace(task, blocked_by=blocking(house, on))
