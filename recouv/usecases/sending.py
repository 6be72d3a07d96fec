"""Messages that leave: each at most once, none silently lost.

For each message, in this order:

1. under the workspace's lock the dossier is read again, the task asked for again and the letter written again: what was
   paid, promised or disputed meanwhile stops it;
2. the message is committed as it will leave (`sent/`), with an entry that says it *may* have left, and the commit is
   given to the remote, if there is one: a colleague who sends the same message learns of it before sending;
3. a note that the dialogue begins is flushed to the disk; the message is handed over;
4. what became of it is committed as a `sending` entry.

Killed anywhere, a message is sent, certainly not sent, or one of which nobody knows; that one is never sent again by
itself: the agenda shows it until a person says what became of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Field
from recouv.domain.errors import RecouvError, UsageError, WorkspaceError
from recouv.domain.message import Code, Message, say
from recouv.letters.mail import Outgoing, as_message, fingerprint, header_address, recipients
from recouv.letters.outbox import is_in_outbox, put_in_outbox
from recouv.letters.smtp import Answer, Fate
from recouv.rules.standing import standing
from recouv.store.git_remote import Upstream, behind, fetch, push, upstream
from recouv.store.identifiers import new_entry_id
from recouv.store.letters_folder import Letters, read_letters
from recouv.store.sending_state import Note, SendingNotes
from recouv.usecases.committing import Write, exclusive
from recouv.usecases.dossiers import view_of
from recouv.usecases.fields import numbers_field, present
from recouv.usecases.mail_day import Prepared, Standing, prepare_client
from recouv.usecases.recording import Action, Made, record, record_made
from recouv.usecases.session import Session

#: Folder of the messages that left.
SENT = "sent"


_OUTCOMES = {
    Fate.SENT: "sent",
    Fate.REFUSED: "undeliverable",
    Fate.LATER: "failed",
    Fate.UNKNOWN: "unconfirmed",
}


class Carrier(Protocol):
    """What takes messages away."""

    def deliver(self, data: bytes, *, sender: str, to: Sequence[str]) -> Answer:
        """Hand one message over; never raises for what the other side does."""


class Outbox:
    """The maildir where messages wait for the person's own mail program."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, data: bytes, *, sender: str, to: Sequence[str]) -> Answer:  # noqa: ARG002 - as a server has them
        """Keep the message there."""
        try:
            name = put_in_outbox(self.folder, data)
        except OSError as error:
            return Answer(fate=Fate.LATER, words=error.strerror or str(error))
        return Answer(fate=Fate.SENT, words=f"outbox {name}")


class Posted(Struct, frozen=True, kw_only=True):
    """What became of one message."""

    client: str
    name: str
    to: str
    fate: Fate
    words: str = ""
    """The server's own."""
    reason: Message | None = None
    """Why it did not leave, where it was not even handed over."""


class Sender:
    """One sending of several messages, in one workspace, by one carrier."""

    def __init__(
        self, session: Session, carrier: Carrier, moment: Callable[[], datetime], *, offline: bool = False
    ) -> None:
        """`moment` gives the time of the day; `offline` sends without asking the remote."""
        self._session = session
        self._carrier = carrier
        self._moment = moment
        self._offline = offline
        root = session.workspace.root
        self._root = root
        scratch = session.workspace.git.folder / "recouv"
        self._notes = SendingNotes(scratch)
        self._letters: Letters = read_letters(root)
        self._alone: AbstractContextManager[None] = nullcontext()
        self._followed: Upstream | None = None

    def __enter__(self) -> Self:
        """Be the only one to send from this clone, with all that the remote has.

        Raises:
            WorkspaceError: somebody else is sending, or the remote has what we have not.
        """
        self._alone = self._notes.alone()
        self._alone.__enter__()
        try:
            with exclusive(self._session):
                pass  # an action that was killed before its commit is taken back: what it wrote was not said
            self._look_at_the_remote()
        except BaseException:
            self._alone.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._alone.__exit__(None, None, None)

    def settle_interrupted(self) -> list[Posted]:
        """Say what is known of messages that an earlier sending left open: those never begun did not leave."""
        settled = []
        for note in self._notes.all():
            dossier = self._session.workspace.read(note.dossier).dossier
            facts = {fact.id: fact for fact in standing(dossier.entries, self._session.last_recording_day)}
            message = facts.get(note.entry)
            if message is None or message.word("outcome") != "unconfirmed":
                self._notes.forget(note.entry)
                continue
            answer = self._known(note)
            if answer is not None:
                settled.append(self._settle(dossier, note, message.word("to"), answer))
        return settled

    def send(self, wanted: Sequence[Prepared]) -> Generator[Posted, None, None]:
        """Each message in turn, with what became of it.

        The caller goes on when it likes; where it stops, the rest is recorded as not sent.
        """
        intended: list[_Intent] = []
        try:
            for prepared in wanted:
                try:
                    intended.append(self._intend(prepared))
                except RecouvError as error:
                    yield left_out(prepared, error.what)
            if not self._shared(intended):
                remote = self._followed.remote if self._followed else ""
                while intended:
                    yield self._not_sent(intended.pop(0), say("somebody gave {remote} other commits", remote=remote))
            while intended:
                intent = intended[0]
                self._notes.keep(intent.note(begun=True))
                intended.pop(0)
                answer = self._carrier.deliver(intent.data, sender=intent.sender, to=intent.to)
                yield self._settle(intent.dossier, intent.note(begun=True), intent.shown, answer)
        finally:
            for intent in intended:
                self._not_sent(intent, say("stopped before it was sent"))

    def share_results(self) -> None:
        """Give what became of the messages to the remote; the next sync does it if this cannot."""
        if self._followed is not None:
            push(self._root, self._followed)

    # Inside

    def _look_at_the_remote(self) -> None:
        followed = None if self._offline else upstream(self._root)
        if followed is None:
            return
        fetch(self._root, followed)
        missing = behind(self._root)
        if missing:
            raise WorkspaceError(
                say("{remote} has {count} commits that are not here", remote=followed.remote, count=missing),
                say("take them in first (recouv sync, or git pull): a colleague may have written to the same clients"),
            )
        self._followed = followed

    def _intend(self, prepared: Prepared) -> _Intent:
        intents: list[_Intent] = []

        def make(dossier: Dossier) -> Made:
            again = self._asked_again(dossier, prepared)
            intent = self._intent(dossier, again)
            self._notes.keep(intent.note(begun=False))
            intents.append(intent)
            return intent.made

        try:
            record_made(self._session, prepared.task.client, make)
        except BaseException:
            for intent in intents:
                self._notes.forget(intent.entry)
            raise
        return intents[0]

    def _asked_again(self, dossier: Dossier, prepared: Prepared) -> Prepared:
        """The same message, made of the dossier as it is now.

        Raises:
            MovedOnError: the day does not ask for it any more, or for another amount.
        """
        view = view_of(self._session, dossier, self._session.today)
        found = next(prepare_client(self._session, view, self._letters, only=prepared.task.steps), None)
        if found is None:
            raise MovedOnError(say("it is not asked for any more"))
        if found.standing is Standing.BLOCKED or found.composed is None:
            raise MovedOnError(found.reason or say("it is not asked for any more"))
        if found.task.amount != prepared.task.amount or found.task.invoices != prepared.task.invoices:
            raise MovedOnError(say("the account has moved: {amount} now", amount=found.task.amount or "-"))
        return found

    def _intent(self, dossier: Dossier, prepared: Prepared) -> _Intent:
        composed, task = prepared.composed, prepared.task
        assert composed is not None
        mail = self._session.workspace.config.mail
        moment = self._moment()
        entry = new_entry_id({known.id for known in dossier.entries})
        sender = sender_address(self._session)
        domain = header_address(sender).domain
        message_id = f"<{entry}.{secrets.token_hex(4)}.{dossier.id}@{domain}>"
        answers = mail.reply_to or composed.values.sender.email
        data = as_message(
            Outgoing(
                message_id=message_id,
                moment=moment,
                sender=sender,
                to=composed.to,
                reply_to="" if answers in sender else answers,
                subject=composed.subject,
                text=composed.text,
                html=composed.html,
                attachments=prepared.attachments,
            )
        )
        path = f"{SENT}/{self._session.today:%Y/%m}/{entry}.eml"
        fields: list[Field] = [
            *present(("with", composed.contact.name if composed.contact else "")),
            ("to", composed.to),
            ("subject", composed.subject),
            ("outcome", "unconfirmed"),
            numbers_field(task.invoices),
            ("scenario", task.scenario),
            ("steps", tuple(f"{number}: {step}" for number, step in task.steps)),
            ("message_id", message_id),
            ("document", path),
            ("sha256", fingerprint(data)),
        ]
        draft = Draft(date=self._session.today, kind="email", fields=tuple(fields), id=entry)
        subject = say(
            "email: {name}, {step}, {amount}", name=dossier.client.name, step=Code(task.step), amount=task.amount or "-"
        )
        action = Action(dossier=dossier.id, name="email", drafts=(draft,), subject=subject, invoices=task.invoices)
        return _Intent(
            dossier=dossier,
            entry=entry,
            message_id=message_id,
            data=data,
            sender=header_address(sender).addr_spec,
            to=recipients(composed.to, mail.copy),
            shown=composed.to,
            made=Made(action=action, files=(Write(path=path, before=None, after=data),)),
        )

    def _shared(self, intended: Sequence[_Intent]) -> bool:
        """Whether the remote has what is about to leave, or there is none; false when it moved meanwhile."""
        return not intended or self._followed is None or push(self._root, self._followed)

    def _not_sent(self, intent: _Intent, why: Message) -> Posted:
        answer = Answer(fate=Fate.LATER, words=self._session.history_words.text(why))
        return self._settle(intent.dossier, intent.note(begun=False), intent.shown, answer)

    def _known(self, note: Note) -> Answer | None:
        """What is certain of a message left open; `None` when nothing is."""
        if isinstance(self._carrier, Outbox):
            kept = is_in_outbox(self._carrier.folder, note.message_id)
            return Answer(fate=Fate.SENT if kept else Fate.LATER, words="outbox" if kept else "interrupted")
        return None if note.begun else Answer(fate=Fate.LATER, words="interrupted")

    def _settle(self, dossier: Dossier, note: Note, to: str, answer: Answer) -> Posted:
        """Commit what became of a message; of one that nobody knows the journal says so already."""
        posted = Posted(client=dossier.id, name=dossier.client.name, to=to, fate=answer.fate, words=answer.words)
        if answer.fate is Fate.UNKNOWN:
            return posted
        record(self._session, sending_action(self._session, dossier, note.entry, to, answer))
        self._notes.forget(note.entry)
        return posted


class MovedOnError(RecouvError):
    """What was prepared is not what the day asks for now."""


class _Intent(Struct, frozen=True, kw_only=True):
    """A message about to leave, already in the journal."""

    dossier: Dossier
    entry: str
    message_id: str
    data: bytes
    sender: str
    to: Sequence[str]
    shown: str
    made: Made

    def note(self, *, begun: bool) -> Note:
        return Note(dossier=self.dossier.id, entry=self.entry, message_id=self.message_id, begun=begun)


def sender_address(session: Session) -> str:
    """The address that messages come from.

    Raises:
        UsageError: recouv.yaml names none that is one.
    """
    config = session.workspace.config
    address = config.mail.sender or config.creditor.get("email", "")
    name = config.creditor.get("name", "")
    written = address if "<" in address or not name else f"{name.replace('<', ' ').replace('>', ' ')} <{address}>"
    try:
        header_address(written)
    except ValueError:
        raise UsageError(
            say("messages have no sender: {address} is not an address", address=address or "-"),
            say("write mail: from: in recouv.yaml, or the creditor's email"),
        ) from None
    return written


def sending_action(session: Session, dossier: Dossier, entry: str, to: str, answer: Answer) -> Action:
    """What became of a message, as `record` writes it."""
    outcome = _OUTCOMES[answer.fate]
    key = "reference" if outcome == "sent" else "reason"
    fields = (("outcome", outcome), *present((key, answer.words)))
    draft = Draft(date=session.today, kind="sending", target=entry, fields=fields)
    subject = say("sending: {name}, {outcome}, {to}", name=dossier.client.name, outcome=Code(outcome), to=to)
    return Action(dossier=dossier.id, name="sending", drafts=(draft,), subject=subject)


def left_out(prepared: Prepared, reason: Message) -> Posted:
    """A message that was not handed over."""
    return Posted(client=prepared.task.client, name=prepared.task.name, to="", fate=Fate.LATER, reason=reason)
