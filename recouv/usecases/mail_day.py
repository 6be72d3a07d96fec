"""The messages that a day asks for, each as it would leave, and what stands in the way of the others.

Nothing is written: `recouv run` shows this list, `recouv send` sends the e-mails from it, `recouv post` prints the
letters, and the screens preview it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import nullcontext
from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.errors import NothingFoundError, RecouvError
from recouv.domain.message import Code, Message, say
from recouv.domain.scenario import Auto, Channel, Step
from recouv.domain.task import Task
from recouv.letters.mail import Attachment, InvalidAddressError, header_address
from recouv.rules.letter_choice import why_not_for
from recouv.usecases.attachments import invoice_documents
from recouv.usecases.copied_dossiers import copies_of
from recouv.usecases.day import plan_day
from recouv.usecases.dossiers import DossierView, view_of
from recouv.usecases.letter_edits import Edit, what_moved, with_edit
from recouv.usecases.letters import (
    Composed,
    LetterDesk,
    about_task,
    compose_from,
    letter_desk,
    letter_language,
    letter_named,
)
from recouv.usecases.session import Session

EMAIL = "email"
#: What is printed and put in the post.
POST = frozenset({"letter", "registered-letter"})


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
    hours: tuple[str, str] | None = None
    """Between which two, `HH:MM`, its step is carried out; `None` when it does not say."""
    chosen: str = ""
    """The letter that a person chose in place of the step's; empty where it is the step's own."""
    seen: Composed | None = None
    """The letter as a person read it, where it leaves so or not at all."""
    edit: Edit | None = None
    """What that person made of it."""

    @property
    def leaving(self) -> Composed | None:
        """The letter as it leaves: in the words of the person, where they changed them."""
        return with_edit(self.composed, self.edit) if self.composed and self.edit else self.composed


def prepare_day(
    session: Session, on: date, clients: Collection[str] = (), channels: Collection[str] = (EMAIL,)
) -> list[Prepared]:
    """The messages of the agenda of `on` by these channels, the most urgent first; of these clients alone, if any."""
    tasks = [
        task
        for task in plan_day(session, on).agenda.tasks
        if is_message(task, channels) and (not clients or task.client in clients)
    ]
    desk = letter_desk(session)
    prepared: list[Prepared] = []
    dossiers: dict[str, Dossier] = {}
    with session.workspace.git.asking(()) if tasks else nullcontext():  # who signs is asked once, not for each letter
        for task in tasks:
            try:
                dossier = session.workspace.read(task.client).dossier
            except RecouvError as error:
                prepared.append(_blocked(task, error.what, error.mend))
                continue
            dossiers[dossier.id] = dossier
            prepared += prepare_client(session, view_of(session, dossier, on), desk, only=task)
    return without_copies(session, prepared, dossiers)


def without_copies(session: Session, rows: Iterable[Prepared], dossiers: Mapping[str, Dossier]) -> list[Prepared]:
    """The same messages, those of a dossier of which there is a copy blocked; `dossiers` are theirs, by id."""
    copies = copies_of(session, dossiers.values())
    return [
        _blocked(
            row.task,
            say("{path} holds the same entries: one of the two is a copy", path=copies[dossiers[row.task.client].path]),
            say("delete the one that is not right: recouv check names what stands twice"),
        )
        if row.task.client in dossiers and dossiers[row.task.client].path in copies
        else row
        for row in rows
    ]


def prepare_client(
    session: Session, view: DossierView, desk: LetterDesk, *, only: Task, chosen: str = ""
) -> Iterator[Prepared]:
    """The message that the day asks for one client by the steps of `only`; nothing when it does so no more.

    `chosen` is a letter in place of the step's.
    """
    for task in view.tasks:
        if is_message(task, (only.channel,)) and task.steps == only.steps:
            yield _prepared(session, view, desk, task, chosen)


def is_wanted(row: Prepared, *, named: bool, confirm: bool = True) -> bool:
    """Whether a message goes: one by hand where its client is `named`, one to confirm where somebody does."""
    if row.standing is Standing.TO_CONFIRM:
        return named or confirm
    return row.standing is Standing.READY or (named and row.standing is Standing.BY_HAND)


def is_message(task: Task, channels: Collection[str]) -> bool:
    """Whether it is a step of a scenario by one of these channels: a task that somebody set by hand is theirs to do."""
    return task.channel in channels and bool(task.steps)


def asked_again(session: Session, desk: LetterDesk, dossier: Dossier, prepared: Prepared) -> Prepared:
    """The same message, made of the dossier as it is now.

    Raises:
        MovedOnError: the day does not ask for it any more, or for another amount; it is not as a person read it.
    """
    view = view_of(session, dossier, session.today)
    found = next(prepare_client(session, view, desk, only=prepared.task, chosen=prepared.chosen), None)
    if found is None:
        raise MovedOnError(say("it is not asked for any more"))
    if found.standing is Standing.BLOCKED or found.composed is None:
        raise MovedOnError(found.reason or say("it is not asked for any more"))
    if found.task.amount != prepared.task.amount or found.task.invoices != prepared.task.invoices:
        raise MovedOnError(say("the account has moved: {amount} now", amount=found.task.amount or "-"))
    if prepared.seen is not None:
        moved = what_moved(prepared.seen, found.composed)
        if moved is None and found.attachments != prepared.attachments:
            moved = say("its attachments are others than when it was read")
        if moved is not None:
            raise MovedOnError(moved)
    return replace(found, edit=prepared.edit)


class MovedOnError(RecouvError):
    """What was prepared is not what the day asks for now."""


def _prepared(session: Session, view: DossierView, desk: LetterDesk, task: Task, chosen: str) -> Prepared:
    if task.blocked_by is not None:
        return Prepared(task=task, standing=Standing.BLOCKED, reason=task.blocked_by)
    if chosen == task.letter:
        chosen = ""
    try:
        if not (task.letter or chosen):
            return _blocked(task, say("the step {step} names no letter", step=task.step))
        composed = compose_for_step(session, view, desk, task, chosen)
        step = step_of(session, task)
        required = step is not None and step.documents
        attachments: tuple[Attachment, ...] = ()
        if task.channel == EMAIL or required:  # paper is printed with what its step wants, and no more
            attachments = invoice_documents(session, view.dossier, composed.about.items, required=required)
    except RecouvError as error:
        problems = getattr(error, "problems", ())
        what = say("{place}: {what}", place=problems[0].place, what=problems[0].what) if problems else error.what
        return _blocked(task, what, problems[0].mend if problems else error.mend)
    unreachable = _unreachable(task, composed, view.dossier.path)
    if unreachable is not None:
        return unreachable
    standing = {Auto.YES: Standing.READY, Auto.CONFIRM: Standing.TO_CONFIRM}.get(Auto(task.auto), Standing.BY_HAND)
    hours = step.hours if step else None
    return Prepared(
        task=task, standing=standing, composed=composed, attachments=attachments, hours=hours, chosen=chosen
    )


def compose_for_step(session: Session, view: DossierView, desk: LetterDesk, task: Task, chosen: str = "") -> Composed:
    """The letter of a step, or the one chosen in its place: by the channel of the step, in its tone.

    Raises:
        RecouvError: it cannot be written; or it may not carry out that step.
    """
    letter = letter_named(desk.letters, chosen or task.letter, letter_language(session, view.dossier.client))
    if chosen and chosen != task.letter:
        why = why_not_for(letter, Channel(task.channel), task.tone)
        if why is not None:
            raise NothingFoundError(why, say("choose another letter"))
    asked = replace(task, letter=letter.name)  # whose channel and tone are then the letter's
    return compose_from(session, view, letter, about_task(view, asked, letter), desk=desk)


def step_of(session: Session, task: Task) -> Step | None:
    """The step of its scenario that a task carries out; `None` where it carries out none."""
    scenario = session.workspace.scenarios.get(task.scenario)
    return next((step for step in scenario.steps if step.id == task.step), None) if scenario else None


def _unreachable(task: Task, composed: Composed, path: str) -> Prepared | None:
    """That the message has nowhere to go; `None` when it has."""
    if task.channel in POST:
        if composed.to:
            return None
        return _blocked(
            task,
            say("the dossier has no address for {channel}", channel=Code(task.channel)),
            say("write address: in {path}", path=path),
        )
    try:
        header_address(composed.to)
    except InvalidAddressError:
        what = say("{address} is not an e-mail address", address=composed.to)
        if not composed.to:
            what = say("the dossier has no address for {channel}", channel=Code(task.channel))
        return _blocked(
            task,
            what,
            say("correct the contacts of {path}", path=path),
        )
    return None


def _blocked(task: Task, reason: Message, mend: Message | None = None) -> Prepared:
    return Prepared(task=task, standing=Standing.BLOCKED, reason=reason, mend=mend)
