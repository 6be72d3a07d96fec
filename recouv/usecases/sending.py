"""Messages that leave: each at most once, none silently lost.

They go by small batches.  For each batch, in this order:

1. under the workspace's lock each dossier is read again, the task asked for again and the letter written again: what
   was paid, promised or disputed meanwhile stops it;
2. the message is committed as it will leave (`sent/`), with an entry that says it *may* have left, and the commits are
   given to the remote, if there is one: a colleague who sends the same message learns of it before sending;
3. each message in turn: its dossier is looked at once more, a note that the dialogue begins is flushed to the disk, and
   the message is handed over;
4. the answer is noted, then committed as a `sending` entry.

Killed anywhere, a message is sent, certainly not sent, or one of which nobody knows; that one is never sent again by
itself: the agenda shows it until a person says what became of it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft
from recouv.domain.errors import RecouvError
from recouv.domain.message import Code, Message, say
from recouv.letters.outbox import is_in_outbox
from recouv.letters.smtp import Answer, Fate
from recouv.rules.quiet_hours import why_not_now
from recouv.rules.standing import standing
from recouv.store.sending_state import Note, SendingNotes
from recouv.usecases.carriers import OUTBOX, Carrier
from recouv.usecases.committing import exclusive
from recouv.usecases.fields import present
from recouv.usecases.letters import letter_desk
from recouv.usecases.mail_day import MovedOnError, Prepared, asked_again
from recouv.usecases.outgoing import Addresses, Intent, basis_of, intent, own_addresses
from recouv.usecases.recording import Action, Made, record, record_made
from recouv.usecases.session import Session
from recouv.usecases.sharing import Remote

#: Messages committed, and given to the remote, before the first of them leaves: so few are of yesterday's news, and so
#: few are to be told as not sent when somebody stops.
BATCH = 20

_OUTCOMES = {
    Fate.SENT: "sent",
    Fate.REFUSED: "undeliverable",
    Fate.LATER: "failed",
    Fate.UNKNOWN: "unconfirmed",
}


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
    entry: str = ""
    """Its ID in the journal; empty when it was not even written there."""
    unrecorded: Message | None = None
    """Why the journal does not say what became of it: it says that it may have left."""

    @property
    def has_left(self) -> bool:
        """Whether it is certain that it left."""
        return self.fate is Fate.SENT

    @property
    def may_have_left(self) -> bool:
        """Whether nobody knows."""
        return self.fate is Fate.UNKNOWN


class Sender:
    """One sending of several messages, in one workspace, by one carrier."""

    def __init__(
        self,
        session: Session,
        carrier: Carrier,
        moment: Callable[[], datetime],
        *,
        offline: bool = False,
        any_time: bool = False,
    ) -> None:
        """`moment` gives the local time; `offline` sends without asking the remote, `any_time` whatever the hour."""
        self._session = session
        self._carrier = carrier
        self._moment = moment
        self._offline = offline
        self._any_time = any_time
        self._notes = SendingNotes(session.workspace.git.folder / "recouv")
        self._desk = letter_desk(session)
        self._alone: AbstractContextManager[None] = nullcontext()
        self._remote = Remote(session)
        self._over: Message | None = None
        """Why nothing more is sent."""

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
            if not self._offline:
                self._remote.require_all_of_it()
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
            try:
                dossier = self._session.workspace.read(note.dossier).dossier
            except RecouvError:
                continue  # not there on this branch, or not to be read: the note waits
            facts = {fact.id: fact for fact in standing(dossier.entries, self._session.last_recording_day)}
            message = facts.get(note.entry)
            if message is None or message.word("outcome") != "unconfirmed":
                self._notes.forget(note.entry)
                continue
            answer = _known(note)
            if answer is not None:
                settled.append(self._settled(dossier, note, message.word("to"), answer))
        return settled

    def send(self, wanted: Sequence[Prepared]) -> Generator[Posted, None, None]:
        """Each message in turn, with what became of it.

        The caller goes on when it likes; where it stops, what was about to leave is recorded as not sent.

        Raises:
            UsageError: recouv.yaml names no address to send from, or one that is none.
        """
        _ = self._addresses
        for first in range(0, len(wanted), BATCH):
            yield from self._send(wanted[first : first + BATCH])

    def share_results(self) -> Message | None:
        """Give what became of the messages to the remote; why that cannot be done, `None` when it is."""
        return self._remote.give() or (None if self._offline else self._remote.unfollowed())

    # Inside

    @cached_property
    def _addresses(self) -> Addresses:
        return own_addresses(self._session)

    def _send(self, batch: Sequence[Prepared]) -> Generator[Posted, None, None]:
        intended: list[Intent] = []
        try:
            for prepared in batch:
                try:
                    self._require_now(prepared)
                    intended.append(self._intend(prepared))
                except RecouvError as error:
                    yield left_out(prepared, error.what)
            if intended and self._over is None:
                self._over = self._remote.give()  # before anything leaves
            while intended:
                yield self._deliver(intended.pop(0))
        finally:
            for one in intended:
                self._not_sent(one, say("stopped before it was sent"))

    def _require_now(self, prepared: Prepared) -> None:
        """Refuse what may not leave at this moment.

        Raises:
            MovedOnError: the server takes no more, or it is not the hour.
        """
        if self._over is not None:
            raise MovedOnError(self._over)
        if self._any_time:
            return
        mail, calendar = self._session.workspace.config.mail, self._session.house.calendar
        why = why_not_now(mail, calendar, self._moment(), prepared.hours)
        if why is not None:
            raise MovedOnError(why)

    def _intend(self, prepared: Prepared) -> Intent:
        intents: list[Intent] = []

        def make(dossier: Dossier) -> Made:
            again = asked_again(self._session, self._desk, dossier, prepared)
            one = intent(self._session, dossier, again, self._addresses, self._moment())
            self._notes.keep(self._note(one, begun=False))
            intents.append(one)
            return one.made

        try:
            record_made(self._session, prepared.task.client, make)
        except BaseException:
            for one in intents:
                self._notes.forget(one.entry)
            raise
        return intents[0]

    def _deliver(self, one: Intent) -> Posted:
        """Hand over a message that the journal knows of, unless something came in between."""
        note = self._note(one, begun=True)
        try:
            self._require_now(one.prepared)
            self._require_as_written(one)
            self._notes.keep(note)
        except RecouvError as error:
            return self._not_sent(one, error.what)
        answer = self._carrier.deliver(one.data, sender=one.sender, to=one.to)
        if answer.gone:
            self._over = say("nothing takes messages any more: {reason}", reason=answer.words)
        return self._settled(one.dossier, note, one.shown, answer)

    def _require_as_written(self, one: Intent) -> None:
        """Refuse a message to a client of whom something was learnt since it was written.

        Raises:
            MovedOnError: the dossier is not what it was.
        """
        now = self._session.workspace.read(one.dossier.id).dossier
        if not now.readable or basis_of(now) != one.basis:
            raise MovedOnError(say("the dossier has changed since it was written"))

    def _note(self, one: Intent, *, begun: bool) -> Note:
        return Note(
            dossier=one.dossier.id,
            entry=one.entry,
            message_id=one.message_id,
            carrier=self._carrier.name,
            begun=begun,
        )

    def _not_sent(self, one: Intent, why: Message) -> Posted:
        answer = Answer(fate=Fate.LATER, words=self._session.history_words.text(why))
        return replace(self._settled(one.dossier, self._note(one, begun=False), one.shown, answer), reason=why)

    def _settled(self, dossier: Dossier, note: Note, to: str, answer: Answer) -> Posted:
        """Commit what became of a message; of one that nobody knows the journal says so already."""
        posted = Posted(
            client=dossier.id,
            name=dossier.client.name,
            to=to,
            fate=answer.fate,
            words=answer.words,
            entry=note.entry,
        )
        if answer.fate is Fate.UNKNOWN:
            return posted
        with suppress(RecouvError):  # what is known outlives a commit that git refuses, if the disk takes it
            self._notes.keep(replace(note, fate=str(answer.fate), words=answer.words))
        try:
            record(self._session, sending_action(self._session, dossier, note.entry, to, answer))
        except RecouvError as error:
            self._over = self._over or say(
                "what became of the messages cannot be recorded: {reason}", reason=error.what
            )
            return replace(posted, unrecorded=error.what)
        self._notes.forget(note.entry)
        return posted


def sending_action(session: Session, dossier: Dossier, entry: str, to: str, answer: Answer) -> Action:
    """What became of a message, as `record` writes it."""
    outcome = _OUTCOMES[answer.fate]
    key = "reference" if outcome == "sent" else "reason"
    fields = (("outcome", outcome), *present((key, answer.words)))
    draft = Draft(date=session.today, kind="sending", target=entry, fields=fields)
    subject = say("sending: {name}, {outcome}, {to}", name=dossier.client.name, outcome=Code(outcome), to=to)
    return Action(dossier=dossier.id, name="sending", drafts=(draft,), subject=subject)


def left_out(prepared: Prepared, reason: Message) -> Posted:
    """A message that was not handed over, and is not in the journal."""
    return Posted(client=prepared.task.client, name=prepared.task.name, to="", fate=Fate.LATER, reason=reason)


def _known(note: Note) -> Answer | None:
    """What is certain of a message left open; `None` when nothing is."""
    if note.fate:
        return Answer(fate=Fate(note.fate), words=note.words)
    if not note.begun:
        return Answer(fate=Fate.LATER, words="interrupted")
    if note.carrier.startswith(OUTBOX) and is_in_outbox(Path(note.carrier.removeprefix(OUTBOX)), note.message_id):
        return Answer(fate=Fate.SENT, words="outbox")
    return None  # not in the outbox: a mail program may have sent it
