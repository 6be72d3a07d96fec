"""Which tasks to do so that a sum comes in by a day: the fewest, and of these the most urgent.

The expected receipt of a task is its claim times the probability that it is paid by then:

    probability = (k + 1) / (n + 2)

Of the client's last invoices, n are those that were once open as late as the task's oldest invoice is today, and of
which one knows whether they were paid by the lateness that the day gives; k were paid by then.  Those still open that
late count among the n: who never pays is no good payer for it.  Where the client never paid any invoice so late, the
invoices of all clients are counted in the same way.  The 1 and the 2 are Laplace's rule of succession: without any
experience the probability is one half, and it is never 0 nor 1.

A promise for that day or an earlier one, its money still waited for, counts without any task: what lacks of it times
(kept + 1) / (judged + 2), over the client's promises that were kept or not.

Amounts are rounded to the smallest coin, task by task, before they are added.

Source: Laplace's rule of succession (T. Bayes' prior uniform over [0, 1]); the conditional share is the discrete hazard
of a life table, open invoices being censored.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Self

from msgspec import Struct

from recouv.domain.message import Message, say, say_many
from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.rules.claims import claim_of_task
from recouv.rules.promises import JudgedPromise, PromiseState

#: What asks for money beside the steps of scenarios.
_ASKING = frozenset({"instalment", "decide"})


class History(Struct, frozen=True):
    """What is known of when invoices were paid."""

    paid: Sequence[int] = ()
    """Days late of each last payment, in their order; below zero when it came early."""
    still_open: Sequence[int] = ()
    """Days late of the invoices not paid yet, in their order; below zero before they are due."""

    @classmethod
    def of(cls, paid: Iterable[int], still_open: Iterable[int]) -> Self:
        """The history that these tell, in any order."""
        return cls(sorted(paid), sorted(still_open))

    def was_paid_later_than(self, days: int) -> bool:
        """Whether any invoice was ever paid that late."""
        return bool(self.paid) and self.paid[-1] > days

    def outcomes(self, today: int, later: int) -> tuple[int, int]:
        """Of the invoices that were once `today` days late: how many were paid by `later`, and of how many that is."""
        reached = bisect_right(self.paid, today)
        unpaid = bisect_left(self.still_open, max(later, today + 1))
        return max(0, bisect_right(self.paid, later) - reached), len(self.paid) - reached + len(
            self.still_open
        ) - unpaid


class Chance(Struct, frozen=True, kw_only=True):
    """A probability, and what it is from."""

    share: Fraction
    why: Message

    def of(self, claim: Money) -> Money:
        """The expected part of a claim, to the smallest coin, halves away from zero."""
        return Money(claim.amount * self.share.numerator / self.share.denominator, claim.currency).rounded()


class Prospect(Struct, frozen=True, kw_only=True):
    """A task, and what doing it should bring by the day."""

    task: Task
    chance: Chance
    expected: Money


class PromisedReceipt(Struct, frozen=True, kw_only=True):
    """A promise that is due by the day, and what should come of it."""

    client: str
    name: str
    by: date
    left: Money
    chance: Chance
    expected: Money


class CashTarget(Struct, frozen=True, kw_only=True):
    """What to do for the target."""

    target: Money
    by: date
    promised: tuple[PromisedReceipt, ...]
    chosen: tuple[Prospect, ...]
    """Most urgent first; every task that brings something when the target cannot be reached."""
    expected: Money
    """Of all these together."""
    missing: Money
    """What the target is short of, were everything done; nil when it is reached."""


def chance_of(task: Task, own: History, everybody: History, on: date, by: date) -> Chance:
    """The probability that what a task asks for on `on` is paid by `by`, a day not before it."""
    since = task.due_since or on
    today, later = (on - since).days, (by - since).days
    said = {"today": _lateness(today), "later": _lateness(later)}
    if own.was_paid_later_than(today):  # whatever the day asked about: a later one must not be less likely
        k, n = own.outcomes(today, later)
        why = say_many(
            "of {count} invoice of this client still open when {today}, {k} was paid when {later} at most",
            "of {count} invoices of this client still open when {today}, {k} were paid when {later} at most",
            n,
            k=k,
            **said,
        )
        return Chance(share=_laplace(k, n), why=why)
    k, n = everybody.outcomes(today, later)
    if n:
        why = say_many(
            "of {count} invoice of all clients still open when {today}, {k} was paid when {later} at most",
            "of {count} invoices of all clients still open when {today}, {k} were paid when {later} at most",
            n,
            k=k,
            **said,
        )
        return Chance(share=_laplace(k, n), why=why)
    return Chance(share=_laplace(0, 0), why=say("no other invoice was ever open when {today}: one in two", **said))


def claim_to_collect(task: Task) -> Money | None:
    """What doing the task may bring in; `None` when nothing."""
    return claim_of_task(task) if task.steps or task.action in _ASKING else None


def promised_receipts(
    client: str, name: str, promises: Sequence[JudgedPromise], currency: str, by: date
) -> Iterator[PromisedReceipt]:
    """What should come of one client's promises that are due by the day and still open."""
    kept = sum(judged.state is PromiseState.KEPT for judged in promises)
    judged_ones = kept + sum(judged.is_not_kept for judged in promises)
    why = say_many(
        "{kept} of {count} promise of this client was kept",
        "{kept} of {count} promises of this client were kept",
        judged_ones,
        kept=kept,
    )
    for judged in promises:
        amount = judged.promise.amount
        if judged.state is not PromiseState.OPEN or amount is None or amount.currency != currency or judged.by > by:
            continue
        left = amount - judged.received
        if left.amount > 0:
            chance = Chance(share=_laplace(kept, judged_ones), why=why)
            yield PromisedReceipt(
                client=client, name=name, by=judged.by, left=left, chance=chance, expected=chance.of(left)
            )


def cash_target(
    target: Money, by: date, promised: Iterable[PromisedReceipt], offered: Iterable[Prospect]
) -> CashTarget:
    """The shortest list of tasks that reaches the target.

    Args:
        target: The sum wanted.
        by: The day.
        promised: What comes without any task.
        offered: The tasks that may be done, most urgent first.
    """
    sure = tuple(promised)
    offered = [one for one in offered if one.expected.amount > 0]
    chosen = _shortest(offered, target.minor - sum(one.expected.minor for one in sure))
    come = sum((one.amount for one in [row.expected for row in sure] + [row.expected for row in chosen]), Decimal(0))
    return CashTarget(
        target=target,
        by=by,
        promised=sure,
        chosen=tuple(chosen),
        expected=Money(come, target.currency),
        missing=Money(max(Decimal(0), target.amount - come), target.currency),
    )


def _shortest(offered: Sequence[Prospect], need: int) -> list[Prospect]:
    """The fewest that bring `need`, and of the lists so short the one that takes the most urgent first."""
    pool = sorted(-one.expected.minor for one in offered)
    if -sum(pool) < need:
        return list(offered)
    places = _fewest(pool, need)
    chosen: list[Prospect] = []
    for one in offered:
        if len(chosen) == places:
            break
        pool.pop(bisect_left(pool, -one.expected.minor))
        rest = -sum(islice(pool, places - len(chosen) - 1))  # the most that the places left may bring
        if one.expected.minor + rest >= need:
            chosen.append(one)
            need -= one.expected.minor
    return chosen


def _fewest(pool: Iterable[int], need: int) -> int:
    count = 0
    for part in pool:
        if need <= 0:
            break
        need += part
        count += 1
    return count


def _lateness(days: int) -> Message:
    if days > 0:
        return say_many("{count} day late", "{count} days late", days)
    return say_many("{count} day early", "{count} days early", -days) if days else say("on the due date")


def _laplace(k: int, n: int) -> Fraction:
    return Fraction(k + 1, n + 2)
