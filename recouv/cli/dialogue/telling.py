"""The agenda, the balance and a dossier in sentences: one fact a line, no column to follow."""

from __future__ import annotations

from collections.abc import Iterator

from recouv.domain.message import Message, say, say_many
from recouv.domain.task import Task
from recouv.rules.ageing import AgedRow
from recouv.rules.claims import claim_of_task, sum_claims
from recouv.usecases.balance import Balance, ClientRow
from recouv.usecases.day import Day
from recouv.usecases.dossiers import DossierView
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import description, proposal_mark, term

#: Entries of the history that are read out.
LATEST = 8


def task_line(task: Task, words: Catalogue) -> Message:
    """What to do and for whom."""
    action = words.text(term(task.action))
    if task.level:
        action = words.text(say("{action}, level {level}", action=action, level=task.level))
    if task.amount:
        return say("{action}: {name}, {amount}", action=action, name=task.name, amount=task.amount)
    return say("{action}: {name}", action=action, name=task.name)


def day_lines(day: Day, words: Catalogue) -> Iterator[Message | str]:
    """The agenda, each task with its number and its reasons."""
    agenda = day.agenda
    yield say("Agenda of {day}", day=agenda.on)
    for rank, task in enumerate(agenda.tasks, start=1):
        yield f"{rank}. {words.text(task_line(task, words))}"
        for reason in task.why:
            yield f"   {words.text(reason)}"
    if not agenda.tasks:
        yield say("Nothing to do.")
    totals = ", ".join(words.money(money) for money in sum_claims(map(claim_of_task, agenda.tasks)))
    if totals:
        yield say_many("{count} task: {totals}", "{count} tasks: {totals}", len(agenda.tasks), totals=totals)
    for held in agenda.held:
        waits = say("Waiting: {name}, {reason}", name=held.name, reason=held.reason)
        if held.until:
            waits = say("Waiting until {day}: {name}, {reason}", day=held.until, name=held.name, reason=held.reason)
        yield waits


def balance_lines(
    balance: Balance, rows: list[ClientRow], words: Catalogue, *, with_totals: bool
) -> Iterator[Message | str]:
    """The clients, each with its number and what it owes; then the totals of the workspace, if wanted."""
    yield say("Balance of {day}", day=balance.on)
    for rank, row in enumerate(rows, start=1):
        owed = say("{name}: {what}", name=row.name, what=_owed(row.aged, balance, words))
        yield f"{rank}. {words.text(owed)}"
    if not rows:
        yield say("no client answers to that")
    for currency, total in balance.totals().items() if with_totals else ():
        yield say("Total in {currency}: {what}", currency=currency, what=_owed(total, balance, words))


def _owed(row: AgedRow, balance: Balance, words: Catalogue) -> str:
    """The total, then each column that holds something, by its name."""
    parts = [words.money(row.money(row.total))]
    for name, part in zip(balance.columns, row.buckets, strict=True):
        if part:
            amount = row.money(part)
            first = name == balance.columns[0]
            about = (
                say("{amount} not due", amount=amount)
                if first
                else say("{amount} late {days} days", amount=amount, days=name)
            )
            parts.append(words.text(about))
    if row.unallocated:
        parts.append(words.text(say("{amount} unallocated", amount=row.money(row.unallocated))))
    return ", ".join(parts)


def dossier_lines(view: DossierView, words: Catalogue) -> Iterator[Message | str]:
    """Who, what is owed, what to do, what was said last."""
    client = view.dossier.client
    yield f"{client.name} ({view.dossier.id})"
    for contact in client.contacts:
        yield ", ".join(part for part in (contact.name, contact.role, contact.phone, contact.email) if part)
    for row in view.aged:
        yield say(
            "Outstanding {total}, of which overdue {overdue}, disputed {disputed}, unallocated {unallocated}",
            total=row.money(row.total),
            overdue=row.money(row.overdue),
            disputed=row.money(row.disputed),
            unallocated=row.money(row.unallocated),
        )
    for item in view.items:
        about = {"number": item.item.number, "left": item.item.balance, "due": item.item.due}
        late = item.item.days_late(view.on)
        line = say("{number}: {left} due {due}", **about)
        if late:
            line = say("{number}: {left} due {due}, {days} days late", **about, days=late)
        yield words.text(line) + "".join(f", {words.text(why)}" for why in (item.why,) if why)
    if not view.items:
        yield say("No open invoice.")
    for task in view.tasks:
        yield say("Today: {what}", what=task_line(task, words))
        yield from (f"   {words.text(reason)}" for reason in task.why)
    for held in view.held:
        yield say("Waiting: {name}, {reason}", name=", ".join(held.invoices), reason=held.reason)
    for entry in view.timeline[:LATEST]:
        what = description(entry) if entry.amount or entry.object else term(entry.kind)
        parts = [words.text(say("struck out"))] if entry.id in view.cancelled else []
        if entry.id in view.proposals and entry.id not in view.cancelled:
            parts.append(words.text(proposal_mark(view.proposals[entry.id])))
        parts.append(words.text(what))
        parts += [words.text(term(entry.word("outcome")))] if entry.word("outcome") else []
        parts += entry.text.strip().splitlines()[:1]
        yield say("{name}: {what}", name=entry.date, what=", ".join(parts))
