"""Until when the bank's movements are known, as recouv.yaml says it: stated by an import, or by a person.

A reminder sent to somebody who paid is the fault that the `stale_after` of recouv.yaml guards against.  What it rests
on must be true: an import moves the day forward, never back, and never beyond today; a person may state any day up to
today, because a day without a movement is known too.  Whoever lets messages leave all the same decides it for one day,
under their name, with a reason: all of it stands in recouv.yaml and in its history.
"""

from __future__ import annotations

from datetime import date

from recouv.domain.errors import UsageError, WorkspaceError
from recouv.domain.message import Message, say
from recouv.rules.bank_data import decided_anyway, is_stale
from recouv.store.config import CONFIG_NAME, read_config
from recouv.store.files import read_bytes
from recouv.store.journal_writing import one_line
from recouv.store.yaml_edit import EditRefusedError, set_mapping, set_value
from recouv.usecases.committing import Write, commit_message, exclusive, unified_diff, write_and_commit
from recouv.usecases.recording import Done
from recouv.usecases.session import Session


def state_bank_until(session: Session, day: date, *, note: str = "", dry_run: bool = False) -> Done:
    """Say until when the bank's movements are known: one line of recouv.yaml, one commit.

    Raises:
        UsageError: the day is to come, or is the one that is there.
        WorkspaceError: recouv.yaml is laid out so that the line cannot be written alone, or git refuses.
    """
    if day > session.today:
        raise UsageError(
            say("the bank's movements of {day} cannot be known on {on}", day=day, on=session.today),
            say("give today or an earlier day"),
        )
    before = _settings(session)
    known = known_until(before)
    if known == day:
        raise UsageError(say("the bank's movements are known until {day} already", day=day))
    after = with_bank_until(before, day)
    return _write(session, before, after, said(day, known), "bank-until", note=note, dry_run=dry_run)


def let_leave_anyway(session: Session, reason: str) -> Done | None:
    """Let messages leave today although too little is known, under the name of whoever says why; `None` when it is so.

    Raises:
        UsageError: no reason is given, or nothing blocks messages today.
        WorkspaceError: recouv.yaml is laid out so that it cannot be written there, or git refuses.
    """
    reason = one_line(reason)
    if not reason:
        raise UsageError(say("nobody says why"), say("give the reason: --stale-anyway 'the bank site is down'"))
    house, today = session.house, session.today
    if not is_stale(house, today):
        raise UsageError(
            say("nothing blocks messages today: the bank's movements are known well enough"),
            say("leave --stale-anyway out"),
        )
    if decided_anyway(house, today) is not None:
        return None
    before = _settings(session)
    try:
        after = set_mapping(before, ("stale_anyway", today.isoformat()), {"by": session.writer, "reason": reason})
    except EditRefusedError:
        raise _laid_out(
            say("write it there by hand, under stale_anyway and the day: who (by) and why (reason)")
        ) from None
    subject = say(
        "stale anyway: messages may leave on {day}, bank data of {until}: {reason}",
        day=today,
        until=house.bank_until,
        reason=reason,
    )
    return _write(session, before, after, subject, "stale-anyway")


def with_bank_until(settings: str, day: date | None) -> str:
    """The text of recouv.yaml with that day, and nothing else changed.

    Raises:
        WorkspaceError: it is laid out so that the line cannot be written alone.
    """
    try:
        return set_value(settings, ["bank_until"], day.isoformat() if day else "")
    except EditRefusedError:
        raise _laid_out(
            say("write the line bank_until there by hand, with {day}", day=day.isoformat() if day else "")
        ) from None


def known_until(settings: str) -> date | None:
    """The day that a text of recouv.yaml gives."""
    return read_config(settings)[0].house.bank_until


def said(day: date, known: date | None) -> Message:
    """How the history tells it."""
    if known is None:
        return say("settings: bank data until {day}", day=day)
    return say("settings: bank data until {day} (was {known})", day=day, known=known)


def take_in_settings(session: Session) -> str:
    """Commit first, as their own action, the changes that somebody typed in recouv.yaml; the caller holds the lock.

    Returns the commit's short id; empty when the file is as committed.
    """
    if CONFIG_NAME not in session.workspace.git.changed_paths(CONFIG_NAME):
        return ""
    data = read_bytes(session.workspace.root / CONFIG_NAME) or b""
    message = commit_message(session, say("settings: typed by hand"), action="settings", dossiers=())
    return write_and_commit(session, [Write(path=CONFIG_NAME, before=data, after=data)], message)


def _settings(session: Session) -> str:
    return (read_bytes(session.workspace.root / CONFIG_NAME) or b"").decode("utf-8")


def _write(
    session: Session, before: str, after: str, subject: Message, action: str, *, note: str = "", dry_run: bool = False
) -> Done:
    write = Write(path=CONFIG_NAME, before=before.encode(), after=after.encode())
    words = one_line(session.history_words.text(subject))
    diff = unified_diff([write])
    if dry_run:
        return Done(subject=words, diff=diff)
    with exclusive(session):
        typed = take_in_settings(session)
        message = commit_message(session, subject, action=action, dossiers=(), note=note)
        commit = write_and_commit(session, [write], message)
    return Done(subject=words, commit=commit, diff=diff, sealed=(typed,) if typed else ())


def _laid_out(mend: Message) -> WorkspaceError:
    return WorkspaceError(say("recouv.yaml cannot be edited from here, as it is laid out"), mend)
