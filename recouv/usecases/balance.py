"""The aged balance of a workspace: per client, or summed by owner, kind or tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recouv.domain.dossier import Dossier
from recouv.rules.account import account_on
from recouv.rules.ageing import AgedRow, aged_rows, bucket_names, empty_row, sum_rows
from recouv.rules.client_search import folded
from recouv.usecases.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which clients a report is about; empty means all."""

    clients: tuple[str, ...] = ()
    owner: str = ""
    kind: str = ""
    tag: str = ""

    def holds(self, dossier: Dossier) -> bool:
        """Whether the report is about that client."""
        client = dossier.client
        return (
            (not self.clients or dossier.id in self.clients)
            and (not self.owner or folded(client.owner) == folded(self.owner))
            and (not self.kind or client.kind == self.kind)
            and (not self.tag or self.tag.casefold() in (tag.casefold() for tag in client.tags))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRow:
    """A line of the aged balance: one client (or one group) in one currency."""

    id: str
    name: str
    aged: AgedRow
    owner: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """Numbers of its open invoices, to find it by."""
    amounts: tuple[Decimal, ...] = ()
    """What is left of each, and what each was for: a bank statement shows one or the other."""
    clients: int = 1
    """How many clients a group counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The aged balance on a day."""

    on: date
    bounds: tuple[int, ...]
    rows: tuple[ClientRow, ...]
    """One for each client and currency, settled ones included, in the order of the ids."""
    unreadable: tuple[str, ...]
    """Paths of the dossiers left out."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the age columns."""
        return bucket_names(self.bounds)

    def totals(self) -> dict[str, AgedRow]:
        """Total of all rows, by currency."""
        return sum_rows((row.aged for row in self.rows), self.bounds)


def balance_on(session: Session, on: date, selection: Selection | None = None) -> Balance:
    """The aged balance at the end of `on`."""
    chosen = selection or Selection()
    config = session.workspace.config
    rows: list[ClientRow] = []
    unreadable = []
    for dossier in session.workspace.dossiers():
        if not dossier.readable:
            unreadable.append(dossier.path)
        elif chosen.holds(dossier):
            rows += client_rows(dossier, on, config.ageing, config.terms)
    return Balance(on=on, bounds=config.ageing, rows=tuple(rows), unreadable=tuple(unreadable))


def client_rows(dossier: Dossier, on: date, bounds: Sequence[int], default_terms: str) -> list[ClientRow]:
    """The lines of one client: one for each currency, one at nil when nothing ever moved."""
    account = account_on(dossier.client, dossier.entries, on, default_terms=default_terms)
    aged = aged_rows(account, bounds) or [empty_row(dossier.client.currency, bounds)]
    return [
        ClientRow(
            id=dossier.id,
            name=dossier.client.name,
            aged=row,
            owner=dossier.client.owner,
            kind=dossier.client.kind,
            tags=dossier.client.tags,
            numbers=tuple(
                dict.fromkeys(item.number for item in account.open_items if item.balance.currency == row.currency)
            ),
            amounts=tuple(
                amount
                for item in account.open_items
                if item.balance.currency == row.currency
                for amount in {item.balance.amount, item.amount.amount}
            ),
        )
        for row in aged
    ]


def grouped(balance: Balance, by: str) -> list[ClientRow]:
    """The balance summed by `owner`, `kind` or `tag`; a client with several tags counts under each of them."""
    names: dict[str, Callable[[ClientRow], Iterable[str]]] = {
        "owner": lambda row: (row.owner,),
        "kind": lambda row: (row.kind,),
        "tag": lambda row: row.tags or ("",),
    }
    members: dict[tuple[str, str], list[ClientRow]] = defaultdict(list)
    for row in balance.rows:
        for name in names[by](row):
            members[name, row.aged.currency].append(row)
    return [
        ClientRow(
            id=name,
            name=name or "—",
            aged=sum_rows((row.aged for row in rows), balance.bounds)[currency],
            clients=len({row.id for row in rows}),
        )
        for (name, currency), rows in sorted(members.items())
    ]
