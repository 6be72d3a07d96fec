"""Where a clone stands beside the others': what waits to be given, what waits to be taken in, what is new to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.errors import RecouvError
from recouv.domain.message import Message
from recouv.store.git import CommitRecord
from recouv.store.git_process import GitError, ask
from recouv.store.git_remote import Upstream, remote_to_follow
from recouv.store.git_sync import learn
from recouv.store.git_unattended import Unattended
from recouv.store.team_notes import TeamNotes
from recouv.usecases.session import Session, is_today, stamped_now

#: How many of the others' actions are told, and how many commits are looked at for them.
TOLD, LOOKED_AT = 300, 3000
#: An action on more clients than this is told by its subject: an import touches them all.
_FEW = 3
_HEAD = ("rev-parse", "--verify", "--quiet", "HEAD")


class Team(Struct, frozen=True, kw_only=True):
    """How a clone stands."""

    remote: str
    ahead: int = 0
    """Commits here that the remote had not when it was asked last."""
    behind: int = 0
    """Commits that it had then, and that are not here."""
    asked: datetime | None = None
    """When it last answered."""
    was_asked_today: bool = True
    unread: int = 0
    """Actions of the others that came in since the person read what they did."""
    crossed: int = 0
    """Pairs of actions done twice of which nobody has decided."""


class News(Struct, frozen=True, kw_only=True):
    """One action of somebody else."""

    commit: str
    """Full id."""
    when: str
    """ISO date and time of its author."""
    who: str
    clients: tuple[str, ...]
    """Ids."""
    what: Message
    """Who did what, in a sentence."""
    is_new: bool = False
    """Whether it came in since the person last read."""


def team(session: Session) -> Team | None:
    """How this clone stands; `None` where there is no remote to work with.

    Raises:
        WorkspaceError: the repository cannot be read.
    """
    root = session.workspace.root
    session.workspace.git.require_repository()
    followed = remote_to_follow(root)
    if followed is None:
        return None
    from recouv.usecases.crossings import open_crossings  # deferred: for those who work with others

    notes = _notes(session)
    seen, head = notes.seen(), ask(root, _HEAD).stdout.strip()
    if not seen and head:
        notes.keep_seen(head)  # what was there before the screens were is no news
    asked = _moment(notes.asked())
    ahead, behind = _apart(session, followed)
    return Team(
        remote=followed.remote,
        ahead=ahead,
        behind=behind,
        asked=asked,
        was_asked_today=asked is not None and is_today(asked),
        unread=sum(1 for _ in _unread(session, seen)),
        crossed=len(open_crossings(session)),
    )


def team_mark(session: Session) -> object:
    """What moves when another program gives, takes in or asks: cheap to compare with what it was."""
    folder = session.workspace.git.folder
    paths = [_notes(session).asked_path, folder / "packed-refs", folder / "config"]
    with suppress(OSError):
        paths += sorted((folder / "refs" / "remotes").glob("*/**/*"))
    found = []
    for path in paths:
        with suppress(OSError):
            found.append((str(path), path.stat().st_mtime_ns))
    return tuple(found)


def ask_remote(session: Session, given_up: Callable[[], bool]) -> None:
    """Learn what the remote has, asking the person nothing and touching neither files nor branches.

    Raises:
        RemoteError: it cannot be asked, or took commits back.
    """
    followed = remote_to_follow(session.workspace.root)
    if followed is not None:
        learn(session.workspace.root, followed, Unattended(given_up))
        _notes(session).keep_asked(stamped_now())


def news(session: Session) -> list[News]:
    """What the others did, the newest first, and which of it came in since it was last read.

    Raises:
        WorkspaceError: the repository cannot be read.
    """
    session.workspace.git.require_repository()
    from recouv.wording.doings import doing  # deferred: for those who read them

    unread = {record.full_id for record in _unread(session, _notes(session).seen())}
    journals = _Journals(session)
    found = []
    for record in islice(_of_others(session, session.workspace.git.history(limit=LOOKED_AT)), TOLD):
        name, entries = journals.of(record)
        found.append(
            News(
                commit=record.full_id,
                when=record.when,
                who=record.author,
                clients=record.dossiers,
                what=doing(record.author, name, entries, record.subject),
                is_new=record.full_id in unread,
            )
        )
    return found


def keep_read(session: Session, commit: str = "") -> None:
    """The person has read all that came in until now, or until `commit`."""
    head = commit or ask(session.workspace.root, _HEAD).stdout.strip()
    if head:
        _notes(session).keep_seen(head)


class _Journals:
    """The dossiers that the news are about, each read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, tuple[str, dict[str, Entry]]] = {}

    def of(self, record: CommitRecord) -> tuple[str, list[Entry]]:
        """The client of an action and the entries it wrote; nothing where a subject tells it better."""
        if record.action in ("import", "undo") or len(record.dossiers) != 1:
            return "", []
        client = record.dossiers[0]
        if client not in self._known:
            self._known[client] = client, {}
            with suppress(RecouvError):
                dossier = self._session.workspace.read(client).dossier
                self._known[client] = dossier.client.name, {entry.id: entry for entry in dossier.entries}
        name, entries = self._known[client]
        named = (identifier.rpartition("^")[2] for identifier in record.entries)
        return name, [entries[identifier] for identifier in named if identifier in entries]


def _unread(session: Session, seen: str) -> Iterator[CommitRecord]:
    if not seen:
        return
    try:
        yield from _of_others(session, session.workspace.git.history(limit=LOOKED_AT, revisions=f"{seen}..HEAD"))
    except GitError:  # the commit read last is no longer there: a clone made anew
        return


def _of_others(session: Session, records: Iterator[CommitRecord]) -> Iterator[CommitRecord]:
    """Without one's own, and without the merges, which do nothing by themselves."""
    try:
        me = session.workspace.git.identity().name
    except RecouvError:
        me = ""
    return (record for record in records if record.author != me and record.action not in ("sync", "init", "demo"))


def _apart(session: Session, followed: Upstream) -> tuple[int, int]:
    ref = f"refs/remotes/{followed.remote}/{followed.branch}"
    asked = ask(session.workspace.root, ("rev-list", "--left-right", "--count", f"HEAD...{ref}"))
    if asked.returncode:  # the remote has nothing yet
        asked = ask(session.workspace.root, ("rev-list", "--count", "HEAD"))
        return int(asked.stdout.strip() or 0), 0
    ahead, behind = asked.stdout.split()
    return int(ahead), int(behind)


def _notes(session: Session) -> TeamNotes:
    return TeamNotes(session.workspace.git.folder / "recouv")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # never, or damaged: the next answer says when
        return None
