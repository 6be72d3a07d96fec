"""Answers and notices taken in: each to the dossier whose message it is about, once.

- An answer is a `reply`, with the sender's own words; the message is kept whole under `documents/received`.
- A notice that a message did not arrive is a `sending`: `undeliverable` where there is no such address, else `failed`.
- What a machine answers, and a notice of a delay, is a `note`: nobody has read anything, and reminders go on.

A message is attached by what it answers, if an e-mail of the dossier really has that Message-ID.  One from a client's
address that answers nothing known is told, for a person to decide.  Whatever says that a message arrived settles one of
which nobody knew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Entry, Field
from recouv.domain.errors import RecouvError
from recouv.domain.message import Code, Message, say
from recouv.letters.mail import fingerprint
from recouv.letters.mailboxes import LARGEST, Mailbox, Waiting
from recouv.letters.received import Head, Received, Report, Sort, Verdict, read_head, read_received
from recouv.rules.standing import standing
from recouv.store.identifiers import new_entry_id
from recouv.usecases.committing import Write
from recouv.usecases.correspondence import Correspondence, correspondence
from recouv.usecases.fields import numbers_field, present
from recouv.usecases.recording import Action, Made, record_made
from recouv.usecases.session import Session

#: Folder of what came in.
RECEIVED = "documents/received"


class Became(StrEnum):
    """What became of a message that came in."""

    ANSWER = "answer"
    AUTOMATIC = "automatic"
    UNDELIVERABLE = "undeliverable"
    FAILED = "failed"
    NOTICE = "notice"
    """A delay, or a message that arrived."""
    NOT_ATTACHED = "not-attached"
    REFUSED = "refused"
    """The dossier could not be written: it is taken in next time."""


class Taken(Struct, frozen=True, kw_only=True):
    """One message, and what became of it."""

    became: Became
    message_id: str
    address: str
    subject: str
    day: date | None
    client: str = ""
    name: str = ""
    candidates: tuple[str, ...] = ()
    """Of one not attached: the clients with that address."""
    entry: str = ""
    """The ID of what was recorded; empty when nothing was."""
    words: str = ""
    """How it begins, or what the server said."""
    reason: Message | None = None


def take_in(session: Session, mailbox: Mailbox, *, dry_run: bool = False) -> Iterator[Taken]:
    """What came in about the clients of the workspace, each message recorded as it is told; others are passed over.

    Raises:
        MailboxError: it cannot be read.
    """
    known = correspondence(session)
    seen = set(known.taken)
    for one in mailbox.waiting():
        head = read_head(one.head)
        if head.message_id in seen or head.message_id in known.ours:
            continue
        seen.add(head.message_id)
        taken = _taken(session, mailbox, known, one, head, dry_run=dry_run)
        if taken is not None:
            if taken.became is Became.REFUSED:
                mailbox.keep(one)
            yield taken


def _taken(
    session: Session, mailbox: Mailbox, known: Correspondence, one: Waiting, head: Head, *, dry_run: bool
) -> Taken | None:
    answered = next((identifier for identifier in head.answers if identifier in known.ours), "")
    if not answered and head.sort is not Sort.STATUS:
        return _not_attached(known, head)
    data = mailbox.read(one)
    received = read_received(data)
    if head.sort is Sort.STATUS:
        answered = answered or next((found for found in received.mentioned if found in known.ours), "")
    if not answered:
        return None
    return _Attaching(session, head, received, answered, data if one.size <= LARGEST else b"").record(
        known.ours[answered], dry_run=dry_run
    )


def _not_attached(known: Correspondence, head: Head) -> Taken | None:
    candidates = known.contacts.get(head.address, ())
    if not candidates or head.sort is not Sort.ANSWER:
        return None
    return Taken(
        became=Became.NOT_ATTACHED,
        message_id=head.message_id,
        address=head.address,
        subject=head.subject,
        day=head.day,
        name=candidates[0][1],
        candidates=tuple(identifier for identifier, _ in candidates),
    )


class _Attaching:
    """One message attached to one of ours."""

    def __init__(self, session: Session, head: Head, received: Received, answered: str, data: bytes) -> None:
        self.session = session
        self.head = head
        self.received = received
        self.answered = answered
        self.data = data
        """Empty where it is too large to be kept."""
        self.taken: Taken | None = None

    def record(self, client: str, *, dry_run: bool) -> Taken | None:
        """Write it in the dossier; `None` when it says nothing of use, or was taken in meanwhile."""
        try:
            if dry_run:
                self._make(self.session.workspace.read(client).dossier)
                return self.taken
            record_made(self.session, client, self._make)
        except _NothingToSayError:
            return None
        except RecouvError as error:
            return self._told(Became.REFUSED, client, client, reason=error.what)
        return self.taken

    def _make(self, dossier: Dossier) -> Made:
        facts = standing(dossier.entries, self.session.last_recording_day)
        message = next((fact for fact in facts if fact.word("message_id") == self.answered), None)
        if message is None or any(entry.word("message_id") == self.head.message_id for entry in dossier.entries):
            raise _NothingToSayError(say("it is there already"))
        entry = new_entry_id({known.id for known in dossier.entries})
        became, draft = self._draft(message, entry)
        path = f"{RECEIVED}/{self.session.today:%Y/%m}/{entry}.eml"
        keeps = bool(self.data) and became in (Became.ANSWER, Became.UNDELIVERABLE, Became.FAILED)
        if keeps:
            kept = (("document", path), ("sha256", fingerprint(self.data)))
            draft = Draft(
                date=draft.date,
                kind=draft.kind,
                target=draft.target,
                fields=(*draft.fields, *kept),
                text=draft.text,
                id=entry,
            )
        drafts = [draft]
        if message.word("outcome") == "unconfirmed" and became not in (Became.UNDELIVERABLE, Became.FAILED):
            drafts.append(self._arrived(message))
        name = dossier.client.name
        self.taken = self._told(became, dossier.id, name, entry=entry)
        subject = say("{kind}: {name}, {subject}", kind=Code(draft.kind), name=name, subject=self.head.subject or "-")
        action = Action(
            dossier=dossier.id, name=draft.kind, drafts=tuple(drafts), subject=subject, invoices=message.invoices
        )
        return Made(action=action, files=(Write(path=path, before=None, after=self.data),) if keeps else ())

    def _draft(self, message: Entry, entry: str) -> tuple[Became, Draft]:
        match self.head.sort:
            case Sort.STATUS:
                return self._status(message, entry)
            case Sort.AUTOMATIC:
                return Became.AUTOMATIC, self._talk("note", message, entry, say("automatic answer"))
            case _:
                return Became.ANSWER, self._talk("reply", message, entry)

    def _status(self, message: Entry, entry: str) -> tuple[Became, Draft]:
        to = message.word("to").casefold()
        about = [one for one in self.received.reports if not one.recipients or to in one.recipients]
        heaviest = min(about, key=lambda one: _WEIGHT[one.verdict], default=None)
        if heaviest is None or heaviest.verdict is Verdict.NOTHING:
            # another recipient's, as a copy or where the client's mail is forwarded to, or one that only waits
            return Became.NOTICE, self._talk("note", message, entry, say("notice of the mail server"), heaviest)
        became = Became.UNDELIVERABLE if heaviest.verdict is Verdict.NO_ADDRESS else Became.FAILED
        fields = (
            ("outcome", str(became)),
            *present(("reason", heaviest.words)),
            ("message_id", self.head.message_id),
        )
        return became, Draft(date=self._day(message), kind="sending", target=message.id, fields=fields, id=entry)

    def _talk(
        self, kind: str, message: Entry, entry: str, what: Message | None = None, report: Report | None = None
    ) -> Draft:
        head = self.head
        subject = f"{self.session.history_words.text(what)}: {head.subject}" if what else head.subject
        fields: tuple[Field, ...] = (
            *present(("with", self._who(message)), ("subject", subject)),
            *((numbers_field(message.invoices),) if message.invoices else ()),
            ("message_id", head.message_id),
        )
        text = (report.words if report and report.words else self.received.text) or ""
        if not self.data:
            large = self.session.history_words.text(say("too large to be kept here: it is in the mailbox"))
            text = f"{text}\n({large})".strip()
        return Draft(date=self._day(message), kind=kind, fields=fields, text=text, id=entry)

    def _arrived(self, message: Entry) -> Draft:
        """That a message of which nobody knew has left: somebody, or some machine, answers it."""
        fields = (("outcome", "sent"), ("reference", self.head.message_id))
        return Draft(date=self._day(message), kind="sending", target=message.id, fields=fields)

    def _who(self, message: Entry) -> str:
        head = self.head
        if head.address and head.address == message.word("to").casefold() and message.word("with"):
            return message.word("with")
        return f"{head.name} <{head.address}>" if head.name and head.address else head.name or head.address

    def _day(self, message: Entry) -> date:
        """Its own, between the message it answers and today: a stranger's clock says anything."""
        return max(message.date, min(self.head.day or self.session.today, self.session.today))

    def _told(self, became: Became, client: str, name: str, *, entry: str = "", reason: Message | None = None) -> Taken:
        words: Sequence[str] = self.received.text.splitlines()
        if became in (Became.UNDELIVERABLE, Became.FAILED, Became.NOTICE):
            words = [report.words for report in self.received.reports if report.words]
        return Taken(
            became=became,
            message_id=self.head.message_id,
            address=self.head.address,
            subject=self.head.subject,
            day=self.head.day,
            client=client,
            name=name,
            entry=entry,
            words=words[0] if words else "",
            reason=reason,
        )


_WEIGHT = {Verdict.NO_ADDRESS: 0, Verdict.FAILED: 1, Verdict.NOTHING: 2}


class _NothingToSayError(RecouvError):
    """The dossier says it already, or is not about that message."""
