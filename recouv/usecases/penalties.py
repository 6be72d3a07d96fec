"""What a client owes for paying late, from the files of the workspace."""

from __future__ import annotations

from datetime import date

from recouv.rules.penalties import PenaltyStatement, statement_of_penalties
from recouv.usecases.invoices_named import sound_dossier
from recouv.usecases.session import Session


def penalties_of(
    session: Session, client: str, on: date | None = None, *, without_contested: bool = False
) -> PenaltyStatement:
    """The statement of a client on a day (today when none is given).

    Raises:
        NothingFoundError: there is no such client.
        ProblemsError: the dossier or `rates.yaml` has problems: nothing is claimed on their word.
        UnknownRateError: a rate that the statement rests on is not known.
    """
    workspace = session.workspace
    return statement_of_penalties(
        sound_dossier(session, client),
        session.practice,
        workspace.rates(),
        on or session.today,
        default_terms=workspace.config.terms,
        without_contested=without_contested,
    )
