"""One action written and committed: the one place where dossiers change.

1. the workspace's lock is taken and git is asked whether a commit can be made at all;
2. what somebody typed in the dossier since the last commit is sealed and committed first, as their own entry of the
   history;
3. the new entries are appended, and the whole file is read again: an action that would make the dossier contradict
   itself, or that is dated on a day to come, is refused with nothing written, and what needs a second person is written
   as a proposal;
4. the files are replaced atomically, guarded by their content, and committed with trailers;
5. when git refuses, the files are put back as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Entry, Recorded
from recouv.domain.errors import ProblemsError, UsageError
from recouv.domain.kinds import DATED_AHEAD
from recouv.domain.message import Code, Message, say, say_many
from recouv.domain.money import Money
from recouv.domain.problem import Problem
from recouv.store.dossier_text import DossierText, read_dossier
from recouv.store.identifiers import new_entry_id
from recouv.store.journal_writing import append_entries, one_line, seal, unsealed, write_entry
from recouv.usecases.approvers import others, waiting_words
from recouv.usecases.committing import (
    Write,
    commit_message,
    exclusive,
    patiently,
    unified_diff,
    write_and_commit,
)
from recouv.usecases.proposing import are_proposed, as_proposals, proposed_subject
from recouv.usecases.session import Session


class Done(Struct, frozen=True, kw_only=True):
    """What an action did, or would do."""

    subject: str
    commit: str = ""
    """Short id; empty for a dry run."""
    dossiers: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    diff: str = ""
    sealed: tuple[str, ...] = ()
    """Commits made first for what had been typed by hand."""
    recovered: tuple[str, ...] = ()
    """Files of an earlier action that was interrupted and is now taken back."""
    waits_for: Message | None = None
    """Whose approval is waited for; `None` where what was written counts at once."""
    unsettled: Money | None = None
    """Of the money that came, what settles nothing yet; `None` when there is none."""

    @property
    def is_dry_run(self) -> bool:
        """Whether nothing was written."""
        return not self.commit


class Action(Struct, frozen=True, kw_only=True):
    """Entries to append to one dossier, and how the history tells it."""

    dossier: str
    name: str
    """Of the action, for the trailer: a kind, or a verb such as `undo`."""
    drafts: tuple[Draft, ...]
    subject: Message
    note: str = ""
    invoices: tuple[str, ...] = ()


class Made(Struct, frozen=True, kw_only=True):
    """An action, and the files of the workspace that go with it."""

    action: Action
    files: tuple[Write, ...] = ()


def entry_action(dossier: Dossier, draft: Draft, subject: Message, *, invoices: tuple[str, ...] = ()) -> Action:
    """The action that appends this one entry, whose words are those of the commit."""
    return Action(
        dossier=dossier.id, name=draft.kind, drafts=(draft,), subject=subject, note=draft.text, invoices=invoices
    )


def record(session: Session, action: Action, *, dry_run: bool = False) -> Done:
    """Append the action's entries to its dossier and commit.

    Raises:
        ProblemsError: the dossier cannot be read, or would contradict itself.
        WorkspaceError: git or the disk refuses; the dossier is as it was.
    """
    return record_all(session, [action], action.name, action.subject, note=action.note, dry_run=dry_run)


def record_all(
    session: Session,
    actions: Sequence[Action],
    name: str,
    subject: Message,
    *,
    note: str = "",
    dry_run: bool = False,
    beside: Sequence[Write] = (),
) -> Done:
    """Append several dossiers' entries in one commit; a dossier's actions one after the other.

    `beside` is what else the action writes, in files that are no dossiers.
    """
    workspace = session.workspace
    actions = _one_a_dossier(actions)
    if dry_run:
        currents = [workspace.read(action.dossier) for action in actions]
        actions, subject = _proposed(session, actions, currents, subject)
        writes, entries = _prepared(session, actions, currents, sealing=True)
        writes += beside
        return _done(session, actions, subject, writes, entries)
    return patiently(lambda: _recorded(session, actions, name, subject, note, beside))


def _recorded(
    session: Session, actions: Sequence[Action], name: str, subject: Message, note: str, beside: Sequence[Write]
) -> Done:
    workspace = session.workspace
    with exclusive(session, [action.dossier for action in actions]) as recovered:
        currents = [workspace.read_again(action.dossier) for action in actions]
        sealed = _take_in(session, currents)
        actions, subject = _proposed(session, actions, currents, subject)
        writes, entries = _prepared(session, actions, currents, sealing=False)
        writes += beside
        message = commit_message(
            session,
            subject,
            note=note,
            dossiers=[action.dossier for action in actions],
            action=name,
            entries=entries,
            invoices=[number for action in actions for number in action.invoices],
        )
        commit = write_and_commit(session, writes, message)
    done = _done(session, actions, subject, writes, entries)
    return replace(done, commit=commit, sealed=tuple(sealed), recovered=recovered)


def record_made(session: Session, identifier: str, make: Callable[[Dossier], Made]) -> Done:
    """Append what `make` makes of the dossier as it is under the lock, and write its files in the same commit.

    What leaves must rest on what stands at that very moment, not on what was read before.

    Raises:
        ProblemsError: the dossier cannot be read, or would contradict itself.
        WorkspaceError: git or the disk refuses; every file is as it was.
        And whatever `make` raises: nothing is then written.
    """
    return patiently(lambda: _recorded_made(session, identifier, make))


def _recorded_made(session: Session, identifier: str, make: Callable[[Dossier], Made]) -> Done:
    workspace = session.workspace
    with exclusive(session, [identifier]) as recovered:
        currents = [workspace.read_again(identifier)]
        sealed = _take_in(session, currents)
        require_readable(currents[0])
        made = make(currents[0].dossier)
        action = made.action
        writes, entries = _prepared(session, [action], currents, sealing=False)
        message = commit_message(
            session,
            action.subject,
            note=action.note,
            dossiers=[action.dossier],
            action=action.name,
            entries=entries,
            invoices=action.invoices,
        )
        commit = write_and_commit(session, [*writes, *made.files], message)
    done = _done(session, [action], action.subject, writes, entries)
    return replace(done, commit=commit, sealed=tuple(sealed), recovered=recovered)


def _proposed(
    session: Session, actions: Sequence[Action], currents: Sequence[DossierText], subject: Message
) -> tuple[list[Action], Message]:
    """The actions as they are written, and how the history tells them, where a second person has to agree."""
    approvals = session.house.approvals
    if not approvals.kinds:
        return list(actions), subject
    written = [
        replace(action, drafts=as_proposals(current.dossier, action.drafts, approvals))
        for action, current in zip(actions, currents, strict=True)
    ]
    waits = any(are_proposed(action.drafts) for action in written)
    return written, proposed_subject(subject) if waits else subject


def joined(first: Action, second: Action) -> Action:
    """Both as one, told as the first is: a file is written once a commit."""
    return replace(
        first,
        drafts=(*first.drafts, *second.drafts),
        invoices=tuple(dict.fromkeys((*first.invoices, *second.invoices))),
    )


def _one_a_dossier(actions: Iterable[Action]) -> list[Action]:
    found: dict[str, Action] = {}
    for action in actions:
        known = found.get(action.dossier)
        found[action.dossier] = joined(known, action) if known else action
    return list(found.values())


def take_in_hand_edits(session: Session, identifier: str) -> str:
    """Commit what was typed in a dossier since its last commit, its new entries sealed; the caller holds the lock.

    Returns the commit's short id; empty when the dossier is as committed.

    Raises:
        ProblemsError: what was typed cannot be read.
    """
    return "".join(_take_in(session, [session.workspace.read_again(identifier)]))


def _take_in(session: Session, currents: list[DossierText]) -> list[str]:
    """Commit what was typed in these dossiers, which the list then holds as they are, and return the commits."""
    typed = _with_hand_edits(session, currents)
    commits = []
    for at, current in enumerate(currents):
        if current.dossier.path in typed:
            typed.discard(current.dossier.path)
            commit, currents[at] = _commit_hand_edits(session, current)
            commits.append(commit)
    return commits


def _with_hand_edits(session: Session, currents: Iterable[DossierText]) -> set[str]:
    """Paths of the dossiers that are not as last committed: git walks its index only for those in doubt."""
    git = session.workspace.git
    files = {current.dossier.path: current.text.encode() for current in currents}
    doubtful = files.keys() - git.as_committed(files)
    return git.changed_paths(*doubtful) if doubtful else set()


def _commit_hand_edits(session: Session, current: DossierText) -> tuple[str, DossierText]:
    require_readable(current)
    path = current.dossier.path
    before = current.text.encode()
    text, _ = _sealed(session, current)
    after = text.encode()
    entries, changed = _typed(session.workspace.git.committed(path), after, path)
    subject = hand_edit_subject(current.dossier.client.name, len(entries), changed)
    message = commit_message(session, subject, action="edit", dossiers=[current.dossier.id], entries=entries)
    commit = write_and_commit(session, [Write(path=path, before=before, after=after)], message)
    return commit, session.workspace.read_again(current.dossier.id)


def hand_edit_subject(name: str, added: int, changed: int = 0) -> Message:
    """How the history tells what somebody typed: entries added, and recorded facts changed or taken out."""
    typed = say_many(
        "edit: {name}, {count} entry typed by hand", "edit: {name}, {count} entries typed by hand", added, name=name
    )
    if not changed:
        return typed
    return say_many(
        "{typed}, {count} recorded entry changed or removed",
        "{typed}, {count} recorded entries changed or removed",
        changed,
        typed=typed,
    )


def drafts_to_text(
    session: Session, current: DossierText, drafts: Sequence[Draft], identify: Callable[[], str], by: str = ""
) -> tuple[str, list[str]]:
    """The dossier's text with `drafts` appended, and the IDs given.

    Raises:
        UsageError: one of them says that something happened on a day to come.
    """
    _require_come(session, drafts)
    recorded = session.recorded(current, by)
    return _append(current.text, drafts, identify, recorded)


def identifier_source(current: DossierText) -> Callable[[], str]:
    """A giver of IDs that are not in the dossier."""
    taken = {entry.id for entry in current.dossier.entries}

    def identify() -> str:
        identifier = new_entry_id(taken)
        taken.add(identifier)
        return identifier

    return identify


def _require_come(session: Session, drafts: Iterable[Draft]) -> None:
    """Refuse what would have happened tomorrow: the audit would say for ever that it is dated after its commit."""
    for draft in drafts:
        if draft.date > session.today and draft.kind not in DATED_AHEAD:
            raise UsageError(
                say("{kind} of {day}: that day has not come yet", kind=Code(draft.kind), day=draft.date),
                say("give the day it happened: today, {today}, or an earlier one", today=session.today),
            )


def _append(
    text: str, drafts: Sequence[Draft], identify: Callable[[], str], recorded: Recorded
) -> tuple[str, list[str]]:
    named = [draft if draft.id else draft.identified(identify()) for draft in drafts]
    return append_entries(text, [write_entry(draft, recorded) for draft in named]), [draft.id for draft in named]


def _prepared(
    session: Session, actions: Sequence[Action], currents: Sequence[DossierText], *, sealing: bool
) -> tuple[list[Write], list[str]]:
    writes = []
    entries: list[str] = []
    for action, current in zip(actions, currents, strict=True):
        require_readable(current)
        basis = current
        if sealing and unsealed(current.dossier.entries):
            basis = read_dossier(_sealed(session, current)[0].encode(), path=current.dossier.path)
        after, given = drafts_to_text(session, basis, action.drafts, identifier_source(basis))
        _require_no_new_problem(basis, after)
        entries += given
        writes.append(Write(path=current.dossier.path, before=current.text.encode(), after=after.encode()))
    return writes, entries


def _sealed(session: Session, current: DossierText) -> tuple[str, list[str]]:
    if not unsealed(current.dossier.entries):
        return current.text, []
    return seal(current.journal, identifier_source(current), session.recorded(current))


def _typed(committed: bytes | None, now: bytes, path: str) -> tuple[list[str], int]:
    """IDs of the entries added since the last commit, and how many of those it held are changed or gone."""
    entries = read_dossier(now, path=path).dossier.entries
    if committed is None:
        return [entry.id for entry in entries], 0
    before = {entry.id: _content(entry) for entry in read_dossier(committed, path=path).dossier.entries if entry.id}
    after = {entry.id: _content(entry) for entry in entries}
    changed = sum(after.get(identifier) != content for identifier, content in before.items())
    return [identifier for identifier in after if identifier not in before], changed


def _content(entry: Entry) -> object:
    """What an entry says, wherever it stands in the file."""
    return (
        entry.date,
        entry.kind,
        entry.object,
        entry.target,
        tuple(sorted(map(repr, entry.values.items()))),
        entry.text,
    )


def require_readable(current: DossierText) -> None:
    """Refuse to rest on a dossier of which something could not be read.

    Raises:
        ProblemsError: every line in the way.
    """
    if current.syntax_errors:
        blocking = [problem for problem in current.dossier.problems if problem.blocks]
        raise ProblemsError(
            say("{path} cannot be read", path=current.dossier.path),
            blocking,
            say("mend the lines below, then do the action again"),
        )


def _require_no_new_problem(current: DossierText, after: str) -> None:
    """Refuse what makes the dossier contradict itself; what was already wrong in it does not stop a repair."""
    old = {(str(problem.what), problem.severity) for problem in current.dossier.problems}
    found = read_dossier(after.encode(), path=current.dossier.path).dossier.problems
    new = [problem for problem in found if problem.blocks and (str(problem.what), problem.severity) not in old]
    if new:
        raise RefusedActionError(new[0], new)


class RefusedActionError(ProblemsError):
    """The action contradicts what the dossier says."""

    def __init__(self, first: Problem, problems: Sequence[Problem]) -> None:
        super().__init__(first.what, problems[1:], first.mend)


def _done(
    session: Session, actions: Sequence[Action], subject: Message, writes: Sequence[Write], entries: Sequence[str]
) -> Done:
    waits = any(are_proposed(action.drafts) for action in actions)
    return Done(
        subject=one_line(session.history_words.text(subject)),
        waits_for=waiting_words(others(session, session.writer)) if waits else None,
        dossiers=tuple(dict.fromkeys(action.dossier for action in actions)),
        entries=tuple(entries),
        diff=unified_diff(writes),
    )


def entries_of(entries: Iterable[Entry], identifiers: Collection[str]) -> list[Entry]:
    """Those of `entries` that have one of these IDs."""
    return [entry for entry in entries if entry.id in identifiers]
