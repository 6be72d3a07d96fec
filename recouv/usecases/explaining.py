"""Why the agenda asks what it asks of one client."""

from __future__ import annotations

from datetime import date

from recouv.domain.errors import ProblemsError
from recouv.domain.message import say
from recouv.rules.explanation import Explanation, explanation
from recouv.usecases.clients import read_client
from recouv.usecases.session import Session
from recouv.usecases.situations import situation_on


def explain_client(session: Session, query: str, on: date) -> Explanation:
    """All that the agenda of `on` rests on, for the client that `query` means.

    Raises:
        NothingFoundError: nobody answers.
        UsageError: several clients answer.
        ProblemsError: the dossier cannot be read: nothing is asked of its client.
    """
    dossier = read_client(session, query).dossier
    if not dossier.readable:
        blocking = [problem for problem in dossier.problems if problem.blocks]
        raise ProblemsError(say("{path} cannot be read", path=dossier.path), blocking)
    return explanation(situation_on(session, dossier, on), session.practice, on)
