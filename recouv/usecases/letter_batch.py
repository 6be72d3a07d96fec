"""The post of a day: every letter that the agenda asks for by post, set on pages, one after the other.

Nothing is recorded: what is printed is not posted yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from recouv.domain.errors import ProblemsError, RecouvError
from recouv.domain.message import Message, say
from recouv.domain.scenario import Channel
from recouv.domain.task import Task
from recouv.rules.bank_data import blocking
from recouv.usecases.day import plan_day
from recouv.usecases.letter_page import press_of, print_letter
from recouv.usecases.letters import Composed, compose, letter_desk
from recouv.usecases.session import Session

_POST = frozenset({Channel.LETTER, Channel.REGISTERED_LETTER})


class Posted(Struct, frozen=True, kw_only=True):
    """A letter of the day, ready to be printed, or why it is not."""

    task: Task
    composed: Composed | None = None
    pdf: bytes = b""
    missing: str = ""
    """Characters that no font could show."""
    what: Message | None = None
    """Why there is no letter."""
    mend: Message | None = None


def post_of_the_day(session: Session, on: date) -> list[Task]:
    """The tasks of `on` that leave by post, in the order of the clients' names."""
    tasks = [task for task in plan_day(session, on).agenda.tasks if task.letter and task.channel in _POST]
    return sorted(tasks, key=lambda task: (task.name.casefold(), task.client))


def print_post(session: Session, tasks: list[Task], on: date) -> Iterator[Posted]:
    """Each task with its letter; one that cannot be written does not keep the others from it."""
    desk = letter_desk(session)
    with press_of(session) as press:
        for task in tasks:
            if task.blocked_by is not None:
                yield Posted(task=task, what=task.blocked_by, mend=_unblocked(session, task, on))
                continue
            currency = task.amount.currency if task.amount else ""
            try:
                composed = compose(session, task.client, task.letter, on, currency=currency, desk=desk)
                if not composed.to:
                    raise _no_address(composed)
                printed = print_letter(session, composed, press)
            except RecouvError as error:
                first = error.problems[0] if isinstance(error, ProblemsError) and error.problems else None
                if first is None:
                    yield Posted(task=task, what=error.what, mend=error.mend)
                else:
                    what = say("{place}: {what}", place=first.place, what=first.what)
                    yield Posted(task=task, what=what, mend=first.mend)
                continue
            yield Posted(task=task, composed=composed, pdf=printed.pdf, missing=printed.missing)


def _unblocked(session: Session, task: Task, on: date) -> Message:
    """What lets the letter be printed: an earlier message may have left, or the bank is not known up to now."""
    stale = blocking(session.house, on)
    if stale is not None and str(stale) == str(task.blocked_by):
        return say("import the bank's movements, then print again")
    return say("recouv sending {client} sent, or failed, says so; then print again", client=task.client)


def _no_address(composed: Composed) -> RecouvError:
    return RecouvError(
        say("{name} has no postal address", name=composed.client.name),
        say("write it in the head of {path}", path=f"dossiers/{composed.dossier}.md"),
    )
