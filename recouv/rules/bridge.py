"""What led a client's outstanding from one day to another, entry by entry, to the cent.

    closing = opening + learned + happened

*Learned* is what is now known of the opening day and was not then: a payment that was typed late, an entry struck out
since as never true.  *Happened* is what lies between the two days, by what is known at the end.  Where both days are
judged by one state of knowledge, nothing is learned.  A fact that counts no more takes its amount back, as `cancelled`.

Beside the total, each open item moves between the columns of the aged balance: what is left of it on both days went
from its column of the first to that of the second; the rest is new, or settled.

    opening of a column = what left from it, by any way    closing of a column = what arrived in it, from anywhere

Spans: after the end of the first day, up to the end of the second.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.dossier import Client
from recouv.domain.entry import Entry
from recouv.domain.money import amount_of_coins
from recouv.rules.account import Account, account_on
from recouv.rules.ageing import bucket_names
from recouv.rules.commitments import concerns
from recouv.rules.outstanding import moves
from recouv.rules.standing import standing
from recouv.rules.suspension import live_commitments

#: Beside the columns of the aged balance: where an amount comes from, where it goes to, and the column of what is
#: received and settles nothing yet.
NEW, SETTLED, UNALLOCATED = "new", "settled", "unallocated"
#: What moves the outstanding, in the order in which it is told; the last is any of them taken back.
CAUSES = ("invoice", "credit-note", "payment", "rejected", "refund", "write-off", "cancelled")


class State(Struct, frozen=True, kw_only=True):
    """A journal, and the day on which it is judged."""

    client: Client
    entries: Sequence[Entry]
    on: date
    default_terms: str = ""
    """The creditor's."""


class Line(Struct, frozen=True, kw_only=True):
    """What one entry moved."""

    cause: str
    """Of `CAUSES`."""
    kind: str
    """Of the entry; `rejected` for the way back of a payment."""
    entry: str
    """Its ID; empty for one typed by hand and not yet sealed."""
    day: date
    """On which it is dated."""
    object: str
    amount: Decimal


class Aged(Struct, frozen=True):
    """What went from one column of the aged balance to another."""

    start: str
    """Its column at the beginning, or `NEW`."""
    end: str
    """Its column at the end, or `SETTLED`."""
    amount: Decimal


class Part(Struct, frozen=True, kw_only=True):
    """An "of which" of the outstanding: what is left of some invoices."""

    opening: Decimal = Decimal(0)
    more: Decimal = Decimal(0)
    """What came under it."""
    less: Decimal = Decimal(0)
    """What no longer is, settled or not; zero or below."""

    @property
    def closing(self) -> Decimal:
        """At the end."""
        return self.opening + self.more + self.less

    def __add__(self, other: Part) -> Part:
        return Part(opening=self.opening + other.opening, more=self.more + other.more, less=self.less + other.less)


class Bridge(Struct, frozen=True, kw_only=True):
    """One client's, or everybody's, in one currency."""

    currency: str
    opening: Decimal
    learned: tuple[Line, ...] = ()
    """Oldest first."""
    happened: tuple[Line, ...] = ()
    """Oldest first."""
    ages: tuple[Aged, ...]
    """One for each way that an amount went, those at nil left out."""
    disputed: Part = Part()
    handed_over: Part = Part()

    @property
    def closing(self) -> Decimal:
        """At the end."""
        return self.opening + sum_of(self.learned) + sum_of(self.happened)


def sum_of(lines: Iterable[Line]) -> Decimal:
    """Of their amounts."""
    return sum((line.amount for line in lines), Decimal(0))


def by_cause(lines: Iterable[Line]) -> dict[str, Decimal]:
    """The sum of the lines of each of `CAUSES`, in that order; those that moved nothing are not there."""
    sums: dict[str, Decimal] = dict.fromkeys(CAUSES, Decimal(0))
    for line in lines:
        sums[line.cause] += line.amount
    return {cause: amount for cause, amount in sums.items() if amount}


def bridges(before: State, after: State, *, bounds: Sequence[int]) -> list[Bridge]:
    """What led from one state to the other, one for each currency of either, in alphabetical order."""
    opening, learned, closing = (
        _moved(before.entries, before.on),
        _moved(after.entries, before.on),
        _moved(after.entries, after.on),
    )
    accounts = [
        account_on(state.client, state.entries, state.on, default_terms=state.default_terms)
        for state in (before, after)
    ]
    handed = [_handed_over(state, account) for state, account in zip((before, after), accounts, strict=True)]
    return [
        Bridge(
            currency=currency,
            opening=sum(opening[currency].values(), Decimal(0)),
            learned=_lines(opening[currency], learned[currency]),
            happened=_lines(learned[currency], closing[currency]),
            ages=_ages(accounts[0], accounts[1], currency, bounds),
            disputed=_part(*(_disputed(account, currency) for account in accounts)),
            handed_over=_part(*(side[currency] for side in handed)),
        )
        for currency in sorted({*opening, *learned, *closing})
    ]


def summed(several: Iterable[Bridge]) -> list[Bridge]:
    """Those of several clients as one, for each currency, in alphabetical order."""
    of_currency: dict[str, list[Bridge]] = defaultdict(list)
    for one in several:
        of_currency[one.currency].append(one)
    found = []
    for currency, rows in sorted(of_currency.items()):
        ages: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in rows:
            for aged in row.ages:
                ages[aged.start, aged.end] += aged.amount
        found.append(
            Bridge(
                currency=currency,
                opening=sum((row.opening for row in rows), Decimal(0)),
                learned=tuple(line for row in rows for line in row.learned),
                happened=tuple(line for row in rows for line in row.happened),
                ages=tuple(Aged(*way, amount) for way, amount in ages.items() if amount),
                disputed=sum((row.disputed for row in rows), Part()),
                handed_over=sum((row.handed_over for row in rows), Part()),
            )
        )
    return found


class _Fact(Struct, frozen=True):
    """What names a fact in both states: its ID; of one not sealed, what it says."""

    kind: str
    entry: str
    day: date
    object: str


def _moved(entries: Iterable[Entry], on: date) -> dict[str, dict[_Fact, Decimal]]:
    """Currency → what each fact makes of the outstanding at the end of `on`."""
    found: dict[str, dict[_Fact, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for move in moves(standing(entries, on)):
        fact = move.fact
        assert fact is not None  # every move of `moves` has one
        if move.day <= on:
            name = _Fact(move.kind, fact.id, fact.date, fact.object or fact.word("reference"))
            found[move.currency][name] += move.amount
    return found


def _lines(before: Mapping[_Fact, Decimal], after: Mapping[_Fact, Decimal]) -> tuple[Line, ...]:
    """What differs between two sums of facts; a fact that was typed by hand and is sealed since is the same one."""
    found: list[Line] = []
    for fact in dict.fromkeys((*before, *after)):
        amount = after.get(fact, Decimal(0)) - before.get(fact, Decimal(0))
        if not amount:
            continue
        cause = fact.kind if fact in after else "cancelled"
        line = Line(cause=cause, kind=fact.kind, entry=fact.entry, day=fact.day, object=fact.object, amount=amount)
        twin = next((one for one in found if _is_sealed_twin(one, line)), None)
        if twin is None:
            found.append(line)
        else:
            found.remove(twin)
    return tuple(sorted(found, key=lambda line: (line.day, CAUSES.index(line.cause), line.object, line.entry)))


def _is_sealed_twin(old: Line, new: Line) -> bool:
    return (
        not old.entry
        and bool(new.entry)
        and (old.kind, old.day, old.object, old.amount) == (new.kind, new.day, new.object, -new.amount)
    )


def _ages(before: Account, after: Account, currency: str, bounds: Sequence[int]) -> tuple[Aged, ...]:
    """What went from each column to each: item by item, and what is received by its entry."""
    flows: dict[tuple[str, str], int] = defaultdict(int)
    old, new = (_columns(account, currency, bounds) for account in (before, after))
    for key in dict.fromkeys((*old, *new)):
        start, was = old.get(key, (NEW, 0))
        end, left = new.get(key, (SETTLED, 0))
        stayed = 0
        if was * left > 0:
            stayed = min(was, left) if was > 0 else max(was, left)
            flows[start, end] += stayed
        if was != stayed:
            flows[start, SETTLED] += was - stayed
        if left != stayed:
            flows[NEW, end] += left - stayed
    return tuple(Aged(*way, amount_of_coins(coins, currency)) for way, coins in flows.items() if coins)


def _columns(account: Account, currency: str, bounds: Sequence[int]) -> dict[Hashable, tuple[str, int]]:
    """What is open → its column, and what is left of it in the smallest coin."""
    names = bucket_names(bounds)
    found: dict[Hashable, tuple[str, int]] = {}
    for item in account.open_items_in(currency):
        late = item.days_late(account.on)
        found[item.number, item.instalment] = (names[1 + bisect_left(bounds, late) if late else 0], item.balance.minor)
    unallocated = account.unallocated(currency).minor
    if unallocated:
        found[UNALLOCATED] = (UNALLOCATED, -unallocated)
    return found


def _disputed(account: Account, currency: str) -> dict[Hashable, Decimal]:
    return {
        (item.number, item.instalment): item.disputed.amount
        for item in account.open_items_in(currency)
        if item.disputed
    }


def _handed_over(state: State, account: Account) -> dict[str, dict[Hashable, Decimal]]:
    """Currency → what is left of each item that a collector, a bailiff or a court has."""
    given = [fact for fact in live_commitments(standing(state.entries, state.on)) if fact.kind == "handover"]
    found: dict[str, dict[Hashable, Decimal]] = defaultdict(dict)
    for item in account.open_items if given else ():
        if any(concerns(fact, item.number) for fact in given):
            found[item.balance.currency][item.number, item.instalment] = item.balance.amount
    return found


def _part(before: Mapping[Hashable, Decimal], after: Mapping[Hashable, Decimal]) -> Part:
    moved = [after.get(key, Decimal(0)) - before.get(key, Decimal(0)) for key in {*before, *after}]
    return Part(
        opening=sum(before.values(), Decimal(0)),
        more=sum((amount for amount in moved if amount > 0), Decimal(0)),
        less=sum((amount for amount in moved if amount < 0), Decimal(0)),
    )
