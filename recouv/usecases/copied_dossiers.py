"""Dossiers of which there is a copy: what each asks for is asked for twice, so that nothing is sent for either.

`check` finds every ID that stands in two files.  Here only those are looked for whose clients would hear from us.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from recouv.domain.dossier import Dossier
from recouv.domain.errors import WorkspaceError
from recouv.store.entry_places import entry_places
from recouv.usecases.session import Session


def copies_of(session: Session, dossiers: Iterable[Dossier]) -> Mapping[str, str]:
    """By the path of each of these dossiers that has one, the path of another file that holds its first entry."""
    first = {dossier.path: next((entry.id for entry in dossier.entries if entry.id), "") for dossier in dossiers}
    try:
        places = entry_places(session.workspace, {one for one in first.values() if one})
    except WorkspaceError:  # without git nothing leaves anyway
        return {}
    others = {path: sorted(places.get(one, frozenset()) - {path}) for path, one in first.items()}
    return {path: found[0] for path, found in others.items() if found}
