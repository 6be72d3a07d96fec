"""What was known at the end of an earlier day, or at a commit: a session over what was committed then.

Two days answer two questions.  `on` is the day that is judged: what is late, promised, to be done on it.  What was
*known* is what the dossiers, the settings, the scenarios and the rates said in a commit: a payment of the 3rd that was
typed on the 10th is not known on the 5th, whatever day is judged.  Every list and every dossier is worked out by the
same rules from either.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from recouv.domain.errors import NothingFoundError, UsageError
from recouv.domain.message import Message, say, say_many
from recouv.store.known_commit import Known, first_commit_day, known_at_revision, known_on
from recouv.store.past_workspace import PastWorkspace
from recouv.store.path_history import first_day, path_then
from recouv.usecases.clients import find_client
from recouv.wording.typed import TypedDayError, read_typed_day

if TYPE_CHECKING:
    from recouv.usecases.session import Session


__all__ = [
    "Known",
    "began_on",
    "day_named",
    "doubts",
    "find_past_client",
    "knowledge",
    "known_at",
    "past_session",
]


def known_at(session: Session, text: str) -> Known:
    """The state of knowledge that `text` names: an ISO date, else a revision of git, else a day as people type it.

    Raises:
        UsageError: nothing is named, or a day to come.
        NothingFoundError: git knows no such commit, or nothing was committed by that day.
        WorkspaceError: the workspace is in no repository of its own.
    """
    if not text.strip():
        raise UsageError(
            say("no day and no commit is given"), say("write it as 2026-11-12, or as git names it: HEAD~3")
        )
    session.workspace.git.require_repository()
    root = session.workspace.root
    day = _iso(text)
    if day is None:
        try:
            return known_at_revision(root, text)
        except NothingFoundError:
            day = _typed(session, text)
            if day is None:
                raise
    if day > session.today:
        raise UsageError(
            say("nobody knows yet what will be known on {day}", day=day),
            say("--on {day} judges that day by what is known now", day=day.isoformat()),
        )
    return known_on(root, day, session.today)


def day_named(session: Session, text: str) -> date | None:
    """The day that `text` is, as `known_at` understands it; `None` where it names a commit.

    Raises:
        UsageError: it is neither.
    """
    day = _iso(text)
    if day is None:
        session.workspace.git.require_repository()
        with suppress(NothingFoundError):
            known_at_revision(session.workspace.root, text)
            return None
        day = _typed(session, text)
    if day is None:
        raise UsageError(
            say("{text} is neither a day nor a commit", text=text), say("write it as 2026-11-12, or HEAD~3")
        )
    return day


def past_session(session: Session, known: Known, opened: Session | None = None) -> Session:
    """The same person, in the workspace as it was known then; its today is the day of that knowledge.

    `opened` is a session over the same commit, whose workspace is taken again.

    Raises:
        WorkspaceError: there was no workspace in that commit.
        ProblemsError: its settings cannot be used.
    """
    workspace = opened.workspace if opened is not None else PastWorkspace(session.workspace, known.commit)
    return replace(session, workspace=workspace, today=min(known.day, session.today))


def began_on(session: Session) -> date | None:
    """The day of the first commit of the history; `None` before there is one."""
    return first_commit_day(session.workspace.root)


def find_past_client(session: Session, past: Session, query: str) -> str:
    """The id that the client meant by `query` had in the past; a dossier renamed since is found by its name of today.

    Raises:
        NothingFoundError: nobody answers, or the dossier did not exist yet: since when it does is said.
        UsageError: several clients answer.
    """
    if past.workspace.dossier_path(query) is not None:
        return query
    now = None
    if session.workspace.dossier_path(query) is None:
        with suppress(NothingFoundError):
            return find_client(past, query)
        with suppress(NothingFoundError, UsageError):
            now = find_client(session, query)
        if now is None:
            return find_client(past, query)  # which says who is meant, perhaps
    else:
        now = query  # a client of today is never taken for another one who has a name like it
    return _renamed(session, past, now)


def _renamed(session: Session, past: Session, client: str) -> str:
    file = session.workspace.dossier_path(client)
    assert file is not None  # it was found a moment ago
    root, path = session.workspace.root, session.workspace.relative(file)
    before = path_then(root, past.workspace.commit, path)
    identifier = before.rpartition("/")[2].removesuffix(".md")
    if past.workspace.dossier_path(identifier) is not None and before != path:
        return identifier
    since = first_day(root, path)
    mend = say("it is not committed yet") if since is None else say("it is there since {day}", day=since)
    raise NothingFoundError(say("the dossier of {id} did not exist yet", id=client), mend)


def knowledge(known: Known) -> Message:
    """What is read, in a sentence: the top of every report on the past."""
    about = {
        "commit": known.commit[:10],
        "day": known.committed.date(),
        "time": f"{known.committed:%H:%M}",
        "who": known.by,
    }
    if known.is_of_day:
        return say(
            "As known at the end of {known}, not as it is now: commit {commit} of {day}, {time}, {who}",
            known=known.day,
            **about,
        )
    return say("As known at commit {commit} of {day}, {time}, {who}, not as it is now", **about)


def doubts(known: Known) -> list[Message]:
    """What makes a state of knowledge less than certain."""
    found = []
    if known.elsewhere:
        found.append(
            say_many(
                "{count} commit dated by then was not on this branch yet: it came with a later sync",
                "{count} commits dated by then were not on this branch yet: they came with a later sync",
                known.elsewhere,
            )
        )
    if known.clocks:
        found.append(
            say_many(
                "a clock was wrong: the date of {count} commit contradicts the order of the history",
                "clocks were wrong: the dates of {count} commits contradict the order of the history",
                known.clocks,
            )
        )
    return found


def _iso(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-11-12") and text[4] == text[7] == "-" else None
    except ValueError:
        raise UsageError(say("{text} is not a day", text=text), say("write it as 2026-11-12")) from None
    if day is not None and day > date.max - timedelta(days=2):
        raise UsageError(say("{text} is not a day", text=text), say("write it as 2026-11-12"))
    return day


def _typed(session: Session, text: str) -> date | None:
    try:
        return read_typed_day(text, session.today, past=True)
    except TypedDayError:
        return None
