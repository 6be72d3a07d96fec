"""A client's situation kept as text, so that no list reads a dossier that did not change.

Two JSON documents, of which lists that count money read the first alone:

1. who it is and what is open: id, name, owner, kind, tags; then for each currency its code, the money that settles
   nothing yet, the open items (number, due date; balance, disputed part and first amount) and the last day for which
   money is promised;
2. everything else of the situation, in the order of the same items.

Amounts are whole numbers of the smallest coin, days are ordinals.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import convert
from msgspec.json import decode, encode

from recouv.domain.dossier import Client, ClientKind, Contact
from recouv.domain.entry import Entry
from recouv.domain.money import Money, minor_digits
from recouv.domain.practice import House
from recouv.rules.account import Credit, OpenItem
from recouv.rules.commitments import Received
from recouv.rules.interruptions import Interruptions
from recouv.rules.next_step import Progress
from recouv.rules.payer import PayerRecord
from recouv.rules.situation import Situation
from recouv.store.typed_values import read_value, write_value

if TYPE_CHECKING:
    from recouv.domain.penalties import PenaltyTerms
    from recouv.domain.sector import Sector


def write_situation(situation: Situation, house: House) -> tuple[str, str]:
    """The two documents; the house says until when a promise holds."""
    client = situation.client
    account = situation.account(situation.since)
    promises = situation.commitments(situation.since, house).open_promises
    parts = []
    extras: list[tuple[object, ...]] = []
    for currency in situation.currencies or (client.currency,):
        items = account.open_items_in(currency)
        rows = [
            (item.number, item.due.toordinal(), item.balance.minor, item.disputed.minor, item.amount.minor)
            for item in items
        ]
        extras += [
            (item.entry_id, item.issued.toordinal(), item.instalment, item.document, item.nature, item.scenario)
            for item in items
        ]
        by = max(
            (judged.by for judged in promises if judged.received.currency == currency),
            default=None,
        )
        parts.append((currency, account.unallocated(currency).minor, rows, by.toordinal() if by else 0))
    first = (situation.id, client.name, client.owner, str(client.kind), client.tags, parts)
    second = (
        situation.since.toordinal(),
        situation.until.toordinal(),
        situation.currencies,
        extras,
        _client_row(client),
        [_credit_row(credit) for credit in situation.credits],
        [write_value(money) for money in situation.refunds_at_large],
        _progress_row(situation.progress),
        [_entry_row(entry) for entry in situation.live],
        _received_row(situation.received),
        [_entry_row(entry) for entry in situation.tasks],
        [(currency, day.toordinal()) for currency, day in situation.contacts.items()],
        situation.replied.toordinal() if situation.replied else 0,
        situation.payer,
        situation.interruptions,
        situation.declared.toordinal() if situation.declared else 0,
        write_value(situation.limit),
        situation.reviewed.toordinal() if situation.reviewed else 0,
        [_entry_row(entry) for entry in situation.proposals],
    )
    return _json(first), _json(second)


def read_situation(first: str, second: str) -> Situation:
    """The situation that `write_situation` wrote."""
    identifier, name, owner, kind, tags, parts = decode(first)
    since, until, currencies, extras, client, credits_, refunds, progress, live, received, tasks, *others = decode(
        second
    )
    contacts, replied, payer, interruptions, declared, limit, reviewed, proposals = others
    rest = iter(extras)
    items = [_item(row, currency, next(rest)) for currency, _, rows, _ in parts for row in rows]
    items.sort(key=lambda item: (item.due, item.issued, item.number, item.instalment))
    return Situation(
        id=identifier,
        client=_client(name, owner, kind, tags, client),
        since=date.fromordinal(since),
        until=date.fromordinal(until),
        currencies=tuple(currencies),
        items=tuple(items),
        credits=tuple([_credit(row) for row in credits_]),
        refunds_at_large=tuple([read_value(money) for money in refunds]),  # type: ignore[misc]  # as it was written
        progress=_progress(progress),
        live=tuple([_entry(row) for row in live]),
        received=_received(received),
        tasks=tuple([_entry(row) for row in tasks]),
        contacts={currency: date.fromordinal(day) for currency, day in contacts},
        replied=date.fromordinal(replied) if replied else None,
        payer=convert(payer, PayerRecord),
        interruptions=convert(interruptions, dict[str, Interruptions]),
        declared=date.fromordinal(declared) if declared else None,
        limit=read_value(limit),  # type: ignore[arg-type]  # as it was written
        reviewed=date.fromordinal(reviewed) if reviewed else None,
        proposals=tuple([_entry(row) for row in proposals]),
    )


def _json(document: Sequence[object]) -> str:
    return encode(document).decode()


def _item(row: Sequence[Any], currency: str, extra: Sequence[Any]) -> OpenItem:
    number, due, balance, disputed, amount = row
    entry_id, issued, instalment, document, nature, scenario = extra
    exponent = -minor_digits(currency)
    return OpenItem(
        number,
        entry_id,
        date.fromordinal(issued),
        date.fromordinal(due),
        Money(Decimal(amount).scaleb(exponent), currency),
        Money(Decimal(balance).scaleb(exponent), currency),
        Money(Decimal(disputed).scaleb(exponent), currency),
        instalment,
        document,
        nature,
        scenario,
    )


def _credit_row(credit: Credit) -> tuple[object, ...]:
    return (
        credit.entry_id,
        credit.kind,
        credit.label,
        credit.received.toordinal(),
        credit.amount.minor,
        credit.unallocated.minor,
        credit.amount.currency,
    )


def _credit(row: Sequence[Any]) -> Credit:
    entry_id, kind, label, received, amount, unallocated, currency = row
    exponent = -minor_digits(currency)
    return Credit(
        entry_id,
        kind,
        label,
        date.fromordinal(received),
        Money(Decimal(amount).scaleb(exponent), currency),
        Money(Decimal(unallocated).scaleb(exponent), currency),
    )


def _progress_row(progress: Progress) -> tuple[object, ...]:
    return (
        [(number, step, day.toordinal()) for (number, step), day in progress.done.items()],
        [(number, step, [day.toordinal() for day in days]) for (number, step), days in progress.attempts.items()],
        [(number, day.toordinal()) for number, day in progress.reentered.items()],
    )


def _progress(row: Sequence[Any]) -> Progress:
    done, attempts, reentered = row
    return Progress(
        done={(number, step): date.fromordinal(day) for number, step, day in done},
        attempts={(number, step): tuple(map(date.fromordinal, days)) for number, step, days in attempts},
        reentered={number: date.fromordinal(day) for number, day in reentered},
    )


def _received_row(received: Received) -> tuple[object, ...]:
    return (
        [
            (key, [(code, [(day.toordinal(), str(amount)) for day, amount in rows]) for code, rows in of_key.items()])
            for key, of_key in received.since_made.items()
        ],
        [(key, day.toordinal()) for key, day in received.settled.items()],
    )


def _received(row: Sequence[Any]) -> Received:
    since_made, settled = row
    return Received(
        {
            key: {
                code: tuple([(date.fromordinal(day), Decimal(amount)) for day, amount in rows]) for code, rows in of_key
            }
            for key, of_key in since_made
        },
        {key: date.fromordinal(day) for key, day in settled},
    )


def _client_row(client: Client) -> tuple[object, ...]:
    """What the first document has not."""
    return (
        client.siren,
        client.vat,
        client.account,
        client.address,
        [(one.name, one.role, one.email, one.phone) for one in client.contacts],
        client.language,
        client.currency,
        client.terms,
        client.scenario,
        write_value(client.credit_limit),
        client.limitation,
        client.penalties,
        client.sector,
    )


def _client(name: str, owner: str, kind: str, tags: Sequence[str], row: Sequence[Any]) -> Client:
    (
        siren,
        vat,
        account,
        address,
        contacts,
        language,
        currency,
        terms,
        scenario,
        limit,
        limitation,
        penalties,
        sector,
    ) = row
    return Client(
        name=name,
        kind=ClientKind(kind),
        siren=siren,
        vat=vat,
        account=account,
        address=address,
        contacts=tuple(
            [Contact(name=who, role=role, email=email, phone=phone) for who, role, email, phone in contacts]
        ),
        language=language,
        currency=currency,
        terms=terms,
        scenario=scenario,
        credit_limit=read_value(limit),  # type: ignore[arg-type]  # as it was written
        limitation=limitation,
        penalties=_penalty_terms(penalties) if penalties is not None else None,
        sector=_sector(sector) if sector else None,
        owner=owner,
        tags=tuple(tags),
    )


def _penalty_terms(row: object) -> PenaltyTerms:
    from recouv.domain.penalties import PenaltyTerms  # deferred: few clients have their own

    return convert(row, PenaltyTerms, strict=False)


def _sector(word: str) -> Sector:
    from recouv.domain.sector import Sector  # deferred: few clients have one

    return Sector(word)


def _entry_row(entry: Entry) -> tuple[object, ...]:
    values = {key: write_value(one) for key, one in entry.values.items()}
    return (
        entry.date.toordinal(),
        entry.kind,
        entry.object,
        entry.id,
        entry.target,
        values,
        entry.text,
        entry.line,
        dict(entry.lines),
    )


def _entry(row: Sequence[Any]) -> Entry:
    day, kind, named, identifier, target, values, text, line, lines = row
    return Entry(
        date.fromordinal(day),
        kind,
        named,
        identifier,
        target,
        {key: read_value(one) for key, one in values.items()},
        text,
        line,
        lines,
    )
