"""Reports on what happened: why clients pay late, how disputes end.

Each asks one small question of every dossier, whose answer is kept in the index until the next dated entry, and sums
the answers.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.json import decode, encode

from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.rules.delay_reasons import Given, ReasonSum, given_reasons, sum_reasons
from recouv.rules.dispute_times import DisputeSum, DisputeTime, dispute_times, sum_disputes, usual_days
from recouv.store.recall import Question, recall
from recouv.store.this_code import CODE
from recouv.usecases.balance import Selection

if TYPE_CHECKING:
    from decimal import Decimal

    from recouv.domain.dossier import Dossier
    from recouv.usecases.session import Session

_DAY = len("9999-12-31")


class Period(Struct, frozen=True, kw_only=True):
    """The days that a report is about, both included; `None` where it has no such bound."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise UsageError(
                say("the period ends on {last}, before {first}", last=self.last, first=self.first),
                say("give --from the earlier day, and --to the later one"),
            )

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


class _OfClient(Struct, frozen=True, array_like=True):
    """A client, and what the question is about."""

    id: str
    name: str
    owner: str
    kind: str
    tags: tuple[str, ...]
    currency: str


class _Reasons(Struct, frozen=True, array_like=True):
    client: _OfClient
    given: tuple[Given, ...]


class _Disputes(Struct, frozen=True, array_like=True):
    client: _OfClient
    times: tuple[DisputeTime, ...]


_Kind = TypeVar("_Kind", _Reasons, _Disputes)


class ReasonGroup(Struct, frozen=True, kw_only=True):
    """The reasons of one client, one owner or one month; of all together."""

    key: str
    """The id of the client, the owner, `2026-11`; empty for all."""
    name: str
    rows: tuple[ReasonSum, ...]
    unexplained: int
    """Calls, meetings and answers in which no reason was noted."""
    heard: int
    """All of them, with a reason or without."""


class ReasonReport(Struct, frozen=True, kw_only=True):
    """Why clients said they pay late."""

    on: date
    period: Period
    groups: tuple[ReasonGroup, ...]
    total: ReasonGroup
    unreadable: tuple[str, ...]


class OpenDispute(Struct, frozen=True, kw_only=True):
    """A dispute that nothing has ended."""

    client: str
    name: str
    time: DisputeTime


class DisputeReport(Struct, frozen=True, kw_only=True):
    """How long disputes last and how they end."""

    on: date
    period: Period
    rows: tuple[DisputeSum, ...]
    open: tuple[OpenDispute, ...]
    """The oldest first."""
    unreadable: tuple[str, ...]


def reasons_report(session: Session, on: date, period: Period, selection: Selection, *, by: str = "") -> ReasonReport:
    """The reasons heard in the period, as their invoices stand on `on`; `by` is `client`, `owner`, `month` or empty."""
    question = _question(session, "reasons", on, _reasons)
    found = recall(session.workspace, question)
    chosen = [
        (one.client, given)
        for one in _documents(found.values, _Reasons)
        if selection.holds(one.client)
        for given in one.given
        if period.holds(given.on)
    ]
    chosen.sort(key=lambda row: row[1].on)
    groups: dict[str, list[tuple[_OfClient, Given]]] = defaultdict(list)
    names: dict[str, str] = {}
    for client, given in chosen:
        key = {"client": client.id, "owner": client.owner, "month": given.on.isoformat()[:7]}.get(by, "")
        groups[key].append((client, given))
        names[key] = client.name if by == "client" else key
    return ReasonReport(
        on=on,
        period=period,
        groups=tuple(_reason_group(key, names[key], groups[key]) for key in sorted(groups)) if by else (),
        total=_reason_group("", "", chosen),
        unreadable=found.unreadable,
    )


def disputes_report(session: Session, on: date, period: Period, selection: Selection) -> DisputeReport:
    """The disputes opened in the period, as they stand on `on`."""
    found = recall(session.workspace, _question(session, "disputes", on, _disputes))
    chosen = [
        (one.client, time)
        for one in _documents(found.values, _Disputes)
        if selection.holds(one.client)
        for time in one.times
        if period.holds(time.opened)
    ]
    running = [OpenDispute(client=client.id, name=client.name, time=time) for client, time in chosen if not time.ended]
    return DisputeReport(
        on=on,
        period=period,
        rows=tuple(sum_disputes((time for _, time in chosen), on)),
        open=tuple(sorted(running, key=lambda row: (row.time.opened, row.client, row.time.entry))),
        unreadable=found.unreadable,
    )


def usual_dispute_days(session: Session, on: date, categories: Sequence[str]) -> dict[str, Decimal]:
    """Category → days that its disputes took on average, over all clients; those of which none has ended left out."""
    found = recall(session.workspace, _question(session, "disputes", on, _disputes))
    times = [time for one in _documents(found.values, _Disputes) for time in one.times]
    usual = {category: usual_days(times, category) for category in categories}
    return {category: days for category, days in usual.items() if days is not None}


def _reason_group(key: str, name: str, rows: Sequence[tuple[_OfClient, Given]]) -> ReasonGroup:
    return ReasonGroup(
        key=key,
        name=name,
        rows=tuple(sum_reasons((client.id, client.currency, given) for client, given in rows)),
        unexplained=sum(not given.reason for _, given in rows),
        heard=len(rows),
    )


# ------------------------------------------------------------------------------------- what is asked of each dossier
def _question(session: Session, name: str, on: date, answer: Callable[..., str | None]) -> Question:
    terms = session.workspace.config.terms
    past = on.isoformat() if on < session.today else ""  # must not take the place of today's
    return Question(
        key=json.dumps([f"report {name}", CODE, terms, past]),
        answer=lambda: partial(answer, on=on, terms=terms),
        holds=lambda kept: kept[:_DAY] <= on.isoformat() < kept[_DAY : 2 * _DAY],
    )


def _documents(values: Sequence[str], kind: type[_Kind]) -> Iterator[_Kind]:
    for value in values:
        yield decode(value[2 * _DAY :], type=kind)


def _reasons(dossier: Dossier, on: date, terms: str) -> str | None:
    if not dossier.readable:
        return None
    given = given_reasons(dossier.client, dossier.entries, on, default_terms=terms)
    return _until_next_entry(dossier, on) + encode(_Reasons(_of_client(dossier), tuple(given))).decode()


def _disputes(dossier: Dossier, on: date, terms: str) -> str | None:
    if not dossier.readable:
        return None
    times = dispute_times(dossier.client, dossier.entries, on, default_terms=terms)
    return _until_next_entry(dossier, on) + encode(_Disputes(_of_client(dossier), tuple(times))).decode()


def _of_client(dossier: Dossier) -> _OfClient:
    client = dossier.client
    return _OfClient(dossier.id, client.name, client.owner, str(client.kind), client.tags, client.currency)


def _until_next_entry(dossier: Dossier, on: date) -> str:
    """From which day and before which one the answer holds."""
    days = [entry.date for entry in dossier.entries]
    since = max((day for day in days if day <= on), default=date.min)
    until = min((day for day in days if day > on), default=date.max)
    return f"{since.isoformat()}{until.isoformat()}"
