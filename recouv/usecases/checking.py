"""Everything that is wrong in a workspace, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recouv.domain.dossier import Dossier
from recouv.domain.errors import WorkspaceError
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
            for dossier in session.workspace.dossiers_of(client)
            for problem in _dossier_problems(session, dossier)
        ]
    else:
        twins = _Twins()
        problems = [
            *_repository(session),
            *session.workspace.stray_files(),
            *session.workspace.scenario_problems,
            *_default_scenario(session),
        ]
        for dossier in session.workspace.dossiers():
            problems += _dossier_problems(session, dossier)
            problems += twins.found_in(dossier)
    return sorted(problems, key=lambda problem: (problem.path, problem.line, problem.column))


def repair_merge_driver(session: Session) -> bool:
    """Tell this clone's git how dossiers are merged where it does not know; whether anything had to be told.

    The driver's configuration cannot be committed: each clone needs its own.
    """
    git = session.workspace.git
    try:
        is_ours = git.is_repository_root()
    except WorkspaceError:  # which the check has said
        return False
    if not is_ours or git.succeeds("config", "merge.recouv.driver"):
        return False
    install_merge_driver(git)
    return True


class _Twins:
    """Entries that stand in two dossiers: a file that was copied, and counts twice."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, int]] = {}
        """ID → path and line of the first entry that has it."""
        self._pairs: set[tuple[str, str]] = set()

    def found_in(self, dossier: Dossier) -> Iterator[Problem]:
        """The problems of its entries already seen elsewhere, one a file, on each of the two; two files of one id
        have their problem already.
        """
        for entry in dossier.entries:
            if not entry.id:
                continue
            path, line = self._first.setdefault(entry.id, (dossier.path, entry.line))
            if _name(path) != _name(dossier.path) and (path, dossier.path) not in self._pairs:
                self._pairs.add((path, dossier.path))
                yield _twin(entry.id, path, line, dossier.path)
                yield _twin(entry.id, dossier.path, entry.line, path)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _twin(identifier: str, path: str, line: int, other: str) -> Problem:
    what = say("entry ^{id} is also in {other}", id=identifier, other=other)
    return Problem(path, line, 1, what, say("keep it in one of the two files"))


def _repository(session: Session) -> Iterator[Problem]:
    """What keeps git from working in the workspace."""
    try:
        session.workspace.git.require_repository()
    except WorkspaceError as error:
        yield Problem(".git", 1, 1, error.what, error.mend or say("run git status"))


def _recorded_ahead(session: Session, dossier: Dossier) -> Iterator[Problem]:
    """Entries whose stamp is in the future: written under a clock that was wrong."""
    last = session.last_recording_day.isoformat()
    for entry in dossier.entries:
        if entry.recorded and entry.recorded.at[:10] > last:
            what = say("entry recorded in the future: {moment}", moment=entry.recorded.at)
            mend = say("check the clock of the computer that wrote it, then correct the line")
            yield Problem(dossier.path, entry.lines.get("recorded", entry.line), 1, what, mend, Severity.WARNING)


def _dossier_problems(session: Session, dossier: Dossier) -> Iterator[Problem]:
    yield from dossier.problems
    scenarios = session.workspace.scenarios
    named = dossier.client.scenario
    if named and scenarios and named not in scenarios:
        what = say("there is no scenario {name}", name=named)
        mend = say("one of: {choices}", choices=", ".join(scenarios))
        yield Problem(dossier.path, 1, 1, what, mend, Severity.WARNING)
    yield from _registration(dossier)
    yield from _recorded_ahead(session, dossier)


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
