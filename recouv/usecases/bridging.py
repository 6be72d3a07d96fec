"""The bridge of a workspace's outstanding between two days: what happened, and what was learned since.

Each end is a day and a state of knowledge:

- two days, judged by what is known now (or was, in the session of a past): nothing is learned in between;
- a commit, judged on its own day by what it says: what is known of that day at the other end and was not then is
  *learned*, what lies between the days has *happened*.

Dossiers that both commits have alike are asked once, and recalled where they were asked before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.json import decode, encode

from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.rules.bridge import Bridge, State, bridges, summed
from recouv.store.recall import Question, recall
from recouv.store.this_code import CODE
from recouv.usecases.balance import Selection
from recouv.usecases.knowing import day_named, past_session
from recouv.usecases.knowing import known_at as known_of

if TYPE_CHECKING:
    from recouv.domain.dossier import Dossier
    from recouv.store.known_commit import Known
    from recouv.store.recall import Progress
    from recouv.store.workspace import Workspace
    from recouv.usecases.session import Session


class End(Struct, frozen=True, kw_only=True):
    """A day, and the session that knows of it."""

    on: date
    session: Session
    known: Known | None = None
    """The state of knowledge; `None` for the files as they are."""


class ClientBridge(Struct, frozen=True, kw_only=True):
    """One client."""

    id: str
    name: str
    owner: str
    kind: str
    tags: tuple[str, ...]
    bridges: tuple[Bridge, ...]
    """One for each currency."""


class WholeBridge(Struct, frozen=True, kw_only=True):
    """The clients asked for, and their sum."""

    opening: End
    closing: End
    bounds: tuple[int, ...]
    clients: tuple[ClientBridge, ...]
    """In the order of the ids; those who never owed anything included."""
    totals: tuple[Bridge, ...]
    """One for each currency, in alphabetical order."""
    unreadable: tuple[str, ...]
    """Paths of the dossiers left out, at either end."""


def ends_named(
    session: Session, first: str, last: str, *, known_at: str | None = None, as_known: bool = False
) -> tuple[End, End]:
    """The two ends that a person names, each by a day or by a commit.

    A commit is judged on its own day by what it says; a day, by what is known at the other end, which is now where both
    are days.  With `known_at`, two days are judged by what was known then; with `as_known`, each by its own knowledge.

    Raises:
        UsageError: a name makes no sense, or they do not go together.
        NothingFoundError: there is no such commit, or nothing was committed by then.
    """
    days = [day_named(session, text) for text in (first, last)]
    if known_at is not None:
        if as_known:
            raise UsageError(
                say("--known-at and --as-known are two answers to one question"), say("leave one of them out")
            )
        if None in days:
            raise UsageError(
                say("--known-at says by what both days are judged: a commit says so itself"), say("give two days")
            )
        known = known_of(session, known_at)
        past = past_session(session, known)
        opening, closing = (End(on=day, session=past, known=known) for day in days if day is not None)
        return opening, closing
    ends = [
        _end(session, text, day if not as_known or (day is not None and day >= session.today) else None)
        for text, day in zip((first, last), days, strict=True)
    ]
    if days[0] is not None and not as_known and ends[1].known is not None:
        ends[0] = End(on=days[0], session=ends[1].session, known=ends[1].known)
    return ends[0], ends[1]


def _end(session: Session, text: str, day: date | None) -> End:
    """A day judged by what is known now, or a state of knowledge on its own day."""
    if day is not None:
        return End(on=day, session=session)
    known = known_of(session, text)
    return End(on=known.day, session=past_session(session, known), known=known)


def whole_bridge(
    opening: End, closing: End, selection: Selection | None = None, progress: Progress | None = None
) -> WholeBridge:
    """What led from one end to the other.

    Raises:
        UsageError: the first is after the second.
    """
    if opening.on > closing.on:
        raise UsageError(
            say("{first} is after {last}", first=opening.on, last=closing.on), say("give the earlier one first")
        )
    chosen = selection or Selection()
    session = closing.session
    bounds = session.workspace.config.ageing
    found = recall(session.workspace, _question(session, opening.on, closing.on), progress)
    clients = {one.id: one for one in decode(f"[{','.join(found.values)}]", type=list[ClientBridge])}
    unreadable = set(found.unreadable)
    for identifier, before, after in _changed(opening.session, session):
        clients.pop(identifier, None)
        broken = [one.path for one in (before, after) if one is not None and not one.readable]
        shown = after or before
        if broken or shown is None:
            unreadable.update(broken)
            continue
        clients[identifier] = _client(shown, _between(before, after, opening, closing, shown))
    kept = [clients[identifier] for identifier in sorted(clients) if chosen.holds(clients[identifier])]
    return WholeBridge(
        opening=opening,
        closing=closing,
        bounds=bounds,
        clients=tuple(kept),
        totals=tuple(summed(bridge for client in kept for bridge in client.bridges)),
        unreadable=tuple(sorted(unreadable)),
    )


def _between(
    before: Dossier | None, after: Dossier | None, opening: End, closing: End, shown: Dossier
) -> tuple[Bridge, ...]:
    states = [
        State(
            client=(one or shown).client,
            entries=one.entries if one is not None else (),
            on=end.on,
            default_terms=end.session.workspace.config.terms,
        )
        for one, end in ((before, opening), (after, closing))
    ]
    return tuple(bridges(*states, bounds=closing.session.workspace.config.ageing))


def _changed(opening: Session, closing: Session) -> Iterator[tuple[str, Dossier | None, Dossier | None]]:
    """Each dossier that the two ends do not have alike: its id, and what it was at either; `None` where it was not."""
    sides = (opening.workspace, closing.workspace)
    if sides[0] is sides[1]:
        return
    held = [_held(side) for side in sides]
    same_terms = sides[0].config.terms == sides[1].config.terms
    changed = {
        identifier
        for identifier in {*held[0], *held[1]}
        if not same_terms or held[0].get(identifier) != held[1].get(identifier)
    }
    read = []
    for side in sides:
        paths = {side.relative(path) for identifier, path in side.dossier_paths().items() if identifier in changed}
        read.append({dossier.id: dossier for dossier in side.dossiers(paths)})
    for identifier in sorted(changed):
        yield identifier, read[0].get(identifier), read[1].get(identifier)


def _held(workspace: Workspace) -> dict[str, str | None]:
    """Id → a fingerprint of what the dossier holds."""
    paths = workspace.dossier_paths()
    return {identifier: workspace.content_id(workspace.relative(path)) for identifier, path in paths.items()}


def _question(session: Session, first: date, last: date) -> Question:
    config = session.workspace.config
    return Question(
        key=json.dumps(["bridge", CODE, config.terms, config.ageing, first.isoformat(), last.isoformat()]),
        answer=lambda: partial(_answer, first=first, last=last, terms=config.terms, bounds=config.ageing),
    )


def _answer(dossier: Dossier, first: date, last: date, terms: str, bounds: tuple[int, ...]) -> str | None:
    if not dossier.readable:
        return None
    states = [
        State(client=dossier.client, entries=dossier.entries, on=day, default_terms=terms) for day in (first, last)
    ]
    return encode(_client(dossier, tuple(bridges(*states, bounds=bounds)))).decode()


def _client(dossier: Dossier, found: tuple[Bridge, ...]) -> ClientBridge:
    client = dossier.client
    return ClientBridge(
        id=dossier.id,
        name=client.name,
        owner=client.owner,
        kind=str(client.kind),
        tags=tuple(client.tags),
        bridges=found,
    )
