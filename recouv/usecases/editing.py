"""Editing a dossier: one value of its head, or the whole file in the user's editor."""

from __future__ import annotations

from collections.abc import Sequence

from recouv.domain.errors import ProblemsError, UsageError
from recouv.domain.message import say
from recouv.store.dossier_text import DossierText, read_dossier
from recouv.store.head import HEAD_KEYS, split_head
from recouv.store.journal_writing import one_line
from recouv.store.yaml_edit import EditRefusedError, set_value
from recouv.usecases.approval_checks import head_limit_needs_approval
from recouv.usecases.committing import Write, commit_message, exclusive, unified_diff, write_and_commit
from recouv.usecases.new_client import require_known_words
from recouv.usecases.recording import Done, take_in_hand_edits
from recouv.usecases.session import Session


def set_head_values(session: Session, client: str, values: Sequence[tuple[str, str]], *, dry_run: bool = False) -> Done:
    """Change single values of a dossier's head: only their lines change; what was typed by hand is committed first.

    Raises:
        UsageError: a key is not one of the head's, or its value is not a single one.
        ProblemsError: the value makes the head unreadable.
    """
    current = session.workspace.read(client)
    write = head_write(current, values)
    require_known_words(session, dict(values))
    _require_limit_agreed(session, current, write)
    subject = say("edit: {name}, {keys}", name=current.dossier.client.name, keys=", ".join(key for key, _ in values))
    words = one_line(session.history_words.text(subject))
    if dry_run or write.after == write.before:
        return Done(subject=words, dossiers=(client,), diff=unified_diff([write]))
    with exclusive(session, [client]):
        sealed = take_in_hand_edits(session, client)
        write = head_write(session.workspace.read_again(client), values)  # sealing may have given IDs
        message = commit_message(session, subject, action="edit", dossiers=[client])
        commit = write_and_commit(session, [write], message)
    return Done(
        subject=words, commit=commit, dossiers=(client,), diff=unified_diff([write]), sealed=(sealed,) if sealed else ()
    )


def _require_limit_agreed(session: Session, current: DossierText, write: Write) -> None:
    """Refuse to state in the head a credit limit that needs a second person.

    Raises:
        UsageError: it says what proposes it.
    """
    after = read_dossier(write.after, path=current.dossier.path).dossier
    if head_limit_needs_approval(session.house.approvals, current.dossier, after):
        raise UsageError(
            say("a credit limit of {amount} needs somebody else's approval", amount=after.client.credit_limit or ""),
            say("recouv limit {client} AMOUNT proposes it", client=current.dossier.id),
        )


def head_write(current: DossierText, values: Sequence[tuple[str, str]]) -> Write:
    """The dossier with these lines of its head changed, which can still be read."""
    bounds = split_head(current.text)
    if bounds is None:
        raise ProblemsError(say("{path} cannot be read", path=current.dossier.path), current.dossier.problems)
    start, end = bounds
    head = current.text[start:end]
    for key, value in values:
        if (
            key == "currency"
            and value != current.dossier.client.currency
            and any(entry.amount or entry.shares for entry in current.dossier.entries)
        ):
            raise UsageError(
                say("the currency of a dossier with entries cannot be changed: its amounts would mean something else"),
                say("write the currency on the entries that are in another one, or open a new dossier"),
            )
        if key not in HEAD_KEYS:
            raise UsageError(
                say("the head has no key {key}", key=key), say("its keys are {keys}", keys=", ".join(HEAD_KEYS))
            )
        try:
            head = set_value(head, [key], value)
        except EditRefusedError:
            raise UsageError(
                say("{key} cannot be set from here, as the head is laid out", key=key),
                say("recouv edit {client} opens the dossier in your editor", client=current.dossier.id),
            ) from None
    after = current.text[:start] + head + current.text[end:]
    problems = [
        problem
        for problem in read_dossier(after.encode(), path=current.dossier.path).dossier.problems
        if problem.blocks
    ]
    if not current.dossier.readable:
        raise ProblemsError(say("{path} cannot be read", path=current.dossier.path), current.dossier.problems)
    if problems:
        raise UsageError(problems[0].what, problems[0].mend)
    return Write(path=current.dossier.path, before=current.text.encode(), after=after.encode())


def take_in_edit(session: Session, client: str) -> Done | None:
    """Commit what was typed in the dossier; `None` when nothing was.

    Raises:
        ProblemsError: what was typed cannot be read: the file stays as typed, uncommitted.
    """
    current = session.workspace.read(client)
    before = session.workspace.git.committed(current.dossier.path)
    with exclusive(session, [client]):
        commit = take_in_hand_edits(session, client)
    if not commit:
        return None
    after = session.workspace.read(client)
    write = Write(path=current.dossier.path, before=before, after=after.text.encode())
    subject = session.workspace.git.run("log", "-1", "--format=%s").strip()
    return Done(subject=subject, commit=commit, dossiers=(client,), diff=unified_diff([write]))
