"""What is not as it should be about a client: above the credit limit, odd in the account, forgotten.

- **Limit.** The exposure, what is open less the money that settles nothing yet, is above the credit limit: the last one
  decided (`limit`), else that of the head.  It is compared in the limit's own currency and in no other.
- **Oddities.** The client is owed money and nothing is there to allocate; a payment settles nothing after thirty days;
  an invoice has come to a formal step of its scenario and has no document to prove it; something is overdue and the
  dossier has no address at all.
- **Monthly review.** What is more than ninety days late, named by no task and by no promise or plan that is kept, is
  looked at from the first working day of the month on, until a `review` is dated in that month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.dossier import Client
from recouv.domain.message import Code, Message, say, say_many
from recouv.domain.money import Money
from recouv.domain.practice import House, Practice
from recouv.domain.scenario import Tone
from recouv.domain.task import Held, Task
from recouv.rules.account import OpenItem
from recouv.rules.office_task import office_task
from recouv.rules.priority import Score
from recouv.rules.situation import Situation
from recouv.rules.suspension import Commitments
from recouv.rules.working_days import WorkingDays

OLD_MONEY = 30
"""Days after which a payment ought to have settled something."""
OLD_DEBT = 90
"""Days late after which an item is looked at every month."""


class Exposure(Struct, frozen=True):
    """What a client may owe and does."""

    limit: Money
    outstanding: Money
    """Open items less unallocated money, in the limit's currency."""

    @property
    def excess(self) -> Money | None:
        """By how much it is above; `None` when it is not."""
        return self.outstanding - self.limit if self.outstanding > self.limit else None


def exposure_of(situation: Situation, on: date) -> Exposure | None:
    """The exposure against the limit; `None` where there is no limit."""
    limit = situation.limit
    return Exposure(limit, situation.account(on).outstanding(limit.currency)) if limit else None


def risk_tasks(
    situation: Situation, commitments: Commitments, practice: Practice, rows: Iterable[Task | Held], on: date
) -> Iterator[Task]:
    """What the account of one client asks for; `rows` are what the day asks for and holds already."""
    points = practice.house.points
    exposure = exposure_of(situation, on)
    if exposure and exposure.excess:
        yield _limit(situation, exposure, Score(points.limit, say("above the credit limit")))
    tasks = [row for row in rows if isinstance(row, Task)]
    unproven = () if commitments.running("insolvency") else _unproven(situation, practice, tasks)
    why = [*_odd_money(situation, on), *_odd_invoices(unproven)]
    if not commitments.running("insolvency") and not _has_address(situation.client) and _overdue(situation, on):
        why.append(say("something is overdue and the dossier has no address: no e-mail, telephone or post"))
    if why:
        yield office_task(
            "oddity", why, [Score(points.oddity, say("something odd in the account"))], invoices=tuple(unproven)
        )


def review_tasks(
    situation: Situation, commitments: Commitments, rows: Iterable[Task | Held], house: House, on: date
) -> Iterator[Task]:
    """What is forgotten: `rows` are all that the day asks for and holds."""
    first = WorkingDays(house.calendar).on_or_after(on.replace(day=1))
    reviewed = situation.reviewed
    if on < first or (reviewed and (reviewed.year, reviewed.month) == (on.year, on.month)):
        return
    old = [item for item in situation.items if item.balance.amount > 0 and item.days_late(on) > OLD_DEBT]
    if not old:
        return
    # neither what is odd about an invoice nor a decision that waits makes anybody ask for its money
    silent = ("oddity", "approve")
    asked = {number for row in rows if isinstance(row, Task) and row.action not in silent for number in row.invoices}
    by_currency: dict[str, list[OpenItem]] = defaultdict(list)
    for item in old:
        # a plan or a promise that is kept has its own days to be looked at
        if item.number not in asked and not commitments.is_awaited(item.number):
            by_currency[item.balance.currency].append(item)
    for currency, items in sorted(by_currency.items()):
        yield office_task(
            "review",
            [
                say_many(
                    "{number}: {amount}, due {due}, {count} day late; nothing else asks about it",
                    "{number}: {amount}, due {due}, {count} days late; nothing else asks about it",
                    item.days_late(on),
                    number=item.number,
                    amount=item.balance,
                    due=item.due,
                )
                for item in items
            ],
            [Score(house.points.review, say("monthly review"))],
            invoices=tuple(dict.fromkeys(item.number for item in items)),
            amount=Money(sum((item.balance.amount for item in items), Decimal(0)), currency),
            since=min(item.due for item in items),
        )


def _limit(situation: Situation, exposure: Exposure, score: Score) -> Task:
    currency = exposure.limit.currency
    items = [item for item in situation.items if item.balance.amount > 0 and item.balance.currency == currency]
    return office_task(
        "limit",
        [
            say(
                "the exposure of {exposure} is {excess} above the credit limit of {limit}",
                exposure=exposure.outstanding,
                excess=exposure.excess,
                limit=exposure.limit,
            )
        ],
        [score],
        amount=exposure.excess,
        since=min((item.due for item in items), default=None),
    )


def _odd_money(situation: Situation, on: date) -> Iterator[Message]:
    account = situation.account(on)
    for currency in sorted({item.balance.currency for item in situation.items if item.balance.amount < 0}):
        outstanding = account.outstanding(currency)
        if outstanding.amount < 0 and account.unallocated(currency).amount <= 0:
            yield say(
                "the balance is {amount}: more was settled than is owed, and nothing is left to allocate",
                amount=outstanding,
            )
    for credit in situation.credits:
        days = (on - credit.received).days
        if credit.kind == "payment" and credit.unallocated.amount > 0 and days > OLD_MONEY:
            yield say_many(
                "{amount} of {kind} of {day} settles nothing after {count} day",
                "{amount} of {kind} of {day} settles nothing after {count} days",
                days,
                amount=credit.unallocated,
                kind=Code(credit.kind),
                day=credit.received,
            )


def _unproven(situation: Situation, practice: Practice, tasks: Iterable[Task]) -> list[str]:
    """The invoices without a document that have come to a formal step, done or to do."""
    bare = {item.number: None for item in situation.items if item.balance.amount > 0 and not item.document}
    if not bare:
        return []
    formal = {
        step.id for scenario in practice.scenarios.values() for step in scenario.steps if step.tone is Tone.FORMAL
    }
    reached = {number for number, step in situation.progress.done if step in formal}
    reached |= {number for task in tasks for number, step in task.steps if step in formal}
    return [number for number in bare if number in reached]


def _odd_invoices(unproven: Iterable[str]) -> Iterator[Message]:
    for number in unproven:
        yield say("{number}: a formal notice, and no document to prove the invoice", number=number)


def _overdue(situation: Situation, on: date) -> bool:
    return any(item.balance.amount > 0 and item.due < on for item in situation.items)


def _has_address(client: Client) -> bool:
    return bool(client.address.strip()) or any(contact.email or contact.phone for contact in client.contacts)
