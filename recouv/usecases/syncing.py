"""Working with others through any git remote: what they did is taken in, what was done here is given.

Merged, never rebased: a commit that a mail or a signature names keeps its id.  A conflict between two people is told
and nothing moves; everything else is settled by meaning (`store.merge`), and what they may have done twice is shown.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Entry
from recouv.domain.errors import ProblemsError, WorkspaceError
from recouv.domain.message import Message, say, say_many
from recouv.rules.crossed_actions import counting, crossings
from recouv.store.dossier_text import read_dossier
from recouv.store.git_history import CommitRecord, read_history
from recouv.store.git_objects import Objects
from recouv.store.git_remote import RemoteError, Upstream, remote_to_follow
from recouv.store.git_sync import Heads, Talk, fetch_heads, forward, give, merged_tree, two_parents
from recouv.store.git_unattended import Unattended
from recouv.store.merge import Labels, Merged, MergeError, merge_dossiers, merge_lines
from recouv.store.merge_commits import meetings
from recouv.store.remote_access import ask_remote
from recouv.store.team_notes import TeamNotes
from recouv.store.workspace import DOSSIERS
from recouv.usecases.committing import commit_message, exclusive
from recouv.usecases.crossings import Met, open_crossings
from recouv.usecases.recording import take_in_hand_edits
from recouv.usecases.session import Session, stamped_now

#: Times that a push is tried again when somebody was faster.
TRIES = 8
#: Seconds between two tries, at the most, for each try made.
_PAUSE_SECONDS = 0.4


class Synced(Struct, frozen=True, kw_only=True):
    """What a synchronisation did."""

    remote: str
    received: tuple[CommitRecord, ...] = ()
    """What the others did, the newest first."""
    given: int = 0
    """Commits of ours that the remote has now."""
    met: tuple[Met, ...] = ()
    unreadable: tuple[str, ...] = ()
    """Dossiers that cannot be relied upon since, and could before."""
    edited: tuple[str, ...] = ()
    """Dossiers that somebody is editing and that cannot be read yet: they stay as they are, uncommitted."""


class ConflictError(WorkspaceError):
    """Both sides changed the same thing, each in its own way: a person decides."""

    def __init__(self, remote: str, branch: str, conflicts: Sequence[tuple[str, str]]) -> None:
        listed = "; ".join(f"{path} ({what})" for path, what in conflicts)
        super().__init__(
            say("both sides changed the same thing: {listed}", listed=listed),
            say(
                "nothing has moved; git merge {remote}/{branch} shows each conflict in its file: keep one side, "
                "git add it, git commit, then sync again",
                remote=remote,
                branch=branch,
            ),
        )
        self.conflicts = tuple(conflicts)


def sync(
    session: Session,
    pause: Callable[[float], None],
    *,
    tell: Callable[[Message], None] = lambda _: None,
    given_up: Callable[[], bool] | None = None,
) -> Synced:
    """Take in and give, until both histories are one; `pause` waits so many seconds between two tries.

    `tell` is told what is under way.  With `given_up`, nobody can answer a question of git: it asks none, and the
    remote is no longer waited for once that is true.

    Raises:
        WorkspaceError: there is no remote, it cannot be asked or refuses, a file that is being edited is in the way.
        ConflictError: both sides changed the same thing.
    """
    root = session.workspace.root
    session.workspace.git.require_repository()
    followed = remote_to_follow(root)
    if followed is None:
        raise WorkspaceError(
            say("this workspace has no remote to sync with"),
            say("name one, which any git host can be: git remote add origin URL"),
        )
    talk: Talk = Unattended(given_up) if given_up else ask_remote
    edited = _take_in_what_was_typed(session)
    taken: list[_Taken] = []
    for attempt in range(1, TRIES + 1):
        tell(say("asking {remote}…", remote=followed.remote))
        heads = fetch_heads(root, followed, talk)
        tell(say("taking in what {remote} has…", remote=followed.remote))
        taken.append(_taken_in(session, followed, heads))
        waiting = _waiting(session, heads.theirs)
        if waiting:
            tell(say_many("giving {count} commit…", "giving {count} commits…", waiting))
        if not waiting or give(
            root, followed, talk
        ):  # what can wait is done after it: somebody may be faster meanwhile
            TeamNotes(session.workspace.git.folder / "recouv").keep_asked(stamped_now())
            return _judged(session, Synced(remote=followed.remote, edited=edited, given=waiting), taken)
        pause(random.uniform(0, _PAUSE_SECONDS * attempt))  # noqa: S311 - so that two who met do not meet again
    raise RemoteError(
        say("the remote {remote} kept moving: {count} tries", remote=followed.remote, count=TRIES),
        say("your work is kept here; sync again in a moment"),
    )


class _Taken(Struct, frozen=True, kw_only=True):
    """What one look at the remote brought."""

    heads: Heads
    """Where both stood before."""
    commit: str = ""
    """The merge; empty where none was needed."""
    merged: tuple[str, ...] = ()
    """Paths that both sides had changed."""

    @property
    def revisions(self) -> str:
        """What the others did; empty when nothing."""
        return f"{self.heads.ours}..{self.heads.theirs}" if self.heads.theirs else ""


def _taken_in(session: Session, followed: Upstream, heads: Heads) -> _Taken:
    """The branch brought to hold all that the remote has."""
    root = session.workspace.root
    if not heads.theirs or heads.theirs == heads.ours or heads.base == heads.theirs:
        return _Taken(heads=Heads(ours=heads.ours, theirs="", base=""))
    if not heads.base:
        raise WorkspaceError(
            say("{remote} holds another workspace: no commit is in both", remote=followed.remote),
            say("give the right address: git remote set-url {remote} URL", remote=followed.remote),
        )
    with exclusive(session):
        ours = session.workspace.git.run("rev-parse", "HEAD").strip()
        heads = Heads(ours=ours, theirs=heads.theirs, base=heads.base)
        if heads.base == heads.ours:
            forward(root, heads.theirs)
            return _Taken(heads=heads)
        tree = merged_tree(root, heads, _merge(followed), session.workspace.git.folder / "recouv")
        if tree.conflicts:
            raise ConflictError(
                followed.remote, followed.branch, [(path, ", ".join(what)) for path, what in tree.conflicts.items()]
            )
        received = tuple(read_history(root, revisions=f"{heads.ours}..{heads.theirs}"))
        message = commit_message(session, _subject(received), action="sync", dossiers=())
        commit = two_parents(root, tree, heads, message)
        forward(root, commit)
    return _Taken(heads=heads, commit=commit, merged=tree.merged)


def _merge(followed: Upstream) -> Callable[[str, str, str, str], Merged]:
    labels = Labels(ours="HEAD", theirs=f"{followed.remote}/{followed.branch}")

    def merge(path: str, base: str, ours: str, theirs: str) -> Merged:
        try:
            if path.startswith(f"{DOSSIERS}/") and path.endswith(".md"):
                return merge_dossiers(base, ours, theirs, labels)
            return merge_lines(base, ours, theirs, labels)
        except MergeError:
            return Merged(text=ours, conflicts=("file",))

    return merge


def _judged(session: Session, synced: Synced, taken: Sequence[_Taken]) -> Synced:
    """With what the others did, the newest first, and what the two sides may have done twice.

    What the merges of others brought together concerns whoever receives them as much as who made them.
    """
    for one in taken:
        if one.revisions:
            received = tuple(read_history(session.workspace.root, revisions=one.revisions))
            met, unreadable = _met(session, one)
            others = _contradicting(session, one)
            synced = replace(
                synced,
                received=received + synced.received,
                met=synced.met + met,
                unreadable=tuple(dict.fromkeys((*synced.unreadable, *unreadable, *others))),
            )
    brought = {name.rpartition("^")[2] for record in synced.received for name in record.entries}
    told = {met.crossing.ids for met in synced.met}
    if any(record.is_merge for record in synced.received):
        of_others = [met for met in open_crossings(session) if met.crossing.ids & brought]
        synced = replace(synced, met=(*synced.met, *(met for met in of_others if met.crossing.ids not in told)))
    return synced


def _contradicting(session: Session, taken: _Taken) -> Iterator[str]:
    """Dossiers that contradict themselves since another person's merge, and did not here."""
    root = session.workspace.root
    paths = {
        path
        for merge in meetings(root, taken.revisions, DOSSIERS)
        for path in merge.paths
        if path.endswith(".md") and path not in taken.merged
    }
    if not paths:
        return
    commits = (taken.heads.ours, taken.commit or taken.heads.theirs)
    with Objects(root) as objects:
        for path in sorted(paths):
            before, now = (read_dossier(objects.at(commit, path) or b"", path=path).dossier for commit in commits)
            if before.readable and not now.readable and objects.at(commits[1], path):
                yield path


def _met(session: Session, taken: _Taken) -> tuple[tuple[Met, ...], tuple[str, ...]]:
    """What the two sides may have done twice, and dossiers that contradict themselves since."""
    met: list[Met] = []
    unreadable = []
    paths = [path for path in taken.merged if path.startswith(f"{DOSSIERS}/") and path.endswith(".md")]
    for base, ours, theirs, merged in _versions(session, taken, paths):
        path = merged.path
        if not merged.readable and ours.readable and theirs.readable:
            unreadable.append(path)
        known = {entry.id for entry in base.entries}
        facts = {entry.id: entry for entry in counting(merged.entries) if entry.id not in known}
        left, right = (_new(side, other, facts) for side, other in ((ours, theirs), (theirs, ours)))
        all_of_them = {entry.id: entry for entry in merged.entries}
        met += [
            Met(client=merged.id, name=merged.client.name, crossing=found)
            for found in crossings(left, right, session.house, all_of_them)
        ]
    return tuple(met), tuple(unreadable)


def _new(side: Dossier, other: Dossier, facts: dict[str, Entry]) -> list[Entry]:
    theirs = {entry.id for entry in other.entries}
    return [facts[entry.id] for entry in side.entries if entry.id in facts and entry.id not in theirs]


def _versions(session: Session, taken: _Taken, paths: Sequence[str]) -> Iterator[Sequence[Dossier]]:
    """Of each path, the dossier of the ancestor, ours, theirs and the merged one."""
    if not paths:
        return
    commits = (taken.heads.base, taken.heads.ours, taken.heads.theirs, taken.commit)
    with Objects(session.workspace.root) as objects:
        for path in paths:
            yield [read_dossier(objects.at(commit, path) or b"", path=path).dossier for commit in commits]


def _take_in_what_was_typed(session: Session) -> tuple[str, ...]:
    """Commit the hand edits that can be read, each as its own; the others are named and left alone."""
    with exclusive(session):
        changed = sorted(session.workspace.git.changed_paths())
        return tuple(_left_as_typed(session, [path for path in changed if path.startswith(f"{DOSSIERS}/")]))


def _left_as_typed(session: Session, paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        if path.endswith(".md"):
            identifier = path.rsplit("/", 1)[-1].removesuffix(".md")
            try:
                take_in_hand_edits(session, identifier)
            except ProblemsError:
                yield path


def _subject(received: Sequence[CommitRecord]) -> Message:
    who = ", ".join(dict.fromkeys(record.author for record in received))
    return say_many("sync: {count} action of {who}", "sync: {count} actions of {who}", len(received), who=who or "?")


def _waiting(session: Session, theirs: str) -> int:
    """Commits here that the remote has not."""
    revisions = ("HEAD", f"^{theirs}") if theirs else ("HEAD",)
    return int(session.workspace.git.run("rev-list", "--count", *revisions).strip())
