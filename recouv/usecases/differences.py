"""What happened between two days, or became known between two commits: told client by client, to the cent.

- Two days, `2026-11-01..2026-11-30`, both included: the journal as it is, what is dated in them, and the outstanding at
  the end of the day before the first and at the end of the last.
- Two revisions, `A..B`: the entries that B has and A has not (and the other way round, were the history not only added
  to), and the outstanding of both as of one day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Entry
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.rules.approvals import Proposal
from recouv.rules.movement import Movement, movements, outstanding_by_kind, summed
from recouv.rules.standing import cancelled_ids, proposals_on
from recouv.store.audit.dossier_changes import is_dossier
from recouv.store.audit.history_state import commit_named
from recouv.store.audit.memory import client_of
from recouv.store.dossier_text import read_dossier
from recouv.store.git_objects import Objects
from recouv.store.git_process import names, run
from recouv.usecases.auditing import wanted_range
from recouv.usecases.session import Session


class Told(Struct, frozen=True, kw_only=True):
    """An entry, and what became of it."""

    entry: Entry
    is_cancelled: bool = False
    """Whether a cancellation strikes it out at the end."""
    proposal: Proposal | None = None
    """What became of it by then, where it needs somebody else's approval."""
    is_gone: bool = False
    """Whether it was there at the beginning, and is not at the end."""


class ClientDifference(Struct, frozen=True, kw_only=True):
    """One client."""

    id: str
    name: str
    entries: tuple[Told, ...]
    """Oldest first."""
    moves: tuple[Movement, ...]


class Difference(Struct, frozen=True, kw_only=True):
    """What moved."""

    since: str
    until: str
    """Days, or full ids of commits."""
    on: date
    """The day of the outstanding at the end."""
    clients: tuple[ClientDifference, ...]
    """Those of whom there is something to tell, in the order of their ids."""
    totals: tuple[Movement, ...]
    """Of all clients, those included of whom there is nothing to tell."""
    unreadable: tuple[str, ...]


def difference(session: Session, text: str, *, on: date) -> Difference:
    """What `text` asks for; `on` is the day of the outstanding, for two revisions.

    Raises:
        UsageError: it is neither two days nor two revisions.
        NothingFoundError: git knows no such revision.
    """
    days = _days(text)
    if days is not None:
        return _between_days(session, *days)
    since, until = wanted_range(text)
    return _between_commits(session, since or "", until, on)


def days_of(text: str) -> tuple[date, date] | None:
    """The two days of `2026-11-01..2026-11-30`; `None` for anything else.

    Raises:
        UsageError: they are no days of the calendar, or the second is before the first.
    """
    return _days(text)


def _days(text: str) -> tuple[date, date] | None:
    first, dots, last = text.partition("..")
    if not dots or not all(len(end) == len("2026-11-01") and end[4] == end[7] == "-" for end in (first, last)):
        return None
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        days = None
    if days is None or days[1] < days[0] or days[0] == date.min:
        raise UsageError(
            say("{text} is not two days, one after the other", text=text), say("write them as 2026-11-01..2026-11-30")
        )
    return days


def _between_days(session: Session, first: date, last: date) -> Difference:
    eve = first - timedelta(days=1)
    clients: list[ClientDifference] = []
    totals: list[Movement] = []
    unreadable: list[str] = []
    for dossier in session.workspace.dossiers():
        if not dossier.readable:
            unreadable.append(dossier.path)
            continue
        struck = cancelled_ids([entry for entry in dossier.entries if entry.date <= last])
        moved = movements(outstanding_by_kind(dossier.entries, eve), outstanding_by_kind(dossier.entries, last))
        proposed = {one.entry.id: one for one in proposals_on(dossier.entries, last)}
        told = [
            Told(entry=entry, is_cancelled=entry.id in struck, proposal=proposed.get(entry.id))
            for entry in dossier.timeline()
            if first <= entry.date <= last
        ]
        totals += moved
        _tell(clients, dossier, told, moved)
    return Difference(
        since=first.isoformat(),
        until=last.isoformat(),
        on=last,
        clients=tuple(clients),
        totals=tuple(summed(totals)),
        unreadable=tuple(unreadable),
    )


def _between_commits(session: Session, since: str, until: str, on: date) -> Difference:
    root = session.workspace.root
    ends = (commit_named(root, since) if since else "", commit_named(root, until))
    clients: list[ClientDifference] = []
    totals: list[Movement] = []
    unreadable: list[str] = []
    for before, after in _both(root, *ends):
        broken = [one.path for one in (before, after) if one is not None and not one.readable]
        if broken:
            unreadable += broken[-1:]
            continue
        old, new = (one.entries if one is not None else () for one in (before, after))
        moved = movements(outstanding_by_kind(old, on), outstanding_by_kind(new, on))
        totals += moved
        struck = cancelled_ids(new)
        proposed = {one.entry.id: one for one in proposals_on(new, date.max)}
        known, kept = {entry.id for entry in old if entry.id}, {entry.id for entry in new if entry.id}
        told = [
            *(
                Told(entry=entry, is_cancelled=entry.id in struck, proposal=proposed.get(entry.id))
                for entry in new
                if entry.id not in known
            ),
            *(Told(entry=entry, is_gone=True) for entry in old if entry.id and entry.id not in kept),
        ]
        shown = after or before
        assert shown is not None  # one of the two is there
        _tell(clients, shown, sorted(told, key=lambda one: one.entry.sort_key()), moved)
    return Difference(
        since=ends[0],
        until=ends[1],
        on=on,
        clients=tuple(clients),
        totals=tuple(summed(totals)),
        unreadable=tuple(unreadable),
    )


def _tell(clients: list[ClientDifference], dossier: Dossier, told: list[Told], moved: list[Movement]) -> None:
    if told or any(one.difference for one in moved):
        clients.append(
            ClientDifference(id=dossier.id, name=dossier.client.name, entries=tuple(told), moves=tuple(moved))
        )


def _both(root: Path, since: str, until: str) -> Iterator[tuple[Dossier | None, Dossier | None]]:
    """Each dossier at both commits, in the order of the ids; the same one twice where nothing differs."""
    there = [_named(root, commit) if commit else {} for commit in (since, until)]
    with Objects(root) as objects:
        for client in sorted({*there[0], *there[1]}):
            ends = [side.get(client) for side in there]
            if ends[0] is not None and ends[1] is not None and ends[0][1] == ends[1][1]:
                dossier = _read(objects, *ends[0])
                yield dossier, dossier
            else:
                first, second = (_read(objects, *end) if end is not None else None for end in ends)
                yield first, second


def _named(root: Path, commit: str) -> dict[str, tuple[str, str]]:
    """Id → path and git's name of the content of each dossier at a commit."""
    rows = names(run(root, "--no-replace-objects", "ls-tree", "-r", "-z", commit, "--", "dossiers/"))
    found = {}
    for row in rows:
        about, _, path = row.partition("\t")
        mode, _, name = about.split()
        if is_dossier(path) and mode.startswith("100"):
            found[client_of(path)] = (path, name)
    return found


def _read(objects: Objects, path: str, name: str) -> Dossier:
    return read_dossier(objects.content(name), path=path).dossier
