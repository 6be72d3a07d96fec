"""Everything that is wrong in a workspace, all at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.domain.problem import Problem, Severity
from recouv.store.message_text import read_messages, write_messages
from recouv.store.recall import Question, recall
from recouv.store.this_code import CODE
from recouv.usecases.scenario_checks import assignment_problems, letter_problems, scenarios_not_there
from recouv.usecases.session import Session
from recouv.usecases.setup import MERGE_DRIVER, install_merge_driver


def check_workspace(session: Session, clients: Sequence[str] = ()) -> list[Problem]:
    """The problems of the dossiers (those of `clients` when given) and of the scenarios, by path and line."""
    known = tuple(session.workspace.scenarios)
    last = session.last_recording_day.isoformat()
    if clients:
        problems = [
            problem
            for client in clients
            for dossier in session.workspace.dossiers_of(client)
            for problem in dossier_problems(dossier, known, last)
        ]
    else:
        twins = _Twins()
        problems = [
            *_repository(session),
            *session.workspace.stray_files(),
            *session.workspace.scenario_problems,
            *assignment_problems(session),
            *letter_problems(session),
        ]
        for checked in _all_checked(session, known, last):
            problems += checked.problems
            problems += twins.found_in(checked)
    return sorted(problems, key=lambda problem: (problem.path, problem.line, problem.column))


class _Checked(Struct, frozen=True):
    """A dossier after its check."""

    path: str
    problems: Sequence[Problem]
    entries: Sequence[tuple[str, int]]
    """ID and line of every entry that has one."""


def _all_checked(session: Session, scenarios: tuple[str, ...], last: str) -> Iterator[_Checked]:
    """Every dossier; those that are as they were at the last check are not read again."""
    question = Question(
        key=json.dumps(["check", CODE, scenarios, last]),
        answer=lambda: partial(_answer, scenarios=scenarios, last=last),
    )
    found = recall(session.workspace, question)
    for value in found.values:
        path, entries, places, text = json.loads(value)
        said = iter(read_messages(text))
        yield _Checked(
            path,
            [
                Problem(path, line, column, what, mend, Severity(severity))
                for (line, column, severity), what, mend in zip(places, said, said, strict=False)
            ],
            entries,
        )
    for dossier in session.workspace.dossiers(set(found.unreadable)):
        yield _checked(dossier, scenarios, last)


def _answer(dossier: Dossier, scenarios: tuple[str, ...], last: str) -> str:
    checked = _checked(dossier, scenarios, last)
    places = [(problem.line, problem.column, str(problem.severity)) for problem in checked.problems]
    said = write_messages(text for problem in checked.problems for text in (problem.what, problem.mend))
    return json.dumps((checked.path, checked.entries, places, said), ensure_ascii=False, separators=(",", ":"))


def _checked(dossier: Dossier, scenarios: tuple[str, ...], last: str) -> _Checked:
    return _Checked(
        dossier.path,
        tuple(dossier_problems(dossier, scenarios, last)),
        tuple((entry.id, entry.line) for entry in dossier.entries if entry.id),
    )


def repair_merge_driver(session: Session) -> bool:
    """Tell this clone's git how dossiers are merged where it does not know; whether anything had to be told.

    The driver's configuration cannot be committed: each clone needs its own.
    """
    git = session.workspace.git
    try:
        is_ours = git.is_repository_root()
    except WorkspaceError:  # which the check has said
        return False
    told = git.run("config", "merge.recouv.driver", accept=(0, 1)).strip() if is_ours else ""
    if not is_ours or told == MERGE_DRIVER or (told and not told.startswith("recouv merge-driver ")):
        return False  # git knows already, or has been told otherwise by a person
    install_merge_driver(git)
    return True


class _Twins:
    """Entries that stand in two dossiers: a file that was copied, and counts twice."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, int]] = {}
        """ID → path and line of the first entry that has it."""
        self._pairs: set[tuple[str, str]] = set()

    def found_in(self, dossier: _Checked) -> Iterator[Problem]:
        """The problems of its entries already seen elsewhere, one a file, on each of the two; two files of one id
        have their problem already.
        """
        for identifier, here in dossier.entries:
            path, line = self._first.setdefault(identifier, (dossier.path, here))
            if _name(path) != _name(dossier.path) and (path, dossier.path) not in self._pairs:
                self._pairs.add((path, dossier.path))
                yield _twin(identifier, path, line, dossier.path)
                yield _twin(identifier, dossier.path, here, path)


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


def _recorded_ahead(dossier: Dossier, last: str) -> Iterator[Problem]:
    """Entries whose stamp is after the day `last`: written under a clock that was wrong."""
    for entry in dossier.entries:
        if entry.recorded and entry.recorded.at[:10] > last:
            what = say("entry recorded in the future: {moment}", moment=entry.recorded.at)
            mend = say("check the clock of the computer that wrote it, then correct the line")
            yield Problem(dossier.path, entry.lines.get("recorded", entry.line), 1, what, mend, Severity.WARNING)


def dossier_problems(dossier: Dossier, scenarios: Sequence[str], last: str) -> Iterator[Problem]:
    """The problems of one dossier; `scenarios` are those that there are, `last` the last day of a stamp."""
    yield from dossier.problems
    yield from scenarios_not_there(dossier, scenarios)
    yield from _registration(dossier)
    yield from _recorded_ahead(dossier, last)


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
