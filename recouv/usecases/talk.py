"""Logging what was said: calls, messages, meetings, notes, and what to do next."""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.delay_reasons import DELAY_REASONS, reason_code
from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Field
from recouv.domain.errors import NothingFoundError, UsageError
from recouv.domain.kinds import KINDS, MESSAGES, OUTCOMES, SENDING_OUTCOMES, TALK
from recouv.domain.message import Code, Message, say
from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.rules.agenda import client_agenda
from recouv.rules.client_search import folded
from recouv.usecases.fields import numbers_field
from recouv.usecases.invoices_named import debt_of
from recouv.usecases.money import known_invoice
from recouv.usecases.promising import Promise, fits, promise_draft
from recouv.usecases.recording import Action, Done, record, require_readable
from recouv.usecases.session import Session
from recouv.usecases.situations import situation_on
from recouv.usecases.take_over import scenario_of_step
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

_HOUR = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")


class Talk(Struct, frozen=True, kw_only=True):
    """Something said or written, and what follows from it."""

    kind: str
    on: date
    person: str = ""
    outcome: str = ""
    reason: str = ""
    invoices: tuple[str, ...] = ()
    note: str = ""
    next_day: date | None = None
    """Day of the user's own reminder."""
    next_time: str = ""
    next_what: str = ""
    promised: Money | None = None
    promised_by: date | None = None
    step: str = ""
    """The step that the invoices named have reached, here or elsewhere; empty to let the agenda say."""
    counts: bool = True
    """Whether it carries out the step that the agenda asks for today, when the channel is the same."""


def log_talk(session: Session, client: str, talk: Talk, *, dry_run: bool = False) -> Done:
    """Append what was said, the promise made and the reminder set: one commit.

    Raises:
        UsageError: the kind or the outcome is none of the format's, or a promise lacks its date or amount, or is one
            that `promising.promise_draft` refuses.
        NothingFoundError: an invoice named is not in the dossier.
    """
    return record(session, talk_action(session, client, talk), dry_run=dry_run)


def talk_action(session: Session, client: str, talk: Talk) -> Action:
    """What `log_talk` would append, and what it raises."""
    _require_sensible(talk)
    dossier = session.workspace.read(client).dossier
    step = step_carried_out(session, dossier, talk) if talk.counts and not talk.step else None
    numbers = tuple(known_invoice(dossier, number) for number in talk.invoices) or (step.invoices if step else ())
    scenario = scenario_of_step(session, dossier, numbers, talk.step, talk.on) if talk.step else ""
    talk = replace(talk, reason=reason_written(session.words, talk.reason))
    drafts = [_talk_draft(talk, numbers, step, scenario)]
    if talk.promised and talk.promised_by:
        require_readable(session.workspace.read(client))
        drafts.append(_promise_draft(session, dossier, talk, numbers))
    if talk.next_day:
        drafts.append(_task_draft(talk, numbers))
    if step and step.entry_id:
        drafts.append(Draft(date=talk.on, kind="done", target=step.entry_id))
    return Action(
        dossier=client,
        name=talk.kind,
        drafts=tuple(drafts),
        subject=_subject(dossier, talk),
        note=talk.note,
        invoices=numbers,
    )


def reason_written(words: Catalogue, typed: str) -> str:
    """The code of a reason of late payment typed as a code or in the words of the screens; else what was typed."""
    by_word = {folded(words.text(term(code))): code for code in DELAY_REASONS}
    return reason_code(typed) or by_word.get(folded(typed), typed)


def is_time(text: str) -> bool:
    """Whether `text` is an hour as `10:30`."""
    return _HOUR.fullmatch(text) is not None


def set_task(
    session: Session,
    client: str,
    day: date,
    what: str,
    *,
    at: str = "",
    on: date | None = None,
    note: str = "",
    dry_run: bool = False,
) -> Done:
    """Append a reminder of the user's own."""
    return record(session, task_action(session, client, day, what, at=at, on=on, note=note), dry_run=dry_run)


def task_action(
    session: Session, client: str, day: date, what: str, *, at: str = "", on: date | None = None, note: str = ""
) -> Action:
    """What `set_task` would append."""
    dossier = session.workspace.read(client).dossier
    fields: list[Field] = [("due", day.isoformat()), *([("at", at)] if at else [])]
    draft = Draft(date=on or session.today, kind="task", object=what, fields=tuple(fields), text=note)
    subject = say("task: {name}, {what} on {day}", name=dossier.client.name, what=what, day=day)
    return Action(dossier=client, name="task", drafts=(draft,), subject=subject, note=note)


def finish_task(
    session: Session, client: str, task_id: str, *, on: date | None = None, note: str = "", dry_run: bool = False
) -> Done:
    """Append that a task is done.

    Raises:
        NothingFoundError: the dossier has no such task.
    """
    return record(session, done_action(session, client, task_id, on=on, note=note), dry_run=dry_run)


def done_action(session: Session, client: str, task_id: str, *, on: date | None = None, note: str = "") -> Action:
    """What `finish_task` would append, and what it raises."""
    dossier = session.workspace.read(client).dossier
    task = dossier.entry(task_id)
    if task is None or task.kind != "task":
        raise NothingFoundError(say("there is no task ^{id} in {client}", id=task_id, client=client))
    draft = Draft(date=on or session.today, kind="done", target=task_id, text=note)
    subject = say("done: {name}, {what}", name=dossier.client.name, what=task.object or task.text)
    return Action(dossier=client, name="done", drafts=(draft,), subject=subject, note=note)


def step_carried_out(session: Session, dossier: Dossier, talk: Talk) -> Task | None:
    """The agenda's task of that day that this very talk carries out; `None` when it is something apart."""
    if not dossier.readable:
        return None
    situation = situation_on(session, dossier, talk.on)
    tasks = [row for row in client_agenda(situation, session.practice, talk.on) if isinstance(row, Task)]
    for task in tasks:
        if task.action == talk.kind and task.steps and (not talk.invoices or set(talk.invoices) & set(task.invoices)):
            return task
    return None


def _require_sensible(talk: Talk) -> None:
    if talk.kind not in TALK:
        raise UsageError(
            say("{kind} is not something to log", kind=talk.kind),
            say("one of: {choices}", choices=", ".join(sorted(TALK))),
        )
    if talk.outcome and talk.outcome not in OUTCOMES:
        raise UsageError(
            say("{text} is not an outcome", text=talk.outcome), say("one of: {choices}", choices=", ".join(OUTCOMES))
        )
    if talk.outcome in SENDING_OUTCOMES and talk.kind not in MESSAGES:
        raise UsageError(
            say("{outcome} is said of a message, not of this: {kind}", outcome=talk.outcome, kind=Code(talk.kind)),
            say("one of: {choices}", choices=", ".join(sorted(MESSAGES))),
        )
    if (talk.promised is None) != (talk.promised_by is None):
        raise UsageError(say("a promise has an amount and a date"), say("give both: --promise AMOUNT --by DATE"))


def _talk_draft(talk: Talk, numbers: tuple[str, ...], step: Task | None, taken_over: str) -> Draft:
    outcome = talk.outcome or ("promised" if talk.promised else "")
    fields: list[Field] = [
        (key, value) for key, value in (("with", talk.person), ("outcome", outcome), ("reason", talk.reason)) if value
    ]
    if numbers:
        fields.append(numbers_field(numbers))
    if step:
        fields.append(("scenario", step.scenario))
        fields.append(_steps_field(step, numbers))
    if taken_over:
        fields += [("scenario", taken_over), ("step", talk.step)]
    return Draft(date=talk.on, kind=talk.kind, fields=tuple(fields), text=talk.note)


def _steps_field(step: Task, numbers: tuple[str, ...]) -> Field:
    rows = [(number, step_id) for number, step_id in step.steps if number in numbers]
    if len(rows) == len(numbers) and len({step_id for _, step_id in rows}) == 1:
        return "step", rows[0][1]
    return "steps", tuple(f"{number}: {step_id}" for number, step_id in rows)


def _promise_draft(session: Session, dossier: Dossier, talk: Talk, numbers: tuple[str, ...]) -> Draft:
    """Of the invoices named; else of those of the step, or of the whole account when more was promised than these."""
    assert talk.promised is not None
    assert talk.promised_by is not None
    if numbers and not talk.invoices and not fits(debt_of(session, dossier, numbers, talk.on), talk.promised):
        numbers = ()
    promise = Promise(money=talk.promised, by=talk.promised_by, on=talk.on, invoices=numbers, person=talk.person)
    return promise_draft(session, dossier, promise)[0]


def _task_draft(talk: Talk, numbers: tuple[str, ...]) -> Draft:
    assert talk.next_day is not None
    fields: list[Field] = [("due", talk.next_day.isoformat())]
    if talk.next_time:
        fields.append(("at", talk.next_time))
    if KINDS[talk.kind].name == "call":
        fields.append(("channel", "call"))
    if talk.person:
        fields.append(("with", talk.person))
    if numbers:
        fields.append(numbers_field(numbers))
    return Draft(date=talk.on, kind="task", object=talk.next_what, fields=tuple(fields))


def _subject(dossier: Dossier, talk: Talk) -> Message:
    kind = term(talk.kind)
    name = dossier.client.name
    if talk.promised and talk.promised_by:
        return say(
            "{kind}: {name}, promise of {amount} by {day}",
            kind=kind,
            name=name,
            amount=talk.promised,
            day=talk.promised_by,
        )
    details: list[Message] = [term(talk.outcome)] if talk.outcome else []
    if talk.step:
        details.append(say("step {step}", step=Code(talk.step)))
    if talk.next_day:
        details.append(say("reminder on {day}", day=talk.next_day))
    if len(details) > 1:
        return say("{kind}: {name}, {first}, {second}", kind=kind, name=name, first=details[0], second=details[1])
    if details:
        return say("{kind}: {name}, {first}", kind=kind, name=name, first=details[0])
    first_line = next(iter(talk.note.strip().splitlines()), "")
    if first_line:
        return say("{kind}: {name}, {words}", kind=kind, name=name, words=first_line[:60])
    return say("{kind}: {name}", kind=kind, name=name)
