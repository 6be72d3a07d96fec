"""A whole dossier: bytes to `Dossier`, with every problem at once."""

from __future__ import annotations

from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Client, Dossier
from recouv.domain.message import say
from recouv.domain.problem import Problem
from recouv.rules.consistency import findings
from recouv.store.head import read_head
from recouv.store.journal import Journal, read_journal, split_lines


class DossierText(Struct):
    """A dossier beside the text it was read from."""

    dossier: Dossier
    journal: Journal
    text: str
    syntax_errors: bool
    """Whether something could not be read, as against read and contradictory."""


def read_dossier(data: bytes, *, path: str) -> DossierText:
    """Read a dossier; never raises: what is wrong is in `dossier.problems`, in the order of the file."""
    identifier = PurePosixPath(path).stem
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_text(data, error, path, identifier)
    if "\0" in text:
        line, column = _place(text, text.index("\0"))
        return _unreadable(
            path,
            identifier,
            Problem(path, line, column, say("this is not a text file"), say("restore it with git, or remove it")),
        )
    head = read_head(text, path=path, fallback_name=identifier)
    journal = read_journal(text, path=path, currency=head.client.currency, start=head.end)
    entries = journal.entries
    problems = [*head.problems, *journal.problems]
    syntax_errors = any(problem.blocks for problem in problems)
    found = findings(entries)
    if found:
        lines = journal.lines
        problems += [
            Problem(path, one.line, _column(lines[one.line - 1]), one.what, one.mend, one.severity) for one in found
        ]
    dossier = Dossier(
        id=identifier,
        path=path,
        client=head.client,
        entries=entries,
        intro=journal.intro.strip("\r\n"),
        places=head.places,
        problems=tuple(sorted(problems, key=lambda problem: (problem.line, problem.column))),
    )
    return DossierText(dossier, journal, text, syntax_errors)


def with_problem(read: DossierText, problem: Problem) -> DossierText:
    """The same dossier, which a problem of its file keeps from being relied upon."""
    read.dossier = replace(read.dossier, problems=(problem, *read.dossier.problems))
    read.syntax_errors = True
    return read


def unreadable_dossier(path: str, problem: Problem) -> DossierText:
    """What stands for a dossier whose file cannot be opened: nothing but its problem."""
    return _unreadable(path, PurePosixPath(path).stem, problem)


def _not_text(data: bytes, error: UnicodeDecodeError, path: str, identifier: str) -> DossierText:
    before = data[: error.start].decode("utf-8", "replace")
    line, column = _place(before, len(before))
    problem = Problem(
        path,
        line,
        column,
        say("byte {byte} is not UTF-8", byte=f"0x{data[error.start]:02x}"),
        say("save the file as UTF-8, or remove it from the folder if it is no dossier"),
    )
    return _unreadable(path, identifier, problem)


def _unreadable(path: str, identifier: str, problem: Problem) -> DossierText:
    dossier = Dossier(id=identifier, path=path, client=Client(name=identifier), entries=(), problems=(problem,))
    return DossierText(dossier, Journal("", 0), "", syntax_errors=True)


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _column(line: str) -> int:
    """Of the first character after the marks that open a title, a key or a row."""
    return len(line) - len(line.lstrip("#- \t")) + 1 if line.strip("#- \t\r\n") else 1


__all__ = ["DossierText", "read_dossier", "split_lines", "unreadable_dossier", "with_problem"]
