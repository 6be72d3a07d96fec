"""How the tasks chosen for a sum are printed, by `recouv agenda --target`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.cli.task_documents import task_document
from recouv.domain.message import Message, say, say_many
from recouv.wording.terms import term

if TYPE_CHECKING:
    from datetime import date

    from recouv.cli.context import Context
    from recouv.domain.money import Money
    from recouv.rules.cash_target import CashTarget, Chance, PromisedReceipt, Prospect
    from recouv.wording.catalogue import Catalogue


def target_document(found: CashTarget, on: date, words: Catalogue) -> dict[str, object]:
    """The choice as scripts read it."""
    return {
        "on": on.isoformat(),
        "by": found.by.isoformat(),
        "target": found.target.plain,
        "currency": found.target.currency,
        "expected": found.expected.plain,
        "reached": not found.missing,
        "missing": found.missing.plain,
        "promises": [
            {
                "client": one.client,
                "name": one.name,
                "by": one.by.isoformat(),
                "amount": one.left.plain,
                "probability": _decimal(one.chance),
                "because": words.text(one.chance.why),
                "expected": one.expected.plain,
            }
            for one in found.promised
        ],
        "tasks": [
            {
                **task_document(one.task, words),
                "probability": _decimal(one.chance),
                "because": words.text(one.chance.why),
                "expected": one.expected.plain,
            }
            for one in found.chosen
        ],
    }


def print_target(context: Context, found: CashTarget, on: date) -> None:
    """The tasks, most urgent first, each with its probability and what that is from."""
    output, words = context.output, context.words
    output.message(say("{amount} by {by}: what to do on {on}", amount=found.target, by=found.by, on=on), "bold")
    if found.promised:
        output.line()
        output.message(say("Promised, without doing anything"), "bold")
        titles = _titles(context, say("Client"), say("By"))
        promised = [(one.name, words.day(one.by), *_figures(context, one.left, one)) for one in found.promised]
        reasons = [[words.text(one.chance.why)] for one in found.promised]
        output.table(titles, promised, right=(2, 3, 4), details=reasons)
    if found.chosen:
        output.line()
        output.message(say("To do"), "bold")
        titles = _titles(context, say("Action"), say("Client"))
        rows = [
            (
                f"{words.text(term(one.task.action))} {one.task.level or ''}".rstrip(),
                one.task.name,
                *_figures(context, one.task.amount, one),
            )
            for one in found.chosen
        ]
        reasons = [
            [words.text(one.chance.why), *([words.text(_blocked(one.task.blocked_by))] if one.task.blocked_by else [])]
            for one in found.chosen
        ]
        output.table(titles, rows, right=(2, 3, 4), details=reasons)
    output.line()
    output.message(_told(found), "bold")


def _titles(context: Context, *first: Message) -> list[str]:
    return [context.say(title) for title in (*first, say("Amount"), say("Chance"), say("Expected"))]


def _told(found: CashTarget) -> Message:
    count = len(found.chosen)
    if found.missing:
        return say_many(
            "{count} task, and it cannot be reached: {expected} expected, {missing} short",
            "{count} tasks, and it cannot be reached: {expected} expected, {missing} short",
            count,
            expected=found.expected,
            missing=found.missing,
        )
    return say_many(
        "{count} task: {expected} expected", "{count} tasks: {expected} expected", count, expected=found.expected
    )


def _blocked(reason: Message) -> Message:
    return say("blocked: {reason}", reason=reason)


def _figures(context: Context, claim: Money | None, one: Prospect | PromisedReceipt) -> tuple[str, str, str]:
    words = context.words
    percent = words.text(say("{percent} %", percent=round(100 * one.chance.share)))
    return words.money(claim) if claim else "", percent, words.money(one.expected)


def _decimal(chance: Chance) -> str:
    return f"{float(chance.share):.4f}"
