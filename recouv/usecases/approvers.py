"""Who may approve what a colleague proposed: those that `recouv.yaml` names, else the team, else whoever commits here.

A person is who git says commits, as entries name them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.errors import UsageError, WorkspaceError
from recouv.domain.message import Message, say
from recouv.domain.task import Viewer

if TYPE_CHECKING:
    from recouv.store.config import Config
    from recouv.usecases.session import Session

#: Commits looked at for who works here, where no team is named.
_LOOKED_AT = 2000


def viewer(session: Session) -> Viewer | None:
    """Who looks at the agenda; `None` where no approval is asked for, or where git does not know who they are."""
    approvals = session.house.approvals
    if not approvals.kinds:
        return None
    try:
        return Viewer(session.writer, is_approver(session))
    except WorkspaceError:
        return None


def is_approver(session: Session) -> bool:
    """Whether the person at work may approve what others proposed.

    Raises:
        WorkspaceError: git does not know who they are.
    """
    identity = session.workspace.git.identity()
    return may_approve(session.workspace.config, session.writer, identity.email)


def may_approve(config: Config, writer: str, email: str) -> bool:
    """Whether that person, as entries name them and by the e-mail of their commits, may approve at all."""
    known = {writer.casefold(), email.casefold()} - {""}
    named = config.house.approvals.approvers or tuple(one.id for one in config.team)
    return not named or any(one.casefold() in known for one in named)


def approver_ids(config: Config) -> tuple[str, ...]:
    """Who may approve, as entries name them; nobody where anybody may, or where one is named by an e-mail alone."""
    named = config.house.approvals.approvers
    ids = tuple(_id_of(config, one) for one in named) or tuple(one.id for one in config.team)
    return () if any("@" in one for one in ids) else ids


def approvers(session: Session) -> tuple[str, ...]:
    """Everybody who may approve, as entries name them where that is known."""
    config = session.workspace.config
    named = config.house.approvals.approvers
    if named:
        return tuple(dict.fromkeys(_id_of(config, one) for one in named))
    return tuple(one.id for one in config.team) or _at_work(session)


def others(session: Session, author: str) -> tuple[str, ...]:
    """Who may approve what `author` proposed."""
    return tuple(one for one in approvers(session) if one.casefold() != author.casefold())


def waiting_words(names: tuple[str, ...]) -> Message:
    """Whose approval is waited for."""
    if names:
        return say("proposed: waits for the approval of somebody else ({names})", names=", ".join(names))
    return say("proposed, and nobody else is known here who could approve it: name the team in recouv.yaml")


def require_may_approve(session: Session, author: str) -> None:
    """Refuse an approval of what one proposed, or by somebody whom the house does not name.

    Raises:
        UsageError: it says who may.
        WorkspaceError: git does not know who is at work.
    """
    names = others(session, author)
    mend = (
        say("one of them does: {names}", names=", ".join(names))
        if names
        else say(
            "nobody else is known here: name who works with you under team in recouv.yaml, each with the e-mail of "
            "their commits; alone, take approvals out of it"
        )
    )
    if session.writer.casefold() == author.casefold():
        raise UsageError(say("you proposed it yourself: {who}", who=author), mend)
    if not is_approver(session):
        raise UsageError(say("{who} may not approve here", who=session.writer), mend)


def _id_of(config: Config, named: str) -> str:
    """The team's id of somebody named by an e-mail; the name itself otherwise."""
    return next((one.id for one in config.team if one.email and one.email.casefold() == named.casefold()), named)


def _at_work(session: Session) -> tuple[str, ...]:
    """Who committed here lately."""
    try:
        said = session.workspace.git.run("log", f"-{_LOOKED_AT}", "--no-merges", "--format=%an%x1f%ae")
    except WorkspaceError:  # no commit yet
        return ()
    pairs = [line.partition("\x1f") for line in said.splitlines() if line]
    return tuple(dict.fromkeys(session.workspace.config.writer(name, email) for name, _, email in pairs))
