"""A merge holds exactly what its parents had: no entry of its own, none lost, none changed, no key of the head made up.

An entry that one parent no longer has was taken out by a commit that is told on its own account: the merge that follows
it is not to blame.  What somebody typed and two people sealed, each under an ID of his own, may be kept once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from recouv.domain.message import say
from recouv.rules.audit.append_only import is_sealing, lines_of, own_id
from recouv.rules.audit.observation import Flaw, Observation


def merged_entries(
    merge: Sequence[str], parents: Sequence[Sequence[str]], *, taken_out: Collection[str], typed: Sequence[str]
) -> Iterator[Observation]:
    """What a merge did to the entries of one dossier.

    `taken_out` are IDs that an earlier commit took out of it; `typed` are the entries without a seal of what the
    parents last had in common.
    """
    here = set(merge)
    there = {entry for parent in parents for entry in parent}
    own = {own_id(entry): entry for entry in merge}
    theirs: dict[str, str] = {own_id(entry): entry for parent in parents for entry in parent}
    for entry in merge:
        if entry in there:
            continue
        identifier = own_id(entry)
        if identifier and identifier in theirs:
            yield Observation(
                flaw=Flaw.MERGE_CHANGED,
                what=say("the merge changes the entry ^{id}: neither side has it so", id=identifier),
                entry=identifier,
                lines=lines_of(theirs[identifier], entry),
            )
        else:
            yield Observation(
                flaw=Flaw.MERGE_ADDED,
                what=say("the merge adds an entry that neither side has: {title}", title=_title(entry)),
                entry=identifier,
                lines=tuple(f"+{line}" for line in entry.splitlines()),
            )
    for entry in dict.fromkeys(entry for parent in parents for entry in parent):
        identifier = own_id(entry)
        if entry in here or (identifier and identifier in own) or identifier in taken_out:
            continue
        if any(is_sealing(words, entry) for words in typed) or any(is_sealing(entry, other) for other in merge):
            continue
        yield Observation(
            flaw=Flaw.MERGE_LOST,
            what=say("the merge loses an entry: {title}", title=_title(entry)),
            entry=identifier,
            lines=tuple(f"-{line}" for line in entry.splitlines()),
        )


def merged_head(merge: Mapping[str, str], parents: Sequence[Mapping[str, str]]) -> Iterator[Observation]:
    """Keys of the head that the merge has as neither side had them; each mapping is key → its lines."""
    for key in dict.fromkeys((*merge, *(name for parent in parents for name in parent))):
        sides = [parent.get(key, "").strip() for parent in parents]
        mine = merge.get(key, "").strip()
        if mine not in sides:
            yield Observation(
                flaw=Flaw.MERGE_HEAD,
                what=say("the merge has the key {key} of the head as neither side had it", key=key),
                lines=lines_of(sides[0], mine),
            )


def _title(entry: str) -> str:
    return entry.partition("\n")[0].removeprefix("### ")
