"""Where the receivables are going: the outstanding month by month, its age, what should come and when, who owes most.

Each client's part is made alone and is small, so that parts can be kept and summed: `outlook_of` for each dossier, then
`sum_outlooks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.errors import NothingFoundError
from recouv.domain.message import Message, say
from recouv.rules.ageing import AgedRow, bucket_names, sum_rows
from recouv.rules.expected_receipts import Expected, week_ends
from recouv.rules.outstanding import month_ends
from recouv.store.recall import Progress
from recouv.usecases.balance import Selection
from recouv.usecases.client_outlooks import ClientOutlook, client_outlooks, outlook_of
from recouv.usecases.session import Session

_LATER = say("later")
#: Debtors shown by name.
FIRST_DEBTORS = 10


class CurrencyOutlook(Struct, frozen=True, kw_only=True):
    """All the clients together, in one currency."""

    aged: AgedRow
    expected: Expected
    months: tuple[Decimal, ...]
    debtors: tuple[ClientOutlook, ...]
    """Those who owe most, the greatest first; nobody who owes nothing."""
    owing: int
    """How many clients owe something."""

    @property
    def currency(self) -> str:
        """Of every amount here."""
        return self.aged.currency


class Outlook(Struct, frozen=True, kw_only=True):
    """The outlook of a workspace on a day."""

    on: date
    bounds: tuple[int, ...]
    parts: tuple[ClientOutlook, ...]
    """Of each client and currency, in the order of the ids."""
    currencies: tuple[CurrencyOutlook, ...]
    """The creditor's own first, then in alphabetical order."""
    unreadable: tuple[str, ...]
    """Paths of the dossiers left out."""

    @property
    def months(self) -> tuple[date, ...]:
        """The days of `CurrencyOutlook.months`."""
        return month_ends(self.on)

    @property
    def weeks(self) -> tuple[date, ...]:
        """The last days of the weeks of `Expected.weeks`."""
        return week_ends(self.on)

    @property
    def buckets(self) -> tuple[str, ...]:
        """The names of the ages."""
        return bucket_names(self.bounds)


def outlook_on(
    session: Session, on: date, selection: Selection | None = None, progress: Progress | None = None
) -> Outlook:
    """The outlook at the end of `on`."""
    chosen = selection or Selection()
    found = client_outlooks(session, on, progress)
    parts = [part for client in found.clients if chosen.holds(client) for part in client.parts]
    return _outlook(session, on, parts, found.unreadable)


def outlook_with(session: Session, outlook: Outlook, clients: Sequence[str]) -> Outlook:
    """The outlook with the parts of these clients read again, and no other."""
    parts = [part for part in outlook.parts if part.id not in clients]
    unreadable = {path for path in outlook.unreadable if path.rpartition("/")[2].removesuffix(".md") not in clients}
    for client in clients:
        with suppress(NothingFoundError):
            for dossier in session.workspace.dossiers_of(client):
                if dossier.readable:
                    parts += _of(session, dossier, outlook.on)
                else:
                    unreadable.add(dossier.path)
    return _outlook(session, outlook.on, parts, sorted(unreadable))


def sum_outlooks(parts: Iterable[ClientOutlook]) -> tuple[CurrencyOutlook, ...]:
    """The parts of all clients together, one sum for each currency in alphabetical order."""
    of_currency: dict[str, list[ClientOutlook]] = {}
    for part in parts:
        of_currency.setdefault(part.currency, []).append(part)
    return tuple(_sum(of_currency[currency]) for currency in sorted(of_currency))


class Receipt(Struct, frozen=True, kw_only=True):
    """A line of what is expected: a week, or what has no date."""

    what: Message
    amount: Decimal
    promised: Decimal = Decimal(0)
    """The part of it that promises and plans cover."""
    until: date | None = None
    """The last day of its week; `None` when it is not a week."""

    @property
    def has_date(self) -> bool:
        """Whether anybody knows when it should come."""
        return self.until is not None or self.what.text == _LATER.text

    def of(self, part: ClientOutlook, weeks: Sequence[date]) -> tuple[Decimal, Decimal]:
        """One client's amount on this line, and the promised part of it."""
        for line in receipts(part.expected, weeks):
            if line.what.text == self.what.text and line.until == self.until:
                return line.amount, line.promised
        return Decimal(0), Decimal(0)


def receipts(expected: Expected, weeks: Sequence[date]) -> Iterator[Receipt]:
    """Each week, then what comes later or has no date, where there is any: they sum to the outstanding."""
    for day, promised, due in zip(weeks, expected.promised, expected.due, strict=False):
        yield Receipt(what=say("by {day}", day=day), amount=promised + due, promised=promised, until=day)
    rest = (
        Receipt(what=_LATER, amount=expected.weeks[-1], promised=expected.promised[-1]),
        Receipt(what=say("late, no date"), amount=expected.undated),
        Receipt(what=say("disputed"), amount=expected.contested),
        Receipt(what=say("in proceedings"), amount=expected.proceedings),
        Receipt(what=say("unallocated"), amount=expected.unallocated),
    )
    yield from (line for line in rest if line.amount)


class Member(Struct, frozen=True, kw_only=True):
    """What one client brings to a sum."""

    id: str
    name: str
    amount: Decimal
    promised: Decimal = Decimal(0)


def in_age(outlook: Outlook, currency: str, rank: int) -> list[Member]:
    """The clients who owe something of that age, the greatest amount first."""
    members = (
        Member(id=part.id, name=part.name, amount=part.aged.buckets[rank])
        for part in outlook.parts
        if part.currency == currency
    )
    return _ordered(members)


def in_receipt(outlook: Outlook, currency: str, line: Receipt) -> list[Member]:
    """The clients from whom something is expected on that line, the greatest amount first."""
    members = []
    for part in outlook.parts:
        if part.currency == currency:
            amount, promised = line.of(part, outlook.weeks)
            members.append(Member(id=part.id, name=part.name, amount=amount, promised=promised))
    return _ordered(members)


def _ordered(members: Iterable[Member]) -> list[Member]:
    owing = (member for member in members if member.amount)
    return sorted(owing, key=lambda member: (-abs(member.amount), member.name.casefold(), member.id))


def _sum(parts: Sequence[ClientOutlook]) -> CurrencyOutlook:
    owing = [part for part in parts if part.aged.total > 0]
    owing.sort(key=lambda part: (-part.aged.total, part.name.casefold(), part.id))
    (aged,) = sum_rows([part.aged for part in parts]).values()
    return CurrencyOutlook(
        aged=aged,
        expected=reduce(add, (part.expected for part in parts)),
        months=tuple(sum(month, Decimal(0)) for month in zip(*(part.months for part in parts), strict=True)),
        debtors=tuple(owing[:FIRST_DEBTORS]),
        owing=len(owing),
    )


def _of(session: Session, dossier: Dossier, on: date) -> tuple[ClientOutlook, ...]:
    config = session.workspace.config
    return outlook_of(dossier, on, session.house, bounds=config.ageing, default_terms=config.terms)


def _outlook(session: Session, on: date, parts: Sequence[ClientOutlook], unreadable: Sequence[str]) -> Outlook:
    config = session.workspace.config
    sums = sum_outlooks(parts)
    return Outlook(
        on=on,
        bounds=tuple(config.ageing),
        parts=tuple(sorted(parts, key=lambda part: (part.id, part.currency))),
        currencies=tuple(sorted(sums, key=lambda found: (found.currency != config.currency, found.currency))),
        unreadable=tuple(unreadable),
    )
