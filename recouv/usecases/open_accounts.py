"""What every client owes: open items and money received, kept in the index.

What is kept does not depend on the day as long as no entry of the dossier falls between: each answer begins with the
days from which and before which it holds, so that a new morning finds yesterday's accounts good.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from recouv.rules.ageing import AgedRow, aged_row
from recouv.store.recall import Progress, Question, recall
from recouv.store.this_code import CODE

if TYPE_CHECKING:
    from recouv.domain.dossier import Dossier
    from recouv.usecases.session import Session

_FOR_EVER = "9999-12-31"
_DAY = len(_FOR_EVER)


Row = tuple[str, int, int, int, int]
"""An open item: number, due date as an ordinal; balance, disputed part and first amount in the smallest coin."""


@dataclass(frozen=True, slots=True)
class CurrencyPart:
    """A client's account in one currency."""

    currency: str
    received: int
    """What settles nothing yet, in the smallest coin."""
    rows: list[Row]
    """What is open, earliest due first."""
    promised_by: int
    """The last day for which money is promised, as an ordinal; 0 when none is."""

    def aged(self, on: date, bounds: Sequence[int]) -> AgedRow:
        """What is open, by age."""
        items = [(due, balance, disputed) for _, due, balance, disputed, _ in self.rows]
        return aged_row(self.currency, items, self.received, on, bounds)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Of the open invoices."""
        return tuple(dict.fromkeys([row[0] for row in self.rows]))

    @property
    def amounts(self) -> frozenset[int]:
        """What is left of each item and what each was for, in the smallest coin: a bank shows one or the other."""
        return frozenset([row[2] for row in self.rows] + [row[4] for row in self.rows])


@dataclass(frozen=True, slots=True)
class ClientAccount:
    """A client, and the account in each currency."""

    id: str
    name: str
    owner: str
    kind: str
    tags: tuple[str, ...]
    parts: list[CurrencyPart]


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of a workspace."""

    accounts: list[ClientAccount]
    """In the order of the ids."""
    unreadable: tuple[str, ...]
    """Paths of the dossiers left out."""


def accounts_on(session: Session, on: date, progress: Progress | None = None) -> Accounts:
    """Every client's account at the end of `on`."""
    found = recall(session.workspace, accounts_question(session, on), progress)
    documents = json.loads(f"[{','.join(value[2 * _DAY :] for value in found.values)}]")
    return Accounts([_account(document) for document in documents], found.unreadable)


def accounts_question(session: Session, on: date) -> Question:
    """What `accounts_on` asks of each dossier."""
    terms = session.workspace.config.terms
    # a day of the past has its own answers: they must not take the place of today's
    past = on.isoformat() if on < session.today else ""
    return Question(
        key=json.dumps(["accounts", CODE, terms, past]),
        answer=lambda: partial(_answer, on=on, terms=terms),
        holds=partial(_holds, on.isoformat()),
    )


def account_of(dossier: Dossier, on: date, terms: str) -> ClientAccount:
    """One client's account at the end of `on`."""
    return _account(json.loads(_written(dossier, on, terms)[2 * _DAY :]))


def _holds(day: str, value: str) -> bool:
    return value[:_DAY] <= day < value[_DAY : 2 * _DAY]


def _answer(dossier: Dossier, on: date, terms: str) -> str | None:
    return _written(dossier, on, terms) if dossier.readable else None


def _written(dossier: Dossier, on: date, terms: str) -> str:
    from recouv.rules.account import account_on  # deferred: a warm list applies no rule
    from recouv.rules.suspension import promises_to_come

    account = account_on(dossier.client, dossier.entries, on, default_terms=terms)
    days = [entry.date for entry in dossier.entries]
    since = max((day for day in days if day <= on), default=date.min)
    until = min((day for day in days if day > on), default=date.max)
    promises = promises_to_come(dossier.entries, since)
    client = dossier.client
    parts = []
    for currency in account.currencies() or [client.currency]:
        rows = [
            (item.number, item.due.toordinal(), item.balance.minor, item.disputed.minor, item.amount.minor)
            for item in account.open_items_in(currency)
        ]
        by = max(
            (
                day.toordinal()
                for promise in promises
                if (day := promise.day("by")) and (promise.amount is None or promise.amount.currency == currency)
            ),
            default=0,
        )
        parts.append((currency, account.unallocated(currency).minor, rows, by))
    document = (dossier.id, client.name, client.owner, str(client.kind), client.tags, parts)
    return f"{since.isoformat()}{until.isoformat()}{json.dumps(document, ensure_ascii=False, separators=(',', ':'))}"


def _account(document: list) -> ClientAccount:  # type: ignore[type-arg]  # what json.loads gives
    identifier, name, owner, kind, tags, parts = document
    return ClientAccount(identifier, name, owner, kind, tuple(tags), [CurrencyPart(*part) for part in parts])
