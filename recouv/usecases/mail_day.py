"""The e-mails that a day asks for, each as it would leave, and what stands in the way of the others.

Nothing is written: `recouv run` shows this list, `recouv send` sends from it, and the screens preview it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath

from msgspec import Struct

from recouv.domain.errors import RecouvError
from recouv.domain.message import Message, say
from recouv.domain.scenario import Auto
from recouv.domain.task import Task
from recouv.letters.mail import Attachment, InvalidAddressError, header_address
from recouv.rules.account import OpenItem
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.letters_folder import Letters, read_letters
from recouv.usecases.day import plan_day
from recouv.usecases.dossiers import DossierView, view_of
from recouv.usecases.letters import Composed, about_task, compose_from, letter_language, letter_named
from recouv.usecases.session import Session

EMAIL = "email"


class Standing(StrEnum):
    """Whether a message may go."""

    READY = "ready"
    """Its step says that recouv sends it."""
    TO_CONFIRM = "to-confirm"
    """It is ready, and a person says go."""
    BY_HAND = "by-hand"
    """Its step, or its amount, wants a person who sends this one by name."""
    BLOCKED = "blocked"
    """Something stands in the way."""


class Prepared(Struct, frozen=True, kw_only=True):
    """One message of the day."""

    task: Task
    standing: Standing
    reason: Message | None = None
    """What stands in the way, or why a person is wanted."""
    mend: Message | None = None
    composed: Composed | None = None
    attachments: tuple[Attachment, ...] = ()


def prepare_day(session: Session, on: date, clients: Collection[str] = ()) -> list[Prepared]:
    """The e-mails of the agenda of `on`, the most urgent first; of these clients alone when some are given."""
    letters = read_letters(session.workspace.root)
    tasks = [
        task
        for task in plan_day(session, on).agenda.tasks
        if task.channel == EMAIL and (not clients or task.client in clients)
    ]
    prepared: list[Prepared] = []
    for task in tasks:
        dossier = session.workspace.read(task.client).dossier
        prepared += prepare_client(session, view_of(session, dossier, on), letters, only=task.steps)
    return prepared


def prepare_client(
    session: Session, view: DossierView, letters: Letters, *, only: tuple[tuple[str, str], ...] = ()
) -> Iterator[Prepared]:
    """The e-mails that the day asks for one client; that of these steps alone when they are given."""
    for task in view.tasks:
        if task.channel == EMAIL and (not only or task.steps == only):
            yield _prepared(session, view, letters, task)


def _prepared(session: Session, view: DossierView, letters: Letters, task: Task) -> Prepared:
    if task.blocked_by is not None:
        return Prepared(task=task, standing=Standing.BLOCKED, reason=task.blocked_by)
    try:
        if not task.letter:
            return _blocked(task, say("the step {step} names no letter", step=task.step))
        letter = letter_named(letters, task.letter, letter_language(session, view.dossier.client))
        composed = compose_from(session, view, letter, about_task(view, task))
        attachments = tuple(_documents(session, view, composed.about.items, required=_wants_documents(session, task)))
    except RecouvError as error:
        problems = getattr(error, "problems", ())
        what = say("{place}: {what}", place=problems[0].place, what=problems[0].what) if problems else error.what
        return _blocked(task, what, problems[0].mend if problems else error.mend)
    try:
        header_address(composed.to)
    except InvalidAddressError:
        address = composed.to or "-"
        return _blocked(
            task,
            say("{address} is not an e-mail address", address=address),
            say("correct the contacts of {path}", path=view.dossier.path),
        )
    standing = {Auto.YES: Standing.READY, Auto.CONFIRM: Standing.TO_CONFIRM}.get(Auto(task.auto), Standing.BY_HAND)
    return Prepared(task=task, standing=standing, composed=composed, attachments=attachments)


def _blocked(task: Task, reason: Message, mend: Message | None = None) -> Prepared:
    return Prepared(task=task, standing=Standing.BLOCKED, reason=reason, mend=mend)


def _wants_documents(session: Session, task: Task) -> bool:
    scenario = session.workspace.scenarios.get(task.scenario)
    return any(step.documents for step in scenario.steps if step.id == task.step) if scenario else False


def _documents(
    session: Session, view: DossierView, items: tuple[OpenItem, ...], *, required: bool
) -> Iterator[Attachment]:
    """The invoices that are there, each as it was recorded.

    Raises:
        DocumentError: one is not what was recorded, or is missing where the step wants it.
    """
    for item in {item.number: item for item in items}.values():
        data = _read(session, item.document) if item.document else None
        if data is None:
            if required:
                raise DocumentError(
                    say("the document of invoice {number} is not there", number=item.number),
                    say("put it where the dossier says, or write document: under the invoice"),
                )
            continue
        entry = view.dossier.entry(item.entry_id)
        recorded = entry.word("sha256") if entry else ""
        if recorded and recorded != hashlib.sha256(data).hexdigest():
            raise DocumentError(
                say("{path} is not the file that was recorded", path=item.document),
                say("put back the file of that fingerprint, or record the new one"),
            )
        yield Attachment(name=PurePosixPath(item.document).name, data=data)


class DocumentError(RecouvError):
    """A piece that must go with a message cannot."""


def _read(session: Session, name: str) -> bytes | None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return None
    root = session.workspace.root
    if any((root / part).is_symlink() for part in (path, *path.parents)):
        return None  # a link could name any file of this machine
    try:
        return read_bytes(root / name)
    except UnreadableFileError:
        return None
