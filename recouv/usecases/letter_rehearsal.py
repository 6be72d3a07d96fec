"""Every letter on every client, composed and thrown away: what could not be written on a day is known before it.

What does not concern a client (a plan, for one who has none) is no problem.  A problem that many clients have is told
once, with how many they are.  A layout of the creditor's own sets one of the letters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from recouv.domain.errors import NothingFoundError, ProblemsError, RecouvError
from recouv.domain.message import say, say_many
from recouv.domain.problem import Problem
from recouv.letters.template import template_problems
from recouv.store.letters_folder import LAYOUT_NAME
from recouv.store.workspace import LETTERS
from recouv.usecases.dossiers import view_of
from recouv.usecases.letter_page import letter_pdf
from recouv.usecases.letters import Composed, about_of, compose_from, letter_desk
from recouv.usecases.session import Session

#: Clients named in a problem.
_NAMED = 3
_LAYOUT = f"{LETTERS}/{LAYOUT_NAME}"


class Rehearsal(Struct, frozen=True, kw_only=True):
    """What came of it."""

    clients: int
    written: int
    """Letters that can be written."""
    problems: tuple[Problem, ...]


def rehearse(session: Session, on: date) -> Rehearsal:
    """Each letter in the language of each client whose dossier can be read, on a day."""
    desk = letter_desk(session)
    sound = {key: letter for key, letter in desk.letters.texts.items() if not template_problems(letter)}
    default = session.workspace.config.language or "fr"
    found: dict[tuple[str, int, int, str], Problem] = {}
    clients: dict[tuple[str, int, int, str], list[str]] = defaultdict(list)
    written = seen = 0
    sample: Composed | None = None
    for dossier in session.workspace.dossiers():
        if not dossier.readable:
            continue
        seen += 1
        view = view_of(session, dossier, on)
        language = dossier.client.language or default
        for letter in (one for (_, written_in), one in sound.items() if written_in == language):
            task = next((task for task in view.tasks if task.letter == letter.name), None)
            try:
                sample = compose_from(session, view, letter, about_of(view, letter, task), desk=desk)
                written += 1
                continue
            except NothingFoundError:
                continue
            except ProblemsError as error:
                problems = error.problems
            except RecouvError as error:
                problems = (Problem(letter.path, 1, 1, error.what, error.mend or say("recouv letter says more")),)
            for problem in problems:
                key = (problem.path, problem.line, problem.column, str(problem.what))
                found[key] = problem
                clients[key].append(dossier.id)
    told = [*_layout(session, sample)]
    told += [_told(problem, list(dict.fromkeys(clients[key]))) for key, problem in sorted(found.items())]
    return Rehearsal(clients=seen, written=written, problems=tuple(told))


def _layout(session: Session, sample: Composed | None) -> Iterator[Problem]:
    """What keeps the creditor's own layout, or logo, from making a page."""
    if sample is None:
        return
    try:
        letter_pdf(session, sample)
    except RecouvError as error:
        yield Problem(_LAYOUT, 1, 1, error.what, error.mend or say("recouv letter says more"))


def _told(problem: Problem, clients: list[str]) -> Problem:
    what = say_many(
        "{what} (for {clients})",
        "{what} (for {count} clients: {clients})",
        len(clients),
        what=problem.what,
        clients=", ".join(clients[:_NAMED]) + (" …" if len(clients) > _NAMED else ""),
    )
    return Problem(problem.path, problem.line, problem.column, what, problem.mend, problem.severity)
