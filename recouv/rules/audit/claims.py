"""What a commit says that it did agrees with what it did: dossiers and entries of its trailers.

A commit that recouv makes names each dossier that it touches and each entry that it adds; what somebody had typed, and
which it seals, it may name.  A demonstration is one first commit that names nothing.  A commit without trailers claims
nothing: it is not recouv's, which is a remark where dossiers are touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from recouv.domain.message import say
from recouv.domain.past_commit import PastCommit
from recouv.rules.audit.observation import Flaw, Observation


def claims(
    commit: PastCommit, *, touched: Collection[str], added: Collection[str], sealed: Collection[str]
) -> Iterator[Observation]:
    """Where they disagree; `touched` are the ids of dossiers, `added` and `sealed` the IDs of entries."""
    if not commit.is_ours:
        if commit.entries or commit.dossiers:
            yield Observation(
                flaw=Flaw.TRAILER_DOSSIER, what=say("it names dossiers or entries without saying which action it is")
            )
        elif touched:
            what = say("the dossiers {ids} were changed by a commit that is not recouv's", ids=_listed(touched))
            yield Observation(flaw=Flaw.FOREIGN, what=what)
        return
    if commit.action == "demo" and not commit.parents:
        return
    for identifier in dict.fromkeys(commit.entries):
        if identifier not in added and identifier not in sealed:
            what = say("its message names the entry ^{id}, which it does not add", id=identifier)
            yield Observation(flaw=Flaw.TRAILER_ENTRY, what=what, entry=identifier)
    for identifier in added:
        if identifier not in commit.entries:
            what = say("it adds the entry ^{id}, which its message does not name", id=identifier)
            yield Observation(flaw=Flaw.TRAILER_OMITS, what=what, entry=identifier)
    for identifier in dict.fromkeys(commit.dossiers):
        if identifier not in touched:
            what = say("its message names the dossier {id}, which it does not touch", id=identifier)
            yield Observation(flaw=Flaw.TRAILER_DOSSIER, what=what)
    for identifier in touched:
        if identifier not in commit.dossiers:
            what = say("it changes the dossier {id}, which its message does not name", id=identifier)
            yield Observation(flaw=Flaw.TRAILER_DOSSIER, what=what)


def _listed(names: Collection[str], most: int = 5) -> str:
    shown = sorted(names)[:most]
    return ", ".join(shown) + (", …" if len(names) > most else "")
