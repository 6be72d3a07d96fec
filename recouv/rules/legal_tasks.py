"""What the law asks for in time: to sue before limitation, to declare the claim in insolvency proceedings.

- Six months before the prudent date of an item, then two months before it, more urgently: one task for each client and
  currency, naming the invoices.  Once that date is past the task says until when the usual one runs; once that one is
  past too, nothing is reminded any more (`prescribed`) and a person decides.
- From the opening judgment on, until a `claim` is there, in each currency: find the BODACC publication, then declare
  the claim within two months of it.  After that, relief may be asked for within six months of the same publication.

Source: C. com. art. L622-24 and R622-24 (two months from the publication; four for a creditor or proceedings overseas,
which is left out), L622-26 (relief from forclusion, six months); limitation: see `recouv.rules.limitation`.  A last day
that is no working day is not moved: the alarm comes early.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.domain.practice import House, Points
from recouv.domain.task import Task
from recouv.rules.account import OpenItem
from recouv.rules.interruptions import NONE
from recouv.rules.limitation import Limitation, is_far, limitation_of, period_of
from recouv.rules.months import months_later
from recouv.rules.office_task import office_task
from recouv.rules.priority import Score
from recouv.rules.situation import Situation
from recouv.rules.suspension import Commitments

SOON, VERY_SOON = 6, 2
"""Months before the prudent date at which a task is made, and made urgent."""
TO_DECLARE, TO_BE_RELIEVED = 2, 6


class Nearing(Struct, frozen=True, kw_only=True):
    """An item whose prudent date is at most six months away, or past."""

    item: OpenItem
    prudent: date
    usual: date
    limitation: Limitation

    def is_prescribed(self, on: date) -> bool:
        """Whether both dates are past."""
        return self.prudent < on and self.usual < on


def nearing(situation: Situation, house: House, on: date) -> list[Nearing]:
    """The items to sue for soon, or too late; nothing for one whose limitation does not run."""
    period = period_of(situation.client, house)
    since = months_later(on, SOON + 1 - period.months)
    found = []
    for item in situation.items:
        interruptions = situation.interruptions.get(item.number, NONE)
        if is_far(item, interruptions, since) or item.balance.amount <= 0:
            continue
        limitation = limitation_of(item, interruptions, period)
        prudent, usual = limitation.prudent.last_day, limitation.usual.last_day
        if prudent and usual and months_later(prudent, -SOON) <= on:
            found.append(Nearing(item=item, prudent=prudent, usual=usual, limitation=limitation))
    return found


def prescribed(near: Sequence[Nearing], on: date) -> Mapping[tuple[str, int], date]:
    """Invoice and instalment → the day on which the last of both dates passed."""
    return {
        (one.item.number, one.item.instalment): max(one.prudent, one.usual) for one in near if one.is_prescribed(on)
    }


def legal_tasks(
    situation: Situation, commitments: Commitments, near: Sequence[Nearing], house: House, on: date
) -> Iterator[Task]:
    """What one client's file asks for in time."""
    by_currency: dict[str, list[Nearing]] = defaultdict(list)
    for one in near:
        by_currency[one.item.balance.currency].append(one)
    for currency in sorted(by_currency):
        yield _limitation(by_currency[currency], currency, house.points, on)
    proceedings = commitments.running("insolvency")
    if proceedings and not (situation.declared and situation.declared >= proceedings[0].date):
        yield from _claims(situation, proceedings, house.points, on)


def _limitation(near: Sequence[Nearing], currency: str, points: Points, on: date) -> Task:
    near = sorted(near, key=lambda one: (one.prudent, one.item.number, one.item.instalment))
    why = [_said(one, on) for one in near]
    why += near[0].limitation.prudent.why
    return office_task(
        "limitation",
        why,
        [max((_score(one, points, on) for one in near), key=lambda score: score.points)],
        invoices=tuple(dict.fromkeys(one.item.number for one in near)),
        amount=Money(sum((one.item.balance.amount for one in near), Decimal(0)), currency),
        since=min(one.item.due for one in near),
    )


def _said(one: Nearing, on: date) -> Message:
    facts: dict[str, object] = {"number": one.item.number, "prudent": one.prudent}
    if one.prudent == one.usual:
        if one.prudent < on:
            return say("{number}: limitation passed on {prudent}: write it off or ask a lawyer", **facts)
        return say("{number}: sue or have the debt acknowledged by {prudent}", **facts)
    facts["usual"] = one.usual
    if one.is_prescribed(on):
        return say(
            "{number}: limitation passed on {prudent}, and on {usual} by the usual count: write it off or ask a lawyer",
            **facts,
        )
    if one.prudent < on:
        return say("{number}: the prudent date to sue passed on {prudent}; the usual one is {usual}", **facts)
    return say("{number}: sue or have the debt acknowledged by {prudent}; the usual date is {usual}", **facts)


def _score(one: Nearing, points: Points, on: date) -> Score:
    if one.is_prescribed(on):
        return Score(points.review, say("limitation has passed"))
    if months_later(one.prudent, -VERY_SOON) <= on:
        return Score(points.limitation, say("limitation in two months or less"))
    return Score(points.limitation // 2, say("limitation in six months or less"))


def _claims(situation: Situation, proceedings: Sequence[Entry], points: Points, on: date) -> Iterator[Task]:
    by_currency: dict[str, list[OpenItem]] = defaultdict(list)
    for item in situation.items:
        if item.balance.amount > 0:
            by_currency[item.balance.currency].append(item)
    if not by_currency:
        return
    opened = proceedings[0]
    published = min((day for fact in proceedings if (day := fact.day("bodacc"))), default=None)
    why = list(_deadline(opened, published, on))
    trustee = next((fact.word("trustee") for fact in proceedings if fact.word("trustee")), "")
    if trustee and published:
        why.append(say("to {trustee}", trustee=trustee))
    is_late = published is not None and on > months_later(published, TO_BE_RELIEVED)
    for currency, items in sorted(by_currency.items()):
        # the judgment takes effect at the first hour of its day (C. com. art. R621-4)
        after = tuple(dict.fromkeys(item.number for item in items if item.issued >= opened.date))
        apart = say("issued since the judgment, to be looked at one by one: {numbers}", numbers=", ".join(after))
        yield office_task(
            "declare-claim" if published else "find-bodacc",
            [*why, apart] if after else why,
            [Score(points.review if is_late else points.insolvency, say("insolvency proceedings"))],
            invoices=tuple(dict.fromkeys(item.number for item in items)),
            amount=Money(sum((item.balance.amount for item in items), Decimal(0)), currency),
            since=opened.date,
            entry_id=opened.id,
        )


def _deadline(opened: Entry, published: date | None, on: date) -> Iterator[Message]:
    yield say("insolvency proceedings opened on {day}", day=opened.date)
    if published is None:
        yield say("find the BODACC publication: the claim is declared within two months of it (C. com. art. R622-24)")
        return
    last, relief = months_later(published, TO_DECLARE), months_later(published, TO_BE_RELIEVED)
    if on <= last:
        yield say(
            "declare the claim before {day} is over: two months from the publication of {published}"
            " (C. com. art. R622-24)",
            day=last,
            published=published,
        )
    elif on <= relief:
        yield say(
            "the claim was to be declared by {day}: ask the judge for relief from forclusion by {relief}"
            " (C. com. art. L622-26)",
            day=last,
            relief=relief,
        )
    else:
        yield say(
            "the claim was to be declared by {day} and relief asked for by {relief}: decide what is written off",
            day=last,
            relief=relief,
        )
