"""What became of a message, said by a person: sent, received, failed, or an address that takes none."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from recouv.domain.entry import Draft, Entry
from recouv.domain.errors import NothingFoundError, UsageError
from recouv.domain.kinds import MESSAGES
from recouv.domain.message import Code, say
from recouv.rules.standing import standing
from recouv.usecases.fields import present
from recouv.usecases.invoices_named import sound_dossier
from recouv.usecases.money import fingerprint_of
from recouv.usecases.recording import Action, entry_action
from recouv.usecases.session import Session
from recouv.wording.terms import description


class Became(Struct, frozen=True, kw_only=True):
    """What became of one."""

    outcome: str
    """Of `SENT_OUTCOMES`."""
    on: date
    entry: str = ""
    """The ID of the message, or how it begins; empty for the one that may have left, else the last."""
    reason: str = ""
    reference: str = ""
    document: str = ""
    note: str = ""


def became_action(session: Session, client: str, became: Became) -> Action:
    """What became of the message, as `record` writes it.

    Raises:
        NothingFoundError: the dossier has no such message.
        UsageError: several answer to the ID, or the message is of a later day.
    """
    dossier = sound_dossier(session, client)
    messages = [fact for fact in standing(dossier.entries, date.max) if fact.kind in MESSAGES and fact.id]
    message = _meant(messages, became, dossier.id)
    if message.date > became.on:
        raise UsageError(
            say("^{id} is of {day}, after {on}", id=message.id, day=message.date, on=became.on),
            say("give a later day: --on DATE"),
        )
    fields = (
        ("outcome", became.outcome),
        *present(
            ("reason", became.reason),
            ("reference", became.reference),
            ("document", became.document),
            ("sha256", fingerprint_of(session, became.document)),
        ),
    )
    draft = Draft(date=became.on, kind="sending", target=message.id, fields=fields, text=became.note)
    subject = say(
        "sending: {name}, {what}, {outcome}",
        name=dossier.client.name,
        what=description(message),
        outcome=Code(became.outcome),
    )
    return entry_action(dossier, draft, subject, invoices=message.invoices)


def _meant(messages: list[Entry], became: Became, client: str) -> Entry:
    wanted = became.entry.removeprefix("^").lower()
    if not wanted:
        doubtful = [message for message in messages if message.word("outcome") == "unconfirmed"]
        found = doubtful or sorted(messages, key=Entry.sort_key)[-1:]
    else:
        found = [message for message in messages if message.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NothingFoundError(
            say("{client} has no such message", client=client),
            say("recouv show {client} lists them with their IDs", client=client),
        )
    raise UsageError(
        say("several messages are meant"),
        say("say which: {choices}", choices=", ".join(f"^{message.id}" for message in found)),
    )
