"""`recouv agenda`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.task_documents import held_document, task_document
from recouv.domain.errors import UsageError
from recouv.domain.message import say, say_many
from recouv.domain.money import CURRENCIES
from recouv.domain.practice import House
from recouv.domain.task import Agenda, Task
from recouv.rules.bank_data import blocking, decided_anyway, is_stale, overridden
from recouv.rules.claims import claim_of_task, sum_claims
from recouv.usecases.day import Day, plan_day
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

EXAMPLES = (
    "recouv agenda",
    "recouv agenda --on 2026-12-01 --owner lea,marc",
    "recouv agenda --target 20000 --by 2026-12-15",
    "recouv agenda --stale-anyway 'the site of the bank is down, nothing came by cheque'",
    "recouv agenda --json | jq '.tasks[].client'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.reading(parser, words)
    options.owner(parser, words, many=True)
    parser.add_argument(
        "--target",
        default=None,
        metavar="AMOUNT",
        help=words.text(say("only the fewest tasks that should bring this sum in by the day of --by")),
    )
    parser.add_argument("--by", default=None, metavar="DATE", help=words.text(say("the day by which it is to come")))
    parser.add_argument(
        "--currency", default="", metavar="CODE", help=words.text(say("its currency (default: the workspace's)"))
    )
    parser.add_argument(
        "--stale-anyway",
        default=None,
        metavar="REASON",
        help=words.text(say("let messages leave today although the bank's data is too old, and say why")),
    )


def run(context: Context) -> int:
    """Print the day."""
    chosen = context.options
    if chosen.stale_anyway is not None:
        _decide_anyway(context)
    day = plan_day(context.session, context.day(chosen.on, past=False), owner=chosen.owner)
    if chosen.target is not None or chosen.by is not None or chosen.currency:
        _run_target(context, day)
    elif chosen.json:
        context.output.json(document(day, context.session.house, context.words))
    else:
        _print(context, day)
    context.output.unreadable(day.unreadable)
    return 0


def run_today(context: Context) -> int:
    """Print today, whatever the command's options."""
    day = plan_day(context.session, context.today)
    _print(context, day)
    context.output.unreadable(day.unreadable)
    return 0


def _run_target(context: Context, day: Day) -> None:
    from recouv.cli.cash_target import print_target, target_document  # deferred: a morning's agenda has no target
    from recouv.usecases.collecting import tasks_for

    chosen = context.options
    if chosen.target is None or chosen.by is None:
        raise UsageError(say("a target is a sum and a day"), say("give both: --target AMOUNT --by DATE"))
    currency = chosen.currency.upper() or context.session.workspace.config.currency
    if currency not in CURRENCIES:
        raise UsageError(say("{text} is not a currency", text=chosen.currency), say("write it as EUR"))
    target = context.money(chosen.target, currency)
    found = tasks_for(context.session, day, target, context.day(chosen.by, past=False), owner=chosen.owner)
    if chosen.json:
        context.output.json(target_document(found, day.agenda.on, context.words))
    else:
        print_target(context, found, day.agenda.on)


def _decide_anyway(context: Context) -> None:
    """Commit the decision, and go on with the workspace as it then is."""
    from recouv.usecases.bank_data import let_leave_anyway  # deferred: a morning's agenda decides nothing

    if context.options.on is not None and context.day(context.options.on, past=False) != context.today:
        raise UsageError(say("--stale-anyway is decided for today alone"), say("leave --on out"))
    done = let_leave_anyway(context.session, context.options.stale_anyway)
    if done is not None:
        context.output.talk(say("committed: {commit} {subject}", commit=done.commit, subject=done.subject))
        context.reopen()


def document(day: Day, house: House, words: Catalogue) -> dict[str, object]:
    """The agenda as scripts read it."""
    on = day.agenda.on
    decided = decided_anyway(house, on)
    return {
        "on": on.isoformat(),
        "bank": {
            "until": house.bank_until.isoformat() if house.bank_until else None,
            "stale": is_stale(house, on),
            "anyway": {"by": decided.by, "reason": decided.reason} if decided else None,
        },
        "tasks": [task_document(task, words) for task in day.agenda.tasks],
        "held": [held_document(held, words) for held in day.agenda.held],
        "unreadable": list(day.unreadable),
    }


def _print(context: Context, day: Day) -> None:
    output, words, agenda = context.output, context.words, day.agenda
    output.message(say("Agenda of {day}", day=agenda.on), "bold")
    _print_bank_data(context, agenda)
    if not agenda.tasks:
        output.message(say("Nothing to do."))
    else:
        header = [words.text(title) for title in (say("Action"), say("Client"), say("Amount"), say("Days late"))]
        details = [[words.text(reason) for reason in task.why] for task in agenda.tasks]
        output.table(header, _rows(context, agenda), right=(2, 3), details=details)
    totals = _totals(agenda.tasks, words)
    if agenda.tasks:
        count = len(agenda.tasks)
        told = say_many("{count} task: {totals}", "{count} tasks: {totals}", count, totals=totals)
        output.message(told if totals else say_many("{count} task", "{count} tasks", count), "bold")
    if agenda.held:
        output.line()
        output.message(say("Waiting"), "bold")
        rows = [
            (held.name, ", ".join(held.invoices), words.text(held.reason), words.day(held.until) if held.until else "")
            for held in agenda.held
        ]
        header = [words.text(title) for title in (say("Client"), say("Invoices"), say("Why"), say("Until"))]
        output.table(header, rows)


def _print_bank_data(context: Context, agenda: Agenda) -> None:
    """Why no message leaves, or who lets them leave all the same."""
    house = context.session.house
    reason, all_the_same = blocking(house, agenda.on), overridden(house, agenda.on)
    if reason is not None:
        context.output.message(
            say(
                "No message leaves: {reason}. Import what came since, or say that nothing did: recouv bank-until DATE",
                reason=reason,
            ),
            "yellow",
        )
    elif all_the_same is not None:
        context.output.message(all_the_same, "yellow")


def _rows(context: Context, agenda: Agenda) -> Iterable[tuple[str, ...]]:
    words = context.words
    for task in agenda.tasks:
        action = words.text(term(task.action))
        late = task.days_late(agenda.on)
        yield (
            f"{action} {task.level}" if task.level else action,
            task.name,
            words.money(task.amount) if task.amount else "",
            str(late) if late else "",
        )


def _totals(tasks: Iterable[Task], words: Catalogue) -> str:
    return ", ".join(words.money(money) for money in sum_claims(map(claim_of_task, tasks)))
