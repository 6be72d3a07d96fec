"""Finding a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.errors import NothingFoundError, UsageError
from recouv.domain.message import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recouv.store.dossier_text import DossierText
    from recouv.usecases.session import Session

#: Candidates shown when a name is ambiguous.
SHOWN_CANDIDATES = 10


def find_client(session: Session, query: str) -> str:
    """The id of the client that `query` means; a whole id is found without reading any other dossier.

    Raises:
        NothingFoundError: nobody answers.
        UsageError: several clients answer: the message lists them.
    """
    if session.workspace.dossier_path(query) is not None:
        return query
    from recouv.rules.client_search import search_clients  # deferred: scripts name whole ids
    from recouv.usecases.directory import client_names

    names = client_names(session)
    found = search_clients(names.items(), query)
    if len(found.ids) == 1:
        return found.ids[0]
    if found.ids:
        raise UsageError(
            say("{query} may be any of {count} clients", query=query, count=len(found.ids)),
            say("say which: {candidates}", candidates=_listed(found.ids, names)),
        )
    if found.close:
        raise NothingFoundError(
            say("there is no client {id}", id=query),
            say("did you mean {candidates}?", candidates=_listed(found.close, names)),
        )
    raise NothingFoundError(say("there is no client {id}", id=query), say("recouv balance --all lists every client"))


def read_client(session: Session, query: str) -> DossierText:
    """The dossier of the client that `query` means; of a whole id, found once and read without any other.

    Raises:
        NothingFoundError: nobody answers.
        UsageError: several clients answer.
        ProblemsError: its file cannot be a dossier, cannot be opened, or another one has the same id.
    """
    workspace = session.workspace
    path = workspace.dossier_path(query)
    return workspace.read_at(path) if path is not None else workspace.read(find_client(session, query))


def _listed(ids: tuple[str, ...], names: Mapping[str, str]) -> str:
    shown = [f"{identifier} ({names[identifier]})" for identifier in ids[:SHOWN_CANDIDATES]]
    return ", ".join(shown) + (" …" if len(ids) > SHOWN_CANDIDATES else "")
