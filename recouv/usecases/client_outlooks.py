"""Each client's part of the outlook: worked out alone, small, kept in the index for the day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.money import Money, amount_of_coins
from recouv.rules.account import account_on
from recouv.rules.ageing import AgedRow, aged_rows
from recouv.rules.expected_receipts import Expected, expected_receipts, week_ends
from recouv.rules.outstanding import month_ends, outstanding_on
from recouv.rules.standing import standing
from recouv.store.recall import Progress, Question, recall
from recouv.store.this_code import CODE
from recouv.usecases.situations import house_key

if TYPE_CHECKING:
    from recouv.domain.dossier import Dossier
    from recouv.domain.practice import House
    from recouv.usecases.session import Session


class ClientOutlook(Struct, frozen=True, kw_only=True):
    """One client's part, in one currency."""

    id: str
    name: str
    aged: AgedRow
    expected: Expected
    months: tuple[Decimal, ...]
    """The outstanding at the end of each month, then on the day."""

    @property
    def currency(self) -> str:
        """Of every amount here."""
        return self.aged.currency


class OfClient(Struct, frozen=True):
    """A client and the parts, one for each currency."""

    id: str
    owner: str
    kind: str
    tags: tuple[str, ...]
    parts: list[ClientOutlook]


class OfClients(Struct, frozen=True):
    """The parts of a workspace."""

    clients: list[OfClient]
    """In the order of the ids."""
    unreadable: tuple[str, ...]
    """Paths of the dossiers left out."""


def client_outlooks(session: Session, on: date, progress: Progress | None = None) -> OfClients:
    """Every client's parts at the end of `on`."""
    config, house = session.workspace.config, session.house
    question = Question(
        key=json.dumps(["outlook", CODE, on.isoformat(), config.ageing, config.terms, house_key(house)]),
        answer=lambda: partial(_answer, on=on, house=house, bounds=config.ageing, default_terms=config.terms),
    )
    found = recall(session.workspace, question, progress)
    documents = json.loads(f"[{','.join(found.values)}]")
    return OfClients(
        [
            OfClient(identifier, owner, kind, tuple(tags), [_part(identifier, name, *part) for part in parts])
            for identifier, name, owner, kind, tags, parts in documents
        ],
        found.unreadable,
    )


def outlook_of(
    dossier: Dossier, on: date, house: House, *, bounds: Sequence[int], default_terms: str = ""
) -> tuple[ClientOutlook, ...]:
    """One client's part for each currency that ever moved; nothing for one who was never invoiced."""
    facts = standing(dossier.entries, on)
    account = account_on(dossier.client, dossier.entries, on, default_terms=default_terms)
    months = outstanding_on(dossier.entries, month_ends(on))
    return tuple(
        ClientOutlook(
            id=dossier.id, name=dossier.client.name, aged=aged, expected=expected, months=months[aged.currency]
        )
        for aged, expected in zip(
            aged_rows(account, bounds), expected_receipts(account, facts, week_ends(on), house), strict=True
        )
    )


def _answer(dossier: Dossier, on: date, house: House, bounds: Sequence[int], default_terms: str) -> str | None:
    if not dossier.readable:
        return None
    client = dossier.client
    parts = [_numbers(part) for part in outlook_of(dossier, on, house, bounds=bounds, default_terms=default_terms)]
    document = (dossier.id, client.name, client.owner, str(client.kind), client.tags, parts)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _numbers(part: ClientOutlook) -> tuple[object, ...]:
    """The part as `_part` takes it: every amount in the smallest coin."""

    def minor(*amounts: Decimal) -> list[int]:
        return [Money(amount, part.currency).minor for amount in amounts]

    aged, expected = part.aged, part.expected
    return (
        part.currency,
        aged.oldest_due.toordinal() if aged.oldest_due else 0,
        aged.days_late,
        aged.coins,
        minor(*part.months),
        minor(*expected.promised),
        minor(*expected.due),
        (
            aged.unallocated_coins,
            aged.disputed_coins,
            *minor(expected.undated, expected.contested, expected.proceedings),
        ),
    )


def _part(
    identifier: str,
    name: str,
    currency: str,
    oldest: int,
    days_late: int,
    buckets: list[int],
    months: list[int],
    promised: list[int],
    due: list[int],
    others: list[int],
) -> ClientOutlook:

    def amounts(numbers: list[int]) -> tuple[Decimal, ...]:
        return tuple([amount_of_coins(number, currency) if number else _NIL for number in numbers])

    unallocated, _, undated, contested, proceedings = amounts(others)
    return ClientOutlook(
        id=identifier,
        name=name,
        aged=AgedRow(
            currency=currency,
            coins=tuple(buckets),
            unallocated_coins=others[0],
            disputed_coins=others[1],
            oldest_due=date.fromordinal(oldest) if oldest else None,
            days_late=days_late,
        ),
        expected=Expected(
            currency=currency,
            promised=amounts(promised),
            due=amounts(due),
            undated=undated,
            contested=contested,
            proceedings=proceedings,
            unallocated=unallocated,
        ),
        months=amounts(months),
    )


_NIL = Decimal(0)
