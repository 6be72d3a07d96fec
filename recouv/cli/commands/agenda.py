"""`recouv agenda`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date

from recouv.cli import options, past
from recouv.cli.context import Context
from recouv.cli.task_documents import held_records, task_records
from recouv.domain.errors import UsageError
from recouv.domain.message import say, say_many
from recouv.domain.money import CURRENCIES
from recouv.domain.practice import House
from recouv.rules.bank_data import blocking, decided_anyway, is_stale, overridden
from recouv.usecases.spoken_day import SpokenDay, SpokenLine, SpokenTask, spoken_day
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

EXAMPLES = (
    "recouv agenda",
    "recouv agenda --on 2026-12-01 --owner lea,marc",
    "recouv agenda --target 20000 --by 2026-12-15",
    "recouv agenda --stale-anyway 'the site of the bank is down, nothing came by cheque'",
    "recouv agenda --json | jq '.tasks[].client'",
    "recouv agenda --known-at 2026-11-02",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.reading(parser, words)
    past.argument(parser, words)
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
    on = past.day_of(context, past=False)
    if chosen.target is not None or chosen.by is not None or chosen.currency:
        return _run_target(context, on)
    if not chosen.json:
        return _run_list(context, on, chosen.owner)
    day = spoken_day(context.session, on, SpokenTask, owner=chosen.owner)
    context.output.json(document(day, context.session.house, past.fields(context)))
    context.output.unreadable(day.unreadable)
    return 0


def run_today(context: Context) -> int:
    """Print today, whatever the command's options."""
    return _run_list(context, context.today)


def _run_list(context: Context, on: date, owner: str = "") -> int:
    day = spoken_day(context.session, on, SpokenLine, owner=owner)
    _print(context, day)
    context.output.unreadable(day.unreadable)
    return 0


def _run_target(context: Context, on: date) -> int:
    from recouv.cli.cash_target import print_target, target_document  # deferred: a morning's agenda has no target
    from recouv.usecases.collecting import tasks_for
    from recouv.usecases.day import plan_day

    chosen = context.options
    if chosen.target is None or chosen.by is None:
        raise UsageError(say("a target is a sum and a day"), say("give both: --target AMOUNT --by DATE"))
    currency = chosen.currency.upper() or context.session.workspace.config.currency
    if currency not in CURRENCIES:
        raise UsageError(say("{text} is not a currency", text=chosen.currency), say("write it as EUR"))
    target = context.money(chosen.target, currency)
    day = plan_day(context.session, on, owner=chosen.owner)
    found = tasks_for(context.session, day, target, context.day(chosen.by, past=False), owner=chosen.owner)
    if chosen.json:
        context.output.json(past.document(context, target_document(found, day.agenda.on, context.words)))
    else:
        past.heading(context)
        print_target(context, found, day.agenda.on)
    context.output.unreadable(day.unreadable)
    return 0


def _decide_anyway(context: Context) -> None:
    """Commit the decision, and go on with the workspace as it then is."""
    from recouv.usecases.bank_data import let_leave_anyway  # deferred: a morning's agenda decides nothing

    if context.options.known_at is not None:
        raise UsageError(say("--stale-anyway is decided for today alone"), say("leave --known-at out"))
    if context.options.on is not None and context.day(context.options.on, past=False) != context.today:
        raise UsageError(say("--stale-anyway is decided for today alone"), say("leave --on out"))
    done = let_leave_anyway(context.session, context.options.stale_anyway)
    if done is not None:
        context.output.talk(say("committed: {commit} {subject}", commit=done.commit, subject=done.subject))
        context.reopen()


def document(day: SpokenDay[SpokenTask], house: House, known: Mapping[str, object]) -> dict[str, object]:
    """The agenda as scripts read it; `known` says of which past it is."""
    decided = decided_anyway(house, day.on)
    return {
        "on": day.on.isoformat(),
        **known,
        "bank": {
            "until": house.bank_until.isoformat() if house.bank_until else None,
            "stale": is_stale(house, day.on),
            "anyway": {"by": decided.by, "reason": decided.reason} if decided else None,
        },
        "tasks": task_records(day.tasks),
        "held": held_records(day.held),
        "unreadable": list(day.unreadable),
    }


def _print(context: Context, day: SpokenDay[SpokenLine]) -> None:
    output, words = context.output, context.words
    past.heading(context)
    output.message(say("Agenda of {day}", day=day.on), "bold")
    _print_bank_data(context, day.on)
    if not day.tasks:
        output.message(say("Nothing to do."))
    else:
        header = [words.text(title) for title in (say("Action"), say("Client"), say("Amount"), say("Days late"))]
        output.table(header, _rows(day, words), right=(2, 3), details=[task.why for task in day.tasks])
    totals = ", ".join(map(words.money, day.claimed()))
    if day.tasks:
        count = len(day.tasks)
        told = say_many("{count} task: {totals}", "{count} tasks: {totals}", count, totals=totals)
        output.message(told if totals else say_many("{count} task", "{count} tasks", count), "bold")
    if day.held:
        output.line()
        output.message(say("Waiting"), "bold")
        rows = [
            (
                held.name,
                ", ".join(held.invoices),
                held.reason,
                words.day(date.fromordinal(held.until)) if held.until else "",
            )
            for held in day.held
        ]
        header = [words.text(title) for title in (say("Client"), say("Invoices"), say("Why"), say("Until"))]
        output.table(header, rows)


def _print_bank_data(context: Context, on: date) -> None:
    """Why no message leaves, or who lets them leave all the same."""
    house = context.session.house
    reason, all_the_same = blocking(house, on), overridden(house, on)
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


def _rows(day: SpokenDay[SpokenLine], words: Catalogue) -> list[tuple[str, ...]]:
    actions = {key: _action(*key, words) for key in {(task.action, task.level) for task in day.tasks}}
    currencies = {task.currency for task in day.tasks}
    amounts = {currency: _amounts(day, currency, words) for currency in currencies}
    today = day.on.toordinal()
    return [
        (
            actions[task.action, task.level],
            task.name,
            amounts[task.currency][task.coins],
            str(today - task.due_since) if 0 < task.due_since < today else "",
        )
        for task in day.tasks
    ]


def _action(action: str, level: int, words: Catalogue) -> str:
    named = words.text(term(action))
    return f"{named} {level}" if level else named


def _amounts(day: SpokenDay[SpokenLine], currency: str, words: Catalogue) -> dict[int | None, str]:
    """What is written for each amount in that currency, each one once."""
    coins = list({task.coins for task in day.tasks if task.currency == currency and task.coins is not None})
    written = [words.with_currency(text, currency) for text in words.figures(coins, currency)]
    return {None: "", **dict(zip(coins, written, strict=True))}
