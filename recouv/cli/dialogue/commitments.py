"""What is agreed, contested or suspended, question by question: the questions of the forms, the same use cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from recouv.cli.dialogue.recording import Act, Writing
from recouv.domain.entry import Entry
from recouv.domain.kinds import DISPUTE_CATEGORIES, KINDS
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.rules.approval_tasks import proposal_words
from recouv.rules.plans import Rhythm
from recouv.usecases.approving import Decision, decision_action, effects, waiting_in
from recouv.usecases.commitments import (
    Dispute,
    Ending,
    Hold,
    commitment_words,
    dispute_action,
    endable,
    ending_action,
    hold_action,
)
from recouv.usecases.explaining import explain_client
from recouv.usecases.plan import Terms, plan_action, planned
from recouv.usecases.promising import Promise, promise_action
from recouv.usecases.proposals import (
    PLAN_COUNT,
    claim_of,
    first_instalment_day,
    left_of,
    numbers_meant,
    open_numbers,
    person_to_ask,
    promise_day,
    snooze_day,
    uncontested_of,
)
from recouv.usecases.recording import Action, record
from recouv.usecases.session import Session
from recouv.usecases.snoozing import snooze
from recouv.wording.catalogue import Catalogue
from recouv.wording.reasoning import StepLine, reasoning
from recouv.wording.terms import term
from recouv.wording.typed import TypedError


def promise(writing: Writing) -> Act:
    """How much, by when, for which invoices."""
    session, ask = writing.session, writing.ask
    by = ask.day(say("Pays by which day?"), promise_day(session.today), earliest=session.today)
    numbers = _numbers(writing)
    whole = left_of(writing.view, numbers) if numbers else None
    money = ask.amount(say("How much?"), whole or claim_of(writing.view), whole.currency if whole else writing.currency)
    made = Promise(money=money, by=by, on=session.today, invoices=numbers, person=_person(writing), note=_note(writing))
    return _recorded(session, lambda: promise_action(session, writing.client, made))


def plan(writing: Writing) -> Act:
    """So many instalments, or of so much; each is read out before anything is written."""
    session, ask = writing.session, writing.ask
    numbers = _numbers(writing)
    count, part = _instalments(writing)
    first = ask.day(say("The first one on which day?"), first_instalment_day(session.today), earliest=session.today)
    rhythm = Rhythm(ask.choice(say("How often?"), [(code, term(code)) for code in Rhythm], Rhythm.MONTHLY))
    terms = Terms(
        on=session.today,
        first=first,
        count=count,
        part=part,
        rhythm=rhythm,
        invoices=numbers,
        person=_person(writing),
        note=_note(writing),
    )
    made = planned(session, writing.client, terms)
    for rank, (day, money, left) in enumerate(made.rows, start=1):
        writing.tell(say("{rank}. {day}: {amount}, {left} left", rank=rank, day=day, amount=money, left=left))
    return _recorded(session, lambda: plan_action(planned(session, writing.client, terms)))


def dispute(writing: Writing) -> Act:
    """Which invoice, what of it, why."""
    session, ask = writing.session, writing.ask
    number = _number(writing)
    left = left_of(writing.view, [number])
    money = ask.amount(
        say("How much of it?"),
        uncontested_of(writing.view, number) or left,
        left.currency if left else writing.currency,
    )
    category = ask.choice(say("About what?"), [(code, term(code)) for code in DISPUTE_CATEGORIES])
    made = Dispute(
        number=number,
        on=session.today,
        money=money if money != left else None,
        category=category,
        reason=ask.text(say("Why?")),
        owner=ask.text(say("Who is to settle it?")),
        revisit=ask.day_or_none(say("Looked at again on which day?")),
        note=_note(writing),
    )
    return _recorded(session, lambda: dispute_action(session, writing.client, made))


def hold(writing: Writing) -> Act:
    """Until when, about which invoices, why."""
    session, ask = writing.session, writing.ask
    made = Hold(
        on=session.today,
        until=ask.day_or_none(say("Until which day? Nothing typed: until it is released")),
        invoices=_numbers(writing, whole=True),
        reason=ask.text(say("Why?")),
        note=_note(writing),
    )
    return _recorded(session, lambda: hold_action(session, writing.client, made))


def put_off(writing: Writing) -> Act:
    """Until when."""
    session, ask = writing.session, writing.ask
    until = ask.day(say("Back on which day?"), snooze_day(session.today), earliest=session.today)
    reason, note = ask.text(say("Why?")), _note(writing)
    return lambda dry_run: snooze(session, writing.client, until, reason=reason, note=note, dry_run=dry_run)


def end(writing: Writing, kind: str) -> Act | None:
    """The end of the only one open, or of the one chosen among several; nothing where none is."""
    session, ask = writing.session, writing.ask
    found = endable(session, writing.view.dossier, kind, session.today)
    if not found:
        writing.tell(say("{client} has nothing open on {day} that this ends", client=writing.client, day=session.today))
        return None
    fact = _one_of(writing, found)
    writing.tell(_told(fact))
    outcome = ""
    key = KINDS[kind].key("outcome")
    if key:
        outcome = ask.choice(say("How did it end?"), [(code, term(code)) for code in key.choices])
    ending = Ending(
        kind=kind, on=session.today, entry=fact.id, outcome=outcome, reason=ask.text(say("Why?")), note=_note(writing)
    )
    return _recorded(session, lambda: ending_action(session, writing.client, ending))


def approve(writing: Writing) -> Act | None:
    """Yes or no to the only proposal that waits, or to one of several; nothing where none does."""
    session, ask = writing.session, writing.ask
    found = waiting_in(writing.view.dossier, session.today)
    if not found:
        writing.tell(say("nothing waits for an approval in this dossier"))
        return None
    wanted = writing.task.entry_id if writing.task else ""
    proposal = next((one for one in found if wanted and one.id == wanted), None) or _proposal_of(writing, found)
    writing.tell(proposal_words(proposal))
    for effect in effects(session, writing.view.dossier, proposal, session.today):
        writing.tell(say("once approved: {what}", what=effect))
    answer = ask.choice(say("Approve or reject?"), [("approve", say("approve")), ("reject", say("reject"))])
    rejects = answer == "reject"
    reason = ask.required(say("Why?"), say("say why it is rejected")) if rejects else ask.text(say("Why?"))
    decision = Decision(
        on=session.today, entry=proposal.id, rejects=rejects, reason=reason, note=ask.text(say("Note?"))
    )
    return _recorded(session, lambda: decision_action(session, writing.client, decision))


def _proposal_of(writing: Writing, found: list[Entry]) -> Entry:
    if len(found) == 1:
        return found[0]
    chosen = writing.ask.choice(say("Which one?"), [(one.id, proposal_words(one)) for one in found])
    return next(one for one in found if one.id == chosen)


def reasons(session: Session, client: str, words: Catalogue) -> Iterator[Message | str]:
    """Why the agenda asks what it asks, one sentence a line."""
    for line in reasoning(explain_client(session, client, session.today)):
        if isinstance(line, StepLine):
            about = {"step": line.name, "day": line.own_day, "state": line.state(words)}
            yield say("{step}, {day}: {state}", **about)
        else:
            yield line.text


def _recorded(session: Session, make: Callable[[], Action]) -> Act:
    return lambda dry_run: record(session, make(), dry_run=dry_run)


def _told(fact: Entry) -> Message:
    return say("{what}, {day}", what=commitment_words(fact), day=fact.date)


def _one_of(writing: Writing, found: list[Entry]) -> Entry:
    if len(found) == 1:
        return found[0]
    rank = writing.ask.choice(say("Which one?"), [(str(rank), _told(fact)) for rank, fact in enumerate(found)])
    return found[int(rank)]


def _numbers(writing: Writing, *, whole: bool = False) -> tuple[str, ...]:
    """The invoices meant, none for the whole account; those of the agenda's task stand where none is typed."""
    proposed = ", ".join(writing.task.invoices) if writing.task and not whole else ""
    question = say("For which invoices? * for the whole account")
    while True:
        try:
            return numbers_meant(writing.view, writing.ask.text(question, proposed))
        except TypedError as wrong:
            writing.tell(wrong.what)


def _number(writing: Writing) -> str:
    """One open invoice."""
    first = writing.task.invoices if writing.task else open_numbers(writing.view)
    while True:
        try:
            meant = numbers_meant(writing.view, writing.ask.text(say("Which invoice?"), next(iter(first), "")))
        except TypedError as wrong:
            writing.tell(wrong.what)
            continue
        if len(meant) == 1:
            return meant[0]
        writing.tell(say("one invoice at a time"))


def _instalments(writing: Writing) -> tuple[int | None, Money | None]:
    """Their number, or what each is of."""
    while True:
        answer = writing.ask.text(say("How many instalments? Or 0, to say of how much each"), str(PLAN_COUNT))
        if answer.isascii() and answer.isdigit():
            if count := int(answer[:4]):
                return count, None
            return None, writing.ask.amount(say("Of how much each?"), None, writing.currency)
        writing.tell(say("type a number of instalments"))


def _person(writing: Writing) -> str:
    contact = person_to_ask(writing.view)
    return writing.ask.text(say("With whom?"), contact.name if contact else "")


def _note(writing: Writing) -> str:
    return writing.ask.text(say("Note?"))
