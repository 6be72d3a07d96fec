"""Everything that is wrong in a workspace, all at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from msgspec import Struct, convert, to_builtins

from recouv.domain.dossier import Dossier
from recouv.domain.errors import WorkspaceError
from recouv.domain.message import Code, say
from recouv.domain.practice import House
from recouv.domain.problem import Problem, Severity
from recouv.rules.standing import standing
from recouv.store.message_text import read_messages, write_messages
from recouv.store.recall import Question, recall
from recouv.store.this_code import CODE
from recouv.usecases.approval_checks import approval_problems
from recouv.usecases.approvers import approver_ids
from recouv.usecases.commitment_checks import promises_too_late
from recouv.usecases.letter_checks import Reader, letters_problems, reader_of
from recouv.usecases.penalty_checks import Bounds, agreement_problems, bounds_today, house_problems
from recouv.usecases.repository_checks import repository_problems
from recouv.usecases.scenario_checks import assignment_problems, letter_problems, scenarios_not_there
from recouv.usecases.secret_checks import dossier_secrets, own_secrets, text_at
from recouv.usecases.session import Session
from recouv.usecases.setup import MERGE_DRIVER, install_merge_driver, suit_to_many_files
from recouv.usecases.situations import house_key


def check_workspace(session: Session, clients: Sequence[str] = ()) -> list[Problem]:
    """The problems of the dossiers (those of `clients` when given) and of the scenarios, by path and line."""
    known = tuple(session.workspace.scenarios)
    terms = session.workspace.config.terms
    last = session.last_recording_day.isoformat()
    approvers = approver_ids(session.workspace.config)
    root = str(session.workspace.root)
    rules = _Rules(known, last, terms, session.house, _bounds(session), approvers, root)
    if clients:
        problems = [
            problem
            for client in clients
            for dossier in session.workspace.dossiers_of(client)
            for problem in _dossier_problems(dossier, rules)
        ]
    else:
        twins = _Twins()
        problems = [
            *repository_problems(session),
            *session.workspace.stray_files(),
            *session.workspace.scenario_problems,
            *assignment_problems(session),
            *letter_problems(session),
            *session.workspace.rates_problems,
            *([] if session.workspace.rates_problems else house_problems(session)),
            *own_secrets(session),
        ]
        readers: list[Reader] = []
        for checked in _all_checked(session, rules):
            problems += checked.problems
            problems += twins.found_in(checked)
            readers.append(checked.reader)
        problems += letters_problems(session, readers)
    return sorted(problems, key=lambda problem: (problem.path, problem.line, problem.column))


class _Checked(Struct, frozen=True):
    """A dossier after its check."""

    path: str
    problems: Sequence[Problem]
    entries: Sequence[tuple[str, int]]
    """ID and line of every entry that has one."""
    reader: Reader


class _Rules(Struct, frozen=True):
    """What a dossier is checked against, beside itself."""

    scenarios: tuple[str, ...]
    last: str
    """The last day on which an entry can have been recorded."""
    terms: str
    """The creditor's."""
    house: House
    bounds: Bounds
    approvers: tuple[str, ...]
    """As entries name them; none where anybody may approve, or where only an e-mail is known."""
    root: str
    """The workspace, where the text of each dossier is read again: what is found there does not depend on it."""

    @property
    def key(self) -> tuple[object, ...]:
        """What the answers about a dossier depend on."""
        bounds = self.bounds
        return self.scenarios, self.last, self.terms, house_key(self.house), bounds.sector, bounds.floor, self.approvers


def _bounds(session: Session) -> Bounds:
    """What agreements are compared with: nothing of rates that cannot be read, whose problems are told."""
    if session.workspace.rates_problems:
        return Bounds(session.workspace.config.house.sector, "")
    return bounds_today(session)


def _all_checked(session: Session, rules: _Rules) -> Iterator[_Checked]:
    """Every dossier; those that are as they were at the last check are not read again."""
    question = Question(
        key=json.dumps(["check", CODE, *rules.key]),
        answer=lambda: partial(_answer, rules=rules),
    )
    found = recall(session.workspace, question)
    for value in found.values:
        path, entries, places, text, reader = json.loads(value)
        said = iter(read_messages(text))
        yield _Checked(
            path,
            [
                Problem(path, line, column, what, mend, Severity(severity))
                for (line, column, severity), what, mend in zip(places, said, said, strict=False)
            ],
            entries,
            convert(reader, Reader),
        )
    for dossier in session.workspace.dossiers(set(found.unreadable)):
        yield _checked(dossier, rules)


def _answer(dossier: Dossier, rules: _Rules) -> str:
    checked = _checked(dossier, rules)
    places = [(problem.line, problem.column, str(problem.severity)) for problem in checked.problems]
    said = write_messages(text for problem in checked.problems for text in (problem.what, problem.mend))
    return json.dumps(
        (checked.path, checked.entries, places, said, to_builtins(checked.reader)),
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _checked(dossier: Dossier, rules: _Rules) -> _Checked:
    return _Checked(
        dossier.path,
        tuple(_dossier_problems(dossier, rules)),
        tuple((entry.id, entry.line) for entry in dossier.entries if entry.id),
        reader_of(dossier),
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
    suit_to_many_files(git)
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


def _recorded_ahead(dossier: Dossier, last: str) -> Iterator[Problem]:
    """Entries whose stamp is after the day `last`: written under a clock that was wrong."""
    for entry in dossier.entries:
        if entry.recorded and entry.recorded.at[:10] > last:
            what = say("entry recorded in the future: {moment}", moment=entry.recorded.at)
            mend = say("check the clock of the computer that wrote it, then correct the line")
            yield Problem(dossier.path, entry.lines.get("recorded", entry.line), 1, what, mend, Severity.WARNING)


def _money_ahead(dossier: Dossier, last: str) -> Iterator[Problem]:
    """Money that did not come yet, by its date: where the year is mistyped, who paid is reminded."""
    for entry in standing(dossier.entries, date.max):
        if entry.kind in ("payment", "credit-note") and entry.date.isoformat() > last:
            what = say("{kind} dated ahead: it does not count before {day}", kind=Code(entry.kind), day=entry.date)
            mend = say("correct its date if the money is there already")
            yield Problem(dossier.path, entry.line, 1, what, mend, Severity.WARNING)


def own_problems(dossier: Dossier, scenarios: Sequence[str], last: str) -> Iterator[Problem]:
    """What is wrong in a dossier by itself; `scenarios` are those that there are, `last` the last day of a stamp."""
    yield from dossier.problems
    yield from scenarios_not_there(dossier, scenarios)
    yield from _registration(dossier)
    yield from _recorded_ahead(dossier, last)
    yield from _money_ahead(dossier, last)


def _dossier_problems(dossier: Dossier, rules: _Rules) -> Iterator[Problem]:
    yield from own_problems(dossier, rules.scenarios, rules.last)
    yield from dossier_secrets(dossier, text_at(Path(rules.root) / dossier.path))
    yield from agreement_problems(dossier, rules.bounds)
    yield from approval_problems(dossier, rules.house.approvals, rules.approvers)
    if dossier.readable:
        yield from promises_too_late(dossier, rules.house, rules.terms, date.fromisoformat(rules.last))


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
