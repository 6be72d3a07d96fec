"""`recouv show`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.task_documents import held_document, task_document
from recouv.domain.condition import Grade
from recouv.domain.entry import Entry
from recouv.domain.errors import ExitCode
from recouv.domain.message import Code, say, say_many
from recouv.domain.money import Money
from recouv.usecases.clients import read_client
from recouv.usecases.dossiers import DossierView, ItemView, view_of
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

EXAMPLES = ("recouv show durand", "recouv show durand --on 2026-09-30", "recouv show durand --json")
#: Entries of the history printed without `--all`.
LATEST = 12


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    options.reading(parser, words)
    parser.add_argument("--all", action="store_true", help=words.text(say("the whole history")))


def run(context: Context) -> int:
    """Print one client's file."""
    dossier = read_client(context.session, context.options.client).dossier
    view = view_of(context.session, dossier, context.day(context.options.on))
    if context.options.json:
        context.output.json(document(view, context.words))
    else:
        _print(context, view)
    return 0 if view.dossier.readable else ExitCode.PROBLEMS


def document(view: DossierView, words: Catalogue) -> dict[str, object]:
    """The file as scripts read it."""
    client = view.dossier.client
    return {
        "on": view.on.isoformat(),
        "known_at": None,
        "client": view.dossier.id,
        "name": client.name,
        "path": view.dossier.path,
        "kind": str(client.kind),
        "siren": client.siren or None,
        "owner": client.owner or None,
        "tags": list(client.tags),
        "currency": client.currency,
        "average_delay": view.average_delay,
        "grade": str(view.grade),
        "years": view.years,
        "balances": [
            {
                "currency": row.currency,
                "total": row.money(row.total).plain,
                "overdue": row.money(row.overdue).plain,
                "not_due": row.money(row.not_due).plain,
                "unallocated": row.money(row.unallocated).plain,
                "disputed": row.money(row.disputed).plain,
            }
            for row in view.aged
        ],
        "credit": _credit(view),
        "items": [_item(row, view, words) for row in view.items],
        "unallocated": [
            {
                "entry": f"^{credit.entry_id}",
                "kind": credit.kind,
                "date": credit.received.isoformat(),
                "amount": credit.amount.plain,
                "unallocated": credit.unallocated.plain,
                "currency": credit.amount.currency,
                "label": credit.label,
            }
            for credit in view.account.credits
            if credit.unallocated
        ],
        "promises": [
            {
                "entry": f"^{promise.id}",
                "date": promise.date.isoformat(),
                "amount": _plain(promise.amount),
                "by": _iso(promise, "by"),
                "invoices": list(promise.invoices),
                "state": state,
            }
            for promise, state in view.promises
        ],
        "plans": [
            {
                "entry": f"^{plan.id}",
                "date": plan.date.isoformat(),
                "invoices": list(plan.invoices),
                "instalments": [
                    {"date": day.isoformat(), "amount": _plain(part)} for day, part in plan.schedule("instalments")
                ],
            }
            for plan in view.plans
        ],
        "disputes": [
            {
                "entry": f"^{dispute.id}",
                "date": dispute.date.isoformat(),
                "invoices": list(dispute.invoices),
                "amount": _plain(dispute.amount),
                "category": dispute.word("category") or None,
            }
            for dispute in view.disputes
        ],
        "next": [task_document(task, words) for task in view.tasks],
        "held": [held_document(held, words) for held in view.held],
        "history": [_entry(entry, view) for entry in view.timeline],
        "problems": [
            {
                "path": problem.path,
                "line": problem.line,
                "column": problem.column,
                "what": words.text(problem.what),
                "mend": words.text(problem.mend),
            }
            for problem in view.dossier.problems
        ],
    }


def _item(row: ItemView, view: DossierView, words: Catalogue) -> dict[str, object]:
    item = row.item
    return {
        "number": item.number,
        "entry": f"^{item.entry_id}",
        "instalment": item.instalment or None,
        "issued": item.issued.isoformat(),
        "due": item.due.isoformat(),
        "days_late": item.days_late(view.on),
        "amount": item.amount.plain,
        "balance": item.balance.plain,
        "disputed": item.disputed.plain,
        "currency": item.balance.currency,
        "status": row.status,
        "level": row.level or None,
        "why": words.text(row.why) if row.why else None,
        "scenario": row.assigned.name,
        "scenario_why": words.text(row.assigned.why),
        "next_step": row.planned.step.id if row.planned else None,
        "next_day": row.planned.day.isoformat() if row.planned else None,
        "limitation": {
            name: {
                "last_day": deadline.last_day.isoformat() if deadline.last_day else None,
                "why": [words.text(reason) for reason in deadline.why],
            }
            for name, deadline in (("prudent", row.limitation.prudent), ("usual", row.limitation.usual))
        },
    }


def _credit(view: DossierView) -> dict[str, object] | None:
    exposure = view.exposure
    if exposure is None:
        return None
    return {
        "currency": exposure.limit.currency,
        "limit": exposure.limit.plain,
        "exposure": exposure.outstanding.plain,
        "excess": _plain(exposure.excess),
    }


def _entry(entry: Entry, view: DossierView) -> dict[str, object]:
    return {
        "date": entry.date.isoformat(),
        "kind": entry.kind,
        "object": entry.object or None,
        "id": f"^{entry.id}" if entry.id else None,
        "target": f"^{entry.target}" if entry.target else None,
        "amount": _plain(entry.amount),
        "currency": entry.amount.currency if entry.amount else None,
        "outcome": entry.word("outcome") or None,
        "recorded": str(entry.recorded) if entry.recorded else None,
        "cancelled": entry.id in view.cancelled,
        "text": entry.text or None,
    }


def _plain(money: Money | None) -> str | None:
    return money.plain if money else None


def _iso(entry: Entry, key: str) -> str | None:
    day = entry.day(key)
    return day.isoformat() if day else None


# ------------------------------------------------------------------------------------------------- for a person
def _print(context: Context, view: DossierView) -> None:
    output, words, client = context.output, context.words, view.dossier.client
    output.line(f"{client.name}  ({view.dossier.id})", "bold")
    about = [words.text(term(client.kind)), client.siren, client.owner, " ".join(f"#{tag}" for tag in client.tags)]
    output.line("  ".join(part for part in about if part))
    for contact in client.contacts:
        output.line("  ".join(part for part in (contact.name, contact.role, contact.email, contact.phone) if part))
    output.line("  ".join(_as_payer(view, words)))
    if view.dossier.problems:
        output.line()
        output.message(say("Problems"), "bold")
        output.problems(view.dossier.problems)
    for row in view.aged:
        output.line()
        output.message(
            say(
                "Outstanding {total}, of which overdue {overdue}, disputed {disputed}, unallocated {unallocated}",
                total=row.money(row.total),
                overdue=row.money(row.overdue),
                disputed=row.money(row.disputed),
                unallocated=row.money(row.unallocated),
            )
        )
    _print_exposure(context, view)
    _print_items(context, view)
    _print_limitation(context, view)
    _print_scenarios(context, view)
    _print_next(context, view)
    _print_commitments(context, view)
    _print_history(context, view)


def _print_exposure(context: Context, view: DossierView) -> None:
    exposure = view.exposure
    if exposure is None:
        return
    facts = {"limit": exposure.limit, "exposure": exposure.outstanding}
    context.output.message(
        say("Credit limit {limit}, exposure {exposure}: {excess} above it", excess=exposure.excess, **facts)
        if exposure.excess
        else say(
            "Credit limit {limit}, exposure {exposure}: {left} left",
            left=exposure.limit - exposure.outstanding,
            **facts,
        )
    )


def _print_items(context: Context, view: DossierView) -> None:
    if not view.items:
        context.output.message(say("No open invoice."))
        return
    words = context.words
    titles = (say("Invoice"), say("Issued"), say("Due"), say("Days late"), say("Amount"), say("Left"), say("State"))
    context.output.line()
    context.output.table(
        [words.text(title) for title in titles],
        [
            (
                _number(row),
                words.day(row.item.issued),
                words.day(row.item.due),
                str(row.item.days_late(view.on) or ""),
                words.money(row.item.amount),
                words.money(row.item.balance),
                "  ".join(part for part in (_level(row, words), words.text(row.why) if row.why else "") if part),
            )
            for row in view.items
        ],
        right=(3, 4, 5),
    )


def _print_limitation(context: Context, view: DossierView) -> None:
    if not view.items:
        return
    words = context.words
    titles = (say("Invoice"), say("To sue by"), say("Usual date"), say("Limitation"))
    context.output.line()
    context.output.table(
        [words.text(title) for title in titles],
        [
            (
                _number(row),
                *(words.day(day) if day else "—" for day in (limit.prudent.last_day, limit.usual.last_day)),
                "; ".join(words.text(reason) for reason in limit.prudent.why),
            )
            for row in view.items
            for limit in (row.limitation,)
        ],
        right=(1, 2),
    )


def _number(row: ItemView) -> str:
    return row.item.number + (f" /{row.item.instalment}" if row.item.instalment else "")


def _level(row: ItemView, words: Catalogue) -> str:
    return words.text(term(row.level)) if row.level else ""


def _as_payer(view: DossierView, words: Catalogue) -> Iterator[str]:
    """How the client pays, as far as it is known."""
    if view.years:
        yield words.text(say_many("a client for {count} year", "a client for {count} years", view.years))
    delay = view.average_delay
    if delay is None:
        yield words.text(say("no invoice paid yet"))
    elif delay < 0:
        yield words.text(say_many("pays {count} day early on average", "pays {count} days early on average", -delay))
    else:
        yield words.text(say_many("pays {count} day late on average", "pays {count} days late on average", delay))
    if view.grade is not Grade.UNKNOWN:
        yield words.text(say("grade: {found}", found=str(view.grade)))


def _print_scenarios(context: Context, view: DossierView) -> None:
    """The scenario of each open invoice, those alike on one line."""
    numbers: dict[tuple[str, str], list[str]] = {}
    for row in view.items:
        alike = numbers.setdefault((row.assigned.name, context.words.text(row.assigned.why)), [])
        if row.item.number not in alike:
            alike.append(row.item.number)
    for (name, why), named in numbers.items():
        context.output.message(say("Scenario {name} ({why}): {numbers}", name=name, why=why, numbers=", ".join(named)))


def _print_next(context: Context, view: DossierView) -> None:
    words, output = context.words, context.output
    for task in view.tasks:
        output.line()
        name = words.text(term(task.action))
        output.message(say("Today: {action} {step}", action=name, step=Code(task.step) if task.step else ""), "bold")
        for reason in task.why:
            output.line("  " + words.text(reason))
    for held in view.held:
        until = f" → {words.day(held.until)}" if held.until else ""
        waits = words.text(say("{numbers}: {reason}", numbers=", ".join(held.invoices), reason=held.reason))
        output.line()
        output.line(waits + until)


def _print_commitments(context: Context, view: DossierView) -> None:
    words, output = context.words, context.output
    for promise, state in view.promises[:3]:
        output.message(
            say(
                "Promise of {amount} by {day}: {state}",
                amount=promise.amount,
                day=promise.day("by"),
                state=_STATES[state],
            )
        )
    for credit in view.account.credits:
        if credit.unallocated:
            output.message(
                say(
                    "{kind} ^{id} of {day}: {amount} not allocated",
                    kind=words.text(term(credit.kind)),
                    id=credit.entry_id,
                    day=credit.received,
                    amount=credit.unallocated,
                )
            )


_STATES = {
    "open": say("open"),
    "kept": say("kept"),
    "partly-kept": say("kept in part"),
    "broken": say("not kept"),
    "replaced": say("replaced by a later one"),
    "withdrawn": say("withdrawn"),
}


def _print_history(context: Context, view: DossierView) -> None:
    shown = view.timeline if context.options.all else view.timeline[:LATEST]
    if not shown:
        return
    words = context.words
    context.output.line()
    titles = (say("Date"), say("What"), say("Detail"), say("Who"), say("ID"))
    context.output.table([words.text(title) for title in titles], _history_rows(shown, view, words))
    if len(shown) < len(view.timeline):
        context.output.message(say("… {count} more: --all", count=len(view.timeline) - len(shown)))


def _history_rows(entries: Iterable[Entry], view: DossierView, words: Catalogue) -> Iterable[tuple[str, ...]]:
    for entry in entries:
        detail = [
            entry.object,
            words.money(entry.amount) if entry.amount else "",
            words.text(term(entry.word("outcome"))) if entry.word("outcome") else "",
            f"^{entry.target}" if entry.kind == "sending" else "",
        ]
        first_line = next(iter(entry.text.splitlines()), "") or entry.word("subject")
        if entry.id in view.cancelled:
            detail.insert(0, words.text(say("(cancelled)")))
        detail.append(first_line[:60])
        yield (
            words.day(entry.date),
            words.text(term(entry.kind)),
            " ".join(part for part in detail if part),
            entry.recorded.by if entry.recorded else "",
            f"^{entry.id}" if entry.id else "",
        )
