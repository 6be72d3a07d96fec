"""How long disputes last, how they end, and how much is still contested.

A dispute lasts from its day to that of the `resolve` which ends it.  One that nobody resolved ends with its invoices:
when nothing is left of them that it could contest, on the day of the last entry that settled them (outcome `settled`).
The days are whole days of the calendar, 0 where it ended on its first day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from recouv.domain.dossier import Client
from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.rules.account import Account, account_on, shares
from recouv.rules.standing import standing

#: Nobody resolved it, and nothing is left of its invoices.
SETTLED = "settled"
OUTCOMES = ("credit-note", "upheld", "withdrawn", SETTLED)
_TENTH = Decimal("0.1")


class DisputeTime(Struct, frozen=True, array_like=True):
    """A dispute, from its first day on."""

    entry: str
    """The ID of the dispute."""
    numbers: tuple[str, ...]
    category: str
    """In the user's words or the format's; empty when none is given."""
    opened: date
    ended: date | None
    """`None` while it is open."""
    outcome: str
    """Of `OUTCOMES`, or empty: while it is open, or where its end says none."""
    currency: str
    contested: Decimal
    """What is contested now; nil once it is over."""
    owner: str
    """Who is to settle it."""
    revisit: date | None

    def days(self, on: date) -> int:
        """Until its end, or until `on` while it is open."""
        return max(0, ((self.ended or on) - self.opened).days)


class DisputeSum(Struct, frozen=True, kw_only=True):
    """The disputes of one category in one currency."""

    category: str
    currency: str
    open: int
    contested: Decimal
    oldest: int | None
    """Days for which the oldest open one lasts; `None` when none is open."""
    ended: int
    average: Decimal | None
    """Days that those which ended took, to the tenth, halves up; `None` when none did."""
    median: Decimal | None
    outcomes: tuple[int, ...]
    """How many ended in each of `OUTCOMES`, then how many without a word of it."""


def dispute_times(client: Client, entries: Sequence[Entry], on: date, *, default_terms: str = "") -> list[DisputeTime]:
    """Every dispute of a client up to `on`, oldest first."""
    facts = standing(entries, on)
    ends = {fact.target: fact for fact in facts if fact.kind == "resolve" and fact.target}
    disputes = sorted((fact for fact in facts if fact.kind == "dispute"), key=Entry.sort_key)
    if not disputes:
        return []
    account = account_on(client, entries, on, default_terms=default_terms)
    settled: dict[str, date] = {}
    for share in shares(facts):
        settled[share.number] = max(share.entry.date, settled.get(share.number, share.entry.date))
    found = []
    for fact in disputes:
        end = ends.get(fact.id) if fact.id else None
        contested = _contested(account, fact) if end is None else Decimal(0)
        ended, outcome = (end.date, end.word("outcome")) if end is not None else (None, "")
        if end is None and not contested and _is_settled(account, fact):
            ended, outcome = max([fact.date, *(settled[n] for n in fact.invoices if n in settled)]), SETTLED
        found.append(
            DisputeTime(
                fact.id,
                fact.invoices,
                fact.word("category"),
                fact.date,
                ended,
                outcome,
                _currency(account, fact) or client.currency,
                contested,
                fact.word("owner"),
                fact.day("revisit"),
            )
        )
    return found


def sum_disputes(disputes: Iterable[DisputeTime], on: date) -> list[DisputeSum]:
    """Each category and currency, what is most contested first."""
    groups: dict[tuple[str, str], list[DisputeTime]] = defaultdict(list)
    for one in disputes:
        groups[one.category, one.currency].append(one)
    found = []
    for (category, currency), rows in groups.items():
        running = [row for row in rows if row.ended is None]
        ended = sorted(row.days(on) for row in rows if row.ended is not None)
        outcomes = Counter(row.outcome for row in rows if row.ended is not None)
        found.append(
            DisputeSum(
                category=category,
                currency=currency,
                open=len(running),
                contested=sum((row.contested for row in running), Decimal(0)),
                oldest=max((row.days(on) for row in running), default=None),
                ended=len(ended),
                average=average_days(ended),
                median=median_days(ended),
                outcomes=(
                    *(outcomes[name] for name in OUTCOMES),
                    outcomes.total() - sum(outcomes[n] for n in OUTCOMES),
                ),
            )
        )
    return sorted(found, key=lambda one: (one.currency, -one.contested, -one.open, -one.ended, one.category))


def usual_days(disputes: Iterable[DisputeTime], category: str) -> Decimal | None:
    """The average of the disputes of that category that ended; `None` where none did."""
    return average_days([one.days(one.ended) for one in disputes if one.ended and one.category == category])


def average_days(days: Sequence[int]) -> Decimal | None:
    """To the tenth, halves up; `None` of nothing.

    >>> average_days([8, 9])
    Decimal('8.5')
    """
    return (Decimal(sum(days)) / len(days)).quantize(_TENTH, ROUND_HALF_UP) if days else None


def median_days(days: Sequence[int]) -> Decimal | None:
    """The middle one of days that rise, or halfway between the two; `None` of nothing.

    >>> median_days([1, 8, 40]), median_days([8, 9])
    (Decimal('8.0'), Decimal('8.5'))
    """
    if not days:
        return None
    middle = len(days) // 2
    return (Decimal(days[middle] + days[~middle]) / 2).quantize(_TENTH)


def _contested(account: Account, dispute: Entry) -> Decimal:
    """What it still contests: at most what it says, and what is left of its invoices in dispute."""
    disputed = sum((item.disputed.amount for item in account.items if item.number in dispute.invoices), Decimal(0))
    return min(disputed, dispute.amount.amount) if dispute.amount else disputed


def _is_settled(account: Account, dispute: Entry) -> bool:
    """Whether its invoices are there and nothing is left of them."""
    items = [item for item in account.items if item.number in dispute.invoices]
    return bool(items) and not any(item.balance for item in items)


def _currency(account: Account, dispute: Entry) -> str:
    if dispute.amount:
        return dispute.amount.currency
    moneys: list[Money] = [item.amount for item in account.items if item.number in dispute.invoices]
    return moneys[0].currency if moneys else ""
