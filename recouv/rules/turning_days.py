"""The days on which the agenda of a client may ask something else, though nothing happens in between.

A situation stays as it is until an entry is dated; what is judged of it changes on few days: an item is late, a step's
day is there, a promise is over, a hold ends, a month begins.  On any other day the agenda asks what it asked the day
before (but for ages, points and the reasons that tell them), so that it need not be made again.  More days than needed
are harmless; a day that lacks would be a task not seen.

The average delay, the grade, the age and the loyalty of a client change by the day: where a condition looks at one of
these, whether it is met is asked anew each day.  So is everything where an item's age says where it enters its
scenario.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from recouv.domain.condition import Condition
from recouv.domain.practice import Practice
from recouv.rules.agenda import ClientDay
from recouv.rules.conditions import ClientFacts, unmet
from recouv.rules.interruptions import NONE
from recouv.rules.item_line import Line, client_facts
from recouv.rules.legal_tasks import SOON, TO_BE_RELIEVED, TO_DECLARE
from recouv.rules.limitation import is_far, limitation_of, period_of
from recouv.rules.months import months_later
from recouv.rules.next_step import days_later
from recouv.rules.risk_tasks import OLD_DEBT, OLD_MONEY
from recouv.rules.working_days import WorkingDays


class Unchanged:
    """For how long the agenda of a day, already made, goes on asking the same; until `last` at most is asked."""

    def __init__(self, of_day: ClientDay, last: date) -> None:
        self._of_day = of_day
        self._situation = of_day.situation
        self._house = of_day.practice.house
        self._last = last
        self._conditions = _varying_conditions(of_day.practice)
        # an item's age may say another step on any day
        self._every_day = any(line.planned and line.planned.by_age for line in self._lines())
        days = (day for day in chain(self._items(), self._commitments(), self._account()) if day > of_day.on)
        self._next = min(days, default=date.max)
        self._met = self._which_are_met([part.facts for part in of_day.currencies.values()])

    def on(self, day: date) -> bool:
        """Whether the agenda of `day`, on which the same situation holds, asks what that of the day made asked."""
        if self._every_day or day >= self._next:
            return False
        if not self._conditions:
            return True
        commitments = self._situation.commitments(day, self._house)
        facts = [
            client_facts(self._situation, commitments, currency, day, self._house)
            for currency in self._of_day.currencies
        ]
        return self._which_are_met(facts) == self._met

    def _which_are_met(self, facts: Iterable[ClientFacts]) -> list[bool]:
        return [unmet(condition, of) is None for of in facts for condition in self._conditions]

    def _lines(self) -> Iterator[Line]:
        for part in self._of_day.currencies.values():
            yield from part.lines

    def _items(self) -> Iterator[date]:
        period = period_of(self._situation.client, self._house)
        far = months_later(self._last, SOON + 1 - period.months)
        for item in self._situation.items:
            if item.balance.amount <= 0:
                continue
            yield days_later(item.due, 1)
            yield days_later(item.due, OLD_DEBT + 1)
            interruptions = self._situation.interruptions.get(item.number, NONE)
            if not is_far(item, interruptions, far):
                limitation = limitation_of(item, interruptions, period)
                for last in (limitation.prudent.last_day, limitation.usual.last_day):
                    if last is not None:
                        yield months_later(last, -SOON)
                        yield days_later(last, 1)
        for line in self._lines():
            if line.planned is not None:
                yield line.planned.day

    def _commitments(self) -> Iterator[date]:
        house, commitments = self._house, self._of_day.commitments
        days = WorkingDays(house.calendar)
        for promise in commitments.promises:
            yield days_later(promise.by, 1)
            yield days_later(promise.last_day, 1)
        for plan in commitments.plans:
            for one in plan.instalments:
                yield days_later(one.day, -house.plans.notice)
                yield days_later(one.day, 1)
                yield days_later(one.day, plan.grace + 1)
        for hold in commitments.running("hold"):
            until = hold.day("until")
            if until is not None:
                yield days.on_or_before(until)
                yield days_later(until, 1)
        for opened in commitments.running("insolvency"):
            published = opened.day("bodacc")
            if published is not None:
                for term in (TO_DECLARE, TO_BE_RELIEVED):
                    yield days_later(months_later(published, term), 1)
        for dispute in commitments.running("dispute"):
            revisit = dispute.day("revisit")
            if revisit is not None:
                yield revisit

    def _account(self) -> Iterator[date]:
        situation, house = self._situation, self._house
        days = WorkingDays(house.calendar)
        for contact in situation.contacts.values():
            yield days_later(contact, house.contact.interval)
        if situation.replied is not None:
            yield days.add(situation.replied, house.contact.reply_pause)
        for credit in situation.credits:
            yield days_later(credit.received, OLD_MONEY + 1)
        for task in situation.tasks:
            due = task.day("due")
            if due is not None:
                yield due
        month = self._of_day.on.replace(day=1)
        yield days.on_or_after(month)
        yield months_later(month, 1)


def _varying_conditions(practice: Practice) -> list[Condition]:
    """Those that may be met on one day and not on the next, of rules of assignment and of steps."""
    asked = [rule.when for rule in practice.house.assignments]
    asked += [step.when for scenario in practice.scenarios.values() for step in scenario.steps if step.when]
    return [
        one
        for one in asked
        if one.grades
        or any(
            bound is not None
            for bound in (one.age, one.average_delay_above, one.average_delay_below, one.loyalty, one.broken_promises)
        )
    ]
