"""A message as it is about to leave, and the entry that says so: both of the same words, committed together."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from recouv.domain.dossier import Client, Dossier
from recouv.domain.entry import Draft, Entry, Field
from recouv.domain.errors import UsageError
from recouv.domain.message import Code, Message, say
from recouv.domain.task import Task
from recouv.letters.mail import (
    InvalidAddressError,
    Outgoing,
    as_message,
    fingerprint,
    header_address,
    recipients,
)
from recouv.store.identifiers import is_dossier_id, new_entry_id
from recouv.usecases.committing import Write
from recouv.usecases.fields import numbers_field, present
from recouv.usecases.mail_day import EMAIL, Prepared
from recouv.usecases.recording import Action, Made
from recouv.usecases.session import Session

#: Folder of the messages that left.
SENT = "sent"
#: Of a dossier's id in a Message-ID: headers are not to be folded.
_LONGEST_ID = 40
#: What the sending itself writes, and does not change what a message says.
_OF_THE_SENDING = frozenset({EMAIL, "sending"})


class Addresses(Struct, frozen=True, kw_only=True):
    """Those that are the same for every message."""

    sender: str
    """As its header has it."""
    reply_to: str
    """Empty when answers go to the sender."""
    copy: str
    """Empty for none."""


class Intent(Struct, frozen=True, kw_only=True):
    """A message about to leave, already in the journal."""

    prepared: Prepared
    dossier: Dossier
    entry: str
    message_id: str
    data: bytes
    sender: str
    to: Sequence[str]
    shown: str
    made: Made

    @property
    def basis(self) -> object:
        """What the message rests on."""
        return basis_of(self.dossier)


def basis_of(dossier: Dossier) -> tuple[Client, list[Entry]]:
    """What a message to the client rests on: all that the dossier says, messages apart."""
    return dossier.client, [entry for entry in dossier.entries if entry.kind not in _OF_THE_SENDING]


def own_addresses(session: Session) -> Addresses:
    """The creditor's side of every message.

    Raises:
        UsageError: recouv.yaml names no address to send from, or one that is none.
    """
    config = session.workspace.config
    address = config.mail.sender or config.creditor.get("email", "")
    name = config.creditor.get("name", "")
    written = address if "<" in address or not name else f"{name.replace('<', ' ').replace('>', ' ')} <{address}>"
    sender = _checked("mail: from", written, address)
    answers = config.mail.reply_to or _own_address(session)
    answers = _checked("mail: reply_to", answers, answers) if answers else ""
    if answers and header_address(answers).addr_spec == header_address(sender).addr_spec:
        answers = ""
    copy = _checked("mail: copy", config.mail.copy, config.mail.copy) if config.mail.copy else ""
    return Addresses(sender=sender, reply_to=answers, copy=copy)


def _checked(key: str, written: str, address: str) -> str:
    try:
        header_address(written)
    except InvalidAddressError:
        raise UsageError(
            say("{key}: {address} is not an address", key=key, address=address or "-"),
            say("correct it in recouv.yaml; messages come from mail: from, or from the creditor's email"),
        ) from None
    return written


def intent(session: Session, dossier: Dossier, prepared: Prepared, addresses: Addresses, moment: datetime) -> Intent:
    """The message as it will leave at that moment, and what is committed before it does."""
    composed, task = prepared.leaving, prepared.task
    assert composed is not None
    entry = new_entry_id({known.id for known in dossier.entries})
    message_id = _message_id(entry, dossier.id, header_address(addresses.sender).domain)
    data = as_message(
        Outgoing(
            message_id=message_id,
            moment=moment,
            sender=addresses.sender,
            to=composed.to,
            reply_to=addresses.reply_to,
            subject=composed.subject,
            text=composed.text,
            html=composed.html,
            attachments=prepared.attachments,
        )
    )
    path = kept_path(session, entry, "eml")
    fields = message_fields(prepared, path, data)
    fields += (("message_id", message_id),)
    draft = Draft(date=session.today, kind=EMAIL, fields=fields, id=entry)
    action = Action(
        dossier=dossier.id,
        name=EMAIL,
        drafts=(draft,),
        subject=message_subject(EMAIL, dossier.client.name, task),
        invoices=task.invoices,
    )
    return Intent(
        prepared=prepared,
        dossier=dossier,
        entry=entry,
        message_id=message_id,
        data=data,
        sender=header_address(addresses.sender).addr_spec,
        to=recipients(composed.to, addresses.copy),
        shown=composed.to,
        made=Made(action=action, files=(Write(path=path, before=None, after=data),)),
    )


def kept_path(session: Session, entry: str, suffix: str) -> str:
    """Where the workspace keeps what an entry says has left."""
    return f"{SENT}/{session.today:%Y/%m}/{entry}.{suffix}"


def message_fields(prepared: Prepared, path: str, data: bytes) -> tuple[Field, ...]:
    """What an entry says of a message that may have left."""
    composed, task = prepared.leaving, prepared.task
    assert composed is not None
    return (
        *present(
            ("with", composed.contact.name if composed.contact else ""),
            ("to", " ".join(composed.to.split("\n"))),
            ("subject", composed.subject),
        ),
        ("outcome", "unconfirmed"),
        numbers_field(task.invoices),
        ("scenario", task.scenario),
        ("steps", tuple(f"{number}: {step}" for number, step in task.steps)),
        *present(("letter", prepared.chosen), ("edited", "yes" if composed.is_edited else "")),
        ("document", path),
        ("sha256", fingerprint(data)),
    )


def message_subject(kind: str, name: str, task: Task) -> Message:
    """How the history tells it."""
    return say(
        "{kind}: {name}, {step}, {amount}", kind=Code(kind), name=name, step=Code(task.step), amount=task.amount or "-"
    )


def _message_id(entry: str, dossier: str, domain: str) -> str:
    named = f".{dossier}" if is_dossier_id(dossier) and len(dossier) <= _LONGEST_ID else ""
    return f"<{entry}.{secrets.token_hex(8)}{named}@{domain}>"


def _own_address(session: Session) -> str:
    """That of whoever is at work, as the team gives it: what git knows may be the name of a machine."""
    writer = session.writer
    return next((colleague.email for colleague in session.workspace.config.team if colleague.id == writer), "")
