"""One client's file, as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.condition import Grade
from recouv.domain.dossier import Dossier
from recouv.domain.entry import Entry
from recouv.domain.kinds import MESSAGES
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.domain.practice import House, Practice
from recouv.domain.task import Held, Task
from recouv.rules.account import Account, OpenItem, account_on
from recouv.rules.ageing import AgedRow, aged_rows
from recouv.rules.agenda import client_agenda
from recouv.rules.approval_tasks import for_viewer
from recouv.rules.approvals import Proposal
from recouv.rules.assignment import Assigned
from recouv.rules.commitments import received_for_commitments
from recouv.rules.conditions import ClientFacts
from recouv.rules.item_line import client_facts, line_of
from recouv.rules.limitation import Limitation, of_item, period_of
from recouv.rules.next_step import PlannedStep
from recouv.rules.outstanding import month_ends, outstanding_on
from recouv.rules.payer import delay_on, grade_of
from recouv.rules.promises import judged_promises
from recouv.rules.reminder_reasons import promise_not_kept
from recouv.rules.risk_tasks import Exposure, exposure_of
from recouv.rules.situation import Situation, situation_from
from recouv.rules.standing import cancelled_ids, proposals_on, standing
from recouv.rules.suspension import Commitments
from recouv.usecases.approvers import viewer
from recouv.usecases.session import Session


class ItemView(Struct, frozen=True, kw_only=True):
    """An open item and where it stands."""

    item: OpenItem
    status: str
    """`not-due`, `overdue`, `disputed`, `suspended` or `settled`."""
    why: Message | None
    level: str
    """The last step of its scenario that was carried out; empty when none."""
    assigned: Assigned
    """The scenario it follows, and why."""
    planned: PlannedStep | None
    """What comes next in it, were nothing to suspend it; `None` when every step is done."""
    limitation: Limitation
    """Until when it may be claimed in court."""


class DossierView(Struct, frozen=True, kw_only=True):
    """A client's file on a day."""

    on: date
    dossier: Dossier
    account: Account
    aged: tuple[AgedRow, ...]
    items: tuple[ItemView, ...]
    """Open items, earliest due first."""
    tasks: tuple[Task, ...]
    held: tuple[Held, ...]
    promises: tuple[tuple[Entry, str], ...]
    """Each with its `PromiseState`, the latest first."""
    plans: tuple[Entry, ...]
    disputes: tuple[Entry, ...]
    """Open ones."""
    timeline: tuple[Entry, ...]
    """The latest first; cancelled entries included, messages with what became of them."""
    cancelled: frozenset[str]
    dead_addresses: frozenset[str]
    """Addresses to which a message could not be delivered, in small letters."""
    average_delay: int | None
    """Days, over the last invoices paid; `None` when none was."""
    grade: Grade
    years: int
    """Whole years for which the client has been one."""
    months: tuple[date, ...]
    """The days of `outstanding`: twelve month ends, then the day itself."""
    outstanding: Mapping[str, tuple[Decimal, ...]]
    """By currency, at the end of each of `months`."""
    commitments: Commitments
    """What suspends reminders."""
    exposure: Exposure | None
    """What is owed against the credit limit; `None` where there is none."""
    proposals: Mapping[str, Proposal]
    """ID → what became of each entry that needed somebody else's approval."""

    def unallocated(self) -> dict[str, Money]:
        """Money that settles nothing yet, by currency."""
        return {currency: self.account.unallocated(currency) for currency in self.account.currencies()}


def view_dossier(session: Session, client: str, on: date | None = None) -> DossierView:
    """The dossier of `client` on a day (today when none is given)."""
    return view_of(session, session.workspace.read(client).dossier, on or session.today)


def view_of(session: Session, dossier: Dossier, on: date) -> DossierView:
    """A dossier already read, on a day."""
    facts = standing(dossier.entries, on)
    config = session.workspace.config
    account = account_on(dossier.client, dossier.entries, on, default_terms=config.terms)
    practice = session.practice
    house = practice.house
    situation = situation_from(dossier, facts, account)
    commitments = situation.commitments(on, house)
    conditions = {
        currency: client_facts(situation, commitments, currency, on, house) for currency in situation.currencies
    }
    items = tuple(
        _item_view(situation, commitments, conditions[item.balance.currency], practice, item, on=on)
        for item in account.open_items
    )
    average = delay_on(situation.payer, situation.items, on)
    rows = for_viewer(client_agenda(situation, practice, on), viewer(session)) if dossier.readable else []
    ended = {fact.target for fact in facts if fact.kind in ("resolve", "release", "withdraw")}
    return DossierView(
        on=on,
        dossier=dossier,
        account=account,
        aged=tuple(aged_rows(account, config.ageing)),
        items=items,
        tasks=tuple(row for row in rows if isinstance(row, Task)),
        held=tuple(row for row in rows if isinstance(row, Held)),
        promises=tuple(_promise_states(facts, on, house)),
        plans=tuple(fact for fact in facts if fact.kind == "plan" and fact.id not in ended),
        disputes=tuple(fact for fact in facts if fact.kind == "dispute" and fact.id not in ended),
        timeline=_timeline(dossier, facts, on),
        cancelled=frozenset(cancelled_ids(entry for entry in dossier.entries if entry.date <= on)),
        dead_addresses=commitments.dead_addresses,
        average_delay=average,
        grade=grade_of(situation.payer, average, commitments.promises_not_kept, house.grades),
        years=situation.payer.years(on),
        months=month_ends(on),
        outstanding=outstanding_on(dossier.entries, month_ends(on)),
        commitments=commitments,
        exposure=exposure_of(situation, on),
        proposals={one.entry.id: one for one in proposals_on(dossier.entries, on) if one.entry.id},
    )


def _timeline(dossier: Dossier, facts: Sequence[Entry], on: date) -> tuple[Entry, ...]:
    told = {fact.id: fact for fact in facts if fact.kind in MESSAGES and fact.id}
    entries = [told.get(entry.id, entry) for entry in dossier.timeline() if entry.date <= on]
    return tuple(reversed(entries))


def _item_view(
    situation: Situation,
    commitments: Commitments,
    facts: ClientFacts,
    practice: Practice,
    item: OpenItem,
    *,
    on: date,
) -> ItemView:
    stop = commitments.suspension(item)
    line = line_of(item, situation, facts, practice, on)
    done = situation.progress.done
    levels = [step.id for step in line.scenario.steps if (item.number, step.id) in done] if line.scenario else []
    if stop is not None:
        status, why = ("disputed" if item.disputed == item.balance else "suspended"), stop.reason
    elif item.due < on:
        broken = commitments.broken_promises(item.number)
        why = None
        if broken:
            last = broken[-1]
            why = promise_not_kept(last.promise.amount, last.by, last.received)
        elif item.disputed:
            why = say("{amount} of it is disputed", amount=item.disputed)
        status = "overdue"
    else:
        status, why = "not-due", None
    return ItemView(
        item=item,
        status=status,
        why=why,
        level=levels[-1] if levels else "",
        assigned=line.assigned,
        planned=line.planned,
        limitation=of_item(item, situation.interruptions, period_of(situation.client, practice.house)),
    )


def _promise_states(facts: list[Entry], on: date, house: House) -> list[tuple[Entry, str]]:
    withdrawn = {fact.target for fact in facts if fact.kind == "withdraw"}
    promises = [fact for fact in facts if fact.kind == "promise"]
    judged = judged_promises(promises, received_for_commitments(facts), on, house, withdrawn=withdrawn)
    return [(one.promise, str(one.state)) for one in reversed(judged)]
