"""Everything that is wrong in a workspace, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recouv.domain.dossier import Dossier
from recouv.domain.message import say
from recouv.domain.problem import Problem, Severity
from recouv.usecases.session import Session
from recouv.usecases.setup import install_merge_driver


def check_workspace(session: Session, clients: Sequence[str] = ()) -> list[Problem]:
    """The problems of the dossiers (those of `clients` when given) and of the scenarios, by path and line."""
    if clients:
        problems = [
            problem
            for client in clients
            for problem in _dossier_problems(session, session.workspace.read(client).dossier)
        ]
    else:
        problems = [
            *session.workspace.stray_files(),
            *session.workspace.scenario_problems,
            *_default_scenario(session),
            *(problem for dossier in session.workspace.dossiers() for problem in _dossier_problems(session, dossier)),
        ]
    return sorted(problems, key=lambda problem: (problem.path, problem.line, problem.column))


def repair_merge_driver(session: Session) -> bool:
    """Tell this clone's git how dossiers are merged where it does not know; whether anything had to be told.

    The driver's configuration cannot be committed: each clone needs its own.
    """
    git = session.workspace.git
    if not git.is_repository_root() or git.succeeds("config", "merge.recouv.driver"):
        return False
    install_merge_driver(git)
    return True


def _dossier_problems(session: Session, dossier: Dossier) -> Iterator[Problem]:
    yield from dossier.problems
    scenarios = session.workspace.scenarios
    named = dossier.client.scenario
    if named and scenarios and named not in scenarios:
        what = say("there is no scenario {name}", name=named)
        mend = say("one of: {choices}", choices=", ".join(scenarios))
        yield Problem(dossier.path, 1, 1, what, mend, Severity.WARNING)
    yield from _registration(dossier)


def _registration(dossier: Dossier) -> Iterator[Problem]:
    """SIREN and VAT numbers whose check digits are wrong."""
    client = dossier.client
    if not client.siren and not client.vat:
        return
    from stdnum.eu import vat  # deferred: 40 ms that no other command needs
    from stdnum.fr import siren

    if client.siren and not siren.is_valid(client.siren):
        what = say("{text} is not a SIREN: its check digit is wrong", text=client.siren)
        yield Problem(dossier.path, 1, 1, what, say("copy it again from the order or the invoice"), Severity.WARNING)
    if client.vat and not vat.is_valid(client.vat):
        what = say("{text} is not a European VAT number", text=client.vat)
        yield Problem(dossier.path, 1, 1, what, say("copy it again, country first"), Severity.WARNING)


def _default_scenario(session: Session) -> Iterator[Problem]:
    name = session.workspace.config.scenario
    if name not in session.workspace.scenarios:
        what = say("there is no scenario {name}", name=name)
        mend = say("write scenarios/{name}.yaml, or name another one under scenario:", name=name)
        yield Problem("recouv.yaml", 1, 1, what, mend, Severity.WARNING)
