"""The mailbox that a person reads: that of the workspace's server, by their own account, or a maildir."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from recouv.domain.errors import UsageError, WorkspaceError
from recouv.domain.message import say
from recouv.letters.mailboxes import Imap, Mailbox, MailboxError, Maildir
from recouv.store.inbox_state import InboxState, Read
from recouv.store.password import credentials
from recouv.usecases.session import Session
from recouv.usecases.settings import load_settings
from recouv.usecases.sharing import Remote

#: Days that are looked back the first time.
FIRST_LOOK = 60


@contextmanager
def open_mailbox(
    session: Session, *, maildir: str = "", since: date | None = None, dry_run: bool = False, offline: bool = False
) -> Iterator[Mailbox]:
    """The mailbox, for one process at a time; how far it was read is kept when all went well, and nothing on a dry run.

    With `since`, everything from that day on is looked at again.

    Raises:
        WorkspaceError: it cannot be read, another process reads it, or the remote has what is not here.
        UsageError: no mailbox is named, or nobody logs in there.
        PasswordError: there is no password.
    """
    state = InboxState(session.workspace.git.folder / "recouv")
    with state.alone():
        if not offline and not dry_run:
            Remote(session).require_all_of_it()
        try:
            if maildir:
                yield Maildir(Path(maildir).expanduser())
                return
            mailbox, key = _imap(session, state, since)
            try:
                yield mailbox
                if not dry_run:
                    state.keep(key, Read(last=mailbox.last, validity=mailbox.validity))
            finally:
                mailbox.close()
        except MailboxError as error:
            raise WorkspaceError(
                say("the mailbox cannot be read: {reason}", reason=str(error)),
                say("what was taken in is recorded; check mail: imap in recouv.yaml, your account and the network"),
            ) from None


def _imap(session: Session, state: InboxState, since: date | None) -> tuple[Imap, str]:
    mail = session.workspace.config.mail
    if not mail.imap:
        raise UsageError(
            say("no mailbox is named"), say("write mail: imap: HOST in recouv.yaml, or give a folder: --maildir DIR")
        )
    user, password = credentials(mail.imap, load_settings().settings.accounts.get(mail.imap))
    if not user:
        raise UsageError(
            say("nobody logs in at {host}", host=mail.imap), say("write your account there in your settings: accounts")
        )
    key = f"{user}@{mail.imap}"
    read = state.of(key) if since is None else Read()
    first = since or session.today - timedelta(days=FIRST_LOOK)
    return Imap(mail, user=user, password=password, after=read.last, validity=read.validity, since=first), key
