"""Putting a client off to another day: a hold that says so, and whose last day asks for nothing."""

from __future__ import annotations

from datetime import date, timedelta

from recouv.domain.entry import Draft
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.usecases.recording import Action, Done, record
from recouv.usecases.session import Session

#: What the hold gives as its reason where nobody says another.
SNOOZED = "snoozed"


def snooze(
    session: Session,
    client: str,
    until: date,
    *,
    reason: str = "",
    on: date | None = None,
    note: str = "",
    dry_run: bool = False,
) -> Done:
    """Append a hold whose last day is the one before `until`: on that day the client is in the agenda again.

    Raises:
        UsageError: that day is not to come.
    """
    action = snooze_action(session, client, until, reason=reason, on=on, note=note)
    return record(session, action, dry_run=dry_run)


def snooze_action(
    session: Session, client: str, until: date, *, reason: str = "", on: date | None = None, note: str = ""
) -> Action:
    """What `snooze` would append, and what it raises."""
    made = on or session.today
    if until <= made:
        raise UsageError(say("{day} is not after {on}", day=until, on=made), say("give a later day: --until +7"))
    name = session.workspace.read(client).dossier.client.name
    last = until - timedelta(days=1)
    fields = (("until", last.isoformat()), ("reason", reason or SNOOZED), ("snoozed", "yes"))
    draft = Draft(date=made, kind="hold", fields=fields, text=note)
    subject = say("snooze: {name}, until {day}", name=name, day=until)
    return Action(dossier=client, name="hold", drafts=(draft,), subject=subject, note=note)
