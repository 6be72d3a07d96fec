"""What is done about it: the scenarios, what comes today, what waits, what was promised or is contested."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from recouv.cli.context import Context
from recouv.domain.message import Code, say, say_many
from recouv.usecases.dossiers import DossierView
from recouv.wording.terms import term


def print_work(context: Context, view: DossierView) -> None:
    """Scenario by scenario, task by task, commitment by commitment."""
    _print_scenarios(context, view)
    _print_next(context, view)
    _print_commitments(context, view)


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
    _print_disputes(context, view)
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


def _print_disputes(context: Context, view: DossierView) -> None:
    """For how long each has lasted, and how long its like last."""
    if not view.disputes:
        return
    from recouv.usecases.reports import usual_dispute_days  # deferred: few clients contest anything

    categories = [dispute.word("category") for dispute in view.disputes]
    usual = usual_dispute_days(context.session, view.on, [category for category in categories if category])
    for dispute, category in zip(view.disputes, categories, strict=True):
        days = (view.on - dispute.date).days
        numbers = ", ".join(dispute.invoices)
        if category in usual:
            context.output.message(
                say_many(
                    "{numbers}: disputed for {count} day (usual for {category}: {usual})",
                    "{numbers}: disputed for {count} days (usual for {category}: {usual})",
                    days,
                    numbers=numbers,
                    category=term(category),
                    usual=str(usual[category].quantize(Decimal(1), ROUND_HALF_UP)),
                )
            )
        else:
            context.output.message(
                say_many(
                    "{numbers}: disputed for {count} day", "{numbers}: disputed for {count} days", days, numbers=numbers
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
