"""A dossier and all that judges it, as one commit has them: what is proved can be found again by anybody.

What stands in the work tree and is not committed is left out, and told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.errors import ProblemsError, WorkspaceError
from recouv.domain.message import say
from recouv.domain.practice import Practice
from recouv.domain.rates import Rates
from recouv.store.committed import Committed
from recouv.store.config import CONFIG_NAME
from recouv.store.dossier_text import read_dossier
from recouv.store.entry_commits import FileHistory, file_history
from recouv.store.past_workspace import PastWorkspace
from recouv.store.rates_text import RATES_NAME
from recouv.store.workspace import SCENARIOS
from recouv.usecases.clients import find_client
from recouv.usecases.session import Session


class Snapshot(Struct, frozen=True, kw_only=True):
    """What one commit knows of a client."""

    commit: str
    """In full."""
    dossier: Dossier
    creditor: Mapping[str, str]
    terms: str
    """Payment terms of those who state none."""
    practice: Practice
    rates: Rates
    history: FileHistory
    uncommitted: tuple[str, ...]
    """Paths that matter here and differ from the commit: they were not looked at."""


def last_commit(session: Session) -> str:
    """The commit that the work tree stands on, in full.

    Raises:
        WorkspaceError: the workspace is no repository of its own, or has no commit.
    """
    git = session.workspace.git
    git.require_repository()
    try:
        return git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}").strip()
    except WorkspaceError:
        raise WorkspaceError(
            say("nothing is committed yet"), say("a first commit is what a proof starts from: git commit")
        ) from None


def snapshot(session: Session, query: str, committed: Committed, on: date) -> Snapshot:
    """The client that `query` means, as the commit has them.

    Raises:
        NothingFoundError: nobody answers.
        UsageError: several clients answer.
        WorkspaceError: the commit has no such dossier.
        ProblemsError: the dossier or the settings of the commit have problems: nothing is claimed on their word.
    """
    workspace = session.workspace
    identifier = find_client(session, query)
    found = workspace.dossier_path(identifier)
    assert found is not None  # the client was found there
    path = workspace.relative(found)
    data = committed.read(path)
    if data is None:
        raise WorkspaceError(
            say("{path} is not committed: it proves nothing yet", path=path),
            say("commit it: git add {path}; git commit", path=path),
        )
    dossier = read_dossier(data, path=path).dossier
    if not dossier.readable:
        blocking = [problem for problem in dossier.problems if problem.blocks]
        raise ProblemsError(say("{path} cannot be read as it was committed", path=path), blocking)
    past = PastWorkspace(workspace, committed.commit)
    if past.scenario_problems:
        what = say("the settings of {revision} cannot be used", revision=committed.commit[:10])
        raise ProblemsError(what, past.scenario_problems)
    return Snapshot(
        commit=committed.commit,
        dossier=dossier,
        creditor=past.config.creditor,
        terms=past.config.terms,
        practice=Practice(scenarios=past.scenarios, house=past.house(on.year)),
        rates=past.rates(),
        history=file_history(committed, path),
        uncommitted=_uncommitted(session, path),
    )


def _uncommitted(session: Session, path: str) -> tuple[str, ...]:
    changed = session.workspace.git.changed_paths()
    ours = {path, CONFIG_NAME, RATES_NAME}
    return tuple(sorted(one for one in changed if one in ours or one.startswith(f"{SCENARIOS}/")))
