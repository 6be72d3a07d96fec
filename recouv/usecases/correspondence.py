"""What every dossier knows of the e-mails that left and came in: by which Message-ID an answer finds its way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.store.recall import Question, recall
from recouv.store.this_code import CODE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recouv.domain.dossier import Dossier
    from recouv.store.cold_reading import Answer
    from recouv.usecases.session import Session


class Correspondence(Struct, frozen=True, kw_only=True):
    """Of a workspace."""

    ours: Mapping[str, str]
    """Message-ID of an e-mail that left → id of the dossier."""
    taken: frozenset[str]
    """Message-IDs of what was taken in."""
    contacts: Mapping[str, tuple[tuple[str, str], ...]]
    """Address, in small letters → id and name of each client that has it."""


def correspondence(session: Session) -> Correspondence:
    """What the dossiers say now."""
    found = recall(session.workspace, Question(key=json.dumps(["correspondence", CODE]), answer=_make_answer))
    ours: dict[str, str] = {}
    taken: set[str] = set()
    contacts: dict[str, list[tuple[str, str]]] = {}
    for value in found.values:
        identifier, name, addresses, left, came = json.loads(value)
        ours |= dict.fromkeys(left, identifier)
        taken.update(came)
        for address in addresses:
            contacts.setdefault(address, []).append((identifier, name))
    return Correspondence(
        ours=ours, taken=frozenset(taken), contacts={address: tuple(known) for address, known in contacts.items()}
    )


def _make_answer() -> Answer:
    return _answer


def _answer(dossier: Dossier) -> str:
    addresses = dict.fromkeys(contact.email.casefold() for contact in dossier.client.contacts if contact.email)
    known = [(entry.kind, entry.word("message_id")) for entry in dossier.entries if entry.word("message_id")]
    left = [identifier for kind, identifier in known if kind == "email"]
    came = [identifier for kind, identifier in known if kind != "email"]
    return json.dumps((dossier.id, dossier.client.name, list(addresses), left, came), ensure_ascii=False)
