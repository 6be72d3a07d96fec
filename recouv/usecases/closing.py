"""A period closed: what everybody owed on its last day, the fingerprint of every dossier, and a tag.

Nothing is frozen by it: an entry dated in a closed period may still come, and the audit lists it.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from recouv.domain.errors import ProblemsError, UsageError, WorkspaceError
from recouv.domain.message import Message, say, say_many
from recouv.domain.money import Money
from recouv.rules.ageing import AgedRow
from recouv.rules.closing_period import Period, closing_period
from recouv.store.audit.closing_tree import tree_state
from recouv.store.closing_text import Closing, manifest_of, path_of, tag_of, write_closing, written_totals
from recouv.store.git_objects import Objects
from recouv.store.git_process import answer, ask
from recouv.store.workspace import DOSSIERS
from recouv.usecases.auditing import Wanted, audit
from recouv.usecases.checking import check_workspace
from recouv.usecases.committing import Write, commit_message, exclusive, write_and_commit
from recouv.usecases.session import Session


class Closed(Struct, frozen=True, kw_only=True):
    """A closing made."""

    closing: Closing
    totals: dict[str, AgedRow]
    commit: str
    tag: str
    is_signed: bool


def close(session: Session, words: str, now: datetime, *, despite: str = "") -> Closed:
    """Close the period that `words` name; `despite` says why, when something was found.

    Raises:
        UsageError: it is no period, or it is not over.
        WorkspaceError: it is closed already, a dossier is being edited, or git refuses.
        ProblemsError: `check` or `audit` find something, and `despite` does not say why it is closed all the same.
    """
    period = closing_period(words)
    if period.last > session.today:
        raise UsageError(
            say("{period} is not over: its last day is {day}", period=period.name, day=period.last),
            say("close it then, or an earlier one now"),
        )
    _require_open(session, period)
    head = _require_clean(session, now, despite)
    root = session.workspace.root
    config = session.workspace.config
    with exclusive(session):
        _require_still(session, head)
        with Objects(root) as objects:
            state = tree_state(root, objects, head, on=period.last, bounds=config.ageing, terms=config.terms)
        closing = Closing(
            period=period.name,
            until=period.last,
            commit=head,
            totals=written_totals(state.totals, config.ageing),
            dossiers=state.dossiers,
            manifest=manifest_of(state.dossiers),
            despite=" ".join(despite.split()),
            unreadable=state.unreadable,
        )
        subject = _subject(period, state.totals)
        message = commit_message(session, subject, action="close", dossiers=(), note=despite)
        write = Write(path=path_of(period.name), before=None, after=write_closing(closing).encode())
        commit = write_and_commit(session, [write], message)
        signed = _tag(session, closing, session.history_words.text(subject))
    tag = tag_of(period.name)
    return Closed(closing=closing, totals=state.totals, commit=commit, tag=tag, is_signed=signed)


def _require_open(session: Session, period: Period) -> None:
    there = ask(session.workspace.root, ("rev-parse", "--verify", "--quiet", f"refs/tags/{tag_of(period.name)}"))
    path = session.workspace.root / path_of(period.name)
    if path.exists() or there.returncode == 0:
        raise WorkspaceError(
            say("{period} is closed already: {path}", period=period.name, path=path_of(period.name)),
            say("a closing is never made again; recouv audit compares it with the dossiers"),
        )


def _require_clean(session: Session, now: datetime, despite: str) -> str:
    """The commit to close, of which nothing is to be said, unless `despite` says why it is closed all the same."""
    problems = check_workspace(session)
    audited = audit(session.workspace.root, Wanted(), now)
    if despite.strip():
        return audited.head
    mend = say('settle it first, or say why it is closed all the same: --despite "…"')
    if problems:
        what = say_many("recouv check finds {count} problem", "recouv check finds {count} problems", len(problems))
        raise ProblemsError(what, problems, mend)
    if audited.findings:
        found = audited.findings
        what = say_many(
            "recouv audit has {count} finding: {first}",
            "recouv audit has {count} findings, the first: {first}",
            len(found),
            first=found[0].observation.what,
        )
        raise ProblemsError(what, (), mend)
    return audited.head


def _require_still(session: Session, head: str) -> None:
    """Refuse where the dossiers are not those of the commit that was judged."""
    git = session.workspace.git
    edited = sorted(path for path in git.changed_paths() if path.startswith(f"{DOSSIERS}/"))
    if edited:
        raise WorkspaceError(
            say("{paths}: edited, and not committed", paths=", ".join(edited[:5])),
            say("commit what you are editing first: recouv sync takes it in, git stash puts it aside"),
        )
    if git.run("rev-parse", "HEAD").strip() != head:
        raise WorkspaceError(say("somebody wrote meanwhile"), say("close it again"))


def _subject(period: Period, totals: dict[str, AgedRow]) -> Message:
    amounts = [Money(row.total, currency) for currency, row in totals.items()]
    if len(amounts) == 1:
        return say("close: {period}, {amount} outstanding", period=period.name, amount=amounts[0])
    return say("close: {period}", period=period.name)


def _tag(session: Session, closing: Closing, subject: str) -> bool:
    """Tag the commit just made, signed where the person signs; whether it is.

    Raises:
        WorkspaceError: git refuses; the closing is committed, and the message says how to finish.
    """
    git = session.workspace.git
    names = ("tag.gpgSign", "commit.gpgSign")
    signs = any(git.run("config", "--type=bool", "--get", name, accept=(0, 1)).strip() == "true" for name in names)
    tag = tag_of(closing.period)
    text = f"{subject}\n\nmanifest: {closing.manifest}\n"
    options = ("-s" if signs else "--no-sign", "-a") if not signs else ("-s",)
    done = ask(git.root, ("-c", "user.useConfigOnly=true", "tag", *options, "-F", "-", tag, "HEAD"), text)
    if done.returncode:
        raise WorkspaceError(
            say("the closing is committed, and git refused its tag: {answer}", answer=answer(done)),
            say("settle what git says, then: git tag -a {tag} HEAD", tag=tag),
        )
    return signs
