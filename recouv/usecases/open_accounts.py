"""What every client owes: open items and money received, as far as the lists show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.json import decode

from recouv.rules.ageing import AgedRow, aged_row
from recouv.store.recall import Progress, recall
from recouv.usecases import situations

if TYPE_CHECKING:
    from recouv.domain.practice import House
    from recouv.rules.situation import Situation
    from recouv.usecases.session import Session


#: Answers taken apart together, so that the texts of all are never there twice.
_ANSWERS_AT_ONCE = 1000

Row = tuple[str, int, int, int, int]
"""An open item: number, due date as an ordinal; balance, disputed part and first amount in the smallest coin."""


class CurrencyPart(Struct, frozen=True, array_like=True):
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


class ClientAccount(Struct, frozen=True, array_like=True):
    """A client, and the account in each currency: field by field the first document of `store.situation_text`."""

    id: str
    name: str
    owner: str
    kind: str
    tags: tuple[str, ...]
    parts: list[CurrencyPart]


class Accounts(Struct, frozen=True):
    """The accounts of a workspace."""

    accounts: list[ClientAccount]
    """In the order of the ids."""
    unreadable: tuple[str, ...]
    """Paths of the dossiers left out."""


def accounts_on(session: Session, on: date, progress: Progress | None = None) -> Accounts:
    """Every client's account at the end of `on`."""
    found = recall(session.workspace, situations.accounts_on(session, on), progress)
    accounts: list[ClientAccount] = []
    for start in range(0, len(found.values), _ANSWERS_AT_ONCE):
        some = found.values[start : start + _ANSWERS_AT_ONCE]
        texts = ",".join([situations.account_text(answer) for answer in some])
        accounts += decode(f"[{texts}]", type=list[ClientAccount])
    return Accounts(accounts, found.unreadable)


def account_of(situation: Situation, house: House) -> ClientAccount:
    """One client's account, from the situation of the day."""
    from recouv.store.situation_text import write_situation  # deferred: a list writes none

    return decode(write_situation(situation, house)[0], type=ClientAccount)
