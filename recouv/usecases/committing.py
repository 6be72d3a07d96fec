"""The transaction: files replaced and committed together, or as they were.

1. the workspace's lock is taken, and git is asked whether a commit can be made at all;
2. what a killed process left half done is taken back;
3. the files are staged, compared with what they were when they were read, replaced, and committed;
4. when git refuses, every file is put back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TypeVar

from msgspec import Struct

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import Message, say
from recouv.store.files import ChangedMeanwhileError
from recouv.store.git import GitError
from recouv.store.interrupts import interrupts_held
from recouv.store.journal_writing import one_line
from recouv.store.lock import writing
from recouv.store.staging import Staging, file_diff, recover
from recouv.usecases.session import Session

Result = TypeVar("Result")
#: Times that an action is done again because its file changed under it.
_TRIES = 4


class Write(Struct, frozen=True, kw_only=True):
    """A file's content before and after."""

    path: str
    """Relative to the workspace."""
    before: bytes | None
    after: bytes


@contextmanager
def exclusive(session: Session, clients: Iterable[str] = ()) -> Iterator[tuple[str, ...]]:
    """The workspace for one writer alone, ready to commit; gives the paths of an interrupted action now taken back.

    What git has of the dossiers of `clients` is asked meanwhile, if it is known where they are.

    Raises:
        WorkspaceError: another recouv is writing, git is not ready, or the workspace is one of the past.
    """
    session.workspace.require_present()
    git = session.workspace.git
    with git.asking(session.workspace.known_paths(clients)):
        git.require_repository()
        scratch = git.folder / "recouv"
        with writing(scratch):
            git.require_ready()  # not before: the index that another recouv holds is no obstacle, its turn is
            yield tuple(recover(session.workspace.root, scratch, git))


def patiently(act: Callable[[], Result]) -> Result:
    """What `act` gives, asked again when an editor saved the file between its reading and its writing.

    Raises:
        ChangedMeanwhileError: it happened each time.
        And whatever else `act` raises.
    """
    for _ in range(_TRIES - 1):
        with suppress(ChangedMeanwhileError):
            return act()
    return act()


def write_and_commit(session: Session, writes: Sequence[Write], message: str) -> str:
    """Replace the files and commit exactly them; the caller holds the lock.  Returns the commit's short id.

    Raises:
        WorkspaceError: a file changed meanwhile, the disk or git refuses; every file is then as it was, or the error
            names those that somebody changed.
    """
    with Staging(session.workspace.root, session.workspace.git.folder / "recouv") as staging:
        for write in writes:
            staging.expect(write.path, write.before)
            staging.put(write.path, write.after)
        return commit_staged(session, staging, message)


def commit_staged(session: Session, staging: Staging, message: str) -> str:
    """Put staged files in place and commit exactly them; the caller holds the lock.  Returns the commit's short id.

    A commit that git made is kept, whatever git, a hook or the person said after it: to take the files back then would
    have the next action commit the loss.
    """
    git = session.workspace.git
    with interrupts_held():
        staging.apply()
        try:
            return git.commit(staging.paths, message)
        except BaseException as stop:
            if _is_made(session, staging):
                git.refresh(staging.paths)
                if isinstance(stop, GitError):
                    return git.run("rev-parse", "--short", "HEAD").strip()
                raise
            staging.take_back()
            if not isinstance(stop, GitError):
                raise
            raise GitError(
                say("git refused the commit: {answer}", answer=stop.what.args.get("answer", stop.what)),
                stop.mend or say("your files are as they were; settle what git says, then do the action again"),
            ) from None


def _is_made(session: Session, staging: Staging) -> bool:
    """Whether the last commit holds every staged file as it is now, although something went wrong after it."""
    try:
        return not session.workspace.git.changed_paths(*staging.paths)
    except WorkspaceError:  # git says nothing any more: what is not known to be committed is taken back
        return False


def commit_message(
    session: Session,
    subject: Message,
    *,
    action: str,
    dossiers: Iterable[str],
    entries: Iterable[str] = (),
    invoices: Iterable[str] = (),
    note: str = "",
) -> str:
    """Subject, note and trailers, as DESIGN's commits have them."""
    paragraphs = [one_line(session.history_words.text(subject))]
    if note.strip():
        paragraphs.append("\n".join(one_line(line) for line in note.strip().splitlines()))
    trailers = [f"Recouv-Action: {action}"]
    trailers[:0] = [f"Recouv-Dossier: {identifier}" for identifier in dict.fromkeys(dossiers)]
    trailers += [f"Recouv-Entry: ^{identifier}" for identifier in entries]
    trailers += [f"Recouv-Invoice: {one_line(number)}" for number in dict.fromkeys(invoices)]
    paragraphs.append("\n".join(trailers))
    return "\n\n".join(paragraphs) + "\n"


def unified_diff(writes: Iterable[Write]) -> str:
    """The change as `git diff` would show it."""
    return "".join(file_diff(write.path, write.before, write.after) for write in writes)
