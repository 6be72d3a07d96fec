"""The messages of a workspace that may have left, and of which nobody has said what became of them."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.store.recall import Question, recall
from recouv.store.this_code import CODE

if TYPE_CHECKING:
    from collections.abc import Collection

    from recouv.domain.dossier import Dossier
    from recouv.store.cold_reading import Answer
    from recouv.usecases.session import Session


class Doubtful(Struct, frozen=True, kw_only=True):
    """One of them."""

    client: str
    """Id of the dossier."""
    name: str
    id: str
    """Of the entry."""
    kind: str
    date: date
    to: str
    subject: str
    document: str
    """Where the workspace keeps it; empty for one written by hand."""
    sha256: str
    invoices: tuple[str, ...]


def doubtful_messages(session: Session, clients: Collection[str] = ()) -> list[Doubtful]:
    """Every one, the oldest first; of these clients alone when some are given."""
    until = session.last_recording_day
    key = json.dumps(["doubtful messages", CODE, until.isoformat()])
    found = recall(session.workspace, Question(key=key, answer=partial(_make_answer, until)))
    rows = [_read(*row) for value in found.values if value for row in json.loads(value)]
    return sorted((row for row in rows if not clients or row.client in clients), key=lambda row: (row.date, row.name))


def _make_answer(until: date) -> Answer:
    return partial(_answer, until=until)


def _answer(dossier: Dossier, until: date) -> str:
    from recouv.rules.standing import standing  # deferred: a warm list applies no rule
    from recouv.rules.suspension import undelivered_messages

    rows = [
        (
            dossier.id,
            dossier.client.name,
            fact.id,
            fact.kind,
            fact.date.isoformat(),
            fact.word("to"),
            fact.word("subject"),
            fact.word("document"),
            fact.word("sha256"),
            fact.invoices,
        )
        for fact in undelivered_messages(standing(dossier.entries, until))
        if fact.word("outcome") == "unconfirmed"
    ]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def _read(
    client: str,
    name: str,
    identifier: str,
    kind: str,
    day: str,
    to: str,
    subject: str,
    document: str,
    sha256: str,
    invoices: list[str],
) -> Doubtful:
    return Doubtful(
        client=client,
        name=name,
        id=identifier,
        kind=kind,
        date=date.fromisoformat(day),
        to=to,
        subject=subject,
        document=document,
        sha256=sha256,
        invoices=tuple(invoices),
    )
