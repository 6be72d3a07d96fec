"""Who the clients are: enough of each head to find a client by, kept in the index."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.store.recall import Question, recall
from recouv.store.this_code import CODE

if TYPE_CHECKING:
    from recouv.domain.dossier import Client, Dossier
    from recouv.store.cold_reading import Answer
    from recouv.usecases.session import Session


class Listed(Struct, frozen=True):
    """A client as the directory has it."""

    id: str
    name: str
    account: str
    """In the books."""
    siren: str


def directory(session: Session) -> list[Listed]:
    """Every client, in the order of the ids; a dossier that cannot be read is there by what can be made of its head."""
    workspace = session.workspace
    found = recall(workspace, Question(key=json.dumps(["directory", CODE]), answer=_make_answer))
    listed = {one.id: one for one in (Listed(*row) for row in json.loads(f"[{','.join(found.values)}]"))}
    for path in found.unreadable:
        client = workspace.client_at(path)
        if client is not None:
            identifier = path.rpartition("/")[2].removesuffix(".md")
            listed.setdefault(identifier, _listed(identifier, client))
    return [listed[identifier] for identifier in sorted(listed)]


def client_names(session: Session) -> dict[str, str]:
    """Id and name of every client."""
    return {one.id: one.name for one in directory(session)}


def _make_answer() -> Answer:
    return _answer


def _answer(dossier: Dossier) -> str:
    one = _listed(dossier.id, dossier.client)
    return json.dumps((one.id, one.name, one.account, one.siren), ensure_ascii=False)


def _listed(identifier: str, client: Client) -> Listed:
    return Listed(identifier, client.name, client.account, client.siren)
