"""What a clone shares with its colleagues before and after something leaves the house or comes in."""

from __future__ import annotations

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import Message, say
from recouv.store.git_remote import RemoteError, Upstream, behind, fetch, push, remotes, upstream
from recouv.usecases.session import Session


class Remote:
    """The branch that ours follows; where it follows none, nobody is asked and nothing is given."""

    def __init__(self, session: Session) -> None:
        self._root = session.workspace.root
        self._followed: Upstream | None = None

    def require_all_of_it(self) -> None:
        """Make sure that nothing there is missing here: a colleague may have written to the same clients.

        Raises:
            WorkspaceError: the remote cannot be asked, or has commits that are not here.
        """
        followed = upstream(self._root)
        if followed is None:
            return
        try:
            fetch(self._root, followed)
        except RemoteError as error:
            raise RemoteError(
                error.what, say("try again with the network, or say --offline: colleagues will not know")
            ) from None
        missing = behind(self._root)
        if missing:
            raise WorkspaceError(
                say("{remote} has {count} commits that are not here", remote=followed.remote, count=missing),
                say("take them in first (git pull): a colleague may have written to the same clients"),
            )
        self._followed = followed

    def unfollowed(self) -> Message | None:
        """That there are remotes, and that our branch follows none: colleagues do not learn of what leaves."""
        if self._followed is not None or not (known := remotes(self._root)):
            return None
        return say("this branch follows no remote (git push -u {remote} HEAD)", remote=known[0])

    def follow(self) -> None:
        """Have what `give` gives go there, without asking what is there."""
        self._followed = upstream(self._root)

    def give(self) -> Message | None:
        """Give our commits; why they could not be given, `None` when they were."""
        if self._followed is None:
            return None
        try:
            given = push(self._root, self._followed)
        except RemoteError as error:
            return error.what
        return None if given else say("somebody gave {remote} other commits", remote=self._followed.remote)
