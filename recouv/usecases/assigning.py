"""Giving clients to somebody of the team, and taking that back: the `owner` of their heads, in one commit."""

from __future__ import annotations

from collections.abc import Sequence

from recouv.domain.errors import NothingFoundError, UsageError
from recouv.domain.message import Message, say, say_many
from recouv.store.dossier_text import read_dossier
from recouv.store.git import CommitRecord
from recouv.store.journal_writing import one_line
from recouv.usecases.committing import Write, commit_message, exclusive, unified_diff, write_and_commit
from recouv.usecases.editing import head_write
from recouv.usecases.recording import Done, take_in_hand_edits
from recouv.usecases.session import Session

#: How the trailers name it.
ASSIGN = "assign"


def assign_clients(session: Session, clients: Sequence[str], who: str, *, dry_run: bool = False) -> Done:
    """Give these clients to somebody: the `owner` of their heads, in one commit.

    Raises:
        NothingFoundError: the team that `recouv.yaml` lists has nobody of that name.
        ProblemsError: a dossier cannot be read.
    """
    require_in_team(session, who)
    clients = list(dict.fromkeys(clients))
    subject = assign_subject(clients, who)
    words = one_line(session.history_words.text(subject))
    if dry_run:
        diff = unified_diff(_owner_writes(session, clients, who).values())
        return Done(subject=words, dossiers=tuple(clients), diff=diff)
    with exclusive(session, clients):
        sealed = [commit for client in clients if (commit := take_in_hand_edits(session, client))]
        writes = _owner_writes(session, clients, who)
        commit = ""
        if writes:
            message = commit_message(session, subject, action=ASSIGN, dossiers=writes)
            commit = write_and_commit(session, list(writes.values()), message)
    diff = unified_diff(writes.values())
    return Done(subject=words, commit=commit, dossiers=tuple(writes), diff=diff, sealed=tuple(sealed))


def require_in_team(session: Session, who: str) -> None:
    """Refuse who is not of the team, where `recouv.yaml` lists one.

    Raises:
        NothingFoundError: it says who is.
    """
    team = [colleague.id for colleague in session.workspace.config.team]
    if team and who not in team:
        raise NothingFoundError(
            say("there is nobody called {who} in the team of recouv.yaml", who=who),
            say("one of: {choices}", choices=", ".join(team)),
        )


def assign_subject(clients: Sequence[str], who: str) -> Message:
    """How the history tells it."""
    return say_many(
        "assign: {count} client to {who}: {clients}",
        "assign: {count} clients to {who}: {clients}",
        len(clients),
        who=who,
        clients=", ".join(clients),
    )


def take_back_assignment(
    session: Session, commit: CommitRecord, subject: Message, *, note: str = "", dry_run: bool = False
) -> Done:
    """Give the clients of that commit back to whom had them, where nobody else was given them since.

    Raises:
        UsageError: somebody else was, or a dossier was moved since; nothing is written.
        NothingFoundError: a dossier is gone.
    """
    words = one_line(session.history_words.text(subject))
    if dry_run:
        writes = _returns(session, commit)
        return Done(subject=words, dossiers=commit.dossiers, diff=unified_diff(writes))
    with exclusive(session, commit.dossiers):
        sealed = [done for client in commit.dossiers if (done := take_in_hand_edits(session, client))]
        writes = _returns(session, commit)
        # as git writes it, so that whoever reads the history knows which one no longer counts
        body = "\n".join(part for part in (note.strip(), f"This reverts commit {commit.full_id}.") if part)
        message = commit_message(session, subject, action="undo", dossiers=commit.dossiers, note=body)
        made = write_and_commit(session, writes, message)
    return Done(subject=words, commit=made, dossiers=commit.dossiers, diff=unified_diff(writes), sealed=tuple(sealed))


def _returns(session: Session, commit: CommitRecord) -> list[Write]:
    """Each dossier as it was before the commit, or its line alone where other lines changed since."""
    git = session.workspace.git
    writes = []
    for client in commit.dossiers:
        current = session.workspace.read_again(client)
        path = current.dossier.path
        after, before = git.committed(path, commit.full_id), git.committed(path, f"{commit.full_id}^")
        if after is None or before is None:
            raise UsageError(
                say("the dossier of {client} is not where it was: {subject}", client=client, subject=commit.subject),
                say("git revert {commit} takes it back", commit=commit.id),
            )
        given = read_dossier(after, path=path).dossier.client.owner
        if current.dossier.client.owner != given:
            raise UsageError(
                say("{client} was given to somebody else since", client=client),
                say("recouv assign {client} WHO gives it to whom you say", client=client),
            )
        if current.text.encode() == after:
            writes.append(Write(path=path, before=after, after=before))
        else:
            writes.append(head_write(current, [("owner", read_dossier(before, path=path).dossier.client.owner)]))
    return writes


def _owner_writes(session: Session, clients: Sequence[str], who: str) -> dict[str, Write]:
    """What changes in the dossiers of those whom somebody else follows until now."""
    writes = {client: head_write(session.workspace.read(client), [("owner", who)]) for client in clients}
    return {client: write for client, write in writes.items() if write.after != write.before}
