"""The aged balance of a workspace: per client, or summed by owner, kind or tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from recouv.domain.money import amount_of_coins
from recouv.rules.ageing import AgedRow, bucket_names, sum_rows
from recouv.rules.client_search import folded
from recouv.rules.row_filter import RowFacts
from recouv.usecases.open_accounts import ClientAccount, CurrencyPart, accounts_on

if TYPE_CHECKING:
    from recouv.store.recall import Progress
    from recouv.usecases.session import Session


class Chosen(Protocol):
    """What tells whether a report is about a client."""

    @property
    def id(self) -> str:
        """Of the dossier."""

    @property
    def owner(self) -> str:
        """Who follows the client."""

    @property
    def kind(self) -> str:
        """Which law applies."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Words to filter by."""


class Selection(Struct, frozen=True, kw_only=True):
    """Which clients a report is about; empty means all."""

    clients: tuple[str, ...] = ()
    owner: str = ""
    kind: str = ""
    tag: str = ""

    @property
    def is_everybody(self) -> bool:
        """Whether nobody is left out."""
        return not (self.clients or self.owner or self.kind or self.tag)

    def holds(self, row: Chosen) -> bool:
        """Whether the report is about that client."""
        return (
            (not self.clients or row.id in self.clients)
            and (not self.owner or folded(row.owner) == folded(self.owner))
            and (not self.kind or row.kind == self.kind)
            and (not self.tag or self.tag.casefold() in (tag.casefold() for tag in row.tags))
        )


class ClientRow(Struct, frozen=True, kw_only=True):
    """A line of the aged balance: one client (or one group) in one currency."""

    id: str
    name: str
    aged: AgedRow
    owner: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()
    promised: bool = False
    """Whether money is promised for that day or a later one."""
    clients: int = 1
    """How many clients a group counts."""
    part: CurrencyPart | None = None
    """The items behind it; none behind a group."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """Numbers of its open invoices, to find it by."""
        return self.part.numbers if self.part else ()

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """What is left of each, and what each was for: a bank statement shows one or the other."""
        if self.part is None:
            return ()
        return tuple([amount_of_coins(amount, self.part.currency) for amount in self.part.amounts])


class Balance(Struct, frozen=True, kw_only=True):
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
        return sum_rows([row.aged for row in self.rows])


def balance_on(
    session: Session, on: date, selection: Selection | None = None, progress: Progress | None = None
) -> Balance:
    """The aged balance at the end of `on`."""
    chosen = selection or Selection()
    bounds = session.workspace.config.ageing
    found = accounts_on(session, on, progress)
    rows = [row for account in found.accounts for row in client_rows(account, on, bounds)]
    if not chosen.is_everybody:
        rows = [row for row in rows if chosen.holds(row)]
    return Balance(on=on, bounds=bounds, rows=tuple(rows), unreadable=found.unreadable)


def client_rows(account: ClientAccount, on: date, bounds: Sequence[int]) -> list[ClientRow]:
    """The lines of one client: one for each currency, one at nil when nothing ever moved."""
    return [
        ClientRow(
            id=account.id,
            name=account.name,
            aged=part.aged(on, bounds),
            owner=account.owner,
            kind=account.kind,
            tags=account.tags,
            part=part,
            promised=part.promised_by >= on.toordinal(),
        )
        for part in account.parts
    ]


def row_facts(row: ClientRow, columns: Sequence[str]) -> RowFacts:
    """What a row may be found by; `columns` are the balance's age columns."""
    aged = row.aged
    states = [name for name, is_so in (("disputed", aged.disputed), ("promised", row.promised)) if is_so]
    return RowFacts(
        texts=(row.name, row.id, *row.numbers),
        amounts=_sought_amounts(row),
        days_late=aged.days_late,
        owner=row.owner,
        tags=row.tags,
        total=aged.total,
        currency=aged.currency,
        states=frozenset(states),
        ages=tuple(name for name, part in zip(("0", *columns[1:]), aged.buckets, strict=True) if part),
    )


def _sought_amounts(row: ClientRow) -> tuple[Decimal, ...]:
    """What is left of each item and what each was for, the columns and the sums: each once, nil left out."""
    aged = row.aged
    coins = {*aged.coins, aged.total_coins, aged.overdue_coins, abs(aged.unallocated_coins)}
    coins.update(row.part.amounts if row.part else ())
    return tuple([amount_of_coins(part, aged.currency) for part in coins if part])


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
            aged=sum_rows([row.aged for row in rows])[currency],
            clients=len({row.id for row in rows}),
        )
        for (name, currency), rows in sorted(members.items())
    ]
