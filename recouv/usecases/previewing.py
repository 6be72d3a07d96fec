"""A letter before it leaves: its words, where it goes, what it asks for, what goes with it, what stands in its way, and
what will be committed.  Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Recorded
from recouv.domain.errors import RecouvError
from recouv.domain.letter import Letter
from recouv.domain.message import Code, Message, say
from recouv.domain.money import Money
from recouv.domain.scenario import Channel
from recouv.domain.task import Task
from recouv.rules.letter_about import About
from recouv.rules.letter_choice import why_not_for
from recouv.rules.quiet_hours import why_not_now
from recouv.store.identifiers import new_entry_id
from recouv.store.journal_writing import write_entry
from recouv.usecases.carriers import carrier_name
from recouv.usecases.dossiers import DossierView, view_dossier
from recouv.usecases.letter_edits import Edit, doubts_about, what_moved, with_edit
from recouv.usecases.letters import (
    Composed,
    LetterDesk,
    about_of,
    compose_from,
    letter_desk,
    letter_language,
    letter_named,
)
from recouv.usecases.mail_day import (
    EMAIL,
    POST,
    Prepared,
    Standing,
    compose_for_step,
    is_message,
    prepare_client,
    step_of,
    without_copies,
)
from recouv.usecases.outgoing import intent, own_addresses
from recouv.usecases.posting import letter_action
from recouv.usecases.recording import Action
from recouv.usecases.session import Session

#: What stands for an ID and a fingerprint that are not made yet.
_TO_COME = "…"


class Obstacle(Struct, frozen=True, kw_only=True):
    """Something that a person should know before the letter leaves."""

    what: Message
    mend: Message | None = None
    blocks: bool = True
    """Whether it keeps the letter from leaving."""


class Piece(Struct, frozen=True, kw_only=True):
    """The document of an invoice, and whether it goes with the letter."""

    number: str
    name: str = ""
    """Of its file; empty where the dossier names none."""
    size: int = -1
    """Bytes; below zero where it does not go with the letter."""
    required: bool = False
    """Whether the letter does not leave without it."""


class Written(Struct, frozen=True, kw_only=True):
    """What will be committed before the letter leaves."""

    subject: str
    entry: str
    """As the journal will have it; what is not known yet is an ellipsis."""
    then: str
    """The subject of the commit that says what became of it."""


class Preview(Struct, frozen=True, kw_only=True):
    """A letter before it leaves."""

    view: DossierView
    task: Task | None
    """What the agenda asks; `None` where it asks for no letter."""
    prepared: Prepared | None = None
    """The message of the agenda; `None` for a script, a text message and a letter that no step asks for."""
    composed: Composed | None = None
    """In the words in which it would leave; `None` where it cannot be written."""
    obstacles: tuple[Obstacle, ...] = ()
    pieces: tuple[Piece, ...] = ()
    sender: str = ""
    reply_to: str = ""
    copy: str = ""
    carrier: str = ""
    """The server, or the folder of the outbox."""
    fallback: Message | None = None
    """By which other channel the step goes where the client has no address for its own."""
    not_now: Message | None = None
    """Why an e-mail does not leave at this hour, unless a person says that it does."""
    written: Written | None = None
    edit: Edit | None = None

    @property
    def channel(self) -> str:
        """By which the letter goes; empty where there is none."""
        return str(self.composed.channel) if self.composed else self.task.channel if self.task else ""

    @property
    def may_leave(self) -> bool:
        """Whether nothing but a person is wanted for it to leave."""
        return self.prepared is not None and not any(one.blocks for one in self.obstacles)

    @property
    def penalties(self) -> Money | None:
        """What it asks for beyond the invoices; `None` where it asks for no more."""
        if self.composed is None:
            return None
        about = self.composed.about
        more = self.composed.asked - about.asked
        return more if more.amount > 0 else None


class Choice(Struct, frozen=True, kw_only=True):
    """A letter of the workspace, for one client."""

    name: str
    is_asked: bool = False
    """Whether it is the one of the step."""
    carries_out: bool = False
    """Whether the step is done by it."""
    why_not: Message | None = None
    """Why it cannot be written, or why the step is not done by it."""
    subject: str = ""
    """Empty where it cannot be written."""


def preview_letter(
    session: Session,
    client: str,
    moment: datetime,
    *,
    asked: Task | None = None,
    name: str = "",
    edit: Edit | None = None,
) -> Preview:
    """The letter of the step `asked`, else of the first that asks for one; `name` is another in its place.

    Raises:
        RecouvError: the dossier cannot be read.
    """
    view = view_dossier(session, client)
    desk = letter_desk(session)
    task = _task_of(view, asked)
    if task is None and not name:
        return Preview(view=view, task=None, obstacles=tuple(_why_nothing(view)))
    prepared, composed, obstacles = _made(session, view, desk, task, name)
    if composed is not None and edit is not None:
        moved = what_moved(edit.of, composed)
        if moved is not None:
            what = say("edited before the account moved: {what}", what=moved)
            obstacles.append(Obstacle(what=what, mend=say("edit it again, and read what you change")))
        obstacles += [Obstacle(what=doubt, blocks=False) for doubt in doubts_about(edit)]
    if prepared is not None:
        prepared = replace(prepared, seen=prepared.composed, edit=edit)
    preview = Preview(
        view=view,
        task=task,
        prepared=prepared,
        composed=with_edit(composed, edit) if composed and edit else composed,
        obstacles=tuple(obstacles),
        pieces=tuple(_pieces(session, task, prepared, composed)),
        fallback=_fallback(session, task),
        edit=edit,
    )
    return _leaving(session, preview, moment) if prepared is not None else preview


def letter_choices(session: Session, client: str, asked: Task | None = None) -> list[Choice]:
    """Every letter of the workspace for that client: those that carry the step out first, then what may be written.

    Raises:
        RecouvError: the dossier cannot be read.
    """
    view = view_dossier(session, client)
    desk = letter_desk(session)
    task = _task_of(view, asked)
    found = [_choice(session, view, desk, task, name) for name in desk.letters.names]
    return sorted(found, key=lambda one: (not one.is_asked, not one.carries_out, not one.subject, one.name))


def _task_of(view: DossierView, asked: Task | None) -> Task | None:
    """What the agenda asks now in place of `asked`; the first that has a letter where nothing is."""
    written = [task for task in view.tasks if task.letter]
    if asked is not None:
        same = [task for task in written if (task.channel, task.step) == (asked.channel, asked.step)]
        exact = [task for task in same if task.steps == asked.steps]
        return next(iter(exact or same), None) if asked.letter else next(iter(written), None)
    return next(iter(written), None)


def _why_nothing(view: DossierView) -> Iterator[Obstacle]:
    yield Obstacle(
        what=say("the agenda asks for no letter to {name} on {day}", name=view.dossier.client.name, day=view.on)
    )
    for held in view.held:
        invoices = ", ".join(held.invoices)
        yield Obstacle(what=say("{invoices}: {reason}", invoices=invoices, reason=held.reason), blocks=False)


def _made(
    session: Session, view: DossierView, desk: LetterDesk, task: Task | None, name: str
) -> tuple[Prepared | None, Composed | None, list[Obstacle]]:
    """The message of the agenda, the letter as it can be shown, and what is known so far of what stands in its way."""
    obstacles: list[Obstacle] = []
    prepared = None
    if task is not None and is_message(task, (EMAIL, *POST)) and _carries_out(session, view, desk, task, name):
        found = prepare_client(session, view, desk, only=task, chosen=name)
        prepared = next(iter(without_copies(session, found, {view.dossier.id: view.dossier})), None)
    if prepared is not None and prepared.standing is Standing.BLOCKED and prepared.reason is not None:
        obstacles.append(Obstacle(what=prepared.reason, mend=prepared.mend))
    elif prepared is None and task is not None and task.blocked_by is not None:
        obstacles.append(Obstacle(what=task.blocked_by))
    if prepared is not None and prepared.composed is not None:
        return prepared, prepared.composed, obstacles
    try:
        composed = _shown(session, view, desk, task, name)
    except RecouvError as error:
        if not obstacles:
            obstacles += _of(error)
        return prepared, None, obstacles
    if prepared is None and composed.channel in (Channel.EMAIL, Channel.LETTER, Channel.REGISTERED_LETTER):
        why = say("no step asks for this letter: it is shown, kept in a file or copied, and logged once it was sent")
        obstacles.append(Obstacle(what=why))
    return prepared, composed, obstacles


def _of(error: RecouvError) -> Iterator[Obstacle]:
    problems = getattr(error, "problems", ())
    yield Obstacle(what=error.what, mend=error.mend)
    for problem in problems:
        yield Obstacle(what=say("{place}: {what}", place=problem.place, what=problem.what), mend=problem.mend)


def _carries_out(session: Session, view: DossierView, desk: LetterDesk, task: Task, name: str) -> bool:
    """Whether the step is done by the letter of that name: it is its own, or may stand in its place."""
    if not name or name == task.letter:
        return True
    letter = desk.letters.texts.get((name, letter_language(session, view.dossier.client)))
    return letter is not None and why_not_for(letter, Channel(task.channel), task.tone) is None


def _shown(session: Session, view: DossierView, desk: LetterDesk, task: Task | None, name: str) -> Composed:
    if task is not None and _carries_out(session, view, desk, task, name):
        return compose_for_step(session, view, desk, task, name)
    return compose_from(session, view, *_by_hand(session, view, desk, name), desk=desk)


def _by_hand(session: Session, view: DossierView, desk: LetterDesk, name: str) -> tuple[Letter, About]:
    letter = letter_named(desk.letters, name, letter_language(session, view.dossier.client))
    return letter, about_of(view, letter)


def _choice(session: Session, view: DossierView, desk: LetterDesk, task: Task | None, name: str) -> Choice:
    is_asked = task is not None and task.letter == name
    try:
        composed = _shown(session, view, desk, task, name)
    except RecouvError as error:
        problems = getattr(error, "problems", ())
        return Choice(name=name, is_asked=is_asked, why_not=problems[0].what if problems else error.what)
    if task is None or is_asked:
        return Choice(name=name, is_asked=is_asked, carries_out=is_asked, subject=composed.subject)
    why = why_not_for(composed.letter, Channel(task.channel), task.tone)
    return Choice(name=name, carries_out=why is None, why_not=why, subject=composed.subject)


def _pieces(
    session: Session, task: Task | None, prepared: Prepared | None, composed: Composed | None
) -> Iterator[Piece]:
    """The documents of the letter's invoices, each once."""
    if composed is None or composed.channel in (Channel.CALL, Channel.SMS):
        return
    step = step_of(session, task) if task else None
    required = step is not None and step.documents
    if composed.channel is not Channel.EMAIL and not required:
        return
    going = {piece.name: len(piece.data) for piece in prepared.attachments} if prepared else {}
    for item in {item.number: item for item in composed.about.items}.values():
        name = PurePosixPath(item.document).name if item.document else ""
        yield Piece(number=item.number, name=name, size=going.get(name, -1) if name else -1, required=required)


def _fallback(session: Session, task: Task | None) -> Message | None:
    step = step_of(session, task) if task else None
    if task is None or step is None:
        return None
    if step.fallback is not None and task.channel == step.fallback and task.channel != step.channel:
        return say("no address for {channel}: by {other}", channel=Code(step.channel), other=Code(step.fallback))
    if step.fallback is not None:
        return say("else {channel}", channel=Code(step.fallback))
    return None


def _leaving(session: Session, preview: Preview, moment: datetime) -> Preview:
    """With what the sending adds: addresses, the hour, and what is committed first."""
    prepared = preview.prepared
    assert prepared is not None
    obstacles = list(preview.obstacles)
    is_email = prepared.task.channel == EMAIL
    sender = reply_to = copy = ""
    why = None
    if is_email:
        mail = session.workspace.config.mail
        try:
            addresses = own_addresses(session)
            sender, reply_to, copy = addresses.sender, addresses.reply_to, addresses.copy
        except RecouvError as error:
            obstacles += _of(error)
        why = why_not_now(mail, session.house.calendar, moment, prepared.hours)
        if why is not None:
            obstacles.append(
                Obstacle(
                    what=say("not at this hour: {why}", why=why),
                    mend=say("you are asked before it leaves"),
                    blocks=False,
                )
            )
    written = None
    if prepared.composed is not None and not (is_email and not sender):
        written = _written(session, preview.view.dossier, prepared, moment)
    return replace(
        preview,
        obstacles=tuple(obstacles),
        not_now=why,
        sender=sender,
        reply_to=reply_to,
        copy=copy,
        carrier=carrier_name(session) if is_email else "",
        written=written,
    )


def _written(session: Session, dossier: Dossier, prepared: Prepared, moment: datetime) -> Written:
    """The entry and the subjects of the commits, made as they will be."""
    words = session.history_words
    name, task = dossier.client.name, prepared.task
    if task.channel == EMAIL:
        made = intent(session, dossier, prepared, own_addresses(session), moment)
        action, entry = made.made.action, made.entry
        became = say("sending: {name}, {outcome}, {to}", name=name, outcome=Code("sent"), to=made.shown)
    else:
        entry = new_entry_id({known.id for known in dossier.entries})
        action = letter_action(session, dossier, prepared, entry, b"")
        became = say("sending: {name}, {what}, {outcome}", name=name, what=Code(task.channel), outcome=Code("sent"))
    return Written(
        subject=words.text(action.subject), entry=_entry_text(session, action, entry), then=words.text(became)
    )


def _entry_text(session: Session, action: Action, entry: str) -> str:
    (draft,) = action.drafts
    hidden = {"sha256": _TO_COME, "message_id": _TO_COME}
    fields = tuple((key, hidden.get(key, value)) for key, value in draft.fields)
    shown = Draft(date=draft.date, kind=draft.kind, fields=fields, id=entry, text=draft.text)
    try:
        recorded = session.recorded(None)
    except RecouvError:  # git does not know who commits, which the commit will say
        recorded = Recorded(_TO_COME, "")
    return write_entry(shown, replace(recorded, at=_TO_COME)).replace(entry, _TO_COME)
