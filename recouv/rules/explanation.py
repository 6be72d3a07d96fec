"""Why the agenda asks what it asks of one client: every judgement it rests on, in the order in which they are made.

Nothing is judged here: each answer comes from the rule that the agenda itself asks.  The situation and the commitments
come first, then each currency (what is claimed, what was received, whether a message may go), then each open item (what
suspends it, the scenario it follows and why, every step of it), and at last the tasks and what is held.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.message import Message
from recouv.domain.money import Money
from recouv.domain.practice import Practice
from recouv.domain.task import Held, Task
from recouv.rules.account import OpenItem
from recouv.rules.agenda import client_agenda, suspension
from recouv.rules.bank_data import blocking, overridden
from recouv.rules.conditions import ClientFacts
from recouv.rules.contacts import quiet_until
from recouv.rules.item_line import Line, client_facts, line_of
from recouv.rules.legal_tasks import nearing, prescribed
from recouv.rules.next_step import StepStanding, step_standings
from recouv.rules.reminders import claim_of, covers
from recouv.rules.situation import Situation
from recouv.rules.suspension import Commitments, Suspension
from recouv.rules.working_days import WorkingDays


class JudgedCommitment(Struct, frozen=True, kw_only=True):
    """A commitment that nothing has ended, and how it goes."""

    entry: Entry
    state: str
    """Of `PromiseState` or `PlanState`; `running` or `over` for what is not judged by money."""
    received: Money | None = None
    """What came for a promise."""
    until: date | None = None
    """Until when it is waited for; `None` when a person must end it."""


class ExplainedItem(Struct, frozen=True, kw_only=True):
    """An open item, and its way through its scenario."""

    line: Line
    suspension: Suspension | None
    """Why it waits, whatever its scenario says."""
    steps: tuple[StepStanding, ...]
    """Every step of its scenario, in their order."""


class ExplainedCurrency(Struct, frozen=True, kw_only=True):
    """A client's account in one currency."""

    facts: ClientFacts
    """What conditions look at."""
    unallocated: Money
    """Money received that settles nothing yet."""
    claim: Money
    """What is overdue, followed by a scenario, and may be asked for."""
    is_covered: bool
    """Whether that money takes the place of every reminder."""
    last_contact: date | None
    quiet: tuple[Message, date] | None
    """Why no message may go today, and from when one may."""
    items: tuple[ExplainedItem, ...]
    """Earliest due first."""


class Explanation(Struct, frozen=True, kw_only=True):
    """One client's day, with all that made it."""

    on: date
    situation: Situation
    is_worked: bool
    """Whether people work on that day."""
    next_worked: date
    """That day, or the next that is worked."""
    stale: Message | None
    """Why no message leaves: the bank's movements are known too little."""
    overridden: Message | None
    """Who lets messages leave all the same, and why."""
    commitments: tuple[JudgedCommitment, ...]
    currencies: tuple[ExplainedCurrency, ...]
    tasks: tuple[Task, ...]
    held: tuple[Held, ...]


def explanation(situation: Situation, practice: Practice, on: date) -> Explanation:
    """All that the agenda of `on` rests on, for a client whose situation holds on that day."""
    commitments = situation.commitments(on, practice.house)
    lost = prescribed(nearing(situation, practice.house, on), on)
    rows = client_agenda(situation, practice, on)
    days = WorkingDays(practice.house.calendar)
    return Explanation(
        on=on,
        situation=situation,
        is_worked=days.is_worked(on),
        next_worked=days.on_or_after(on),
        stale=blocking(practice.house, on),
        overridden=overridden(practice.house, on),
        commitments=tuple(sorted(_judged(commitments, on), key=lambda judged: judged.entry.sort_key())),
        currencies=tuple(
            _currency(situation, commitments, lost, practice, currency, on)
            for currency in situation.account(on).currencies()
        ),
        tasks=tuple(row for row in rows if isinstance(row, Task)),
        held=tuple(row for row in rows if isinstance(row, Held)),
    )


def _currency(
    situation: Situation,
    commitments: Commitments,
    lost: Mapping[tuple[str, int], date],
    practice: Practice,
    currency: str,
    on: date,
) -> ExplainedCurrency:
    facts = client_facts(situation, commitments, currency, on, practice.house)
    unallocated = situation.account(on).unallocated(currency)
    items = tuple(
        _item(item, situation, suspension(item, commitments, lost), practice, facts, on)
        for item in situation.items
        if item.balance.currency == currency and item.balance.amount > 0
    )
    overdue = [
        item.line for item in items if item.suspension is None and item.line.item.due < on and item.line.is_followed
    ]
    claim = claim_of(overdue, currency)
    last = situation.contacts.get(currency)
    return ExplainedCurrency(
        facts=facts,
        unallocated=unallocated,
        claim=claim,
        is_covered=bool(overdue) and unallocated.amount > 0 and covers(unallocated, claim),
        last_contact=last,
        quiet=quiet_until(last, situation.replied, on, practice.house),
        items=items,
    )


def _item(
    item: OpenItem, situation: Situation, stop: Suspension | None, practice: Practice, facts: ClientFacts, on: date
) -> ExplainedItem:
    line = line_of(item, situation, facts, practice, on)
    steps = (
        step_standings(item, line.scenario, situation.progress, on, facts=facts, house=practice.house)
        if line.scenario
        else []
    )
    return ExplainedItem(line=line, suspension=stop, steps=tuple(steps))


def _judged(commitments: Commitments, on: date) -> Iterator[JudgedCommitment]:
    for promise in commitments.promises:
        yield JudgedCommitment(
            entry=promise.promise, state=str(promise.state), received=promise.received, until=promise.last_day
        )
    for plan in commitments.plans:
        yield JudgedCommitment(entry=plan.plan, state=str(plan.state), until=plan.until(on))
    for kind in ("dispute", "hold", "handover", "insolvency"):
        for fact in commitments.running(kind):
            until = fact.day("until") or fact.day("revisit")
            is_over = kind == "hold" and until is not None and until < on
            yield JudgedCommitment(entry=fact, state="over" if is_over else "running", until=until)
